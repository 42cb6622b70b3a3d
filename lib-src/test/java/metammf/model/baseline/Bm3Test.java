package metammf.model.baseline;

import static metammf.model.baseline.Toys.BATCH;
import static metammf.model.baseline.Toys.DATA;
import static metammf.model.baseline.Toys.array;
import static metammf.model.baseline.Toys.dot;
import static metammf.model.baseline.Toys.plus;
import static metammf.model.baseline.Toys.stacked;
import static metammf.model.baseline.Toys.times;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.stream.IntStream;
import metammf.data.Dataset;
import metammf.engine.Compute;
import metammf.engine.Tape;
import metammf.model.Recommender;
import metammf.model.RecommenderContract;
import metammf.model.Triples;
import org.junit.jupiter.api.Test;

class Bm3Test extends RecommenderContract {
    private static final Bm3.Config CONFIG =
            Bm3.Config.paper().withLayers(2).withRegularisation(0.01).withDropout(0);

    @Override
    protected Recommender model(Dataset data, long seed) {
        return Bm3.of(data, Bm3.Config.paper().withTrainFeatures(true), Compute.cpu(), seed);
    }

    private static Bm3 toy() {
        return Bm3.of(DATA, CONFIG, Compute.cpu(), 1);
    }

    private static double[][] online(Bm3 model) {
        double[][] item = array(model, "item.id");
        double[][] a = Toys.adjacency(DATA.split().train(), (one, other) -> 1 / Math.sqrt(one * other));
        double[][] e = Toys.layerMean(a, stacked(array(model, "user"), item), 2);
        return stacked(Arrays.copyOf(e, 8), plus(Arrays.copyOfRange(e, 8, 20), item));
    }

    private static double[][] predict(Bm3 model, double[][] vectors) {
        return plus(times(vectors, array(model, "predictor.weight")), array(model, "predictor.bias"));
    }

    @Test
    void itsVectorsAreThoseOfDenseArithmetic() {
        try (Bm3 model = toy()) {
            Toys.assertNodes(predict(model, online(model)), model);
        }
    }

    @Test
    void itsLossIsWhatOneVectorLacksInPredictingAnother() {
        try (Bm3 model = toy()) {
            double[][] h = online(model);
            double[][] p = predict(model, h);
            double expected = 0;
            for (int n = 0; n < BATCH.size(); n++) {
                int u = BATCH.users()[n];
                int i = 8 + BATCH.positives()[n];
                expected += distance(p[u], h[i]) + distance(p[i], h[u]) + 0.01 * (dot(h[u], h[u]) + dot(h[i], h[i]));
                for (double[] y : content(model, BATCH.positives()[n])) {
                    double[] predicted = predict(model, new double[][] {y})[0];
                    expected += 2 * (distance(predicted, h[i]) + distance(predicted, y));
                }
            }
            assertEquals(expected / BATCH.size(), Toys.loss(model), 1e-5);
        }
    }

    private static double distance(double[] a, double[] b) {
        return 1 - dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
    }

    private static double[][] content(Bm3 model, int item) {
        return DATA.features().modalities().stream()
                .map(m -> {
                    float[] row = m.row(item);
                    double[][] x = {
                        IntStream.range(0, row.length).mapToDouble(d -> row[d]).toArray()
                    };
                    return plus(
                            times(x, array(model, "projection." + m.name() + ".weight")),
                            array(model, "projection." + m.name() + ".bias"))[0];
                })
                .toArray(double[][]::new);
    }

    /** The targets are constants to the gradient but not to differences of the loss, so only what is no target is shifted. */
    @Test
    void thePredictorsGradientIsThatOfFiniteDifferences() {
        try (Bm3 model = toy()) {
            Toys.assertGradient(model, "predictor.weight", 1e-3, tape -> model.loss(BATCH, tape));
            Toys.assertGradient(model, "predictor.bias", 1e-3, tape -> model.loss(BATCH, tape));
        }
    }

    @Test
    void aBatchsNegativesAreNotLookedAt() {
        Triples other = new Triples(BATCH.users(), BATCH.positives(), new int[] {3, 4, 5, 6});
        try (Bm3 model = toy();
                Tape tape = Tape.computing()) {
            assertEquals(
                    model.loss(BATCH, tape).getFloat(), model.loss(other, tape).getFloat());
        }
    }
}
