package metammf.model.baseline;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import java.util.List;
import metammf.data.Dataset;
import metammf.data.Interactions;
import metammf.data.ItemFeatures;
import metammf.data.PlantedVideos;
import metammf.data.PlantedVideos.Sizes;
import metammf.engine.NativeArrays;
import metammf.engine.Tape;
import metammf.model.Recommender;
import metammf.model.Triples;
import org.junit.jupiter.api.Assertions;

/** A small data set, and dense arithmetic in Java to compare models with. */
final class Toys {
    static final Dataset DATA = PlantedVideos.of(new Sizes(8, 12, 4, 0), 1).dataset();
    static final Triples BATCH = new Triples(new int[] {0, 7, 3, 0}, new int[] {2, 11, 2, 5}, new int[] {1, 0, 7, 9});

    private Toys() {}

    /** A (N, N), A_ij = weight of the edge from j to i. */
    interface Weight {
        double of(int degree, int neighbourDegree);
    }

    static double[][] adjacency(Interactions train, Weight weight) {
        int users = train.users();
        int[] degrees = train.itemDegrees();
        double[][] a = new double[users + train.items()][users + train.items()];
        for (int u = 0; u < users; u++) {
            for (int i : train.itemsOf(u)) {
                a[u][users + i] = weight.of(train.degree(u), degrees[i]);
                a[users + i][u] = weight.of(degrees[i], train.degree(u));
            }
        }
        return a;
    }

    static double[][] times(double[][] a, double[][] b) {
        double[][] c = new double[a.length][b[0].length];
        for (int i = 0; i < a.length; i++) {
            for (int k = 0; k < b.length; k++) {
                for (int j = 0; j < b[0].length; j++) {
                    c[i][j] += a[i][k] * b[k][j];
                }
            }
        }
        return c;
    }

    /** The sum; a single row is added to all. */
    static double[][] plus(double[][] a, double[][] b) {
        double[][] c = new double[a.length][b[0].length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < c[i].length; j++) {
                c[i][j] = a[i][j] + b[b.length == 1 ? 0 : i][j];
            }
        }
        return c;
    }

    static double[][] scaled(double[][] a, double factor) {
        return Arrays.stream(a)
                .map(row -> Arrays.stream(row).map(x -> factor * x).toArray())
                .toArray(double[][]::new);
    }

    /** Rows of one on top of the other's. */
    static double[][] stacked(double[][] a, double[][] b) {
        double[][] c = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, c, a.length, b.length);
        return c;
    }

    static double[][] layerMean(double[][] a, double[][] e, int layers) {
        double[][] sum = e;
        double[][] layer = e;
        for (int l = 0; l < layers; l++) {
            layer = times(a, layer);
            sum = plus(sum, layer);
        }
        return scaled(sum, 1.0 / (layers + 1));
    }

    /** The cosines of all items in one modality, (I, I). */
    static double[][] cosines(ItemFeatures features, int modality) {
        var x = features.rowNormalised().modalities().get(modality);
        double[][] rows = new double[x.items()][x.width()];
        for (int i = 0; i < rows.length; i++) {
            for (int d = 0; d < x.width(); d++) {
                rows[i][d] = x.value(i, d);
            }
        }
        double[][] cosines = new double[rows.length][rows.length];
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < rows.length; j++) {
                for (int d = 0; d < x.width(); d++) {
                    cosines[i][j] += rows[i][d] * rows[j][d];
                }
            }
        }
        return cosines;
    }

    /** Of every row the k largest values stay, the others become 0. */
    static double[][] largest(double[][] values, int k) {
        return Arrays.stream(values)
                .map(row -> {
                    double[] sorted = row.clone();
                    Arrays.sort(sorted);
                    double least = sorted[row.length - k];
                    return Arrays.stream(row).map(x -> x >= least ? x : 0).toArray();
                })
                .toArray(double[][]::new);
    }

    static double[][] array(Recommender model, String name) {
        return array(model.parameters().get(name));
    }

    static double[][] array(NDArray array) {
        float[] values = array.toFloatArray();
        int width = (int) array.getShape().get(array.getShape().dimension() - 1);
        double[][] rows = new double[values.length / width][width];
        for (int n = 0; n < values.length; n++) {
            rows[n / width][n % width] = values[n];
        }
        return rows;
    }

    static void assertNodes(double[][] expected, Recommender model) {
        var e = model.embeddings();
        for (int n = 0; n < expected.length; n++) {
            float[] row = n < e.users() ? e.user(n) : e.item(n - e.users());
            for (int d = 0; d < row.length; d++) {
                Assertions.assertEquals(expected[n][d], row[d], 1e-5, "node " + n + ", column " + d);
            }
        }
    }

    static double softplus(double x) {
        return Math.log1p(Math.exp(x));
    }

    static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int n = 0; n < a.length; n++) {
            sum += a[n] * b[n];
        }
        return sum;
    }

    static double loss(Recommender model) {
        try (Tape tape = Tape.computing()) {
            return model.loss(BATCH, tape).getFloat();
        }
    }

    /** The loss as in a training step. */
    static double recorded(Recommender model) {
        try (Tape tape = Tape.recording()) {
            return model.loss(BATCH, tape).getFloat();
        }
    }

    static float[] gradient(Recommender model, String name, Loss loss) {
        model.parameters().values().forEach(p -> p.setRequiresGradient(true));
        try (Tape tape = Tape.recording()) {
            int place = List.copyOf(model.parameters().keySet()).indexOf(name);
            return tape.gradients(loss.of(tape), model.parameters().values())
                    .get(place)
                    .toFloatArray();
        } finally {
            model.parameters().values().forEach(p -> p.setRequiresGradient(false));
        }
    }

    /** Compares a parameter's gradient with finite differences of a loss, at a few of its entries. */
    static void assertGradient(Recommender model, String name, double tolerance, Loss loss) {
        NDArray parameter = model.parameters().get(name);
        float[] found = gradient(model, name, loss);
        float[] values = parameter.toFloatArray();
        float step = 1e-2f;
        for (int n = 0; n < values.length; n += Math.max(1, values.length / 7)) {
            double up = shifted(parameter, values, n, step, loss);
            double down = shifted(parameter, values, n, -step, loss);
            Assertions.assertEquals((up - down) / (2 * step), found[n], tolerance, name + " " + n);
        }
        NativeArrays.assign(parameter, values);
    }

    /** A loss on a tape. */
    interface Loss {
        NDArray of(Tape tape);
    }

    private static double shifted(NDArray parameter, float[] values, int place, float step, Loss loss) {
        float[] changed = values.clone();
        changed[place] += step;
        NativeArrays.assign(parameter, changed);
        try (Tape tape = Tape.recording()) {
            return loss.of(tape).getFloat();
        }
    }
}
