package metammf.data;

import it.unimi.dsi.fastutil.ints.IntArrays;
import java.util.stream.IntStream;
import metammf.base.Seeds;

/**
 * Assigns pairs to the parts of a split: 0 for training, 1 for validation, 2 for test. {@link Split} splits a complete
 * set. A program that processes one user at a time, such as a task on a cluster, gets the same parts from this class.
 */
public final class Parts {
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
