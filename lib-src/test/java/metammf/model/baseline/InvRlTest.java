package metammf.model.baseline;

import static metammf.model.baseline.Toy.BATCH;
import static metammf.model.baseline.Toy.DATA;
import static metammf.model.baseline.Toy.TRAIN;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import metammf.data.Dataset;
import metammf.data.PlantedVideos;
import metammf.engine.Compute;
import metammf.engine.NativeArrays;
import metammf.engine.Seeds;
import metammf.engine.Tape;
import metammf.model.Embeddings;
import metammf.model.Pretraining;
import metammf.model.Recommender;
import metammf.model.RecommenderContract;
import metammf.model.Step;
import metammf.model.baseline.InvariantMask.Evidence;
import metammf.model.baseline.UltraGcn.Pairs;
import metammf.train.Fit;
import metammf.train.History;
import metammf.train.TrainConfig;
import metammf.train.Trainer;
import metammf.train.TrainingListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InvRlTest extends RecommenderContract {
    private static final InvRl.Search SEARCH =
            InvRl.Search.small().withRounds(1, 2).withEpochs(2, 1, 2);
    private static final InvRl.Config CONFIG =
            InvRl.Config.defaults().withDim(4).withNegatives(5).withSearch(SEARCH);

    private final NDManager manager = Compute.cpu().newManager();
    private final NDArray x = NativeArrays.of(
            manager,
            DATA.features().rowNormalised().concatenated(),
            DATA.items(),
            DATA.features().width());

    @Override
    protected Recommender model(Dataset data, long seed) {
        return InvRl.of(data, CONFIG.withDim(16), Compute.cpu(), seed);
    }

    @Override
    protected Set<String> movingBuffers() {
        return Set.of("mask");
    }

    @AfterEach
    void close() {
        manager.close();
    }

    private static InvRl toy() {
        return InvRl.of(DATA, CONFIG, Compute.cpu(), 1);
    }

    private UltraGcn backbone() {
        UltraGcn model = new UltraGcn(manager, TRAIN, DATA.features().width(), 4, new SplittableRandom(1));
        NativeArrays.assign(
                model.user,
                NativeArrays.normal(manager, 1, new SplittableRandom(2), DATA.users(), 8)
                        .toFloatArray());
        return model;
    }

    private Pairs pairs(long seed) {
        return UltraGcn.Sampler.of(TRAIN, 5)
                .pairs(manager, BATCH.users(), BATCH.positives(), new SplittableRandom(seed));
    }

    @Test
    void itsLossIsAWeightedCrossEntropyOfPositivesAndOwnNegatives() {
        try (InvRl model = toy()) {
            SplittableRandom draws = Seeds.stream(3, "pairs", 2, 1);
            var e = model.embeddings();
            double expected = 0;
            for (int n = 0; n < BATCH.size(); n++) {
                int u = BATCH.users()[n];
                int i = BATCH.positives()[n];
                expected += (1 + beta(u, i)) * Dense.softplus(-e.score(u, i));
                for (int k = 0; k < 5; k++) {
                    int j = draws.nextInt(DATA.items());
                    expected += (1 + beta(u, j)) * Dense.softplus(e.score(u, j)) / 5;
                }
            }
            expected *= 512.0 / BATCH.size();
            expected += 1e-2 * (squares(model, "user") + 2 * squares(model, "item.id"));
            expected += 10 * (squares(model, "content.weight") + squares(model, "content.bias"));
            assertEquals(expected / 512, Toy.loss(model, new Step(3, 2, 1)), 1e-5);
        }
    }

    private static double beta(int user, int item) {
        double own = TRAIN.degree(user);
        return Math.sqrt(own + 1) / own / Math.sqrt(TRAIN.itemDegrees()[item] + 1);
    }

    private static double squares(InvRl model, String name) {
        double sum = 0;
        for (double[] row : Toy.matrix(model, name)) {
            sum += Dense.dot(row, row);
        }
        return sum;
    }

    @Test
    void gradientsAreThoseOfTheLoss() {
        try (InvRl model = toy()) {
            Toy.assertGradients(model);
        }
    }

    private Evidence evidence(UltraGcn model, Pairs pairs, NDArray weight, NDArray gates, Tape tape) {
        return Evidence.of(model, pairs, tape.cut(x.mul(gates)), weight, tape);
    }

    @Test
    void anEnvironmentsGradientIsThatOfFiniteDifferences() {
        UltraGcn model = backbone();
        Pairs pairs = pairs(1);
        NDArray gates = NativeArrays.uniform(
                manager, 1, new SplittableRandom(3), x.getShape().get(1));
        float[] found;
        try (Tape tape = Tape.computing()) {
            found = evidence(model, pairs, model.weight, gates, tape).gradient().toFloatArray();
        }
        float[] values = model.weight.toFloatArray();
        for (int n = 0; n < values.length; n += 11) {
            double slope =
                    (shifted(model, pairs, gates, values, n, 0.05f) - shifted(model, pairs, gates, values, n, -0.05f))
                            / 0.1;
            assertEquals(slope, found[n], 0.02 * (1 + Math.abs(slope)), "entry " + n);
        }
    }

    private double shifted(UltraGcn model, Pairs pairs, NDArray gates, float[] values, int place, float by) {
        float[] changed = values.clone();
        changed[place] += by;
        try (Tape tape = Tape.computing()) {
            NDArray weight =
                    NativeArrays.of(manager, changed, model.weight.getShape().getShape());
            return evidence(model, pairs, weight, gates, tape).loss().getFloat();
        }
    }

    @Test
    void equalEnvironmentsDoNotDisagree() {
        UltraGcn model = backbone();
        try (Tape tape = Tape.computing()) {
            NDArray gates = NativeArrays.uniform(
                    manager, 1, new SplittableRandom(3), x.getShape().get(1));
            NDArray one = evidence(model, pairs(1), model.weight, gates, tape).gradient();
            NDArray same = evidence(model, pairs(1), model.weight, gates, tape).gradient();
            NDArray other = evidence(model, pairs(2), model.weight, gates, tape).gradient();
            assertEquals(0, InvariantMask.variance(List.of(one, same)).sum().getFloat(), 1e-9);
            assertTrue(InvariantMask.variance(List.of(one, other)).sum().getFloat() > 1e-3);
        }
    }

    private static float[] mask(InvRl model) {
        return model.buffers().get("mask").toFloatArray();
    }

    @Test
    void theMaskHoldsShares() {
        try (InvRl model = toy();
                Pretraining search = model.pretraining(1)) {
            int width = mask(model).length;
            while (search.step()) {
                assertTrue(search.state().get("place")[0] <= 2, "a round too many");
            }
            float[] mask = mask(model);
            assertFalse(search.step());
            assertArrayEquals(mask, mask(model));
            assertNotEquals(width, sum(mask));
            for (int n = 0; n < width; n++) {
                assertTrue(mask[n] >= 0 && mask[n] <= 1, "column " + n + ": " + mask[n]);
            }
        }
    }

    private static double sum(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum;
    }

    @Test
    void withoutRoundsThereIsNoMask() {
        try (InvRl model = InvRl.of(DATA, CONFIG.withSearch(SEARCH.withRounds(0, 2)), Compute.cpu(), 1)) {
            assertEquals("UltraGCN", model.name());
            assertSame(Pretraining.NONE, model.pretraining(1));
            assertEquals(mask(model).length, sum(mask(model)));
        }
    }

    @Test
    void aSearchThatIsStoppedGoesOnBitForBit() {
        InvRl.Search rounds = SEARCH.withRounds(2, 3).withSteps(7, 1e-2); // three steps an epoch and more
        InvRl.Config config = CONFIG.withSearch(rounds);
        float[] expected;
        int steps = 0;
        try (InvRl model = InvRl.of(DATA, config, Compute.cpu(), 1);
                Pretraining search = model.pretraining(1)) {
            while (search.step()) {
                steps++;
            }
            expected = mask(model);
        }
        try (InvRl model = InvRl.of(DATA, config, Compute.cpu(), 1)) {
            Map<String, float[]> state = null;
            for (int n = 0; n <= steps; n++) { // a search of its own for every step
                try (Pretraining search = model.pretraining(1)) {
                    if (state != null) {
                        search.restore(state);
                    }
                    assertEquals(n < steps, search.step(), "step " + n);
                    state = search.state();
                }
            }
            assertArrayEquals(expected, mask(model));
        }
    }

    @Test
    void aTrainingStoppedInTheSearchGoesOnBitForBit(@TempDir Path folder) {
        Path file = folder.resolve("run.safetensors");
        Dataset data =
                PlantedVideos.of(new PlantedVideos.Sizes(30, 40, 10, 0), 1).dataset();
        Trainer trainer = Trainer.of(TrainConfig.defaults().withEpochs(2).withK(5));
        Embeddings expected;
        Steps whole = new Steps(0);
        try (InvRl model = InvRl.of(data, CONFIG, Compute.cpu(), 1)) {
            expected = trainer.withListener(whole).fit(model, data).best();
        }
        try (InvRl model = InvRl.of(data, CONFIG, Compute.cpu(), 1)) {
            Fit fit = trainer.withListener(new Steps(4)).withCheckpoint(file).fit(model, data);
            assertTrue(fit.stopped());
            assertTrue(fit.history().epochs().isEmpty());
        }
        try (InvRl model = InvRl.of(data, CONFIG, Compute.cpu(), 1)) {
            Fit fit = Trainer.resume(file).withListener(new Steps(3)).fit(model, data);
            assertTrue(fit.stopped());
            assertTrue(fit.history().epochs().isEmpty());
        }
        Steps rest = new Steps(0);
        try (InvRl model = InvRl.of(data, CONFIG, Compute.cpu(), 1)) {
            assertEquals(
                    expected,
                    Trainer.resume(file).withListener(rest).fit(model, data).best());
        }
        assertEquals(whole.calls, 3 + 2 + rest.calls); // no step of the search is taken twice
    }

    /** Is called before the first step and after each; may stop the training. */
    private static final class Steps implements TrainingListener {
        private final int stop; // at which call; 0: none
        private int calls;

        Steps(int stop) {
            this.stop = stop;
        }

        @Override
        public void epoch(History history, int epochs) {}

        @Override
        public void step(History history, int epochs, double part) {
            calls++;
            if (calls == stop) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
