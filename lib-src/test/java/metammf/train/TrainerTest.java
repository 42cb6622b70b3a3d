package metammf.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import metammf.MetaMmf;
import metammf.base.MetaMmfException;
import metammf.data.Dataset;
import metammf.data.Interactions;
import metammf.data.PlantedVideos;
import metammf.data.PlantedVideos.Sizes;
import metammf.data.Split;
import metammf.engine.Compute;
import metammf.fusion.FusionConfig;
import metammf.model.GcnConfig;
import metammf.model.Recommender;
import metammf.train.Trainer.Fit;
import org.junit.jupiter.api.Test;

class TrainerTest {
    private static final Dataset DATA =
            PlantedVideos.of(new Sizes(60, 80, 15, 8), 1).dataset();
    private static final TrainConfig CONFIG =
            TrainConfig.defaults().withEpochs(5).withBatchSize(100).withK(5);

    private static Recommender gcn(long seed) {
        return MetaMmf.gcn(DATA, FusionConfig.cp(4), GcnConfig.defaults(), Compute.auto(), seed);
    }

    private static Trainer trainer(TrainConfig config) {
        return Trainer.of(config).withListener(Trainer.Listener.silent());
    }

    private static Fit fit(TrainConfig config, long seed) {
        try (Recommender model = gcn(seed)) {
            return trainer(config).fit(model, DATA);
        }
    }

    private static List<Double> losses(Fit fit) {
        return fit.history().epochs().stream().map(History.Epoch::loss).toList();
    }

    @Test
    void oneSeedGivesBitEqualLossesMetricsAndVectors() {
        Fit one = fit(CONFIG, 3);
        Fit two = fit(CONFIG, 3);
        assertEquals(losses(one), losses(two));
        assertEquals(
                one.history().epochs().stream().map(History.Epoch::validation).toList(),
                two.history().epochs().stream().map(History.Epoch::validation).toList());
        assertEquals(one.best(), two.best());
    }

    @Test
    void theSeedsOfWeightsAndOfSamplingBothMatter() {
        assertNotEquals(losses(fit(CONFIG, 3)), losses(fit(CONFIG, 4)));
        assertNotEquals(losses(fit(CONFIG, 3)), losses(fit(CONFIG.withSeed(9), 3)));
    }

    @Test
    void trainingOnAnotherThreadGivesTheSame() throws InterruptedException {
        AtomicReference<Fit> elsewhere = new AtomicReference<>();
        Thread thread = new Thread(() -> elsewhere.set(fit(CONFIG, 3)));
        thread.start();
        thread.join();
        assertEquals(losses(fit(CONFIG, 3)), losses(elsewhere.get()));
    }

    @Test
    void theLossFallsAndEveryParameterMoves() {
        try (Recommender model = gcn(1)) {
            List<float[]> before = values(model);
            Fit fit = trainer(CONFIG.withEpochs(15).withLearningRate(1e-2)).fit(model, DATA);
            List<Double> losses = losses(fit);
            assertTrue(losses.get(losses.size() - 1) < losses.get(0) - 0.05, losses.toString());
            List<float[]> after = values(model);
            for (int n = 0; n < before.size(); n++) {
                assertFalse(java.util.Arrays.equals(before.get(n), after.get(n)), "parameter " + n);
            }
        }
    }

    private static List<float[]> values(Recommender model) {
        return model.parameters().values().stream().map(NDArray::toFloatArray).toList();
    }

    @Test
    void theModelIsLeftWithTheBestEpoch() {
        try (Recommender model = gcn(1)) {
            Fit fit = trainer(CONFIG.withEpochs(12).withLearningRate(0.05)).fit(model, DATA);
            assertEquals(fit.best(), model.embeddings());
        }
    }

    @Test
    void averagingChangesWhatIsMeasuredAndNotWhatIsTrained() {
        Fit last = fit(CONFIG.withAveraging(0), 3);
        Fit average = fit(CONFIG.withAveraging(2), 3);
        assertEquals(losses(last), losses(average));
        assertNotEquals(last.best(), average.best());
    }

    @Test
    void calmTrainingTakesAsManySteps() {
        TrainConfig calm = CONFIG.calm();
        assertEquals(
                new TripletSampler(DATA.split().train(), CONFIG.negatives(), false, 1).batches(CONFIG.batchSize()),
                new TripletSampler(DATA.split().train(), calm.negatives(), false, 1).batches(calm.batchSize()));
    }

    @Test
    void anAverageOverNoTimeIsTheLastValue() {
        double[] last = fit(CONFIG.withAveraging(0), 3).history().epochs().stream()
                .mapToDouble(History.Epoch::validation)
                .toArray();
        double[] average = fit(CONFIG.withAveraging(1e-9), 3).history().epochs().stream()
                .mapToDouble(History.Epoch::validation)
                .toArray();
        assertArrayEquals(last, average, 1e-3);
    }

    @Test
    void patienceEndsATraining() {
        Fit fit = fit(CONFIG.withEpochs(200).withPatience(3).withLearningRate(0.05), 1);
        int last = fit.history().epochs().size();
        assertTrue(last < 200);
        assertEquals(last - 3, fit.history().best().number());
    }

    @Test
    void anInterruptedTrainingKeepsItsBestEpochAndClearsTheFlag() {
        Trainer.Listener stopButton = (history, epochs) -> {
            if (history.epochs().size() == 3) {
                Thread.currentThread().interrupt();
            }
        };
        try (Recommender model = gcn(1)) {
            Fit fit =
                    Trainer.of(CONFIG.withEpochs(100)).withListener(stopButton).fit(model, DATA);
            assertTrue(fit.stopped());
            assertEquals(3, fit.history().epochs().size());
            assertEquals(fit.best(), model.embeddings());
            assertFalse(Thread.currentThread().isInterrupted());
        }
    }

