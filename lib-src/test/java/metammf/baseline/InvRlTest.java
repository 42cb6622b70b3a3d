package metammf.baseline;

import static metammf.baseline.Toy.BATCH;
import static metammf.baseline.Toy.DATA;
import static metammf.baseline.Toy.TRAIN;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import metammf.base.Seeds;
import metammf.baseline.Gates.Evidence;
import metammf.baseline.MaskSearch.Round;
import metammf.baseline.UltraGcn.Pairs;
import metammf.data.Dataset;
import metammf.data.PlantedVideos;
import metammf.engine.Compute;
import metammf.engine.NativeArrays;
import metammf.engine.Tape;
import metammf.model.Embeddings;
import metammf.model.Recommender;
import metammf.model.Recommender.Step;
import metammf.model.RecommenderContract;
import metammf.train.TrainConfig;
import metammf.train.Trainer;
import metammf.train.Trainer.Fit;
import metammf.train.WatchedModel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InvRlTest extends RecommenderContract {
    private static final InvRl.Config CONFIG = config(4, 1, 2);

    private static InvRl.Config config(int dim, int rounds, int environments) {
        InvRl.Search search = new InvRl.Search(rounds, environments, 2, 2, 1, 2, 3000, 5e-3, 1, 0.1);
        return new InvRl.Config(dim, 5, 1e-2, 2, 10, search);
    }

    private final NDManager manager = Compute.cpu().newManager();
    private final NDArray x = NativeArrays.of(
            manager,
            DATA.features().rowNormalised().concatenated(),
            DATA.items(),
            DATA.features().width());

    @Override
    protected Recommender model(Dataset data, long seed) {
        return new InvRl(data, config(16, 1, 2), Compute.cpu(), seed);
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
        return new InvRl(DATA, CONFIG, Compute.cpu(), 1);
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
            Toy.assertGradients(model, new Step(3, 2, 1)); // the first step would learn the mask
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
            assertEquals(0, Gates.variance(List.of(one, same)).sum().getFloat(), 1e-9);
            assertTrue(Gates.variance(List.of(one, other)).sum().getFloat() > 1e-3);
        }
    }

    private static float[] mask(InvRl model) {
        return model.buffers().get("mask").toFloatArray();
    }

    private MaskSearch search(BooleanSupplier stop) {
        return new MaskSearch(config(4, 2, 3), x, TRAIN, 1, stop);
    }

    private static Round whole(MaskSearch search) {
        return search.next(search.next(search.start()));
    }

    @Test
    void aMaskHoldsShares() {
        try (MaskSearch search = search(() -> false)) {
            float[] mask = whole(search).mask();
            assertNotEquals(mask.length, sum(mask));
            for (int n = 0; n < mask.length; n++) {
                assertTrue(mask[n] >= 0 && mask[n] <= 1, "column " + n + ": " + mask[n]);
            }
        }
    }

    @Test
    void aRoundIsAFunctionOfTheOneBefore() {
        try (MaskSearch search = search(() -> false);
                MaskSearch other = search(() -> false)) {
            float[] expected = whole(search).mask();
            Round second = other.next(search.start());
            assertArrayEquals(expected, search.next(second).mask());
        }
    }

    @Test
    void aRoundEndsAtTheStepAtWhichItIsStopped() {
        AtomicInteger asked = new AtomicInteger();
        try (MaskSearch search = search(() -> asked.incrementAndGet() == 3)) {
            Round first = search.start(); // two epochs of a step each
            assertThrows(CancellationException.class, () -> search.next(first));
            assertEquals(3, asked.get());
        }
    }

    @Test
    void theMaskIsLearnedBeforeTheFirstStepOfATraining() {
        try (InvRl model = toy();
                MaskSearch search = new MaskSearch(CONFIG, x, TRAIN, 1, () -> false)) {
            Toy.loss(model, new Step(1, 2, 0));
            assertEquals(mask(model).length, sum(mask(model)));
            Toy.loss(model, Step.first(1));
            assertArrayEquals(search.next(search.start()).mask(), mask(model));
        }
    }

    @Test
    void aSearchGoesOnFromTheRoundInTheModelsMemory() {
        try (InvRl model = toy();
                MaskSearch search = new MaskSearch(CONFIG, x, TRAIN, 1, () -> false)) {
            Round other = new Round(
                    0, new float[DATA.users() * 8], new float[DATA.items() * 4], new float[mask(model).length]);
            NativeArrays.assign(model.memory().get("search.place"), new float[] {1, 1});
            Toy.loss(model, Step.first(1));
            assertArrayEquals(search.next(other).mask(), mask(model)); // round 0 was not repeated
            Toy.loss(model, Step.first(1));
            assertArrayEquals(search.next(search.start()).mask(), mask(model)); // of another training
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
        try (InvRl model = new InvRl(DATA, config(4, 0, 2), Compute.cpu(), 1)) {
            assertEquals("UltraGCN", model.name());
            Toy.loss(model);
            assertEquals(mask(model).length, sum(mask(model)));
        }
    }

    @Test
    void aTrainingStoppedInTheSearchGoesOnBitForBit(@TempDir Path folder) {
        Path file = folder.resolve("run.safetensors");
        Dataset data =
                PlantedVideos.of(new PlantedVideos.Sizes(30, 40, 10, 0), 1).dataset();
        Trainer trainer =
                Trainer.of(TrainConfig.defaults().withEpochs(2).withK(5)).withListener(Trainer.Listener.silent());
        Embeddings expected;
        try (InvRl model = new InvRl(data, CONFIG, Compute.cpu(), 1)) {
            expected = trainer.fit(model, data).best();
        }
        try (InvRl model = new InvRl(data, CONFIG, Compute.cpu(), 1);
                Recommender watched = new WatchedModel(
                        model, n -> Thread.currentThread().interrupt())) { // the search is what reads it
            Fit fit = trainer.withCheckpoint(file).fit(watched, data);
            assertTrue(fit.stopped());
            assertTrue(fit.history().epochs().isEmpty());
        }
        try (InvRl model = new InvRl(data, CONFIG, Compute.cpu(), 1)) {
            assertEquals(
                    expected,
                    Trainer.resume(file)
                            .withListener(Trainer.Listener.silent())
                            .fit(model, data)
                            .best());
        }
    }
}
