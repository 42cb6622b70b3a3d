package metammf.baseline;

import static metammf.baseline.Dense.dot;
import static metammf.baseline.Dense.plus;
import static metammf.baseline.Dense.scaled;
import static metammf.baseline.Dense.softplus;
import static metammf.baseline.Toy.BATCH;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import metammf.base.MetaMmfException;
import metammf.data.Dataset;
import metammf.data.Interactions;
import metammf.data.ItemFeatures;
import metammf.engine.Compute;
import metammf.model.Recommender;
import metammf.model.Recommender.Step;
import metammf.model.RecommenderContract;
import org.junit.jupiter.api.Test;

class FreedomTest extends RecommenderContract {
    private static final double[] WEIGHTS = {0.3, 0.7};
    private static final Freedom.Config CONFIG = config(0.3, WEIGHTS);

    private static Freedom.Config config(double edgeDropout, double... weights) {
        List<Double> each = Arrays.stream(weights).boxed().toList();
        return new Freedom.Config(64, 2, 4, each, edgeDropout, 0.5, false);
    }

    @Override
    protected Recommender model(Dataset data, long seed) {
        return new Freedom(data, new Freedom.Config(64, 2, 4, List.of(), 0.3, 0.5, true), Compute.cpu(), seed);
    }

    private static Freedom toy() {
        return new Freedom(Toy.DATA, CONFIG, Compute.cpu(), 1);
    }

    /** LightGCN's vectors, items with the equally weighted mean of their nearest by content. */
    private static double[][] vectors(Freedom model) {
        double[][] item = Toy.matrix(model, "item.id");
        double[][] h = new double[item.length][item[0].length];
        for (int m = 0; m < 2; m++) {
            double[][] nearest = Dense.nearest(Toy.features(m), 4);
            for (int i = 0; i < nearest.length; i++) {
                nearest[i] = Dense.map(nearest[i], cosine -> cosine == 0 ? 0 : 0.25);
            }
            h = plus(h, scaled(Dense.times(nearest, item), WEIGHTS[m]));
        }
        double[][] a = Dense.symmetric(Toy.adjacency(false));
        double[][] e = Toy.twoLayers(a, Dense.above(Toy.matrix(model, "user"), item));
        return Dense.above(Arrays.copyOf(e, Toy.USERS), plus(Arrays.copyOfRange(e, Toy.USERS, Toy.NODES), h));
    }

    @Test
    void itsVectorsAreThoseOfDenseArithmetic() {
        try (Freedom model = toy()) {
            Toy.assertVectors(vectors(model), model);
        }
    }

    @Test
    void itsLossIsBprOfVectorsAndContent() {
        try (Freedom model = new Freedom(Toy.DATA, config(0, WEIGHTS), Compute.cpu(), 1)) {
            double[][] e = vectors(model);
            double expected = bpr(e, Arrays.copyOfRange(e, Toy.USERS, Toy.NODES));
            for (int m = 0; m < 2; m++) {
                expected += 0.5 * bpr(e, Toy.projected(model, m));
            }
            assertEquals(expected, Toy.loss(model), 1e-5);
        }
    }

    private static double bpr(double[][] users, double[][] items) {
        double sum = 0;
        for (int n = 0; n < BATCH.size(); n++) {
            double[] u = users[BATCH.users()[n]];
            sum += softplus(dot(u, items[BATCH.negatives()[n]]) - dot(u, items[BATCH.positives()[n]]));
        }
        return sum / BATCH.size();
    }

    @Test
    void gradientsAreThoseOfTheLoss() {
        try (Freedom model = toy()) {
            Toy.assertGradients(model);
        }
    }

    @Test
    void anEpochsGraphIsDrawnAnewAndRepeatable() {
        try (Freedom model = toy();
                Freedom resumed = toy()) {
            double first = trained(model, 1, 0);
            double second = trained(model, 2, 0);
            assertNotEquals(first, second);
            assertEquals(second, trained(model, 2, 1)); // within the epoch
            assertEquals(second, trained(resumed, 2, 1));
            assertEquals(first, trained(model, 1, 0));
        }
    }

    private static double trained(Freedom model, int epoch, int step) {
        return Toy.loss(model, new Step(5, epoch, step));
    }

    @Test
    void popularNodesLoseMoreEdges() {
        int[] users = IntStream.range(0, 400).map(n -> n < 200 ? 0 : n).toArray(); // user 0 has half of the pairs
        int[] items = IntStream.range(0, 400).map(n -> n % 200).toArray();
        Interactions train = Interactions.of(400, 200, users, items);
        Interactions kept = Freedom.degreeSensitive(train, 0.3, new SplittableRandom(1));
        assertEquals(120, kept.size());
        assertTrue(kept.degree(0) < 40, "of the popular user's 200 pairs: " + kept.degree(0));
    }

    @Test
    void itAsksForContentAndForOneWeightAModality() {
        Dataset ids = new Dataset("ids", Toy.DATA.split(), ItemFeatures.none(Toy.ITEMS), Toy.DATA.card());
        assertThrows(MetaMmfException.class, () -> Freedom.of(ids, 1));
        assertThrows(MetaMmfException.class, () -> new Freedom(Toy.DATA, config(0.3, 1, 2, 3), Compute.cpu(), 1));
    }
}
