package metammf.model.baseline;

import static metammf.model.baseline.Toy.BATCH;
import static metammf.model.baseline.Toy.DATA;
import static metammf.model.baseline.Toy.TRAIN;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import metammf.data.Dataset;
import metammf.engine.Compute;
import metammf.engine.NativeArrays;
import metammf.engine.Seeds;
import metammf.engine.Tape;
import metammf.model.Recommender;
import metammf.model.RecommenderContract;
import metammf.model.baseline.InvariantMask.Environment;
import metammf.model.baseline.UltraGcn.Pairs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

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
            model.beforeStep(3, 2, 1);
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
            assertEquals(expected / 512, Toy.loss(model), 1e-5);
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
            model.beforeStep(3, 2, 1);
            Toy.assertGradients(model);
        }
    }

    private Environment environment(UltraGcn model, Pairs pairs, NDArray weight, NDArray gates, Tape tape) {
        return Environment.of(model, pairs, tape.cut(x.mul(gates)), weight, tape);
    }

    @Test
    void anEnvironmentsGradientIsThatOfFiniteDifferences() {
        UltraGcn model = backbone();
        Pairs pairs = pairs(1);
        NDArray gates = NativeArrays.uniform(
                manager, 1, new SplittableRandom(3), x.getShape().get(1));
        float[] found;
        try (Tape tape = Tape.computing()) {
            found = environment(model, pairs, model.weight, gates, tape)
                    .gradient()
                    .toFloatArray();
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
            return environment(model, pairs, weight, gates, tape).loss().getFloat();
        }
    }

    @Test
    void equalEnvironmentsDoNotDisagree() {
        UltraGcn model = backbone();
        try (Tape tape = Tape.computing()) {
            NDArray gates = NativeArrays.uniform(
                    manager, 1, new SplittableRandom(3), x.getShape().get(1));
            NDArray one =
                    environment(model, pairs(1), model.weight, gates, tape).gradient();
            NDArray same =
                    environment(model, pairs(1), model.weight, gates, tape).gradient();
            NDArray other =
                    environment(model, pairs(2), model.weight, gates, tape).gradient();
            assertEquals(0, InvariantMask.variance(List.of(one, same)).sum().getFloat(), 1e-9);
            assertTrue(InvariantMask.variance(List.of(one, other)).sum().getFloat() > 1e-3);
        }
    }

    @Test
    void theMaskIsLearnedOnceAndHoldsShares() {
        try (InvRl model = toy()) {
            float[] ones = model.buffers().get("mask").toFloatArray();
            model.beforeStep(1, 1, 0);
            float[] mask = model.buffers().get("mask").toFloatArray();
            model.beforeStep(1, 1, 1);
            assertArrayEquals(mask, model.buffers().get("mask").toFloatArray());
            for (int n = 0; n < mask.length; n++) {
                assertTrue(mask[n] >= 0 && mask[n] <= 1 && ones[n] == 1, "column " + n + ": " + mask[n]);
            }
        }
    }

    @Test
    void withoutRoundsThereIsNoMask() {
        try (InvRl model = InvRl.of(DATA, CONFIG.withSearch(SEARCH.withRounds(0, 2)), Compute.cpu(), 1)) {
            model.beforeStep(1, 1, 0);
            assertEquals("UltraGCN", model.name());
            assertEquals(x.getShape().get(1), model.buffers().get("mask").sum().getFloat());
        }
    }

    @Test
    void anInterruptEndsTheLearningOfTheMask() {
        try (InvRl model = toy()) {
            Thread.currentThread().interrupt();
            assertThrows(CancellationException.class, () -> model.beforeStep(1, 1, 0));
        } finally {
            assertTrue(Thread.interrupted());
        }
    }
}
