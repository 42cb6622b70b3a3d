package metammf.data;

import static metammf.MetaMmfException.require;

import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import metammf.engine.Seeds;

/**
 * Interactions in three parts: to train on, to choose by, and to look at once in the end.
 *
 * @param train what the model learns from
 * @param validation what early stopping and every choice read
 * @param test what the final evaluation alone reads
 */
public record Split(Interactions train, Interactions validation, Interactions test) {
    /** Checks that the parts belong together, that there is something to learn from, and that nothing leaks. */
    public Split {
        require(train.size() > 0, "split: expected training interactions, received none");
        requireSameSize("validation", train, validation);
        requireSameSize("test", train, test);
        requireApart("training", train, "validation", validation);
        requireApart("training", train, "test", test);
        requireApart("validation", validation, "test", test);
    }

    private static void requireSameSize(String what, Interactions train, Interactions part) {
        require(
                train.users() == part.users() && train.items() == part.items(),
                "%s split: expected %d users and %d items, received %d and %d",
                what,
                train.users(),
                train.items(),
                part.users(),
                part.items());
    }

    private static void requireApart(String what, Interactions one, String otherWhat, Interactions other) {
        int[] users = other.userColumn();
        int[] shared = other.shared(one);
        require(
                shared.length == 0,
                "split: %d %s pairs are also %s pairs, the first is user %d, item %d",
                shared.length,
                otherWhat,
                what,
                shared.length == 0 ? -1 : users[shared[0]],
                shared.length == 0 ? -1 : other.item(shared[0]));
    }

    /**
     * 80 / 10 / 10 within every user (section 5.1), rounded as in the authors' code: of n items, 0.8 n rounded half to
     * even train, and of the rest the larger half tests. A user's split depends on the seed and the user alone.
     *
     * @param all interactions
     * @param seed where the order comes from
     * @return the split
     */
    public static Split perUser(Interactions all, long seed) {
        int[] part = new int[all.size()];
        for (int user = 0; user < all.users(); user++) {
            int n = all.degree(user);
            int train = (int) Math.rint(0.8 * n);
            int validation = (n - train) / 2;
            int[] order = shuffled(n, Seeds.stream(seed, "split", user));
            for (int rank = 0; rank < n; rank++) {
                part[all.first(user) + order[rank]] = part(rank, train, validation);
            }
        }
        return of(all, part);
    }

    /**
     * 80 / 10 / 10 of all pairs, whoever's they are: of n pairs, 0.8 n rounded half to even train, and of the rest the
     * larger half tests. Users may be left without a part.
     *
     * @param all interactions
     * @param seed where the order comes from
     * @return the split
     */
    public static Split perInteraction(Interactions all, long seed) {
        int train = (int) Math.rint(0.8 * all.size());
        int validation = (all.size() - train) / 2;
        int[] order = shuffled(all.size(), Seeds.stream(seed, "split"));
        int[] part = new int[all.size()];
        for (int rank = 0; rank < order.length; rank++) {
            part[order[rank]] = part(rank, train, validation);
        }
        return of(all, part);
    }

    /**
     * A split as its authors made it, without what leaks: a held-out pair that is also in training is left out, and so
     * is a test pair that is also in validation.
     *
     * @param train training pairs, all kept
     * @param validation validation pairs
     * @param test test pairs
     * @param findings where to report what was left out
     * @return the split
     */
    public static Split asGiven(
            Interactions train, Interactions validation, Interactions test, Consumer<Finding> findings) {
        Interactions chosen = without("validation", validation, "training", train, findings);
        Interactions last = without("test", test, "training", train, findings);
        return new Split(train, chosen, without("test", last, "validation", chosen, findings));
    }

    private static Interactions without(
            String what, Interactions part, String otherWhat, Interactions other, Consumer<Finding> findings) {
        int[] shared = part.shared(other);
        if (shared.length == 0) {
            return part;
        }
        int[] users = part.userColumn();
        findings.accept(Finding.warning(
                what + " pairs that are also " + otherWhat + " pairs, left out",
                shared.length,
                "user %d, item %d".formatted(users[shared[0]], part.item(shared[0]))));
        return part.only(pair -> Arrays.binarySearch(shared, pair) < 0);
    }

    private static int[] shuffled(int size, SplittableRandom random) {
        int[] order = IntStream.range(0, size).toArray();
        Seeds.shuffle(order, random);
        return order;
    }

    private static int part(int rank, int train, int validation) {
        return rank < train ? 0 : rank < train + validation ? 1 : 2;
    }

    private static Split of(Interactions all, int[] part) {
        return new Split(
                all.only(pair -> part[pair] == 0),
                all.only(pair -> part[pair] == 1),
                all.only(pair -> part[pair] == 2));
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "Split(%,d train, %,d validation, %,d test)",
                train.size(),
                validation.size(),
                test.size());
    }
}
