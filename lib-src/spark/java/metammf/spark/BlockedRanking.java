package metammf.spark;

import static metammf.base.MetaMmfException.require;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.posexplode;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import metammf.eval.Report.Metrics;
import metammf.eval.Report.UserRanks;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Full ranking for any number of users and items, with the lists and the metrics of {@link metammf.eval.FullRanking}: all
 * items but the user's training items are candidates, and ties go to the smaller number.
 *
 * <p>The users, joined with their training items, come in as many partitions as {@code spark.sql.shuffle.partitions}
 * says. A task goes with 16,384 users at a time through the items, of which it gets blocks of up to 32 MiB, and keeps the K
 * best of each user. So it needs two such blocks, Spark's, which the tasks of an executor share, and the engine's, and
 * for each of these users 4 D + 8 K + 4 bytes an item of training: less than 100 MB at D = 64 and K = 20, whatever the numbers
 * of users and items. The driver reads the items block by block.
 */
public final class BlockedRanking {
    private static final int USERS = 16_384;
    private static final int BLOCK = 1 << 23; // float32 numbers

    private static final DataType INTS = DataTypes.createArrayType(DataTypes.IntegerType, false);
    private static final StructType LISTS = new StructType()
            .add("user", DataTypes.IntegerType, false)
            .add("items", INTS, false)
            .add("scores", DataTypes.createArrayType(DataTypes.FloatType, false), false);
    private static final StructType RANKS = new StructType()
            .add("user", DataTypes.IntegerType, false)
            .add("positives", DataTypes.IntegerType, false)
            .add("ranks", INTS, false);

    private BlockedRanking() {}

    /**
     * The best new items for all users. The tables are read and joined now, the users ranked when the result is read.
     *
     * @param users see {@link Vectors}
     * @param items see {@link Vectors}; their numbers are 0 to I - 1
     * @param train pairs that are not recommended again, with the columns {@code user} and {@code item} (int)
     * @param k length of the lists, K
     * @return a row a user: {@code user} (int), {@code items} (int, best first; fewer than K where fewer are new) and their
     *     {@code scores} (float32)
     * @throws metammf.base.MetaMmfException if an item is missing or has a vector of another width, or K exceeds their number
     */
    public static Dataset<Row> recommend(Dataset<Row> users, Dataset<Row> items, Dataset<Row> train, int k) {
        ItemBlocks blocks = blocks(items, k);
        Dataset<Row> joined = AskedUser.joined(users, train, train.limit(0));
        return ranked(joined, LISTS, asked -> true, some -> RankedUsers.of(some, blocks, k)
                .lists(blocks));
    }

    /**
     * Where the users' held-out items are found: all that metrics need. The tables are read and joined now, the users ranked
     * when the result is read.
     *
     * @param users see {@link Vectors}; those without held-out items are left out
     * @param items see {@link Vectors}; their numbers are 0 to I - 1
     * @param train pairs that are not recommended again, with the columns {@code user} and {@code item} (int)
     * @param heldOut pairs to be found, with the same columns
     * @param k length of the lists, K
     * @return a row a user with held-out items: {@code user}, {@code positives} (int) and {@code ranks} (int), as in
     *     {@link UserRanks}
     * @throws metammf.base.MetaMmfException if an item is missing or has a vector of another width, or K exceeds their number
     */
    public static Dataset<Row> ranks(
            Dataset<Row> users, Dataset<Row> items, Dataset<Row> train, Dataset<Row> heldOut, int k) {
        ItemBlocks blocks = blocks(items, k);
        Dataset<Row> joined = AskedUser.joined(users, train, heldOut);
        return ranked(joined, RANKS, asked -> asked.heldOut().length > 0, some -> RankedUsers.of(some, blocks, k)
                .ranks());
    }

    private static ItemBlocks blocks(Dataset<Row> items, int k) {
        ItemBlocks blocks = ItemBlocks.of(items, BLOCK);
        require(k > 0 && k <= blocks.items(), "ranking: expected K in 1 .. %d items, received %d", blocks.items(), k);
        return blocks;
    }

