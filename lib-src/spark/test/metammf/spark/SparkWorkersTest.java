package metammf.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import metammf.MetaMmf;
import metammf.base.MetaMmfException;
import metammf.data.Dataset;
import metammf.data.PlantedVideos;
import metammf.engine.Compute.OneThread;
import metammf.eval.Report;
import metammf.experiment.Experiment;
import metammf.experiment.Grid;
import metammf.experiment.Results;
import metammf.experiment.Run;
import metammf.fusion.FusionConfig;
import metammf.model.Embeddings;
import metammf.train.History;
import metammf.train.TrainConfig;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Experiments on a cluster of processes with a core each; public for a JShell session. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
public class SparkWorkersTest {
    private static final Dataset DATA =
            PlantedVideos.of(new PlantedVideos.Sizes(60, 80, 15, 8), 1).dataset();
    private static final AtomicInteger ENDED = new AtomicInteger();
    private static final AtomicInteger FAILED = new AtomicInteger();

    @TempDir
    private static Path shared;

    @TempDir
    private Path folder;

    private static StandaloneCluster cluster;
    private static SparkSession spark;
    private static Results oneMachine;

    @BeforeAll
    static void start() {
        oneMachine = runWithOneThread(experiment(shared));
        cluster = StandaloneCluster.start(2, 1, 700);
        spark = Cluster.builder(cluster.master())
                .config("spark.executor.memory", "700m")
                .getOrCreate();
        spark.sparkContext().addSparkListener(new SparkListener() {
            @Override
            public void onTaskEnd(SparkListenerTaskEnd task) {
                ENDED.incrementAndGet();
                FAILED.addAndGet(task.taskInfo().successful() ? 0 : 1);
            }
        });
    }

    @AfterAll
    static void end() throws IOException {
        spark.close();
        cluster.close();
    }

    static Results runWithOneThread(Experiment experiment) {
        try (OneThread here = new OneThread()) {
            return experiment.run();
        }
    }

    static Experiment experiment(Path folder) {
        return Experiment.in(folder)
                .withData(DATA)
                .withSeeds(1, 2)
                .withCutOffs(5)
                .withTraining(
                        TrainConfig.defaults().withEpochs(3).withBatchSize(100).withK(5))
                .withModels(
                        Grid.untrained(
                                "Popularity",
                                (data, none) ->
                                        Embeddings.popularity(data.split().train()),
                                ""),
                        bprMf(4, 8),
                        Grid.of(
                                "MetaMMF_MF",
                                MetaMmf::mf,
                                FusionConfig.cp(4).withWidths(8).withIdDim(8)));
    }

    private static Grid<Integer> bprMf(Integer... dims) {
        return Grid.of("MF-BPR", (data, dim, compute, seed) -> MetaMmf.bprMf(data, dim, seed), dims);
    }

    /** What must not depend on where and when. */
    static List<Run> runs(Results results) {
        return results.runs().stream().map(SparkWorkersTest::timeless).toList();
    }

    private static Run timeless(Run run) {
        List<History.Epoch> epochs = run.history().epochs().stream()
                .map(epoch -> new History.Epoch(epoch.number(), epoch.loss(), epoch.validation(), 0))
                .toList();
        return new Run(
                run.data(),
                run.model(),
                run.setting(),
                run.training(),
                run.seed(),
                run.version(),
                run.machine(),
                new History(run.history().metric(), run.history().data(), epochs),
                0,
                run.tested()
                        .map(found -> new Run.Tested("then", found.all(), found.warm(), found.cold(), found.lists())));
    }

    private static List<Report> reports(Results results) {
        return results.runs().stream()
                .flatMap(run -> run.tested().stream())
                .map(Run.Tested::all)
                .toList();
    }

    /** How many tasks ended and failed meanwhile. */
    private static int[] tasks(Runnable work) throws TimeoutException {
        spark.sparkContext().listenerBus().waitUntilEmpty();
        int ended = ENDED.get();
        int failed = FAILED.get();
        work.run();
        spark.sparkContext().listenerBus().waitUntilEmpty();
        return new int[] {ENDED.get() - ended, FAILED.get() - failed};
    }

