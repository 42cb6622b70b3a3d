package metammf.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import metammf.base.MetaMmfException;
import metammf.data.Dataset.Statistics;
import metammf.data.Interactions;
import metammf.data.Split;
import metammf.data.Subset;
import metammf.data.folder.Datasets;
import metammf.spark.Preparation.Way;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tech.tablesaw.api.Table;

class PreparationTest {
    private static SparkSession spark;

    @TempDir
    private Path folder;

    @BeforeAll
    static void open() {
        spark = Cluster.open("local[2]");
    }

    @AfterAll
    static void close() throws IOException {
        spark.close();
    }

    private Prepared run(Preparation how, Dataset<Row> raw) {
        return how.run(raw, folder.resolve("prepared").toString());
    }

    /** A text file with the header user,item,rating,time. */
    private Dataset<Row> csv(String... lines) throws IOException {
        Path file = folder.resolve("raw.csv");
        Files.writeString(file, "user,item,rating,time\n" + String.join("\n", lines) + "\n");
        return Preparation.csv(spark, file.toString());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    void theBuiltInSetIsPreparedAsOnOneMachine(int partitions) throws IOException {
        close();
        spark = Cluster.builder("local[2]")
                .config("spark.default.parallelism", partitions)
                .config("spark.sql.shuffle.partitions", partitions)
                .getOrCreate();
        Preparation how = Preparation.defaults().withCore(3, 3).withSeed(5);
        Interactions tiktok = Datasets.tiktok().split().all();
        Prepared prepared = run(how, RawSets.twice(spark, tiktok));
        metammf.data.Dataset data = prepared.toDataset("TikTok");
        Subset core = Subset.core(tiktok, 3, 3);
        assertEquals(Split.perUser(core.interactions(), 5), data.split());
        assertEquals(core.items()[7], Integer.parseInt(data.ids().item(7)));
        assertEquals(Statistics.of(data.split()), prepared.statistics());
        assertEquals(rows(data.check()), rows(prepared.report()));
    }

    private static List<String> rows(Table table) {
        return table.printAll().lines().skip(1).toList(); // without the title
    }

    @Test
    void ofTwoTimesTheFirstCounts() throws IOException {
        Dataset<Row> raw = csv("b,y,5,20", "b,x,5,30", "b,y,5,40", "b,z,5,25", "b,y,5,10");
        Preparation how = Preparation.defaults().withTime("time").withSplit(Way.LEAVE_LAST_OUT);
        metammf.data.Dataset data = run(how, raw).toDataset("times");
        assertEquals(List.of("x", "y", "z"), data.ids().items());
        assertEquals(
                Interactions.of(1, 3, new int[] {0}, new int[] {1}),
                data.split().train());
        assertEquals(
                Interactions.of(1, 3, new int[] {0}, new int[] {2}),
                data.split().validation());
        assertEquals(
                Interactions.of(1, 3, new int[] {0}, new int[] {0}),
                data.split().test());
    }

    /** Ten pairs of each of two users, in another order of time. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.%s", // between 0 and 1
                "1600000000.%s5",
                "2020-09-%s",
                "2020-09-01T11:27:10.5%s+08:00",
                "16000000000000000%s" // nanoseconds
            })
    void timesAreSplitAsOnOneMachine(String form) throws IOException {
        List<String> rows = new ArrayList<>();
        for (int n = 0; n < 20; n++) {
            String time = form.formatted(10 + n * 7 % 20); // 10 .. 29
            rows.add("user %s,item %s,5,%s".formatted(n % 2, n / 2, time));
        }
        Files.writeString(folder.resolve("interactions.csv"), "user,item,rating,time\n" + String.join("\n", rows));
        metammf.data.Dataset one = Datasets.open(folder);
        Preparation how = Preparation.defaults().withTime("time").withSplit(Way.BY_TIME_PER_USER);
        metammf.data.Dataset spark = run(how, csv(rows.toArray(String[]::new))).toDataset("times");
        assertEquals(one.ids(), spark.ids());
        assertEquals(one.split(), spark.split());
        assertEquals(2, spark.split().test().size());
    }

    @Test
    void numbersAndDatesCannotBeCompared() {
        MetaMmfException error = assertThrows(
                MetaMmfException.class,
                () -> run(Preparation.defaults().withTime("time"), csv("a,x,5,1", "a,y,5,2020-09-01")));
        assertEquals("raw interactions: expected times of one form, received [a date, a number]", error.getMessage());
    }

    @Test
    void usersWhoDifferInAByteThatIsNotUtf8AreInQuarantine() throws IOException {
        Path file = folder.resolve("latin.csv");
        Files.writeString(
                file, "user,item\nJos\u00e9,x\nJos\u00e8,y\nanna,x\nanna,na\u00efve\n", StandardCharsets.ISO_8859_1);
        Prepared prepared = run(Preparation.defaults(), Preparation.csv(spark, file.toString()));
        assertEquals(List.of("anna"), prepared.toDataset("latin").ids().users());
        assertEquals(
                List.of("3 rows in quarantine: an id that is not UTF-8, for example Jos\uFFFD,x"),
                prepared.notes().stream().map(Object::toString).toList());
        Files.move(file, folder.resolve("interactions.csv"));
        assertThrows(MetaMmfException.class, () -> Datasets.open(folder), "one machine refuses");
    }

    @Test
    void idsThatAreNumbersAreInTheOrderOfNumbersAndOthersInThatOfTheirBytes() throws IOException {
        Prepared prepared = run(Preparation.defaults(), csv("10,10,5,1", "9,a,5,1", "10,B,5,1", "9,\u00e9,5,1"));
        metammf.data.Dataset data = prepared.toDataset("ids");
        assertEquals(List.of("9", "10"), data.ids().users());
        assertEquals(List.of("10", "B", "a", "\u00e9"), data.ids().items());
    }

    @Test
    void rowsThatCannotBeReadAreInQuarantineWithTheReason() throws IOException {
        Dataset<Row> raw = csv(
                "a,x,5,1",
                "a,y,4.5,2",
                "a,\"z, quoted \"\"z\"\"\",4,3",
                ",x,5,1",
                "a,  ,5,1",
                "a,x,five,1",
                "a,x,NaN,1",
                "a,x,5,soon",
                "a,x,5,1e30",
                "a,x,5",
                "a,x,5,1,more",
                "a,w,1,1");
        Prepared prepared = run(Preparation.defaults().withRating("rating", 4).withTime("time"), raw);
        assertEquals(
                List.of("x", "y", "z, quoted \"z\""),
                prepared.toDataset("clean").ids().items());
        TreeMap<String, Integer> reasons = new TreeMap<>();
        prepared.quarantine().collectAsList().forEach(row -> reasons.merge(row.getAs("reason"), 1, Integer::sum));
        assertEquals(
                "{no item=1, no number as rating=2, no time=2, no user=1, other fields than the header=2}",
                reasons.toString());
        assertEquals(
                List.of(
                        "1 rows in quarantine: no item, for example a,  ,5,1",
                        "2 rows in quarantine: no number as rating, for example a,x,NaN,1",
                        "2 rows in quarantine: no time, for example a,x,5,1e30",
                        "1 rows in quarantine: no user, for example x,5,1",
                        "2 rows in quarantine: other fields than the header, for example a,x,5",
                        "1 rows rated lower than wanted, left out"),
                prepared.notes().stream().map(Object::toString).toList());
        assertEquals(
                List.of("a,x,5", "a,x,5,1,more"),
                prepared.quarantine().filter("malformed IS NOT NULL").sort("malformed").collectAsList().stream()
                        .map(row -> row.<String>getAs("malformed"))
                        .toList());
    }

    @Test
    void columnsOfAnyTypeAndNameAreRead() {
        Dataset<Row> raw = spark.sql("SELECT id % 3 AS viewer, CAST(id AS DOUBLE) AS `video id`, "
                + "TIMESTAMP '2026-01-01 00:00:00' AS at FROM range(6)");
        raw.write().parquet(folder.resolve("raw").toString());
        Preparation how = Preparation.defaults()
                .withColumns("viewer", "video id")
                .withTime("at")
                .withSplit(Way.BY_TIME_PER_USER);
        Prepared prepared = run(how, spark.read().parquet(folder.resolve("raw").toString()));
        assertEquals(6, prepared.statistics().interactions());
        assertEquals(1767225600L, prepared.interactions().head().<Long>getAs("time"));
        assertEquals(
                List.of("0.0", "1.0", "2.0", "3.0", "4.0", "5.0"),
                prepared.toDataset("any").ids().items());
    }

    @Test
    void onePairIsADataSetWithWarnings() throws IOException {
        Prepared prepared = run(Preparation.defaults(), csv("a,x,5,1"));
        assertEquals(1, prepared.toDataset("one").split().train().size());
        assertEquals(
                List.of("no validation pairs: nothing to stop by", "no test pairs: nothing to measure"),
                prepared.report().stringColumn("finding").asList());
    }

    @Test
    void whereNothingIsLeftNothingIsWritten() throws IOException {
        assertRefused("raw interactions: expected some, received rows with {}", Preparation.defaults(), csv());
        assertRefused(
                "raw interactions: expected some, received rows with {no user=1}",
                Preparation.defaults(),
                csv(",x,5,1"));
        assertRefused(
                "preparation: expected interactions that stay, received none of 1",
                Preparation.defaults().withCore(2, 2),
                csv("a,x,5,1"));
        assertRefused(
                "raw interactions: expected a column viewer, received [user, item, rating, time, malformed]",
                Preparation.defaults().withColumns("viewer", "item"),
                csv("a,x,5,1"));
    }

    private void assertRefused(String message, Preparation how, Dataset<Row> raw) {
        assertEquals(
                message,
                assertThrows(MetaMmfException.class, () -> run(how, raw)).getMessage());
        assertFalse(Files.exists(folder.resolve("prepared")));
    }

    @Test
    void aFolderThatIsThereIsLeftAsItIs() throws IOException {
        Path other = Files.createDirectory(folder.resolve("prepared"));
        assertEquals(
                other + ": expected no folder yet, received one",
                assertThrows(MetaMmfException.class, () -> run(Preparation.defaults(), csv("a,x,5,1")))
                        .getMessage());
        assertEquals(
                other + ": expected a prepared data set, received none that is complete",
                assertThrows(MetaMmfException.class, () -> Prepared.open(spark, other.toString()))
                        .getMessage());
    }

    @Test
    void aSplitByTimeNeedsTimes() {
        Preparation how = Preparation.defaults();
        assertEquals(
                "preparation: expected a column of times for BY_TIME",
                assertThrows(MetaMmfException.class, () -> how.withSplit(Way.BY_TIME))
                        .getMessage());
    }
}
