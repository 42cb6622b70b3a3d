package metammf.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import metammf.data.Interactions;
import metammf.eval.FullRanking;
import metammf.eval.Report;
import metammf.eval.Report.Metrics;
import metammf.model.Embeddings;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What ranking costs where it matters; minutes, so it runs when it is asked for, see CONTRIBUTING. */
@Tag("long")
class LargeRankingTest {
    private static final int WIDTH = 64;
    private static final int ITEMS = 100_000;

    private SparkSession spark;

    @TempDir
    private Path folder;

    @BeforeEach
    void open() {
        spark = Cluster.builder("local[2]")
                .config("spark.sql.shuffle.partitions", "8")
                .getOrCreate();
    }

    @AfterEach
    void close() throws IOException {
        spark.close();
    }

    private Dataset<Row> table(String name) {
        return spark.read().parquet(folder.resolve(name).toString());
    }

    /** Numbers that look random and depend on the seed alone. */
    private void writeVectors(String name, long rows, int seed) {
        spark.range(rows)
                .selectExpr(
                        "CAST(id AS INT) AS number",
                        "CAST(id AS STRING) AS id",
                        "transform(sequence(1, %s), d -> CAST(xxhash64(id, d, %s) / 9.3e18 AS FLOAT)) AS vector"
                                .formatted(WIDTH, seed))
                .write()
                .parquet(folder.resolve(name).toString());
    }

    private void writePairs(String name, long users, int ofEach, int seed) {
        spark.range(users * ofEach)
                .selectExpr(
                        "CAST(id DIV %s AS INT) AS user".formatted(ofEach),
                        "CAST(pmod(xxhash64(id, %s), %s) AS INT) AS item".formatted(seed, ITEMS))
                .write()
                .parquet(folder.resolve(name).toString());
    }

    private Interactions interactions(String name, int users) {
        int[][] pairs = table(name).where("user < " + users).collectAsList().stream()
                .map(row -> new int[] {row.getInt(0), row.getInt(1)})
                .toArray(int[][]::new);
        int[] user = Arrays.stream(pairs).mapToInt(pair -> pair[0]).toArray();
        return Interactions.of(
                users,
                ITEMS,
                user,
                Arrays.stream(pairs).mapToInt(pair -> pair[1]).toArray());
    }

    @Test
    void aCoreRanksAtLeastSevenTenthsOfWhatItDoesOnOneMachine() {
        int users = 100_000;
        writeVectors("users", users, 1);
        writeVectors("items", ITEMS, 2);
        writePairs("train", users, 10, 3);
        writePairs("test", users, 2, 4);
        Embeddings vectors = new Embeddings(WIDTH, Tables.matrix(table("users")), Tables.matrix(table("items")));
        Interactions train = interactions("train", users);
        Interactions test = interactions("test", users);
        double[] ratios = new double[4];
        for (int n = 0; n < ratios.length; n++) {
            Clock one = new Clock();
            Report report = FullRanking.at(20).evaluate(vectors, train, test);
            one.stop("one machine", users);
            Clock many = new Clock();
            Dataset<Row> ranks =
                    BlockedRanking.ranks(table("users"), table("items"), table("train"), table("test"), 20);
            Metrics metrics = BlockedRanking.metrics(ranks, 20).get(20);
            many.stop("Spark", users);
            ratios[n] = one.coreSeconds / many.coreSeconds;
            assertEquals(report.at(20).ndcg(), metrics.ndcg(), 1e-9);
        }
        double[] warm = Arrays.copyOfRange(ratios, 1, ratios.length);
        Arrays.sort(warm);
        System.out.println("throughput of a core, Spark / one machine: " + Arrays.toString(ratios));
        assertTrue(warm[warm.length / 2] >= 0.7, Arrays.toString(ratios));
    }

    @Test
    void aMillionUsersAreRankedWithinTwoGigabytesOfHeap() {
        int users = 1_000_000;
        writeVectors("users", users, 1);
        writeVectors("items", ITEMS, 2);
        writePairs("train", users, 10, 3);
        Clock clock = new Clock();
        BlockedRanking.recommend(table("users"), table("items"), table("train"), 20)
                .write()
                .parquet(folder.resolve("lists").toString());
        clock.stop("Spark", users);
        assertEquals(users, table("lists").count());
        int some = 1000;
        Embeddings vectors = new Embeddings(
                WIDTH, Tables.matrix(table("users").where("number < " + some)), Tables.matrix(table("items")));
        assertArrayEquals(
                FullRanking.recommend(vectors, interactions("train", some), Tables.all(some), 20),
                Tables.lists(table("lists").where("user < " + some), "user", "items"));
    }

    /** What a piece of work takes: core-seconds count neither waiting nor other programs. */
    private static final class Clock {
        private final long start = System.nanoTime();
        private final long cores = cores();
        private double coreSeconds;

        private static long cores() {
            return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                    .getProcessCpuTime();
        }

        void stop(String what, int users) {
            coreSeconds = (cores() - cores) / 1e9;
            double gigaflop = 2e-9 * users * ITEMS * WIDTH;
            System.out.printf(
                    Locale.ROOT,
                    "%-11s %,d users x %,d items: %.1f s, %.1f core-seconds, %.1f Gflop/s a core%n",
                    what,
                    users,
                    ITEMS,
                    (System.nanoTime() - start) / 1e9,
                    coreSeconds,
                    gigaflop / coreSeconds);
        }
    }
}
