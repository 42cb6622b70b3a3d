package metammf.spark;

import java.util.BitSet;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * Which pairs stay if users and items must have enough of them. Every user's pairs lie in one task, so a pass sends the
 * items that stay to the tasks, a bit each, and back comes how many users every item has, 4 bytes each; no pair moves.
 *
 * @param pairs what stays
 * @param passes over all pairs that it took
 */
record Core(JavaRDD<UserPairs> pairs, int passes) {
    /** As {@code Subset.atLeast}: counted once. */
    static Core atLeast(JavaRDD<UserPairs> all, int items, int perUser, int perItem) {
        Broadcast<BitSet> some = broadcast(all, enough(degrees(all, items), perItem));
        Broadcast<BitSet> every = broadcast(all, enough(new int[items], 0));
        return new Core(all.map(part -> part.kept(every.value(), perUser).kept(some.value(), 1)), 1);
    }

    /** As {@code Subset.core}: until everyone who is left has enough among those who are left. */
    static Core of(JavaRDD<UserPairs> all, int items, int perUser, int perItem) {
        BitSet some = enough(new int[items], 0);
        for (int pass = 1; ; pass++) {
            Broadcast<BitSet> sent = broadcast(all, some);
            JavaRDD<UserPairs> left = all.map(part -> part.kept(sent.value(), perUser));
            BitSet next = enough(degrees(left, items), Math.max(1, perItem));
            if (next.equals(some)) {
                return new Core(left, pass);
            }
            some = next;
        }
    }

    private static <T> Broadcast<T> broadcast(JavaRDD<?> all, T value) {
        return JavaSparkContext.fromSparkContext(all.context()).broadcast(value);
    }

    /** How many users every item has. */
    static int[] degrees(JavaRDD<UserPairs> pairs, int items) {
        return pairs.map(part -> part.itemDegrees(items)).treeReduce(Core::plus);
    }

    private static int[] plus(int[] one, int[] other) {
        for (int n = 0; n < one.length; n++) {
            one[n] += other[n];
        }
        return one;
    }

    private static BitSet enough(int[] degrees, int least) {
        BitSet enough = new BitSet(degrees.length);
        for (int n = 0; n < degrees.length; n++) {
            enough.set(n, degrees[n] >= least);
        }
        return enough;
    }
}
