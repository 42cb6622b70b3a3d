package metammf.model.baseline;

import static metammf.model.baseline.Toys.BATCH;
import static metammf.model.baseline.Toys.DATA;
import static metammf.model.baseline.Toys.array;
import static metammf.model.baseline.Toys.dot;
import static metammf.model.baseline.Toys.plus;
import static metammf.model.baseline.Toys.scaled;
import static metammf.model.baseline.Toys.softplus;
import static metammf.model.baseline.Toys.stacked;
import static metammf.model.baseline.Toys.times;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import metammf.MetaMmfException;
import metammf.data.Dataset;
import metammf.data.Interactions;
import metammf.data.ItemFeatures;
import metammf.engine.Compute;
import metammf.engine.Tape;
import metammf.model.Recommender;
import metammf.model.RecommenderContract;
import org.junit.jupiter.api.Test;

class FreedomTest extends RecommenderContract {
    private static final Freedom.Config CONFIG = Freedom.Config.paper()
            .withEdgeDropout(0.3)
            .withModalityWeights(0.3, 0.7)
            .withContentWeight(0.5);

    @Override
    protected Recommender model(Dataset data, long seed) {
        return Freedom.of(data, CONFIG.withTrainFeatures(true), Compute.cpu(), seed);
    }

    private static Freedom toy() {
        return Freedom.of(DATA, CONFIG, Compute.cpu(), 1);
    }

    /** Equal entries 1/k for the k nearest by cosine, weighted by modality. */
    private static double[][] itemGraph() {
        double[] weights = {0.3, 0.7};
        double[][] graph = new double[12][12];
        for (int m = 0; m < 2; m++) {
            double[][] nearest = Toys.largest(Toys.cosines(DATA.features(), m), 10);
            for (double[] row : nearest) {
                Arrays.setAll(row, j -> row[j] == 0 ? 0 : 0.1);
            }
            graph = plus(graph, scaled(nearest, weights[m]));
        }
        return graph;
    }

    private static double[][] nodes(Freedom model, Interactions train) {
        double[][] item = array(model, "item.id");
        double[][] a = Toys.adjacency(train, (one, other) -> 1 / Math.sqrt(one * other));
        double[][] e = Toys.layerMean(a, stacked(array(model, "user"), item), 2);
        double[][] h = times(itemGraph(), item);
        for (int i = 0; i < 12; i++) {
            e[8 + i] = plus(new double[][] {e[8 + i]}, new double[][] {h[i]})[0];
        }
        return e;
    }

    @Test
    void itsVectorsAreThoseOfDenseArithmetic() {
        try (Freedom model = toy()) {
            Toys.assertNodes(nodes(model, DATA.split().train()), model);
        }
    }

    @Test
    void itsLossIsBprOfVectorsAndContent() {
        try (Freedom model = toy()) {
            double[][] e = nodes(model, DATA.split().train());
            double expected = bpr(e, Arrays.copyOfRange(e, 8, 20));
            for (int m = 0; m < 2; m++) {
                var modality = DATA.features().modalities().get(m);
                double[][] x = IntStream.range(0, 12)
                        .mapToObj(i -> IntStream.range(0, modality.width())
                                .mapToDouble(d -> modality.value(i, d))
                                .toArray())
                        .toArray(double[][]::new);
                double[][] y = times(x, array(model, "projection." + modality.name() + ".weight"));
                expected += 0.5 * bpr(e, y);
            }
            assertEquals(expected, Toys.loss(model), 1e-5);
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
    void itsGradientsAreThoseOfFiniteDifferences() {
        try (Freedom model = toy()) {
            model.beforeStep(1, 1, 0);
            for (String name : model.parameters().keySet()) {
                Toys.assertGradient(model, name, 2e-4, tape -> model.loss(BATCH, tape));
            }
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
        model.beforeStep(5, epoch, step);
        try (Tape tape = Tape.recording()) {
            return model.loss(BATCH, tape).getFloat();
        }
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
        Dataset ids = new Dataset("ids", DATA.split(), ItemFeatures.none(12), DATA.card());
        assertThrows(MetaMmfException.class, () -> Freedom.of(ids, 1));
        assertThrows(
                MetaMmfException.class,
                () -> Freedom.of(DATA, CONFIG.withModalityWeights(1, 2, 3), Compute.cpu(), 1));
    }
}
