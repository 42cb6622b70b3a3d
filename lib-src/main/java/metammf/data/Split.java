package metammf.data;

import static metammf.base.MetaMmfException.require;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import metammf.base.Seeds;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Interactions in three parts: to train on, to choose by, and to look at once in the end.
 *
 * @param train what the model learns from
 * @param validation what early stopping and every choice read
 * @param test what the final evaluation alone reads
 */
public record Split(Interactions train, Interactions validation, Interactions test) implements Serializable {
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
        return asGiven(train, validation, test, Ids.numbers(train.users(), train.items()), findings);
    }

    /**
     * {@link #asGiven(Interactions, Interactions, Interactions, Consumer)} with the ids that the findings name.
     *
     * @param train training pairs, all kept
     * @param validation validation pairs
     * @param test test pairs
     * @param ids of users and items
     * @param findings where to report what was left out
     * @return the split
     */
    public static Split asGiven(
            Interactions train, Interactions validation, Interactions test, Ids ids, Consumer<Finding> findings) {
        Interactions rest = without(validation, train, "validation %s training", ids, findings);
        Interactions last = without(test, train, "test %s training", ids, findings);
        return new Split(train, rest, without(last, rest, "test %s validation", ids, findings));
    }

    private static Interactions without(
            Interactions part, Interactions other, String which, Ids ids, Consumer<Finding> findings) {
        int[] shared = part.shared(other);
        if (shared.length == 0) {
            return part;
        }
        String example = ids.pair(part.userColumn()[shared[0]], part.item(shared[0]));
        findings.accept(Finding.warning(
                String.format(Locale.ROOT, which, "pairs that are also") + " pairs, left out", shared.length, example));
        return part.only(pair -> Arrays.binarySearch(shared, pair) < 0);
    }

    /**
     * 80 / 10 / 10 within every user (section 5.1), rounded as in the authors' code: of n items, 0.8 n rounded half to
     * even train, and of the rest the larger half tests. A user's split depends on the seed, the user and the number of
     * its items alone.
     *
     * @param all interactions
     * @param seed where the order comes from
     * @return the split
     * @throws metammf.base.MetaMmfException if no pair is left to train on, as of every split
     */
    public static Split perUser(Interactions all, long seed) {
        return withinUsers(all, user -> Parts.perUser(user, all.degree(user), seed));
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
        return of(all, Parts.perInteraction(all.size(), seed));
    }

    /**
     * The past trains, the future tests: one cut in time for all users, so that nothing is learned from what comes
     * later. Of n pairs the earliest 0.8 n, rounded half to even, train, and of the rest the later, larger half tests;
     * pairs of one time stay together in the earlier part. Users may be left without a part.
     *
     * @param all interactions
     * @param times when each pair happened, in the order of the pairs ({@link Interactions#pair}), in any unit
     * @return the split
     * @throws metammf.base.MetaMmfException if there is not one time for every pair
     */
    public static Split byTime(Interactions all, long[] times) {
        requireTimes(all, times);
        Parts.Sizes sizes = Parts.shares(all.size());
        long[] sorted = times.clone();
        Arrays.sort(sorted);
        long trainEnd = last(sorted, sizes.train());
        long validationEnd = last(sorted, sizes.train() + sizes.validation());
        return of(
                all,
                Arrays.stream(times)
                        .mapToInt(time -> Parts.byTime(time, trainEnd, validationEnd))
                        .toArray());
    }

    private static long last(long[] sorted, long count) {
        return count == 0 ? Long.MIN_VALUE : sorted[(int) count - 1];
    }

    /**
     * Every user's past trains, every user's future tests: 80 / 10 / 10 within every user in the order of time, rounded
     * as {@link #perUser}; of equal times the smaller item id comes first. Users' presents differ, so a model may learn
     * from what others did later.
     *
     * @param all interactions
     * @param times when each pair happened, in the order of the pairs ({@link Interactions#pair}), in any unit
     * @return the split
     * @throws metammf.base.MetaMmfException if there is not one time for every pair
     */
    public static Split byTimePerUser(Interactions all, long[] times) {
        requireTimes(all, times);
        return withinUsers(all, user -> Parts.byTimePerUser(timesOf(user, all, times)));
    }

    /**
     * Of every user one random item tests and one validates; a user of two items has none to validate, a user of one
     * item trains only. A user's split depends on the seed, the user and the number of its items alone.
     *
     * @param all interactions
     * @param seed where the choice comes from
     * @return the split
     */
    public static Split leaveOneOut(Interactions all, long seed) {
        return withinUsers(all, user -> Parts.leaveOneOut(user, all.degree(user), seed));
    }

    /**
     * Of every user the last item tests and the one before validates; a user of two items has none to validate, a user
     * of one item trains only. Of equal times the smaller item id comes first.
     *
     * @param all interactions
     * @param times when each pair happened, in the order of the pairs ({@link Interactions#pair}), in any unit
     * @return the split
     * @throws metammf.base.MetaMmfException if there is not one time for every pair
     */
    public static Split leaveLastOut(Interactions all, long[] times) {
        requireTimes(all, times);
        return withinUsers(all, user -> Parts.leaveLastOut(timesOf(user, all, times)));
    }

    private static void requireTimes(Interactions all, long[] times) {
        require(times.length == all.size(), "times: expected one of %d pairs, received %d", all.size(), times.length);
    }

    private static long[] timesOf(int user, Interactions all, long[] times) {
        return Arrays.copyOfRange(times, all.first(user), all.first(user + 1));
    }

    /**
     * Whole items are held out, as if they were new: of the n items with interactions, {@code share} n rounded half to
     * even are cold, and of these the larger half tests, with all their pairs. The pairs of the other items are split as
     * by {@link #perUser}; {@link #coldTest} and {@link #warmTest} keep the two apart.
     *
     * @param all interactions
     * @param share of the items, above 0 and below 1
     * @param seed where the choice comes from
     * @return the split
     * @throws metammf.base.MetaMmfException if the share is out of range
     */
    public static Split coldItems(Interactions all, double share, long seed) {
        require(share > 0 && share < 1, "cold items: expected a share above 0 and below 1, received %s", share);
        int[] degrees = all.itemDegrees();
        int[] items =
                IntStream.range(0, degrees.length).filter(i -> degrees[i] > 0).toArray();
        Seeds.shuffle(items, Seeds.stream(seed, "cold items"));
        int cold = (int) Math.rint(share * items.length);
        int[] part = new int[all.items()]; // of an item: 0 warm, 1 validates, 2 tests
        for (int rank = 0; rank < cold; rank++) {
            part[items[rank]] = rank < cold / 2 ? 1 : 2;
        }
        Split warm = perUser(all.only(pair -> part[all.item(pair)] == 0), seed);
        return new Split(
                warm.train,
                warm.validation.union(all.only(pair -> part[all.item(pair)] == 1)),
                warm.test.union(all.only(pair -> part[all.item(pair)] == 2)));
    }

    /**
     * Cross-validation within every user: fold f tests what fold f - 1 validates, every pair tests once and validates
     * once. A user's n items are dealt to the folds in turn, from a random fold on, so a fold gets n / k of them rounded
     * up or down. A user's folds depend on the seed, the user and the number of its items alone.
     *
     * @param all interactions
     * @param k number of folds, at least 3, since one validates and one tests
     * @param seed where the order comes from
     * @return k splits of the same interactions
     * @throws metammf.base.MetaMmfException if there are fewer than 3 folds
     */
    public static List<Split> folds(Interactions all, int k, long seed) {
        require(k >= 3, "cross-validation: expected at least 3 folds, received %d", k);
        int[] fold = new int[all.size()];
        for (int user = 0; user < all.users(); user++) {
            SplittableRandom random = Seeds.stream(seed, "folds", user);
            int start = random.nextInt(k);
            int[] order = Parts.shuffled(all.degree(user), random);
            for (int rank = 0; rank < order.length; rank++) {
                fold[all.first(user) + order[rank]] = (start + rank) % k;
            }
        }
        return IntStream.range(0, k)
                .mapToObj(f ->
                        of(all, Arrays.stream(fold).map(own -> role(own, f, k)).toArray()))
                .toList();
    }

    private static int role(int fold, int testing, int k) {
        return fold == testing ? 2 : fold == (testing + 1) % k ? 1 : 0;
    }

    private static Split withinUsers(Interactions all, IntFunction<int[]> parts) {
        int[] part = new int[all.size()];
        for (int user = 0; user < all.users(); user++) {
            System.arraycopy(parts.apply(user), 0, part, all.first(user), all.degree(user));
        }
        return of(all, part);
    }

    private static Split of(Interactions all, int[] part) {
        return new Split(
                all.only(pair -> part[pair] == 0),
                all.only(pair -> part[pair] == 1),
                all.only(pair -> part[pair] == 2));
    }

    /** {@return the pairs of training, validation and test together} */
    public Interactions all() {
        return train.union(validation).union(test);
    }

    /** {@return the test pairs of items without training pairs} Only their content can rank these items. */
    public Interactions coldTest() {
        int[] degrees = train.itemDegrees();
        return test.only(pair -> degrees[test.item(pair)] == 0);
    }

    /** {@return the test pairs of items that occur in training} */
    public Interactions warmTest() {
        int[] degrees = train.itemDegrees();
        return test.only(pair -> degrees[test.item(pair)] > 0);
    }

    /**
     * {@return one row for each part: its interactions, their share of all interactions, and the numbers of users and
     * items that have one}
     */
    public Table toTable() {
        List<Interactions> parts = List.of(train, validation, test);
        double all = parts.stream().mapToInt(Interactions::size).sum();
        return Table.create(
                "Split",
                StringColumn.create("part", "train", "validation", "test"),
                IntColumn.create("interactions", parts.stream().mapToInt(Interactions::size)),
                DoubleColumn.create(
                        "share",
                        parts.stream().mapToDouble(part -> part.size() / all).toArray()),
                IntColumn.create("users", parts.stream().mapToInt(part -> distinct(part.userColumn()))),
                IntColumn.create("items", parts.stream().mapToInt(part -> distinct(part.itemColumn()))));
    }

    private static int distinct(int... ids) {
        return (int) Arrays.stream(ids).distinct().count();
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
