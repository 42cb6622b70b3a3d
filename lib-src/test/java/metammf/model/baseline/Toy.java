package metammf.model.baseline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import java.util.Collection;
import java.util.SplittableRandom;
import metammf.data.Dataset;
import metammf.data.Interactions;
import metammf.data.PlantedVideos;
import metammf.engine.NativeArrays;
import metammf.engine.Seeds;
import metammf.engine.Tape;
import metammf.model.Recommender;
import metammf.model.Triples;

/** A set small enough for loops, dense matrices in double precision, and gradients by differences. */
final class Toy {
    static final Dataset DATA =
            PlantedVideos.of(new PlantedVideos.Sizes(6, 8, 3, 0), 1).dataset();
    static final Interactions TRAIN = DATA.split().train();
    static final int USERS = DATA.users();
    static final int NODES = USERS + DATA.items();

    private static final Triples BATCH = new Triples(new int[] {0, 1, 5, 0}, new int[] {2, 2, 7, 0}, new int[] {0, 3, 1, 3});

    private Toy() {}

    /** A, with I added if asked for, (N, N). */
    static double[][] adjacency(boolean selfLoops) {
        double[][] a = new double[NODES][NODES];
        for (int u = 0; u < USERS; u++) {
            for (int item : TRAIN.itemsOf(u)) {
                a[u][USERS + item] = 1;
                a[USERS + item][u] = 1;
            }
        }
        for (int n = 0; n < NODES && selfLoops; n++) {
            a[n][n] = 1;
        }
        return a;
    }

    /** Every row divided by its sum; a row of zeros stays. */
    static double[][] mean(double[][] a) {
        double[][] mean = new double[a.length][];
        for (int n = 0; n < a.length; n++) {
            double degree = sum(a[n]);
            mean[n] = map(a[n], value -> value == 0 ? 0 : value / degree);
        }
        return mean;
    }

    static double sum(double[] row) {
        return java.util.Arrays.stream(row).sum();
    }

    static double[] map(double[] row, java.util.function.DoubleUnaryOperator change) {
        return java.util.Arrays.stream(row).map(change).toArray();
    }

    static double[][] product(double[][] a, double[][] b) {
        double[][] c = new double[a.length][b[0].length];
        for (int r = 0; r < a.length; r++) {
            for (int k = 0; k < b.length; k++) {
                for (int d = 0; d < c[r].length; d++) {
                    c[r][d] += a[r][k] * b[k][d];
                }
            }
        }
        return c;
    }

    /** A parameter, row by row; a vector becomes one row. */
    static double[][] matrix(Recommender model, String name) {
        NDArray array = model.parameters().get(name);
        float[] values = array.toFloatArray();
        int width = (int) array.getShape().get(array.getShape().dimension() - 1);
        double[][] rows = new double[values.length / width][width];
        for (int n = 0; n < values.length; n++) {
            rows[n / width][n % width] = values[n];
        }
        return rows;
    }

    /** Users on top of items. */
    static double[][] stack(double[][] users, double[][] items) {
        return java.util.stream.Stream.concat(java.util.Arrays.stream(users), java.util.Arrays.stream(items))
                .toArray(double[][]::new);
    }

    /** The model's vectors are the given ones, users first. */
    static void assertVectors(double[][] expected, Recommender model) {
        var vectors = model.embeddings();
        assertEquals(expected[0].length, vectors.width());
        for (int n = 0; n < NODES; n++) {
            float[] actual = n < USERS ? vectors.user(n) : vectors.item(n - USERS);
            for (int d = 0; d < actual.length; d++) {
                assertEquals(expected[n][d], actual[d], 1e-5, "node " + n + ", column " + d);
            }
        }
    }

    /** Along a random direction the loss changes as the gradients say, for each parameter. */
    static void assertGradients(Recommender model) {
        Collection<NDArray> parameters = model.parameters().values();
        parameters.forEach(p -> p.setRequiresGradient(true));
        float[][] gradients;
        try (Tape tape = Tape.recording()) {
            gradients = tape.gradients(model.loss(BATCH, tape), parameters).stream()
                    .map(NDArray::toFloatArray)
                    .toArray(float[][]::new);
        }
        parameters.forEach(p -> p.setRequiresGradient(false));
        int n = 0;
        for (String name : model.parameters().keySet()) {
            float[] direction = direction(gradients[n].length);
            double expected = slope(model, model.parameters().get(name), direction);
            double actual = 0;
            for (int k = 0; k < direction.length; k++) {
                actual += gradients[n][k] * direction[k];
            }
            assertEquals(expected, actual, 1e-2 * Math.abs(expected) + 2e-4, name);
            n++;
        }
    }

    private static float[] direction(int size) {
        SplittableRandom random = Seeds.stream(1, "direction");
        float[] direction = new float[size];
        for (int k = 0; k < size; k++) {
            direction[k] = (float) (2 * random.nextDouble() - 1);
        }
        return direction;
    }

    private static double slope(Recommender model, NDArray parameter, float[] direction) {
        float step = 2e-3f; // short of the kinks of LeakyReLU
        float[] here = parameter.toFloatArray();
        double ahead = lossAt(model, parameter, here, direction, step);
        double behind = lossAt(model, parameter, here, direction, -step);
        NativeArrays.assign(parameter, here);
        return (ahead - behind) / (2 * step);
    }

    private static double lossAt(Recommender model, NDArray parameter, float[] here, float[] direction, float step) {
        float[] there = here.clone();
        for (int k = 0; k < there.length; k++) {
            there[k] += step * direction[k];
        }
        NativeArrays.assign(parameter, there);
        try (Tape tape = Tape.computing()) {
            return model.loss(BATCH, tape).getFloat();
        }
    }
}
