package metammf.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import metammf.MetaMmf;
import metammf.data.Dataset;
import metammf.data.PlantedVideos;
import metammf.data.PlantedVideos.Sizes;
import metammf.data.folder.Datasets;
import metammf.engine.Compute;
import metammf.fusion.FusionConfig;
import metammf.model.GcnConfig;
import metammf.model.Recommender;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** In processes of their own, whose Java heap is touched from the start, so that all growth is native. */
class MemoryTest {
    private static final Path STATUS = Path.of("/proc/self/statm");
    private static final Dataset PLANTED =
            PlantedVideos.of(new Sizes(200, 300, 25, 0), 1).dataset();

    @BeforeEach
    void isLinux() {
        assumeTrue(Files.exists(STATUS), "resident memory is read from Linux's /proc");
    }

    @Test
    void twoThousandStepsLeaveNativeMemoryFlat() throws IOException, InterruptedException {
        assertFlat(report("steps", "planted", "256m"));
    }

    @Test
    void modelsThatAreClosedLeaveNativeMemoryFlat() throws IOException, InterruptedException {
        assertFlat(report("models", "planted", "256m"));
    }

    @Test
    @Tag("long")
    void twentyThousandStepsOnTheBuiltInSetLeaveNativeMemoryFlat() throws IOException, InterruptedException {
        assertFlat(report("steps", "tiktok", "512m"));
    }

    @Test
    @Tag("long")
    void fiftyModelsOfTheBuiltInSetLeaveNativeMemoryFlat() throws IOException, InterruptedException {
        assertFlat(report("models", "tiktok", "512m"));
    }

    /** From the second tenth of the work on, when Java has compiled all it will, nothing grows. */
    private static void assertFlat(List<String> tenths) {
        System.out.println(String.join(System.lineSeparator(), tenths));
        List<String[]> reports = tenths.stream().map(tenth -> tenth.split(";")).toList();
        long first = Long.parseLong(reports.get(1)[0]);
        long last = Long.parseLong(reports.get(9)[0]);
        assertTrue(last < 1.02 * first, "resident memory grew from " + first + " to " + last + " KiB");
        assertEquals(reports.get(0)[1], reports.get(9)[1], "arrays of each manager");
    }

    private static List<String> report(String... arguments) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xms" + arguments[2],
                        "-Xmx" + arguments[2],
                        "-XX:+AlwaysPreTouch",
                        "-XX:TieredStopAtLevel=1", // the second compiler takes memory late
                        "-Dai.djl.offline=true",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        MemoryTest.class.getName(),
                        arguments[0],
                        arguments[1])
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String output = new String(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor(), output);
        assertEquals(10, output.lines().count(), output);
        return output.lines().toList();
    }

    /** Works in ten parts and prints, after each, resident memory in KiB and the arrays of every manager. */
    public static void main(String[] arguments) throws IOException {
        boolean planted = arguments[1].equals("planted");
        Dataset data = planted ? PLANTED : Datasets.tiktok();
        TrainConfig config = TrainConfig.defaults().withBatchSize(planted ? 80 : 3000);
        if (arguments[0].equals("steps")) {
            steps(data, config.withEpochs(planted ? 4 : 100).withPatience(100));
        } else {
            models(data, config.withEpochs(1).withBatchSize(planted ? 400 : 3000));
        }
    }

    /** 50 steps an epoch on planted videos, 20 on the built-in set. */
    private static void steps(Dataset data, TrainConfig config) throws IOException {
        try (Recommender model = gcn(data)) {
            for (int tenth = 0; tenth < 10; tenth++) {
                train(model, data, config);
                print();
            }
        }
    }

    private static void models(Dataset data, TrainConfig config) throws IOException {
        for (int tenth = 0; tenth < 10; tenth++) {
            for (int n = 0; n < 5; n++) {
                try (Recommender model = gcn(data)) {
                    train(model, data, config);
                }
            }
            print();
        }
    }

    private static Recommender gcn(Dataset data) {
        return MetaMmf.gcn(data, FusionConfig.cp(8), GcnConfig.defaults(), Compute.cpu(), 1);
    }

    private static void train(Recommender model, Dataset data, TrainConfig config) {
        Trainer.of(config).withListener((history, epochs) -> System.gc()).fit(model, data);
    }

    private static void print() throws IOException {
        System.gc();
        System.out.println(residentKib() + ";" + managers());
    }

    private static long residentKib() throws IOException {
        return 4 * Long.parseLong(Files.readString(STATUS).split(" ")[1]);
    }

    /** The number of arrays of every open manager, from the engine's own listing. */
    private static String managers() {
        PrintStream out = System.out;
        ByteArrayOutputStream dump = new ByteArrayOutputStream();
        System.setOut(new PrintStream(dump));
        try (NDManager manager = Compute.cpu().newManager()) {
            ((PtNDManager) manager.getParentManager()).debugDump(0);
        } finally {
            System.setOut(out);
        }
        return String.join(
                ",",
                Arrays.stream(dump.toString().split("\\R"))
                        .map(line -> line.replaceAll("^.*resource count: (\\d+).*$", "$1"))
                        .sorted()
                        .toList());
    }
}
