package metammf.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.SplittableRandom;
import metammf.base.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdamTest {
    private static final int SIZE = 40;

    /** PyTorch's update, written out: moments in double, epsilon on the corrected root, decay in the gradient. */
    private static double[] plain(double[] start, double[][] gradients, double rate, double decay) {
        double[] w = start.clone();
        double[] m = new double[SIZE];
        double[] v = new double[SIZE];
        for (int t = 1; t <= gradients.length; t++) {
            for (int n = 0; n < SIZE; n++) {
                double g = gradients[t - 1][n] + decay * w[n];
                m[n] = 0.9 * m[n] + 0.1 * g;
                v[n] = 0.999 * v[n] + 0.001 * g * g;
                double root = Math.sqrt(v[n] / (1 - Math.pow(0.999, t)));
                w[n] -= rate * m[n] / (1 - Math.pow(0.9, t)) / (root + 1e-8);
            }
        }
        return w;
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 1e-4, 1e-6, 1e-7})
    void aHundredStepsEqualPyTorchs(double scale) {
        SplittableRandom random = Seeds.stream(1, "adam");
        double[] start = random.doubles(SIZE, -1, 1).map(x -> (float) x).toArray();
        double[][] gradients = new double[100][];
        for (int t = 0; t < gradients.length; t++) {
            gradients[t] =
                    random.doubles(SIZE, -scale, scale).map(x -> (float) x).toArray();
        }
        double[] expected = plain(start, gradients, 1e-3, 1e-8);
        try (NDManager manager = Compute.auto().newManager()) {
            NDArray parameter = NativeArrays.of(manager, floats(start), SIZE);
            try (Adam adam = new Adam(List.of(parameter), 1e-3, 1e-8)) {
                for (double[] gradient : gradients) {
                    adam.step(List.of(manager.create(floats(gradient))));
                }
            }
            float[] actual = parameter.toFloatArray();
            for (int n = 0; n < SIZE; n++) {
                assertEquals(expected[n], actual[n], 1e-6);
            }
        }
    }

    @Test
    void aGradientThatLiesTransposedInMemoryIsReadByItsShape() {
        try (NDManager manager = Compute.auto().newManager()) {
            NDArray parameter = NativeArrays.of(manager, new float[6], 2, 3);
            try (Adam adam = new Adam(List.of(parameter), 1, 0)) {
                NDArray gradient = NativeArrays.of(manager, new float[] {1, -1, -1, 1, 1, 1}, 3, 2);
                adam.step(List.of(gradient.transpose())); // (2, 3): 1 -1 1, -1 1 1
            }
            assertArrayEquals(new float[] {-1, 1, -1, 1, -1, -1}, parameter.toFloatArray(), 1e-6f);
        }
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int n = 0; n < values.length; n++) {
            floats[n] = (float) values[n];
        }
        return floats;
    }
}