    /** Writes down what it hears, and may do more. */
    private record Diary(List<String> heard, Runnable atEpoch) implements Trainer.Listener {
        @Override
        public void step(History history, int epochs, double part) {
            heard.add(String.format(Locale.ROOT, "%.2f", history.epochs().size() + part));
        }

        @Override
        public void epoch(History history, int epochs) {
            heard.add("epoch " + history.epochs().size());
            atEpoch.run();
        }

        @Override
        public void done(History history) {
            heard.add("done " + history.epochs().size());
        }
    }

    @Test
    void aListenerHearsOfEveryStepAndOfTheEndWhateverItIs() {
        Diary whole = new Diary(new ArrayList<>(), () -> {});
        Diary stopped =
                new Diary(new ArrayList<>(), () -> Thread.currentThread().interrupt());
        Diary broken = new Diary(new ArrayList<>(), () -> {
            throw new IllegalStateException("on purpose");
        });
        TrainConfig halves =
                CONFIG.withEpochs(2).withBatchSize((DATA.split().train().size() + 1) / 2);
        try (Recommender model = gcn(1)) {
            Trainer.of(halves).withListener(whole).fit(model, DATA);
            Trainer.of(halves).withListener(stopped).fit(model, DATA);
            Trainer failing = Trainer.of(halves).withListener(broken);
            assertThrows(IllegalStateException.class, () -> failing.fit(model, DATA));
        }
        List<String> first = List.of("0.00", "0.50", "1.00", "epoch 1");
        assertEquals(
                Stream.concat(first.stream(), Stream.of("1.50", "2.00", "epoch 2", "done 2"))
                        .toList(),
                whole.heard());
        assertEquals(Stream.concat(first.stream(), Stream.of("done 1")).toList(), stopped.heard());
        assertEquals(stopped.heard(), broken.heard());
    }

    @Test
    void anExceptionInAListenerLeavesTheBestEpochAndTheNextTrainingWorks() {
        Trainer.Listener broken = (history, epochs) -> {
            if (history.epochs().size() == 2) {
                throw new IllegalStateException("on purpose");
            }
        };
        try (Recommender model = gcn(1)) {
            Trainer trainer = Trainer.of(CONFIG).withListener(broken);
            assertThrows(IllegalStateException.class, () -> trainer.fit(model, DATA));
            assertEquals(losses(fit(CONFIG, 3)), losses(fit(CONFIG, 3)));
            assertEquals(5, trainer(CONFIG).fit(model, DATA).history().epochs().size());
        }
    }

    @Test
    void aTrainingThatWaitsForAnotherOneCanBeStopped() throws InterruptedException {
        CountDownLatch trains = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Trainer.Listener waiting = (history, epochs) -> {
            trains.countDown();
            awaitLatch(release);
        };
        AtomicReference<Fit> first = new AtomicReference<>();
        Thread thread = new Thread(() -> {
            try (Recommender model = gcn(3)) {
                first.set(Trainer.of(CONFIG).withListener(waiting).fit(model, DATA));
            }
        });
        thread.start();
        trains.await();
        Thread.currentThread().interrupt();
        assertThrows(CancellationException.class, () -> fit(CONFIG, 3));
        release.countDown();
        thread.join();
        assertEquals(losses(fit(CONFIG, 3)), losses(first.get()));
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whateverEndsATrainingTheModelFollowsNoGradients() {
        Trainer.Listener broken = (history, epochs) -> {
            throw new IllegalStateException("on purpose");
        };
        try (Recommender model = gcn(1)) {
            Trainer trainer = Trainer.of(CONFIG).withListener(broken);
            assertThrows(IllegalStateException.class, () -> trainer.fit(model, DATA));
            assertTrue(model.parameters().values().stream().noneMatch(NDArray::hasGradient));
        }
    }

    @Test
    void aLossThatIsNotFiniteIsNamedWithItsEpoch() {
        try (Recommender model = gcn(1)) {
            MetaMmfException error = assertThrows(MetaMmfException.class, () -> trainer(CONFIG.withLearningRate(1e30))
                    .fit(model, DATA));
            assertTrue(error.getMessage().startsWith("epoch "), error.getMessage());
        }
    }

    @Test
    void trainingNeedsAValidationSplit() {
        Interactions none = Interactions.of(60, 80, new int[] {}, new int[] {});
        Dataset data = DATA.withSplit(
                new Split(DATA.split().train(), none, DATA.split().test()));
        try (Recommender model = gcn(1)) {
            MetaMmfException error =
                    assertThrows(MetaMmfException.class, () -> trainer(CONFIG).fit(model, data));
            assertEquals("training: expected a validation split, received an empty one", error.getMessage());
        }
    }

    @Test
    void moreNeighboursThanItemsAreRefused() {
        try (Recommender model = gcn(1)) {
            MetaMmfException error = assertThrows(
                    MetaMmfException.class, () -> trainer(CONFIG.withK(81)).fit(model, DATA));
            assertEquals("k: expected at most 80 items, received 81", error.getMessage());
        }
    }

    @Test
    void frozenAndSeveralNegativesTrainToo() {
        Fit fit = fit(CONFIG.withNegatives(3).withFrozenNegatives(true), 1);
        assertEquals(5, fit.history().epochs().size());
        assertArrayEquals(
                new int[] {1, 2, 3, 4, 5},
                fit.history().epochs().stream().mapToInt(History.Epoch::number).toArray());
    }
}