    @Test
    void restartedItDoesTheRestAndTheNumbersAreThoseOfOneMachineWithOneThread() throws Exception {
        Path runs = Files.createDirectories(folder.resolve("runs"));
        List<Path> lines = files(shared.resolve("runs"));
        for (Path line : lines.subList(0, lines.size() / 2)) {
            Files.copy(line, runs.resolve(line.getFileName()));
        }
        assertEquals(runs(oneMachine), runs(experiment(folder).runOn(SparkWorkers.of(spark))));
        for (Path line : lines.subList(0, lines.size() / 2)) {
            assertEquals(Files.readString(line), Files.readString(runs.resolve(line.getFileName())));
        }
        assertEquals(lines.size(), files(runs).size());
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    @Test
    void aFailureOfTheModelEndsTheExperimentAndIsNotRepeated() throws TimeoutException {
        Grid<Integer> broken = Grid.of(
                "Broken",
                (data, dim, compute, seed) -> {
                    throw new MetaMmfException("dim: expected an even number, received " + dim);
                },
                3);
        Experiment experiment = experiment(folder).withSeeds(1).withModels(broken);
        int[] tasks = tasks(() -> assertEquals(
                "Broken, 3: dim: expected an even number, received 3",
                assertThrows(MetaMmfException.class, () -> experiment.runOn(SparkWorkers.of(spark)))
                        .getMessage()));
        assertEquals(1, tasks[0], "tasks");
    }

    @Test
    void settingsThatCannotBeSentAreRefused() {
        record Width(int dim) {}
        Grid<Width> grid =
                Grid.of("MF-BPR", (data, width, compute, seed) -> MetaMmf.bprMf(data, width.dim(), seed), new Width(4));
        Experiment experiment = experiment(folder).withModels(grid).withSeeds(1);
        String message = assertThrows(MetaMmfException.class, () -> experiment.runOn(SparkWorkers.of(spark)))
                .getMessage();
        assertEquals(
                "MF-BPR, seed 1: expected only what is Serializable, received a " + Width.class.getName(), message);
    }

    /** For the session of the next test. */
    public static Results run(Grid<?> grid) {
        return experiment(shared.resolve("session")).withModels(grid).runOn(SparkWorkers.of(spark));
    }

    @Test
    void whatASessionDeclaresTravelsWithItsRuns() {
        try (JShell shell = JShell.builder().executionEngine("local").build()) {
            shell.addToClasspath(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
            for (String snippet : List.of(
                    "import metammf.*; import metammf.data.*; import metammf.experiment.*; import metammf.model.*;",
                    "int twice = 2;",
                    "int scaled(int dim) { return twice * dim; }",
                    "record Width(int half) implements java.io.Serializable { int dim() { return scaled(half); } }",
                    "class Maker { Recommender of(Dataset data, Width width, long seed) {"
                            + " return MetaMmf.bprMf(data, width.dim(), seed); } }",
                    "var grid = Grid.of(\"Own\", (data, width, compute, seed) -> new Maker().of(data, width, seed),"
                            + " new Width(twice));",
                    "twice = 4;",
                    "metammf.spark.SparkWorkersTest.run(grid);")) {
                for (SnippetEvent event : shell.eval(snippet)) {
                    String faults = shell.diagnostics(event.snippet())
                            .map(fault -> fault.getMessage(null))
                            .toList()
                            .toString();
                    assertNull(event.exception(), () -> Tables.messages(event.exception()));
                    assertEquals(Snippet.Status.VALID, event.status(), faults);
                }
            }
        }
        Results own = Results.read(shared.resolve("session").resolve("results.jsonl"));
        Results known = experiment(folder).withModels(bprMf(8)).runOn(SparkWorkers.of(spark));
        assertEquals(reports(known), reports(own));
    }

    @Test
    void anExperimentThatIsStoppedEndsItsTrainings() {
        Thread experiment = Thread.currentThread();
        SparkListener stop = new SparkListener() {
            @Override
            public void onTaskStart(SparkListenerTaskStart task) {
                experiment.interrupt();
            }
        };
        TrainConfig endless = TrainConfig.defaults().withEpochs(1_000_000).withPatience(1_000_000);
        spark.sparkContext().addSparkListener(stop);
        Results none = experiment(folder)
                .withSeeds(1) // one run, so one interrupt
                .withTraining(endless.withBatchSize(100).withK(5))
                .withModels(bprMf(4))
                .runOn(SparkWorkers.of(spark));
        spark.sparkContext().removeSparkListener(stop);
        assertEquals(List.of(), none.runs());
        // needs a core, which an endless training would keep
        assertTimeoutPreemptively(
                Duration.ofMinutes(3), () -> spark.range(0, 10, 1, 1).count());
    }

    @Test
    @Order(Integer.MAX_VALUE) // one worker is left
    void anExecutorThatDiesInARunAndAWorkerThatIsKilledChangeNothing() throws TimeoutException {
        String died = folder.resolve("died").toString();
        Grid<Integer> dying = Grid.of(
                "MF-BPR",
                (data, dim, compute, seed) -> {
                    dieOnce(died);
                    return MetaMmf.bprMf(data, dim, seed);
                },
                4,
                8);
        AtomicInteger ended = new AtomicInteger();
        spark.sparkContext().addSparkListener(new SparkListener() {
            @Override
            public void onTaskEnd(SparkListenerTaskEnd task) {
                if (task.taskInfo().successful() && ended.incrementAndGet() == 2) {
                    cluster.kill(1);
                }
            }
        });
        List<Grid<?>> grids = new ArrayList<>(experiment(folder).grids());
        grids.set(1, dying);
        int[] tasks = tasks(() -> assertEquals(
                runs(oneMachine), runs(experiment(folder).withModels(grids).runOn(SparkWorkers.of(spark)))));
        assertTrue(tasks[1] > 0, "no task was lost");
        assertTrue(ended.get() > 2, "no task ended after the kill");
    }

    private static void dieOnce(String marker) {
        try {
            if (new File(marker).createNewFile()) {
                Runtime.getRuntime().halt(1);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
