package metammf.model.baseline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import metammf.data.DataCard;
import metammf.data.Dataset;
import metammf.data.Interactions;
import metammf.data.ItemFeatures;
import metammf.data.Modality;
import metammf.data.Split;
import metammf.engine.NativeArrays;
import metammf.engine.Seeds;
import metammf.engine.Tape;
import metammf.model.Embeddings;
import metammf.model.Recommender;
import metammf.model.Triples;

/** A few users and items, and what compares a model on them with plain loops. */
final class FourUsers {
    static final int USERS = 4;
    static final int ITEMS = 5;
    private static final Triples BATCH = new Triples(new int[] {0, 1, 2}, new int[] {1, 3, 0}, new int[] {4, 0, 2});

    private FourUsers() {}

    /** User 3 and item 4 are alone. */
    static Dataset data() {
        Interactions train =
                Interactions.of(USERS, ITEMS, new int[] {0, 0, 1, 1, 1, 2, 2}, new int[] {1, 2, 1, 2, 3, 0, 3});
        Interactions none = Interactions.of(USERS, ITEMS, new int[0], new int[0]);
        ItemFeatures features = ItemFeatures.of(modality("visual", 3), modality("acoustic", 2));
        return new Dataset("toy", new Split(train, none, none), features, DataCard.unknown("made"));
    }

    private static Modality modality(String name, int width) {
        SplittableRandom random = Seeds.stream(1, name);
        float[] values = new float[ITEMS * width];
        for (int n = 0; n < values.length; n++) {
            values[n] = (float) random.nextDouble(-1, 1);
        }
        return new Modality(name, ITEMS, width, values);
    }

    /** Whether two nodes, users first, are joined by an interaction. */
    static boolean joined(Dataset data, int one, int other) {
        int user = Math.min(one, other);
        int item = Math.max(one, other) - USERS;
        return user < USERS && item >= 0 && data.split().train().contains(user, item);
    }

    static double[][] matrix(Recommender model, String name) {
        NDArray array = model.parameters().get(name);
        return array == null ? matrix(model.buffers().get(name)) : matrix(array);
    }

    /** A vector is a matrix of one row. */
    static double[][] matrix(NDArray array) {
        return matrix(
                array.toFloatArray(),
                Math.toIntExact(array.getShape().get(array.getShape().dimension() - 1)));
    }

    static double[][] matrix(float[] values, int width) {
        double[][] rows = new double[values.length / width][width];
        for (int n = 0; n < values.length; n++) {
            rows[n / width][n % width] = values[n];
        }
        return rows;
    }

    /** Users above items. */
    static double[][] rows(Recommender model, String users, String items) {
        return above(matrix(model, users), matrix(model, items));
    }

    static double[][] above(double[][] a, double[][] b) {
        double[][] rows = java.util.Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, rows, a.length, b.length);
        return rows;
    }

    static double[][] beside(double[][] a, double[][] b) {
        double[][] rows = new double[a.length][];
        for (int n = 0; n < a.length; n++) {
            rows[n] = java.util.Arrays.copyOf(a[n], a[n].length + b[n].length);
            System.arraycopy(b[n], 0, rows[n], a[n].length, b[n].length);
        }
        return rows;
    }

    static double[][] times(double[][] a, double[][] b) {
        double[][] product = new double[a.length][b[0].length];
        for (int r = 0; r < a.length; r++) {
            for (int c = 0; c < b[0].length; c++) {
                for (int k = 0; k < b.length; k++) {
                    product[r][c] += a[r][k] * b[k][c];
                }
            }
        }
        return product;
    }

    /** A row is added to every row if there is but one. */
    static double[][] plus(double[][] a, double[][] b) {
        double[][] sum = new double[a.length][a[0].length];
        for (int r = 0; r < a.length; r++) {
            for (int c = 0; c < a[0].length; c++) {
                sum[r][c] = a[r][c] + b[b.length == 1 ? 0 : r][c];
            }
        }
        return sum;
    }

    static double[][] scaled(double factor, double[][] a) {
        double[][] product = new double[a.length][a[0].length];
        for (int r = 0; r < a.length; r++) {
            for (int c = 0; c < a[0].length; c++) {
                product[r][c] = factor * a[r][c];
            }
        }
        return product;
    }

    static double[][] leakyRelu(double[][] a) {
        double[][] out = new double[a.length][a[0].length];
        for (int r = 0; r < a.length; r++) {
            for (int c = 0; c < a[0].length; c++) {
                out[r][c] = a[r][c] > 0 ? a[r][c] : 0.01 * a[r][c];
            }
        }
        return out;
    }

    static double[][] unitRows(double[][] a) {
        double[][] out = new double[a.length][];
        for (int r = 0; r < a.length; r++) {
            out[r] = scaled(1 / Math.max(Math.sqrt(dot(a[r], a[r])), 1e-12), new double[][] {a[r]})[0];
        }
        return out;
    }

    static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int n = 0; n < a.length; n++) {
            sum += a[n] * b[n];
        }
        return sum;
    }

    static void assertVectors(double[][] expected, Embeddings actual) {
        for (int node = 0; node < expected.length; node++) {
            float[] vector = node < USERS ? actual.user(node) : actual.item(node - USERS);
            assertEquals(expected[node].length, vector.length);
            for (int d = 0; d < vector.length; d++) {
                assertEquals(expected[node][d], vector[d], 2e-6, "node " + node + ", value " + d);
            }
        }
    }

    /**
     * A gradient lies between the slopes of the loss to the left and to the right, which differ only where an activation
     * bends in between. All parameters are drawn anew, at a scale that has slopes.
     */
    static void assertGradients(Recommender model) {
        List<NDArray> parameters = new ArrayList<>(model.parameters().values());
        List<String> names = new ArrayList<>(model.parameters().keySet());
        SplittableRandom random = Seeds.stream(1, "parameters");
        for (NDArray parameter : parameters) {
            float[] values = new float[Math.toIntExact(parameter.size())];
            for (int n = 0; n < values.length; n++) {
                values[n] = (float) random.nextDouble(-0.7, 0.7);
            }
            NativeArrays.assign(parameter, values);
            parameter.setRequiresGradient(true);
        }
        List<float[]> gradients;
        try (Tape tape = Tape.recording()) {
            gradients = tape.gradients(model.loss(BATCH, tape), parameters).stream()
                    .map(NDArray::toFloatArray)
                    .toList();
        }
        for (int p = 0; p < parameters.size(); p++) {
            float[] at = parameters.get(p).toFloatArray();
            for (int n = 0; n < at.length; n += Math.max(1, at.length / 8)) {
                double step = 4e-3;
                double here = moved(model, parameters.get(p), at, n, 0);
                double right = (moved(model, parameters.get(p), at, n, step) - here) / step;
                double left = (here - moved(model, parameters.get(p), at, n, -step)) / step;
                double middle = (left + right) / 2;
                double tolerance = 3e-4 + 0.01 * Math.abs(middle) + Math.abs(right - left) / 2;
                assertEquals(middle, gradients.get(p)[n], tolerance, names.get(p) + " " + n);
            }
        }
    }

    private static double moved(Recommender model, NDArray parameter, float[] at, int place, double by) {
        float[] changed = at.clone();
        changed[place] += (float) by;
        try (Tape tape = Tape.computing()) {
            NativeArrays.assign(parameter, changed);
            double loss = model.loss(BATCH, tape).getFloat();
            NativeArrays.assign(parameter, at);
            return loss;
        }
    }
}