    /** Which users are ranked. */
    private interface Wanted extends Serializable {
        boolean holds(AskedUser user);
    }

    /** What becomes of users. */
    private interface Work extends Serializable {
        Stream<Row> of(List<AskedUser> some);
    }

    private static Dataset<Row> ranked(Dataset<Row> joined, StructType schema, Wanted wanted, Work work) {
        JavaRDD<Row> rows = joined.queryExecution().toRdd().toJavaRDD().mapPartitions(partition -> Chunks.of(
                        AskedUser.read(partition), USERS)
                .map(some -> some.stream().filter(wanted::holds).toList())
                .filter(some -> !some.isEmpty())
                .flatMap(work::of)
                .iterator());
        return joined.sparkSession().createDataFrame(rows, schema);
    }

    /**
     * The metrics at several cut-offs, added up where the ranks are.
     *
     * @param ranks see {@link #ranks}
     * @param cutOffs the cut-offs, none beyond the K of the ranks
     * @return the metrics at each cut-off, in ascending order
     * @throws metammf.base.MetaMmfException if there is no user
     */
    public static Map<Integer, Metrics> metrics(Dataset<Row> ranks, int... cutOffs) {
        Sums[] none = Arrays.stream(cutOffs).mapToObj(Sums::none).toArray(Sums[]::new);
        Sums[] sums = ranks.javaRDD().aggregate(none, BlockedRanking::add, BlockedRanking::add);
        Map<Integer, Metrics> metrics = new TreeMap<>();
        for (Sums sum : sums) {
            metrics.put(sum.k(), sum.means());
        }
        return metrics;
    }

    private static Sums[] add(Sums[] sums, Row row) {
        int[] ranks = row.<Integer>getList(2).stream().mapToInt(rank -> rank).toArray();
        UserRanks user = new UserRanks(row.getInt(0), row.getInt(1), ranks);
        return Arrays.stream(sums).map(sum -> sum.and(Sums.of(user, sum.k()))).toArray(Sums[]::new);
    }

    private static Sums[] add(Sums[] left, Sums[] right) {
        return IntStream.range(0, left.length)
                .mapToObj(n -> left[n].and(right[n]))
                .toArray(Sums[]::new);
    }

    /** The metrics of users at K, added up. */
    private record Sums(
            int k, long users, long positives, double precision, double recall, long hits, long hitRate, double ndcg)
            implements Serializable {
        static Sums none(int k) {
            return new Sums(k, 0, 0, 0, 0, 0, 0, 0);
        }

        static Sums of(UserRanks user, int k) {
            int hits = user.hits(k);
            return new Sums(
                    k, 1, user.positives(), user.precision(k), user.recall(k), hits, Math.min(1, hits), user.ndcg(k));
        }

        Sums and(Sums other) {
            return new Sums(
                    k,
                    users + other.users,
                    positives + other.positives,
                    precision + other.precision,
                    recall + other.recall,
                    hits + other.hits,
                    hitRate + other.hitRate,
                    ndcg + other.ndcg);
        }

        Metrics means() {
            require(users > 0, "ranking: expected at least one held-out interaction, received none");
            return new Metrics(
                    precision / users,
                    recall / users,
                    (double) hits / positives,
                    (double) hitRate / users,
                    ndcg / users);
        }
    }

    /**
     * Recommendations by original ids.
     *
     * @param lists see {@link #recommend}
     * @param users see {@link Vectors}
     * @param items see {@link Vectors}
     * @return a row a recommendation: {@code user} (text), {@code rank} (int, from 1), {@code item} (text) and {@code score}
     *     (float32)
     */
    public static Dataset<Row> named(Dataset<Row> lists, Dataset<Row> users, Dataset<Row> items) {
        Dataset<Row> names =
                items.select(col(Vectors.NUMBER).as("col"), col(Vectors.ID).as("item"));
        return lists.join(users.select(col(Vectors.NUMBER).as("user"), col(Vectors.ID)), "user")
                .select(col(Vectors.ID).as("user"), col("scores"), posexplode(col("items")))
                .join(names, "col")
                .selectExpr("user", "pos + 1 AS rank", "item", "scores[pos] AS score");
    }
}
