package metammf.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import metammf.data.Dataset;
import metammf.data.Ids;
import metammf.data.Interactions;
import metammf.data.folder.Datasets;
import metammf.eval.FullRanking;
import metammf.eval.Report;
import metammf.eval.Report.Metrics;
import metammf.eval.Report.UserRanks;
import metammf.model.Embeddings;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlockedRankingTest {
    private static final Dataset DATA = Datasets.tiktok();
    private static final Interactions TRAIN = DATA.split().train();
    private static final Interactions TEST = DATA.split().test();
    private static final Embeddings VECTORS = Tables.taste(DATA.split().all(), 64, 1);
    private static SparkSession spark;

    @TempDir
    private static Path folder;

    @BeforeAll
    static void writeTables() {
        spark = Cluster.open("local[2]");
        Vectors.users(spark, VECTORS, DATA.ids()).write().parquet(path("users"));
        Vectors.items(spark, VECTORS, DATA.ids()).write().parquet(path("items"));
        Tables.pairs(spark, TRAIN).write().parquet(path("train"));
        Tables.pairs(spark, TEST).write().parquet(path("test"));
    }

    @AfterAll
    static void close() throws IOException {
        spark.close();
    }

    private static String path(String name) {
        return folder.resolve(name).toString();
    }

    private static org.apache.spark.sql.Dataset<Row> table(String name) {
        return spark.read().parquet(path(name));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    void allMetricsAreThoseOfOneMachine(int partitions) {
        spark.conf().set("spark.sql.shuffle.partitions", partitions);
        Report report = FullRanking.at(5, 10, 20).evaluate(VECTORS, TRAIN, TEST);
        Map<Integer, Metrics> metrics = BlockedRanking.metrics(
                BlockedRanking.ranks(table("users"), table("items"), table("train"), table("test"), 20), 5, 10, 20);
        assertTrue(report.at(20).recall() > 0.2, "many are found");
        metrics.forEach((k, at) -> assertClose(report.at(k), at));
        assertEquals(List.of(5, 10, 20), List.copyOf(metrics.keySet()));
    }

    private static void assertClose(Metrics expected, Metrics received) {
        assertEquals(expected.precision(), received.precision(), 1e-9);
        assertEquals(expected.recall(), received.recall(), 1e-9);
        assertEquals(expected.microRecall(), received.microRecall(), 1e-9);
        assertEquals(expected.hitRate(), received.hitRate(), 1e-9);
        assertEquals(expected.ndcg(), received.ndcg(), 1e-9);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    void listsAndScoresAreThoseOfOneMachine(int partitions) {
        spark.conf().set("spark.sql.shuffle.partitions", partitions);
        int[][] expected = FullRanking.recommend(VECTORS, TRAIN, Tables.all(DATA.users()), 20);
        var lists = BlockedRanking.recommend(table("users"), table("items"), table("train"), 20)
                .cache();
        assertArrayEquals(expected, Tables.lists(lists, "user", "items"));
        for (Row row : lists.where("user % 1000 = 0").collectAsList()) {
            int user = row.getInt(0);
            List<Float> scores = Arrays.stream(expected[user])
                    .mapToObj(item -> VECTORS.score(user, item))
                    .toList();
            assertEquals(scores, row.getList(2));
        }
        lists.unpersist();
    }

    @Test
    void everyUsersRanksAreThoseOfOneMachine() {
        List<UserRanks> ranks = BlockedRanking.ranks(table("users"), table("items"), table("train"), table("test"), 20)
                .orderBy("user")
                .collectAsList()
                .stream()
                .map(row -> new UserRanks(row.getInt(0), row.getInt(1), ints(row.getList(2))))
                .toList();
        assertEquals(FullRanking.at(20).evaluate(VECTORS, TRAIN, TEST).perUser(), ranks);
    }

    private static int[] ints(List<Integer> values) {
        return values.stream().mapToInt(n -> n).toArray();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 511, 512, 700, 3000})
    void tiesGoToTheSmallerItemHoweverTheItemsAreCut(int itemsOfABlock) {
        Embeddings ties = Tables.ties(30, 1500, 3, 2);
        Interactions train = Tables.random(30, 1500, 900, 3);
        ItemBlocks blocks = ItemBlocks.of(Tables.items(spark, ties), 3 * itemsOfABlock);
        assertArrayEquals(
                FullRanking.recommend(ties, train, Tables.all(30), 25),
                FullRanking.recommend(blocks.scores(ties.userRows(0, 30)), train, Tables.all(30), 25));
    }

    @Test
    void listsAreShorterWhereFewItemsAreNewAndWholeWithoutTraining() {
        Embeddings falling = new Embeddings(1, new float[] {1, 1, 1}, new float[] {6, 5, 4, 3, 2, 1});
        Interactions train = Interactions.of(3, 6, new int[] {0, 0, 0, 0, 2}, new int[] {0, 1, 2, 4, 5});
        var lists = BlockedRanking.recommend(
                Tables.users(spark, falling), Tables.items(spark, falling), Tables.pairs(spark, train), 6);
        assertArrayEquals(
                new int[][] {{3, 5}, {0, 1, 2, 3, 4, 5}, {0, 1, 2, 3, 4}}, Tables.lists(lists, "user", "items"));
    }

    @Test
    void usersWithoutHeldOutItemsAreNotMeasured() {
        Embeddings falling = new Embeddings(1, new float[] {1, 1}, new float[] {3, 2, 1});
        Interactions none = Interactions.of(2, 3, new int[0], new int[0]);
        Interactions heldOut = Interactions.of(2, 3, new int[] {1}, new int[] {1});
        var ranks = BlockedRanking.ranks(
                Tables.users(spark, falling),
                Tables.items(spark, falling),
                Tables.pairs(spark, none),
                Tables.pairs(spark, heldOut),
                3);
        assertEquals("[[1,1,List(2)]]", ranks.collectAsList().toString().replaceAll("\\w*(Seq|Array)\\(", "List("));
        assertClose(
                FullRanking.at(2).evaluate(falling, none, heldOut).at(2),
                BlockedRanking.metrics(ranks, 2).get(2));
    }

    @Test
    void recommendationsCarryOriginalIds() {
        Embeddings falling = new Embeddings(1, new float[] {1, 2}, new float[] {3, 2, 1});
        Ids ids = new Ids(List.of("ann", "bob"), List.of("x", "y", "z"));
        Interactions train = Interactions.of(2, 3, new int[] {0}, new int[] {0});
        var users = Vectors.users(spark, falling, ids);
        var items = Vectors.items(spark, falling, ids);
        var lists = BlockedRanking.recommend(users, items, Tables.pairs(spark, train), 2);
        assertEquals(
                "[[ann,1,y,2.0], [ann,2,z,1.0], [bob,1,x,6.0], [bob,2,y,4.0]]",
                BlockedRanking.named(lists, users, items)
                        .orderBy("user", "rank")
                        .collectAsList()
                        .toString());
    }

    @Test
    void badQuestionsAreRefused() {
        Embeddings two = new Embeddings(1, new float[] {1, 1}, new float[] {3, 2});
        var users = Tables.users(spark, two);
        var items = Tables.items(spark, two);
        var none = Tables.pairs(spark, Interactions.of(2, 2, new int[0], new int[0]));
        assertRefused(
                "ranking: expected K in 1 .. 2 items, received 3",
                () -> BlockedRanking.recommend(users, items, none, 3));
        assertRefused(
                "ranking: expected item 0 next, received 1",
                () -> BlockedRanking.recommend(users, items.where("number > 0"), none, 1));
        assertRefused(
                "ranking: expected items, received none",
                () -> BlockedRanking.recommend(users, items.where("number > 7"), none, 1));
        assertRefused(
                "ranking: item 1: expected a vector of width 1, received 2",
                () -> BlockedRanking.recommend(
                        users,
                        items.selectExpr("number", "id", "array_repeat(vector[0], number + 1) AS vector"),
                        none,
                        1));
        var heldOut = Tables.pairs(spark, Interactions.of(2, 2, new int[] {1}, new int[] {1}));
        assertRefused("ranking: user 1: expected a vector", () -> BlockedRanking.ranks(
                        users.where("number = 0"), items, none, heldOut, 1)
                .collectAsList());
        assertRefused(
                "expected one vector, received two", () -> BlockedRanking.recommend(users.union(users), items, none, 1)
                        .collectAsList());
        assertRefused(
                "ranking: expected at least one held-out interaction, received none",
                () -> BlockedRanking.metrics(BlockedRanking.ranks(users, items, none, none, 1), 1));
    }

    private static void assertRefused(String message, org.junit.jupiter.api.function.Executable question) {
        String messages = Tables.messages(assertThrows(Exception.class, question));
        assertTrue(messages.contains(message), messages);
    }
}
