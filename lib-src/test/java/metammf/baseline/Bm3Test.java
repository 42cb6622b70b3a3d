package metammf.baseline;

import static metammf.baseline.Dense.dot;
import static metammf.baseline.Dense.plus;
import static metammf.baseline.Toy.BATCH;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import java.util.List;
import metammf.data.Dataset;
import metammf.engine.Compute;
import metammf.engine.NativeArrays;
import metammf.engine.Tape;
import metammf.model.Recommender;
import metammf.model.Recommender.Triples;
import metammf.model.RecommenderContract;
import org.junit.jupiter.api.Test;

class Bm3Test extends RecommenderContract {
    private static final Bm3.Config CONFIG = new Bm3.Config(64, 2, 0, 2, 0.5, false);

    @Override
    protected Recommender model(Dataset data, long seed) {
        return new Bm3(data, new Bm3.Config(64, 1, 0.3, 2, 0.1, true), Compute.cpu(), seed);
    }

    private static Bm3 toy() {
        return new Bm3(Toy.DATA, CONFIG, Compute.cpu(), 1);
    }

    private static double[][] online(Bm3 model) {
        double[][] item = Toy.matrix(model, "item.id");
        double[][] a = Dense.symmetric(Toy.adjacency(false));
        double[][] e = Toy.twoLayers(a, Dense.above(Toy.matrix(model, "user"), item));
        return Dense.above(Arrays.copyOf(e, Toy.USERS), plus(Arrays.copyOfRange(e, Toy.USERS, Toy.NODES), item));
    }

    private static double[][] predict(Bm3 model, double[][] vectors) {
        double[][] mapped = Dense.times(vectors, Toy.matrix(model, "predictor.weight"));
        return plus(mapped, Toy.matrix(model, "predictor.bias"));
    }

    @Test
    void itsVectorsAreThoseOfDenseArithmetic() {
        try (Bm3 model = toy()) {
            Toy.assertVectors(predict(model, online(model)), model);
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
                int i = Toy.USERS + BATCH.positives()[n];
                expected += distance(p[u], h[i]) + distance(p[i], h[u]);
                for (int m = 0; m < 2; m++) {
                    double[][] y = Toy.projected(model, m);
                    double[] own = y[BATCH.positives()[n]];
                    double[] predicted = predict(model, y)[BATCH.positives()[n]];
                    expected += 2 * (distance(predicted, h[i]) + distance(predicted, own));
                }
            }
            double lengths = length(h, 0, Toy.USERS) + length(h, Toy.USERS, Toy.NODES);
            assertEquals(expected / BATCH.size() + 0.5 * lengths / 8, Toy.loss(model), 1e-5);
        }
    }

    private static double length(double[][] vectors, int from, int to) {
        double squares = 0;
        for (int n = from; n < to; n++) {
            squares += dot(vectors[n], vectors[n]);
        }
        return Math.sqrt(squares);
    }

    private static double distance(double[] a, double[] b) {
        return 1 - dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
    }

    /** A predictor of zeros predicts nothing, and what is predicted is constant: nothing is left to carry gradients. */
    @Test
    void gradientsReachPredictionsAndNotTargets() {
        try (Bm3 model = new Bm3(Toy.DATA, new Bm3.Config(64, 2, 0, 2, 0, false), Compute.cpu(), 1)) {
            NDArray weight = model.parameters().get("predictor.weight");
            assertNotEquals(0, reaching(model, "item.id"));
            NativeArrays.assign(weight, new float[Math.toIntExact(weight.size())]);
            NativeArrays.assign(model.parameters().get("predictor.bias"), ones());
            assertEquals(0, reaching(model, "item.id"));
            assertEquals(0, reaching(model, "user"));
            assertNotEquals(0, reaching(model, "predictor.bias"));
        }
    }

    private static float[] ones() {
        float[] ones = new float[64];
        Arrays.fill(ones, 1);
        return ones;
    }

    /** The gradient's absolute values, added up. */
    private static float reaching(Bm3 model, String name) {
        NDArray parameter = model.parameters().get(name);
        parameter.setRequiresGradient(true);
        try (Tape tape = Tape.recording()) {
            NDArray loss = model.loss(BATCH, Toy.STEP, tape);
            return tape.gradients(loss, List.of(parameter)).get(0).abs().sum().getFloat();
        } finally {
            parameter.setRequiresGradient(false);
        }
    }

    @Test
    void aBatchsNegativesAreNotLookedAt() {
        Triples other = new Triples(BATCH.users(), BATCH.positives(), new int[] {3, 4, 5, 6});
        try (Bm3 model = toy();
                Tape tape = Tape.computing()) {
            assertEquals(
                    model.loss(BATCH, Toy.STEP, tape).getFloat(),
                    model.loss(other, Toy.STEP, tape).getFloat());
        }
    }
}
