package metammf.data;

import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import metammf.base.Seeds;

/**
 * To which part of a split pairs go: 0 trains, 1 validates, 2 tests. {@link Split} does this to a whole set; whoever holds
 * the pairs of one user alone, as a task on a cluster does, gets the same parts here.
 */
public final class Parts {
    private Parts() {}

    /**
     * How many pairs train and validate; the rest tests.
     *
     * @param train how many train
     * @param validation how many validate
     */
    public record Sizes(long train, long validation) {}

    /**
     * 80 / 10 / 10: of n pairs 0.8 n rounded half to even train, and of the rest the larger half tests.
     *
     * @param n number of pairs
     * @return how many train and validate
     */
    public static Sizes shares(long n) {
        long train = (long) Math.rint(0.8 * n);
        return new Sizes(train, (n - train) / 2);
    }

    private static Sizes allButTwo(int n) {
        int validation = n > 2 ? 1 : 0;
        return new Sizes(n > 1 ? n - 1 - validation : n, validation);
    }

    /**
     * The parts of a user's pairs in {@link Split#perUser}.
     *
     * @param user the user's number
     * @param size how many pairs the user has
     * @param seed where the order comes from
     * @return the part of each pair, in the order of the items
     */
    public static int[] perUser(int user, int size, long seed) {
        return dealt(shuffled(size, Seeds.stream(seed, "split", user)), shares(size));
    }

    /**
     * The parts of all pairs in {@link Split#perInteraction}.
     *
     * @param size how many pairs there are
     * @param seed where the order comes from
     * @return the part of each pair, in the order of users and items
     */
    public static int[] perInteraction(int size, long seed) {
        return dealt(shuffled(size, Seeds.stream(seed, "split")), shares(size));
    }

    /**
     * The part of a pair in {@link Split#byTime}.
     *
     * @param time when it happened
     * @param trainEnd the last time of the training part
     * @param validationEnd the last time of the validation part
     * @return the part
     */
    public static int byTime(long time, long trainEnd, long validationEnd) {
        return time <= trainEnd ? 0 : time <= validationEnd ? 1 : 2;
    }

    /**
     * The parts of a user's pairs in {@link Split#byTimePerUser}.
     *
     * @param times when each of the user's pairs happened, in the order of the items
     * @return the part of each pair
     */
    public static int[] byTimePerUser(long[] times) {
        return dealt(inOrder(times), shares(times.length));
    }

    /**
     * The parts of a user's pairs in {@link Split#leaveOneOut}.
     *
     * @param user the user's number
     * @param size how many pairs the user has
     * @param seed where the choice comes from
     * @return the part of each pair, in the order of the items
     */
    public static int[] leaveOneOut(int user, int size, long seed) {
        return dealt(shuffled(size, Seeds.stream(seed, "leave one out", user)), allButTwo(size));
    }

    /**
     * The parts of a user's pairs in {@link Split#leaveLastOut}.
     *
     * @param times when each of the user's pairs happened, in the order of the items
     * @return the part of each pair
     */
    public static int[] leaveLastOut(long[] times) {
        return dealt(inOrder(times), allButTwo(times.length));
    }

    static int[] shuffled(int size, SplittableRandom random) {
        int[] order = IntStream.range(0, size).toArray();
        Seeds.shuffle(order, random);
        return order;
    }

    private static int[] inOrder(long[] times) {
        return IntStream.range(0, times.length)
                .boxed()
                .sorted(Comparator.comparingLong(n -> times[n])) // stable: ties stay by item
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private static int[] dealt(int[] order, Sizes sizes) {
        int[] part = new int[order.length];
        for (int rank = 0; rank < order.length; rank++) {
            part[order[rank]] = rank < sizes.train ? 0 : rank < sizes.train + sizes.validation ? 1 : 2;
        }
        return part;
    }
}
