package metammf.baseline;

import static metammf.baseline.Dense.dot;
import static metammf.baseline.Dense.map;
import static metammf.baseline.Dense.plus;
import static metammf.baseline.Dense.scaled;
import static metammf.baseline.Dense.softplus;
import static metammf.baseline.Dense.times;
import static metammf.baseline.Dense.zip;
import static metammf.baseline.Toy.BATCH;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import metammf.data.Dataset;
import metammf.data.Modality;
import metammf.engine.Compute;
import metammf.model.Recommender;
import metammf.model.RecommenderContract;
import org.junit.jupiter.api.Test;

class MgcnTest extends RecommenderContract {
    private static final Mgcn.Config CONFIG = new Mgcn.Config(64, 2, 4, 0.7, 0.2, 0.3, true);
    private static final List<String> NAMES =
            Toy.DATA.features().modalities().stream().map(Modality::name).toList();
    private static final int MODALITIES = NAMES.size();

    @Override
    protected Recommender model(Dataset data, long seed) {
        return new Mgcn(data, new Mgcn.Config(64, 2, 4, 0.01, 0.2, 1e-4, true), Compute.cpu(), seed);
    }

    private static Mgcn toy() {
        return new Mgcn(Toy.DATA, CONFIG, Compute.cpu(), 1);
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    private static double[][] linear(Mgcn model, String name, double[][] x) {
        return plus(times(x, Toy.matrix(model, name + ".weight")), Toy.matrix(model, name + ".bias"));
    }

    /** a * b, element by element. */
    private static double[][] each(double[][] a, double[][] b) {
        return IntStream.range(0, a.length)
                .mapToObj(n -> zip(a[n], b[n], (one, other) -> one * other))
                .toArray(double[][]::new);
    }

    private static double[][] behaviour(Mgcn model) {
        return Toy.twoLayers(Dense.symmetric(Toy.adjacency(false)), Toy.ids(model));
    }

    /** The vectors of users and items by one modality, (N, D). */
    private static double[][] modality(Mgcn model, int m) {
        double[][] nearest = Dense.symmetric(map(Dense.nearest(Toy.features(m), 4), cosine -> cosine == 0 ? 0 : 1));
        double[][] gate = map(linear(model, "gate." + NAMES.get(m), Toy.projected(model, m)), MgcnTest::sigmoid);
        double[][] items = times(nearest, each(Toy.matrix(model, "item.id"), gate));
        double[][] r = Arrays.stream(Dense.symmetric(Toy.adjacency(false)), 0, Toy.USERS)
                .map(row -> Arrays.copyOfRange(row, Toy.USERS, Toy.NODES))
                .toArray(double[][]::new);
        return Dense.above(times(r, items), items);
    }

    private static double[][] side(Mgcn model) {
        double[][][] h =
                IntStream.range(0, MODALITIES).mapToObj(m -> modality(model, m)).toArray(double[][][]::new);
        double[][] common = new double[Toy.NODES][64];
        for (int n = 0; n < Toy.NODES; n++) {
            double[] a = new double[MODALITIES];
            for (int m = 0; m < MODALITIES; m++) {
                double[][] hidden = map(linear(model, "attention", new double[][] {h[m][n]}), Math::tanh);
                a[m] = Math.exp(times(hidden, Toy.matrix(model, "attention.query"))[0][0]);
            }
            for (int m = 0; m < MODALITIES; m++) {
                double share = a[m] / Dense.sum(a);
                common[n] = zip(common[n], h[m][n], (sum, own) -> sum + share * own);
            }
        }
        double[][] sum = common;
        for (int m = 0; m < MODALITIES; m++) {
            double[][] taste = map(linear(model, "taste." + NAMES.get(m), behaviour(model)), MgcnTest::sigmoid);
            sum = plus(sum, each(taste, plus(h[m], scaled(common, -1))));
        }
        return scaled(sum, 1.0 / (MODALITIES + 1));
    }

    @Test
    void itsVectorsAreThoseOfDenseArithmetic() {
        try (Mgcn model = toy()) {
            Toy.assertVectors(plus(behaviour(model), side(model)), model);
        }
    }

    @Test
    void itsLossIsBprAndWhatTellsANodesTwoPartsFromThoseOfOthers() {
        try (Mgcn model = toy()) {
            double[][] behaviour = behaviour(model);
            double[][] side = side(model);
            double[][] e = plus(behaviour, side);
            int[] items =
                    IntStream.of(BATCH.positives()).map(i -> i + Toy.USERS).toArray();
            double expected = 0;
            for (int n = 0; n < BATCH.size(); n++) {
                double[] u = e[BATCH.users()[n]];
                double[] i = e[items[n]];
                double[] j = e[Toy.USERS + BATCH.negatives()[n]];
                expected += softplus(dot(u, j) - dot(u, i)) + 0.15 * (dot(u, u) + dot(i, i) + dot(j, j));
                expected += 0.7 * (contrast(side, behaviour, BATCH.users(), n) + contrast(side, behaviour, items, n));
            }
            assertEquals(expected / BATCH.size(), Toy.loss(model), 1e-5);
        }
    }

    /** -ln of the share that the node's own pair has in the sum over the batch. */
    private static double contrast(double[][] side, double[][] behaviour, int[] nodes, int own) {
        double[] likeness = Arrays.stream(nodes)
                .mapToDouble(node -> Math.exp(cosine(side[nodes[own]], behaviour[node]) / 0.2))
                .toArray();
        return -Math.log(likeness[own] / Dense.sum(likeness));
    }

    private static double cosine(double[] a, double[] b) {
        return dot(a, b) / Dense.length(a) / Dense.length(b);
    }

    @Test
    void gradientsAreThoseOfTheLoss() {
        try (Mgcn model = toy()) {
            Toy.assertGradients(model);
        }
    }
}
