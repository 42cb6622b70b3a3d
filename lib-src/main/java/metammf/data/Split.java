package metammf.data;

import static metammf.base.MetaMmfException.require;

import it.unimi.dsi.fastutil.ints.IntArrays;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import metammf.base.MetaMmfException;
import metammf.base.Seeds;
import metammf.data.DataCard.Finding;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Interactions in three parts: training, validation and test.
 *
 * <p>The order or choice of a random split comes from its seed. Times are the times of the pairs, in any unit, in the
 * order of the pairs ({@link Interactions#pair}). Arguments that are out of range or do not fit, and a split without
 * training pairs, raise a {@link MetaMmfException}.
 *
 * @param train the pairs on which models are trained
 * @param validation the pairs for early stopping and for the choice of hyperparameters
 * @param test the pairs for the final evaluation only
 */
public record Split(Interactions train, Interactions validation, Interactions test) implements Serializable {
    /**
     * Checks that the parts have the same users and items, that there are training pairs, and that no pair is in two
     * parts.
     */
    public Split {
        require(train.size() > 0, "split: expected training interactions, received none");
        train.requireSameSize("validation split", validation);
        train.requireSameSize("test split", test);
        requireApart("training", train, "validation", validation);
        requireApart("training", train, "test", test);
        requireApart("validation", validation, "test", test);
    }

    private static void requireApart(String what, Interactions one, String otherWhat, Interactions other) {
        int[] shared = other.shared(one);
        if (shared.length > 0) {
            throw new MetaMmfException("split: %s %s pairs are also %s pairs, the first is user %s, item %s"
                    .formatted(shared.length, otherWhat, what, other.userColumn()[shared[0]], other.item(shared[0])));
        }
    }

    /**
     * {@return a split as its authors made it, without what leaks: held-out pairs that are also training pairs, and test
     * pairs that are also validation pairs; reports what was left out}
     */
    public static Split asGiven(
            Interactions train, Interactions validation, Interactions test, Consumer<Finding> findings) {
        Ids ids = Ids.numbers(train.users(), train.items());
        return withoutLeaks(train, validation, test, ids, leak -> findings.accept(leak.leftOut()));
    }

    /** {@return a split as {@link #asGiven}; reports by their ids which pairs leaked} */
    public static Split withoutLeaks(
            Interactions train, Interactions validation, Interactions test, Ids ids, Consumer<Finding> leaks) {
        Interactions rest = without(validation, train, "validation pairs that are also training pairs", ids, leaks);
        Interactions last = without(test, train, "test pairs that are also training pairs", ids, leaks);
        return new Split(train, rest, without(last, rest, "test pairs that are also validation pairs", ids, leaks));
    }

    private static Interactions without(
            Interactions part, Interactions other, String what, Ids ids, Consumer<Finding> leaks) {
        int[] shared = part.shared(other);
        if (shared.length == 0) {
            return part;
        }
        String example = ids.pair(part.userColumn()[shared[0]], part.item(shared[0]));
        leaks.accept(Finding.warning(what, shared.length, example));
        return part.only(pair -> Arrays.binarySearch(shared, pair) < 0);
    }

    /**
     * {@return an 80 / 10 / 10 split within every user (section 5.1)} It is rounded as in the authors' code: of n items,
     * 0.8 n rounded half to even train, and of the rest the larger half tests. A user's split depends only on the seed, the
     * user and the number of its items.
     */
    public static Split perUser(Interactions all, long seed) {
        return withinUsers(all, user -> Parts.perUser(user, all.degree(user), seed));
    }

    /**
     * {@return an 80 / 10 / 10 split of all pairs, whatever their users} Of n pairs, 0.8 n rounded half to even train,
     * and of the rest the larger half tests. Users may be left without a part.
     */
    public static Split perInteraction(Interactions all, long seed) {
        return of(all, Parts.perInteraction(all.size(), seed));
    }

    /**
     * {@return a split by time: earlier pairs are for training, later pairs for the test, with the same points in time
     * for all users} No training pair is later than a test pair. Of n pairs the earliest 0.8 n, rounded half to even,
     * train, and of the rest the later, larger half tests; pairs of one time stay together in the earlier part. Users
     * may be left without a part.
     */
    public static Split byTime(Interactions all, long[] times) {
        requireTimes(all, times);
        Parts.Sizes sizes = Parts.shares(all.size());
        long[] sorted = times.clone();
        Arrays.sort(sorted);
        long trainEnd = last(sorted, sizes.train());
        long validationEnd = last(sorted, sizes.train() + sizes.validation());
        IntStream parts = Arrays.stream(times).mapToInt(time -> Parts.byTime(time, trainEnd, validationEnd));
        return of(all, parts.toArray());
    }

    private static long last(long[] sorted, long count) {
        return count == 0 ? Long.MIN_VALUE : sorted[(int) count - 1];
    }

    /**
     * {@return an 80 / 10 / 10 split within every user in the order of time, rounded as {@link #perUser}} Every user's past
     * trains and every user's future tests. Interactions of the same time are ordered by item id. A model may learn from what
     * other users did later.
     */
    public static Split byTimePerUser(Interactions all, long[] times) {
        requireTimes(all, times);
        return withinUsers(all, user -> Parts.byTimePerUser(timesOf(user, all, times)));
    }

    /**
     * {@return a split in which one random item of every user tests and one validates} A user of two items has none to
     * validate, a user of one item only trains. A user's split depends only on the seed, the user and the number of its
     * items.
     */
    public static Split leaveOneOut(Interactions all, long seed) {
        return withinUsers(all, user -> Parts.leaveOneOut(user, all.degree(user), seed));
    }

    /**
     * {@return a split in which the last item of every user tests and the one before validates} A user of two items has
     * none to validate, a user of one item only trains. Interactions of the same time are ordered by item id.
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
     * {@return a split that holds out whole items, as if they were new} Of the n items with interactions, {@code share} n
     * rounded half to even are cold (the share is above 0 and below 1), and of these the larger half tests, with all their
     * pairs. The pairs of the other items are split as by {@link #perUser}; {@link #coldTest} and {@link #warmTest} keep the
     * two apart.
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
     * {@return k splits for cross-validation within every user, at least 3} Fold f tests what fold f - 1 validates; every
     * pair tests once and validates once. A user's n items are dealt to the folds in turn, from a random fold on, so a fold
     * gets n / k of them rounded up or down. A user's folds depend on the seed, the user and the number of its items.
     */
    public static List<Split> folds(Interactions all, int k, long seed) {
        require(k >= 3, "cross-validation: expected at least 3 folds, received %d", k);
        int[] fold = new int[all.size()];
        for (int user = 0; user < all.users(); user++) {
            SplittableRandom random = Seeds.stream(seed, "folds", user);
            int start = random.nextInt(k);
            int[] order = Seeds.shuffled(all.degree(user), random);
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

    /**
     * Assigns pairs to the parts of a split: 0 for training, 1 for validation, 2 for test. {@link Split} splits a complete
     * set. A program that processes one user at a time, such as a task on a cluster, gets the same parts from this class.
     */
    public static final class Parts {
        private Parts() {}

        /** The numbers of training and validation pairs; all other pairs are test pairs. */
        public record Sizes(long train, long validation) {}

        /** {@return 80 / 10 / 10: of n pairs 0.8 n rounded half to even train, and of the rest the larger half tests} */
        public static Sizes shares(long n) {
            long train = (long) Math.rint(0.8 * n);
            return new Sizes(train, (n - train) / 2);
        }

        private static Sizes allButTwo(int n) {
            int validation = n > 2 ? 1 : 0;
            return new Sizes(n > 1 ? n - 1 - validation : n, validation);
        }

        /** {@return the part of each of a user's pairs in {@link Split#perUser}, in the order of the items} */
        public static int[] perUser(int user, int size, long seed) {
            return dealt(Seeds.shuffled(size, Seeds.stream(seed, "split", user)), shares(size));
        }

        /** {@return the part of each pair in {@link Split#perInteraction}, in the order of users and items} */
        public static int[] perInteraction(int size, long seed) {
            return dealt(Seeds.shuffled(size, Seeds.stream(seed, "split")), shares(size));
        }

        /** {@return the part of a pair in {@link Split#byTime}, given the last times of the training and validation parts} */
        public static int byTime(long time, long trainEnd, long validationEnd) {
            return time <= trainEnd ? 0 : time <= validationEnd ? 1 : 2;
        }

        /** {@return the part of each of a user's pairs in {@link Split#byTimePerUser}, by their times} */
        public static int[] byTimePerUser(long[] times) {
            return dealt(inOrder(times), shares(times.length));
        }

        /** {@return the part of each of a user's pairs in {@link Split#leaveOneOut}, in the order of the items} */
        public static int[] leaveOneOut(int user, int size, long seed) {
            return dealt(Seeds.shuffled(size, Seeds.stream(seed, "leave one out", user)), allButTwo(size));
        }

        /** {@return the part of each of a user's pairs in {@link Split#leaveLastOut}, by their times} */
        public static int[] leaveLastOut(long[] times) {
            return dealt(inOrder(times), allButTwo(times.length));
        }

        private static int[] inOrder(long[] times) {
            int[] order = IntStream.range(0, times.length).toArray();
            IntArrays.stableSort(order, (n, m) -> Long.compare(times[n], times[m])); // ties stay by item
            return order;
        }

        private static int[] dealt(int[] order, Sizes sizes) {
            int[] part = new int[order.length];
            for (int rank = 0; rank < order.length; rank++) {
                part[order[rank]] = rank < sizes.train ? 0 : rank < sizes.train + sizes.validation ? 1 : 2;
            }
            return part;
        }
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
                DoubleColumn.create("share", parts.stream().mapToDouble(part -> part.size() / all)),
                IntColumn.create("users", parts.stream().mapToInt(part -> distinct(part.userColumn()))),
                IntColumn.create("items", parts.stream().mapToInt(part -> distinct(part.itemColumn()))));
    }

    private static int distinct(int... ids) {
        return (int) Arrays.stream(ids).distinct().count();
    }

    @Override
    public String toString() {
        String pattern = "Split(%,d train, %,d validation, %,d test)";
        return String.format(Locale.ROOT, pattern, train.size(), validation.size(), test.size());
    }
}
