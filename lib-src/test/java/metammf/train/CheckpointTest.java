package metammf.train;

import static metammf.train.Training.CONFIG;
import static metammf.train.Training.DATA;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import metammf.MetaMmf;
import metammf.base.MetaMmfException;
import metammf.data.Dataset;
import metammf.data.PlantedVideos;
import metammf.data.PlantedVideos.Sizes;
import metammf.engine.NativeArrays;
import metammf.model.Embeddings;
import metammf.model.Recommender;
import metammf.train.Trainer.Fit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointTest {
    private static final Training.Result UNINTERRUPTED = Training.result(Trainer.of(CONFIG));
    private static final int STEPS = 16; // of an epoch

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("run.safetensors");
    }

    private Trainer trainer() {
        return Trainer.of(CONFIG).withCheckpoint(file).withListener(Trainer.Listener.silent());
    }

    private Trainer everyStep() {
        return trainer().withCheckpoint(file, 0);
    }

    private void stopAt(int step) {
        try (Recommender model = new WatchedModel(n -> {
            if (n == step) {
                Thread.currentThread().interrupt();
            }
        })) {
            assertTrue(trainer().fit(model, DATA).stopped());
        }
    }

    private List<String> files() {
        return Arrays.stream(folder.toFile().list()).sorted().toList();
    }

    @Test
    void anEpochHasAsManyStepsAsTheTestsBelowBelieve() {
        assertEquals(STEPS, new TripletSampler(DATA.split().train(), 1, false, 1).batches(CONFIG.batchSize()));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, STEPS - 1, STEPS, STEPS + 1, 50, 5 * STEPS - 1})
    void aStoppedTrainingGoesOnBitForBit(int step) {
        stopAt(step);
        Checkpoint left = Checkpoint.read(file);
        assertEquals(step, (left.epoch() - 1) * STEPS + left.step());
        assertEquals(UNINTERRUPTED, Training.result(Trainer.resume(file)));
    }

    @Test
    void writingCheckpointsChangesNothing() {
        assertEquals(UNINTERRUPTED, Training.result(everyStep()));
    }

    @Test
    void aTrainingThatIsStoppedAgainAndAgainGoesOnBitForBit() {
        stopAt(5);
        for (int stop = 0; stop < 5; stop++) {
            try (Recommender model = new WatchedModel(n -> {
                if (n == 13) {
                    Thread.currentThread().interrupt();
                }
            })) {
                Trainer.resume(file).withListener(Trainer.Listener.silent()).fit(model, DATA);
            }
        }
        assertEquals(5, Checkpoint.read(file).epoch());
        assertEquals(UNINTERRUPTED, Training.result(Trainer.resume(file)));
    }

    @Test
    void oneCheckpointGivesTheSameTwice() {
        stopAt(40);
        Trainer trainer = Trainer.resume(file);
        assertEquals(Training.result(trainer), Training.result(trainer));
    }

    @Test
    void aTrainingThatHadEndedGivesItsResultAtOnce() {
        Training.result(trainer());
        try (Recommender model = new WatchedModel(n -> {
            throw new IllegalStateException("a step");
        })) {
            Fit fit =
                    Trainer.resume(file).withListener(Trainer.Listener.silent()).fit(model, DATA);
            assertEquals(UNINTERRUPTED, Training.Result.of(fit, model));
        }
    }

    @Test
    void patienceIsRememberedAcrossAResume() {
        TrainConfig config = CONFIG.withEpochs(200).withPatience(3).withLearningRate(0.05);
        Training.Result expected = Training.result(Trainer.of(config));
        assertTrue(expected.losses().size() < 200);
        try (Recommender model = new WatchedModel(n -> {
            if (n == (expected.losses().size() - 1) * STEPS + 3) {
                Thread.currentThread().interrupt();
            }
        })) {
            Trainer.of(config)
                    .withCheckpoint(file)
                    .withListener(Trainer.Listener.silent())
                    .fit(model, DATA);
        }
        assertEquals(expected, Training.result(Trainer.resume(file)));
    }

    /** The damages: of a length, of a bit, and the state between the two moves of a write. */
    private static final List<Damage> DAMAGES = List.of(
            file -> Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 1000)),
            file -> Files.write(file, new byte[0]),
            file -> {
                byte[] bytes = Files.readAllBytes(file);
                bytes[bytes.length / 2] ^= 1;
                Files.write(file, bytes);
            },
            Files::delete);

    private interface Damage {
        void to(Path file) throws IOException;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void theWarnedReaderOfADamagedFileGetsThePreviousOne(int damage) throws IOException {
        stopAt(50);
        DAMAGES.get(damage).to(file);
        List<String> warnings = new ArrayList<>();
        Training.Result resumed = listeningTo(warnings, () -> Training.result(Trainer.resume(file)));
        assertEquals(UNINTERRUPTED, resumed);
        assertEquals(1, warnings.size());
        assertTrue(warnings.get(0).startsWith(file + ": "), warnings.get(0));
        assertTrue(warnings.get(0).endsWith("; taking " + file + ".previous"), warnings.get(0));
    }

    private static <T> T listeningTo(List<String> warnings, java.util.function.Supplier<T> work) {
        Logger logger = Logger.getLogger(Checkpoint.class.getName());
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord warning) {
                warnings.add(java.text.MessageFormat.format(warning.getMessage(), warning.getParameters()));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        logger.addHandler(handler);
        try {
            return work.get();
        } finally {
            logger.removeHandler(handler);
        }
    }

    @Test
    void aDamagedFileNeverReplacesThePreviousOne() throws IOException {
        stopAt(50);
        byte[] good = Files.readAllBytes(Checkpoint.previous(file));
        Files.write(file, new byte[] {1, 2, 3});
        Checkpoint.read(file).write(file);
        assertArrayEquals(good, Files.readAllBytes(Checkpoint.previous(file)));
        assertArrayEquals(good, Files.readAllBytes(file));
    }

    @Test
    void withoutAWholeFileTheDamagedOneIsNamed() throws IOException {
        Files.write(file, new byte[] {1, 2, 3});
        String message =
                assertThrows(MetaMmfException.class, () -> Trainer.resume(file)).getMessage();
        assertTrue(message.startsWith(file + ": expected the checksum "), message);
    }

    @Test
    void aWeightsFileIsNoCheckpoint() {
        try (Recommender model = Training.model()) {
            model.save(file);
        }
        assertThrows(MetaMmfException.class, () -> Checkpoint.read(file));
    }

    @Test
    void aNewTrainingDoesNotOverwriteACheckpoint() throws IOException {
        stopAt(40);
        byte[] before = Files.readAllBytes(file);
        String message = assertThrows(MetaMmfException.class, () -> Training.result(trainer()))
                .getMessage();
        assertTrue(message.contains("go on with Trainer.resume"), message);
        assertArrayEquals(before, Files.readAllBytes(file));
    }

    @Test
    void aFolderThatIsMissingIsFoundBeforeTheFirstStep() {
        Trainer trainer =
                Trainer.of(CONFIG).withCheckpoint(folder.resolve("missing").resolve("run"));
        try (Recommender model = new WatchedModel(n -> {
            throw new IllegalStateException("a step");
        })) {
            assertThrows(MetaMmfException.class, () -> trainer.fit(model, DATA));
        }
    }

    @Test
    void anotherDataSetIsRefusedAndBothAreNamed() {
        stopAt(40);
        Dataset other = PlantedVideos.of(new Sizes(60, 80, 15, 8), 2).dataset();
        try (Recommender model = Training.model()) {
            Embeddings before = model.embeddings();
            String message = assertThrows(
                            MetaMmfException.class, () -> Trainer.resume(file).fit(model, other))
                    .getMessage();
            assertTrue(
                    message.contains("expected the data " + DATA.name() + " with fingerprint " + DATA.fingerprint()),
                    message);
            assertTrue(
                    message.contains("received " + other.name() + " with fingerprint " + other.fingerprint()), message);
            assertEquals(before, model.embeddings());
        }
    }

    @Test
    void anotherModelIsRefusedAndBothAreNamed() {
        stopAt(40);
        try (Recommender model = MetaMmf.bprMf(DATA, 8, 1)) {
            Embeddings before = model.embeddings();
            String message = assertThrows(
                            MetaMmfException.class, () -> Trainer.resume(file).fit(model, DATA))
                    .getMessage();
            assertTrue(message.contains("expected the model MetaMMF_GCN with {user=[60, "), message);
            assertTrue(message.contains("received MF-BPR with {user=[60, 8], item.id=[80, 8]}"), message);
            assertEquals(before, model.embeddings());
        }
    }

    @Test
    void theBestParametersCanBeReadWithoutTraining() {
        stopAt(50);
        try (Recommender stopped = Training.model();
                Recommender model = Training.model()) {
            Fit fit = Trainer.of(CONFIG.withEpochs(3))
                    .withListener(Trainer.Listener.silent())
                    .fit(stopped, DATA);
            Trainer.restoreBest(file, model);
            assertEquals(fit.best(), model.embeddings());
        }
    }

    @Test
    void aCheckpointSaysWhatItIs() {
        stopAt(50);
        Checkpoint left = Checkpoint.read(file);
        assertEquals(CONFIG, left.config());
        assertTrue(left.toString().startsWith("Checkpoint(MetaMMF_GCN on "), left.toString());
        assertTrue(left.toString().endsWith(", epoch 4, step 2)"), left.toString());
    }

    @Test
    void anExceptionWithinAStepLeavesTheBestEpochAndWholeFiles() {
        try (Recommender model = new WatchedModel(n -> {
            if (n == 50) {
                throw new IllegalStateException("on purpose");
            }
        })) {
            assertThrows(IllegalStateException.class, () -> trainer().fit(model, DATA));
            try (Recommender best = Training.model()) {
                Trainer.restoreBest(file, best);
                assertEquals(best.embeddings(), model.embeddings());
            }
        }
        assertEquals(List.of("run.safetensors", "run.safetensors.previous"), files());
        assertEquals(UNINTERRUPTED, Training.result(Trainer.resume(file)));
        assertEquals(UNINTERRUPTED, Training.result(Trainer.of(CONFIG)));
    }

    @Test
    void anExceptionInACallbackComesAfterTheEpochWasWritten() {
        Trainer.Listener broken = (history, epochs) -> {
            throw new IllegalStateException("on purpose");
        };
        try (Recommender model = Training.model()) {
            assertThrows(
                    IllegalStateException.class,
                    () -> trainer().withListener(broken).fit(model, DATA));
        }
        assertEquals(2, Checkpoint.read(file).epoch());
        assertEquals(UNINTERRUPTED, Training.result(Trainer.resume(file)));
    }

    @Test
    void whatIsNotFiniteIsNamedWithEpochStepAndParameterAndTheBestEpochStays() {
        NDArray[] spoiled = new NDArray[1];
        try (Recommender model = new WatchedModel(n -> {
            if (n == 2 * STEPS + 5) {
                float[] values = spoiled[0].toFloatArray();
                values[7] = Float.NaN;
                NativeArrays.assign(spoiled[0], values);
            }
        })) {
            spoiled[0] = model.parameters().get("user");
            String message = assertThrows(
                            MetaMmfException.class, () -> trainer().fit(model, DATA))
                    .getMessage();
            assertEquals(
                    "epoch 3, step 5: expected finite numbers, received loss NaN; first parameter not finite: user",
                    message);
            try (Recommender best = Training.model()) {
                Trainer.restoreBest(file, best);
                assertEquals(best.embeddings(), model.embeddings());
            }
        }
        assertEquals(3, Checkpoint.read(file).epoch());
        assertEquals(UNINTERRUPTED, Training.result(Trainer.resume(file)));
    }

    @Test
    void aFailureInTheFirstEpochLeavesTheModelAsItCame() {
        try (Recommender model = new WatchedModel(n -> {
            if (n == 5) {
                throw new IllegalStateException("on purpose");
            }
        })) {
            Embeddings before = model.embeddings();
            assertThrows(IllegalStateException.class, () -> trainer().fit(model, DATA));
            assertEquals(before, model.embeddings());
        }
        assertFalse(Files.exists(file));
    }

    @Test
    void aFileThatCannotBeWrittenEndsTheTrainingWithTheBestEpoch() {
        Trainer.Listener occupier = (history, epochs) -> {
            if (history.epochs().size() == 2) {
                occupy(Checkpoint.previous(file));
            }
        };
        try (Recommender model = Training.model()) {
            assertThrows(
                    MetaMmfException.class,
                    () -> trainer().withListener(occupier).fit(model, DATA));
            assertEquals(3, Checkpoint.read(file).epoch());
        }
    }

    /** A folder with something in it cannot be replaced by a file. */
    private static void occupy(Path place) {
        try {
            Files.deleteIfExists(place);
            Files.createDirectories(place.resolve("something"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void anInterruptInTheMiddleOfAWriteBreaksNothing() {
        try (Recommender model = new WatchedModel(n -> {
            if (n == 50) {
                Thread training = Thread.currentThread();
                new Thread(() -> interruptDuringAWrite(training)).start();
            }
        })) {
            assertTrue(everyStep().fit(model, DATA).stopped());
        }
        assertEquals(UNINTERRUPTED, Training.result(Trainer.resume(file)));
    }

    private void interruptDuringAWrite(Thread training) {
        while (files().stream().noneMatch(name -> name.endsWith(".part"))) {
            Thread.onSpinWait();
        }
        training.interrupt();
    }
}
