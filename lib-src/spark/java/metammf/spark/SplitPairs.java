package metammf.spark;

import java.io.Serializable;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.PrimitiveIterator;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The pairs of a task with their parts.
 *
 * @param pairs of some users
 * @param parts the part of every pair: 0, 1 or 2
 * @param firstUser the final number of the first of the users; the others follow
 */
record SplitPairs(UserPairs pairs, byte[] parts, int firstUser) implements Serializable {
    /** What the parts are called. */
    static final List<String> NAMES = List.of("train", "validation", "test");

    /** Splits pairs that are in the order of users; one element a partition. */
    static JavaRDD<SplitPairs> of(JavaRDD<UserPairs> pairs, Splitting how) {
        List<int[]> sizes =
                pairs.map(some -> new int[] {some.users().length, some.size()}).collect();
        int[] firstUser = new int[sizes.size()];
        long[] firstPair = new long[sizes.size()];
        for (int n = 1; n < sizes.size(); n++) {
            firstUser[n] = firstUser[n - 1] + sizes.get(n - 1)[0];
            firstPair[n] = firstPair[n - 1] + sizes.get(n - 1)[1];
        }
        Broadcast<Splitting> sent =
                JavaSparkContext.fromSparkContext(pairs.context()).broadcast(how);
        return pairs.mapPartitionsWithIndex(
                (n, some) -> List.of(of(some.next(), sent.value(), firstUser[n], firstPair[n]))
                        .iterator(),
                true);
    }

    private static SplitPairs of(UserPairs pairs, Splitting how, int firstUser, long firstPair) {
        return new SplitPairs(pairs, how.parts(pairs, firstUser, firstPair), firstUser);
    }

    static StructType schema(boolean timed) {
        StructType schema = new StructType()
                .add("user", DataTypes.IntegerType, false)
                .add("item", DataTypes.IntegerType, false)
                .add("part", DataTypes.StringType, false);
        return timed ? schema.add("time", DataTypes.LongType, false) : schema;
    }

    /** How many pairs each part has. */
    long[] sizes() {
        long[] sizes = new long[NAMES.size()];
        for (byte part : parts) {
            sizes[part]++;
        }
        return sizes;
    }

    /** Rows of {@link #schema} with the final numbers of users and items. */
    Iterator<Row> rows(int[] itemNumbers) {
        return IntStream.range(0, pairs.users().length)
                .boxed()
                .flatMap(n -> IntStream.range(pairs.offsets()[n], pairs.offsets()[n + 1])
                        .mapToObj(pair -> row(firstUser + n, pair, itemNumbers)))
                .iterator();
    }

    private Row row(int user, int pair, int[] itemNumbers) {
        int item = itemNumbers[pairs.items()[pair]];
        String part = NAMES.get(parts[pair]);
        return pairs.times().length == 0
                ? RowFactory.create(user, item, part)
                : RowFactory.create(user, item, part, pairs.times()[pair]);
    }

    /** The new number of every old one, if some stay and keep their order. */
    static int[] ranks(BitSet some) {
        int[] ranks = new int[some.length()];
        PrimitiveIterator.OfInt kept = some.stream().iterator();
        for (int rank = 0; kept.hasNext(); rank++) {
            ranks[kept.nextInt()] = rank;
        }
        return ranks;
    }
}
