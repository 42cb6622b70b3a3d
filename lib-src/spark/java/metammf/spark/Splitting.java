package metammf.spark;

import static metammf.base.MetaMmfException.require;

import java.io.Serializable;
import metammf.data.Split.Parts;
import metammf.spark.Preparation.Way;
import org.apache.spark.api.java.JavaRDD;

/**
 * To which part the pairs of a task go, by what the driver knows of all pairs.
 *
 * @param way how pairs are split
 * @param seed where a random order comes from
 * @param all the parts of all pairs, for a split that shuffles them all; else nothing
 * @param trainEnd for a cut in time, the last time of the training part
 * @param validationEnd for a cut in time, the last time of the validation part
 */
record Splitting(Way way, long seed, byte[] all, long trainEnd, long validationEnd) implements Serializable {
    static Splitting of(Preparation how, JavaRDD<UserPairs> pairs, long size) {
        return switch (how.way()) {
            case PER_INTERACTION -> new Splitting(how.way(), how.seed(), shuffled(size, how.seed()), 0, 0);
            case BY_TIME -> byTime(pairs, size);
            default -> new Splitting(how.way(), how.seed(), new byte[0], 0, 0);
        };
    }

    private static byte[] shuffled(long size, long seed) {
        require(
                size < Integer.MAX_VALUE,
                "split per interaction: expected fewer than 2^31 - 1 pairs, received %d",
                size);
        int[] parts = Parts.perInteraction((int) size, seed);
        byte[] small = new byte[parts.length];
        for (int pair = 0; pair < small.length; pair++) {
            small[pair] = (byte) parts[pair];
        }
        return small;
    }

    private static Splitting byTime(JavaRDD<UserPairs> pairs, long size) {
        Parts.Sizes sizes = Parts.shares(size);
        long first = pairs.map(UserPairs::firstTime).reduce(Math::min);
        long last = pairs.map(UserPairs::lastTime).reduce(Math::max);
        long trainEnd = time(pairs, sizes.train(), first, last);
        long validationEnd = time(pairs, sizes.train() + sizes.validation(), trainEnd, last);
        return new Splitting(Way.BY_TIME, 0, new byte[0], trainEnd, validationEnd);
    }

    /** The time of the n-th pair in the order of time, found by halving from first to last: no pair moves. */
    private static long time(JavaRDD<UserPairs> pairs, long n, long first, long last) {
        long low = first;
        long high = last;
        while (low < high) {
            // Halfway; times of both signs may be further apart than a long holds.
            long middle = (low & high) + ((low ^ high) >> 1);
            if (pairs.map(some -> some.upTo(middle)).reduce(Long::sum) >= n) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return n == 0 ? Long.MIN_VALUE : low;
    }

    /**
     * The parts of a task's pairs.
     *
     * @param pairs of the task
     * @param firstUser the final number of its first user
     * @param firstPair the number of its first pair
     */
    byte[] parts(UserPairs pairs, int firstUser, long firstPair) {
        byte[] parts = new byte[pairs.size()];
        switch (way) {
            case PER_INTERACTION -> System.arraycopy(all, (int) firstPair, parts, 0, parts.length);
            case BY_TIME -> {
                for (int pair = 0; pair < parts.length; pair++) {
                    parts[pair] = (byte) Parts.byTime(pairs.times()[pair], trainEnd, validationEnd);
                }
            }
            default -> withinUsers(pairs, firstUser, parts);
        }
        return parts;
    }

    private void withinUsers(UserPairs pairs, int firstUser, byte[] parts) {
        for (int n = 0; n < pairs.users().length; n++) {
            int[] own = ofUser(pairs, n, firstUser + n);
            for (int pair = 0; pair < own.length; pair++) {
                parts[pairs.offsets()[n] + pair] = (byte) own[pair];
            }
        }
    }

    private int[] ofUser(UserPairs pairs, int n, int user) {
        return switch (way) {
            case PER_USER -> Parts.perUser(user, pairs.degree(n), seed);
            case LEAVE_ONE_OUT -> Parts.leaveOneOut(user, pairs.degree(n), seed);
            case BY_TIME_PER_USER -> Parts.byTimePerUser(pairs.timesOf(n));
            case LEAVE_LAST_OUT -> Parts.leaveLastOut(pairs.timesOf(n));
            default -> throw new IllegalStateException(way.toString());
        };
    }
}
