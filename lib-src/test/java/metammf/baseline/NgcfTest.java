package metammf.baseline;

import static metammf.baseline.Toy.NODES;
import static metammf.baseline.Toy.USERS;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.IntStream;
import metammf.baseline.Ngcf.Config;
import metammf.data.Dataset;
import metammf.data.ItemFeatures.Scaling;
import metammf.engine.Compute;
import metammf.engine.Tape;
import metammf.model.BprLoss;
import metammf.model.Recommender;
import metammf.model.Recommender.Triples;
import metammf.model.RecommenderContract;
import org.junit.jupiter.api.Test;

class NgcfTest extends RecommenderContract {
    private static final Config SMALL = new Config(2, 3, 0, 0.1, Scaling.STANDARDISED);

    @Override
    protected Recommender model(Dataset data, long seed) {
        return new Ngcf(data, new Config(2, 8, 0.1, 0.1, Scaling.NORMALISED), Compute.cpu(), seed);
    }

    private static double leaky(double value) {
        return Math.max(value, 0.2 * value);
    }

    private static double[][] content(Recommender model) {
        float[] x = Content.of(Toy.DATA, Scaling.STANDARDISED).concatenated();
        double[][] w = Toy.matrix(model, "content.weight");
        double[] b = Toy.matrix(model, "content.bias")[0];
        double[][] content = new double[NODES - USERS][b.length];
        for (int item = 0; item < content.length; item++) {
            for (int d = 0; d < b.length; d++) {
                double sum = b[d];
                for (int f = 0; f < w.length; f++) {
                    sum += x[item * w.length + f] * w[f][d];
                }
                content[item][d] = leaky(sum);
            }
        }
        return content;
    }

    private static double[][] layer(Recommender model, int l, double[][] e, double[][] mean) {
        double[][] common = IntStream.range(0, NODES)
                .mapToObj(n -> Dense.zip(e[n], mean[n], (own, others) -> own * others))
                .toArray(double[][]::new);
        return Dense.plus(term(model, l, "neighbour", mean), term(model, l, "common", common));
    }

    private static double[][] term(Recommender model, int l, String role, double[][] x) {
        String name = "gcn." + l + "." + role;
        double[][] linear =
                Dense.plus(Dense.times(x, Toy.matrix(model, name + ".weight")), Toy.matrix(model, name + ".bias"));
        return Dense.map(linear, NgcfTest::leaky);
    }

    /** Node by node: all layers side by side, each but the first at length 1, with the items' content. */
    private static double[][] expected(Recommender model) {
        double[][] e = Toy.ids(model);
        double[][] content = content(model);
        double[][] all = new double[NODES][9];
        for (int l = 0; l <= 2; l++) {
            for (int n = 0; n < NODES; n++) {
                double length = l == 0 ? 1 : Dense.length(e[n]);
                for (int d = 0; d < 3; d++) {
                    all[n][3 * l + d] = e[n][d] / length + (n >= USERS ? content[n - USERS][3 * l + d] : 0);
                }
            }
            e = l == 2 ? e : layer(model, l + 1, e, Dense.times(Dense.mean(Toy.adjacency(true)), e));
        }
        return all;
    }

    @Test
    void vectorsAreAllLayersSideBySide() {
        try (Recommender model = new Ngcf(Toy.DATA, SMALL, Compute.cpu(), 1)) {
            Toy.assertVectors(expected(model), model);
        }
    }

    @Test
    void gradientsAreThoseOfTheLoss() {
        try (Recommender model = new Ngcf(Toy.DATA, SMALL, Compute.cpu(), 1)) {
            Toy.assertGradients(model);
        }
    }

    @Test
    void theFinalVectorsAreRegularised() {
        Triples one = new Triples(new int[] {0}, new int[] {1}, new int[] {2});
        try (Recommender model = new Ngcf(Toy.DATA, SMALL, Compute.cpu(), 1);
                Tape tape = Tape.computing()) {
            double[][] all = expected(model);
            double squares = 0;
            for (int n : new int[] {0, USERS + 1, USERS + 2}) {
                squares += Dense.dot(all[n], all[n]);
            }
            double bpr = BprLoss.of(model.embed(one, tape)).getFloat();
            assertEquals(
                    bpr + 0.1 / 2 * squares, model.loss(one, Toy.STEP, tape).getFloat(), 1e-5);
        }
    }
}
