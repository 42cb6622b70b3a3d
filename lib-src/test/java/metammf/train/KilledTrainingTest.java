package metammf.train;

import static metammf.train.Training.CONFIG;
import static metammf.train.Training.DATA;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import metammf.base.Seeds;
import metammf.model.Recommender;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that train, write a checkpoint after every step, and are killed. */
class KilledTrainingTest {
    private static final String RUN = "run.safetensors";
    private static final String TRAINS = "trains";
    private static final TrainConfig LONG = CONFIG.withEpochs(12).withPatience(12);

    @TempDir
    private Path folder;

    @TempDir
    private Path copies;

    /** Trains in the folder of the first argument, from the checkpoint there if there is one; exits in the epoch given. */
    public static void main(String[] arguments) throws IOException {
        Path file = Path.of(arguments[0], RUN);
        boolean[] told = new boolean[1];
        try (Recommender model = new WatchedModel(n -> {
            if (!told[0]) {
                System.out.println(TRAINS);
                told[0] = true;
            }
        })) {
            resumed(file)
                    .withCheckpoint(file, 0)
                    .withListener((history, epochs) -> exit(history, Integer.parseInt(arguments[1])))
                    .fit(model, DATA);
        }
    }

    private static void exit(History history, int epoch) {
        if (history.epochs().size() == epoch) {
            System.exit(3);
        }
    }

    /** A process whose first step has begun, or which had nothing left to do. */
    private Process start(int exitEpoch) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-Dai.djl.offline=true",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Djava.util.logging.config.file=" + System.getProperty("java.util.logging.config.file"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledTrainingTest.class.getName(),
                        folder.toString(),
                        String.valueOf(exitEpoch))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String line = new BufferedReader(process.inputReader()).readLine();
        assertTrue(line == null || line.equals(TRAINS), line);
        return process;
    }

    private boolean isWriting() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.anyMatch(file -> file.toString().endsWith(".part"));
        }
    }

    /** Waits for a moment: every third time the middle of a write, else any within the given milliseconds. */
    private void await(int kill, int milliseconds, Process process) throws IOException, InterruptedException {
        SplittableRandom random = Seeds.stream(1, "kill", kill);
        Thread.sleep(random.nextInt(milliseconds));
        while (kill % 3 == 0 && process.isAlive() && !isWriting()) {
            Thread.onSpinWait();
        }
    }

    /** From the beginning if the first checkpoint was not whole yet. */
    private static Trainer resumed(Path file) {
        boolean begun = Files.exists(file) || Files.exists(Checkpoint.previous(file));
        return begun ? Trainer.resume(file) : Trainer.of(LONG);
    }

    /** Kills a training again and again, and after every kill runs a copy of what it left to the end. */
    private void killed(int times, int milliseconds) throws IOException, InterruptedException {
        Training.Result uninterrupted = Training.result(Trainer.of(LONG));
        int withinWrites = 0;
        int kill = 0;
        while (kill < times || withinWrites == 0 && kill < 10 * times) { // a write may end just before the kill
            Process process = start(0);
            await(kill, milliseconds, process);
            process.destroyForcibly().waitFor();
            withinWrites += isWriting() ? 1 : 0;
            assertEquals(uninterrupted, Training.result(resumed(copy(kill))), "kill " + kill);
            restartIfFinished();
            kill++;
        }
        System.out.printf("%d kills, %d of them within a write%n", kill, withinWrites);
        assertTrue(withinWrites > 0, "no kill hit a write");
    }

    /** The files that a killed process left, in a folder of their own. */
    private Path copy(int kill) throws IOException {
        Path copy = Files.createDirectory(copies.resolve("kill-" + kill));
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        return copy.resolve(RUN);
    }

    private void restartIfFinished() throws IOException {
        Path file = folder.resolve(RUN);
        if (Files.exists(file) && Checkpoint.read(file).epoch() > LONG.epochs()) {
            Files.deleteIfExists(file);
            Files.deleteIfExists(Checkpoint.previous(file));
        }
    }

    @Test
    void afterTenKillsEveryResumedTrainingEndsBitEqual() throws IOException, InterruptedException {
        killed(10, 250);
    }

    @Test
    @Tag("long")
    void afterAHundredKillsEveryResumedTrainingEndsBitEqual() throws IOException, InterruptedException {
        killed(100, 600);
    }

    @Test
    void aTerminatedTrainingWritesItsLastStepAndGoesOnBitForBit() throws IOException, InterruptedException {
        Process process = start(0);
        assumeTrue(process.supportsNormalTermination(), "SIGTERM");
        Thread.sleep(200);
        process.destroy();
        assertTrue(process.waitFor(20, TimeUnit.SECONDS), "the process did not end");
        assertEquals(128 + 15, process.exitValue());
        assertFalse(isWriting());
        assertEquals(Training.result(Trainer.of(LONG)), Training.result(resumed(folder.resolve(RUN))));
    }

    @Test
    void aCallbackThatEndsJavaIsNotWaitedForAndTheTrainingGoesOnBitForBit() throws IOException, InterruptedException {
        Process process = start(2);
        assertTrue(process.waitFor(20, TimeUnit.SECONDS), "the process did not end");
        assertEquals(3, process.exitValue());
        assertEquals(3, Checkpoint.read(folder.resolve(RUN)).epoch());
        assertEquals(Training.result(Trainer.of(LONG)), Training.result(resumed(folder.resolve(RUN))));
    }
}
