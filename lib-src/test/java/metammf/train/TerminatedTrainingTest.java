package metammf.train;

import static metammf.train.Training.CONFIG;
import static metammf.train.Training.DATA;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import metammf.base.Seeds;
import metammf.data.folder.ChildJvm;
import metammf.model.Recommender;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that train without a checkpoint, one training after the other, and are terminated as by Ctrl-C. */
class TerminatedTrainingTest {
    private static final String BEGINS = "begins";
    private static final String TRAINS = "trains";

    @TempDir
    private Path folder;

    /** Trains for ever; says when it begins, and when the engine is loaded. */
    public static void main(String[] arguments) {
        Trainer.Listener.standard(Trainer.Listener.silent());
        System.out.println(BEGINS);
        Training.model().close();
        System.out.println(TRAINS);
        while (true) {
            try (Recommender model = Training.model()) {
                Trainer.of(CONFIG).fit(model, DATA);
            }
        }
    }

    /** A program that uses the engine for the first time while it ends. */
    static final class LoadingAtTheEnd {
        private LoadingAtTheEnd() {}

        public static void main(String[] arguments) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                Training.model().close();
                System.out.println("loaded");
            }));
        }
    }

    private Process start(Class<?> program) throws IOException {
        List<String> command = ChildJvm.command(program);
        String logging = System.getProperty("java.util.logging.config.file");
        command.addAll(
                1,
                List.of(
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dai.djl.offline=true",
                        "-Djava.util.logging.config.file=" + logging));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().put("LD_DEBUG", "files"); // the loader tells of every library
        builder.environment().put("LD_DEBUG_OUTPUT", folder.resolve("loader").toString());
        return builder.start();
    }

    /**
     * Starts a training in the folder and terminates it so many milliseconds after it has said a word; returns what it said
     * from then on.
     */
    private String terminated(String word, int milliseconds) throws IOException, InterruptedException {
        Process process = start(TerminatedTrainingTest.class);
        assumeTrue(process.supportsNormalTermination(), "SIGTERM");
        BufferedReader output = process.inputReader();
        while (!word.equals(output.readLine())) {
            assertTrue(process.isAlive());
        }
        Thread.sleep(milliseconds);
        process.toHandle().destroy(); // unlike Process.destroy, which closes the output
        String said = String.join("\n", output.lines().toList());
        assertEquals(128 + 15, process.waitFor());
        return said;
    }

    private List<Path> files(String names) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches(names))
                    .toList();
        }
    }

    @Test
    void itEndsWithoutAWordAndTheEnginesLibrariesStayUsableToTheEnd() throws IOException, InterruptedException {
        assertEquals("", terminated(TRAINS, 300));
        assertEquals(List.of(), files("hs_err.*"));
        List<String> loader = files("loader.*").stream()
                .flatMap(file -> lines(file).stream())
                .filter(line -> line.contains("libtorch_cpu"))
                .toList();
        assumeTrue(!loader.isEmpty(), "a loader that tells of libraries");
        assertTrue(loader.stream().anyMatch(line -> line.contains("calling init")), loader.toString());
        assertTrue(loader.stream().noneMatch(line -> line.contains("calling fini")), loader.toString());
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void theEngineCanBeLoadedWhileJavaEnds() throws IOException, InterruptedException {
        Process process = start(LoadingAtTheEnd.class);
        assertEquals(List.of("loaded"), process.inputReader().lines().toList());
        assertEquals(0, process.waitFor());
    }

    @Test
    @Tag("long")
    void atNoneOfTwentyMomentsDoesItCrash() throws IOException, InterruptedException {
        SplittableRandom random = Seeds.stream(1, "terminate");
        for (int n = 0; n < 20; n++) {
            assertEquals("", terminated(BEGINS, random.nextInt(1500)).replace(TRAINS, ""));
        }
        assertEquals(List.of(), files("hs_err.*"));
    }
}
