package metammf.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private static final List<Integer> NUMBERS =
            IntStream.range(0, 1000).boxed().toList();

    private static SparkSession spark;

    private final PrintStream out = System.out;
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @BeforeAll
    static void open() {
        spark = Cluster.open("local[2,3]"); // a task may fail twice
    }

    @AfterAll
    static void close() throws IOException {
        spark.close();
    }

    @BeforeEach
    void listen() {
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void restore() {
        System.setOut(out);
    }

    private static JavaRDD<Integer> numbers(int partitions) {
        return JavaSparkContext.fromSparkContext(spark.sparkContext()).parallelize(NUMBERS, partitions);
    }

    private String line() {
        return printed.toString(StandardCharsets.UTF_8).strip();
    }

    @Test
    void aMapHasATaskForEachPartitionAndShufflesNothing() {
        Progress<Long> progress =
                Progress.of(spark, () -> numbers(5).map(n -> n + 1).count());
        assertEquals(1000L, progress.result());
        Progress.Totals totals = progress.totals();
        assertEquals(new Progress.Totals(1, 5, 0, 0, 0, 0, totals.seconds()), totals);
        assertEquals(totals.toString(), line());
    }

    @Test
    void aRepartitionShufflesBytes() {
        Progress.Totals totals =
                Progress.of(spark, () -> numbers(5).repartition(3).count()).totals();
        assertEquals(5 + 3, totals.tasks());
        assertTrue(totals.shuffledBytes() > 1000 && totals.shuffledBytes() < 100_000, totals.toString());
    }

    @Test
    void queriesAreCountedAsWell() {
        Progress<Long> progress = Progress.of(spark, () -> spark.range(0, 1000, 1, 4)
                .repartition(3)
                .groupBy("id")
                .count()
                .count());
        assertEquals(1000L, progress.result());
        assertTrue(progress.totals().tasks() >= 4 + 2, line());
        assertTrue(progress.totals().shuffledBytes() > 1000, line());
    }

    @Test
    void ofTwoUsesEachSeesItsOwnJobs() {
        for (int n = 1; n <= 20; n++) {
            int partitions = n;
            numbers(7).count();
            Progress.Totals totals =
                    Progress.of(spark, () -> numbers(partitions).count()).totals();
            assertEquals(List.of(1, n), List.of(totals.jobs(), totals.tasks()));
        }
    }

    @Test
    void whatSparkTellsLateIsCounted() {
        SparkListener slow = new SparkListener() {
            @Override
            public void onTaskEnd(SparkListenerTaskEnd task) {
                LockSupport.parkNanos(50_000_000); // and whoever listens after it waits
            }
        };
        spark.sparkContext().addSparkListener(slow);
        Progress.Totals totals = Progress.of(spark, () -> numbers(20).count()).totals();
        spark.sparkContext().removeSparkListener(slow);
        assertEquals(20, totals.tasks());
    }

    @Test
    void jobsOfOtherThreadsAreNotCounted() {
        CompletableFuture<Boolean> begun = new CompletableFuture<>();
        CompletableFuture<Long> other =
                CompletableFuture.supplyAsync(() -> begun.join() ? numbers(7).count() : 0);
        Progress.Totals totals = Progress.of(
                        spark,
                        () -> begun.complete(true) ? other.join() + numbers(2).count() : 0)
                .totals();
        assertEquals(2, totals.tasks());
    }

    @Test
    void aUseWithinAnotherIsCountedByBoth() {
        Progress<Progress<Long>> outer = Progress.of(spark, () -> {
            numbers(3).count();
            return Progress.of(spark, () -> numbers(2).count());
        });
        assertEquals(2, outer.result().totals().tasks());
        assertEquals(
                List.of(2, 5), List.of(outer.totals().jobs(), outer.totals().tasks()));
    }

    @Test
    void aTaskThatFailsOnceIsRepeated() {
        Progress<Long> progress = Progress.of(spark, () -> numbers(4)
                .filter(n -> {
                    if (n == 0 && TaskContext.get().attemptNumber() == 0) {
                        throw new IllegalStateException("the first time");
                    }
                    return true;
                })
                .count());
        assertEquals(1000L, progress.result());
        assertEquals(
                List.of(4, 1),
                List.of(progress.totals().tasks(), progress.totals().failedTasks()));
        assertTrue(line().startsWith("1 job, 4 tasks (1 failed), nothing read, nothing shuffled"), line());
    }

    @Test
    void theExceptionOfTheWorkPasses() {
        RuntimeException expected = new IllegalArgumentException("no");
        assertSame(
                expected,
                assertThrows(
                        RuntimeException.class,
                        () -> Progress.of(spark, () -> {
                            numbers(2).count();
                            throw expected;
                        })));
        assertTrue(line().startsWith("1 job, 2 tasks, "), line());
        assertTrue(line().endsWith(" s, ended by IllegalArgumentException"), line());
        assertEquals(2, Progress.of(spark, () -> numbers(2).count()).totals().tasks());
    }

    @Test
    void aJobThatFailsPassesItsExceptionWithItsFailedTasks() {
        assertThrows(
                Exception.class,
                () -> Progress.of(spark, () -> numbers(1).map(n -> n / (n - n)).count()));
        assertTrue(line().startsWith("1 job, 0 tasks (3 failed), "), line());
        assertTrue(line().endsWith(", ended by SparkException"), line());
    }

    @Test
    void interruptedWorkLeavesNoJob() throws InterruptedException {
        Thread here = Thread.currentThread();
        CompletableFuture.runAsync(() -> {
            awaitJobs(true);
            here.interrupt();
        });
        assertThrows(
                InterruptedException.class,
                () -> Progress.of(spark, () -> numbers(2)
                        .filter(n -> {
                            Thread.sleep(100);
                            return true;
                        })
                        .count()));
        assertTrue(line().endsWith(", ended by InterruptedException"), line());
        awaitJobs(false); // long before they were done
    }

    private static void awaitJobs(boolean some) {
        while (spark.sparkContext().statusTracker().getActiveJobIds().length > 0 != some) {
            Thread.onSpinWait();
        }
    }

    @Test
    void stagesAreNamedByTheCodeThatAskedForThem() {
        assertEquals("no job yet", state(() -> 0L));
        assertTrue(state(() -> numbers(2).count()).matches("1 of 1 jobs, count at ProgressTest.*, 2 of 2 tasks"));
        String query = state(() -> spark.range(10).distinct().count());
        assertTrue(query.matches("(\\d+) of \\1 jobs, count at ProgressTest.*, (\\d+) of \\2 tasks"), query);
    }

    private static String state(Supplier<Long> work) {
        Tally tally = Tally.begin(spark.sparkContext());
        work.get();
        tally.end();
        return tally.state().line();
    }

    @Test
    void totalsAreALine() {
        assertEquals(
                "3 jobs, 1 task, 1.2 kB read, 310 MB shuffled, nothing spilled, 95 s",
                new Progress.Totals(3, 1, 0, 1234, 310_400_000, 0, 95.2).toString());
    }
}
