package metammf.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import metammf.base.MetaMmfException;
import metammf.base.Seeds;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PatternTest {
    private static final int[] OFFSETS = {0, 2, 2, 5, 6, 6}; // rows 1 and 4 have no entries
    private static final int[] COLUMNS = {1, 3, 0, 1, 3, 1}; // column 2 has none
    private static final int N = 5;
    private static final int M = 4;
    private static final int E = 6;
    private static final int D = 3;

    private final NDManager manager = Compute.cpu().newManager();
    private final SparseMatrix.Pattern pattern = new SparseMatrix.Pattern(manager, OFFSETS, COLUMNS, M);
    private final NDArray values = parameter(1, E);
    private final NDArray left = parameter(2, N, D);
    private final NDArray right = parameter(3, M, D);

    private NDArray parameter(int seed, long... shape) {
        NDArray array = NativeArrays.uniform(manager, 1, Seeds.stream(seed, "values"), shape);
        array.setRequiresGradient(true);
        return array;
    }

    @AfterEach
    void close() {
        manager.close();
    }

    private interface Entry {
        void at(int entry, int row, int column);
    }

    private static void each(Entry entry) {
        for (int row = 0; row < N; row++) {
            for (int e = OFFSETS[row]; e < OFFSETS[row + 1]; e++) {
                entry.at(e, row, COLUMNS[e]);
            }
        }
    }

    @Test
    void theProductIsThatOfALoop() {
        float[] v = values.toFloatArray();
        float[] x = right.toFloatArray();
        float[] expected = new float[N * D];
        each((e, row, column) -> {
            for (int d = 0; d < D; d++) {
                expected[row * D + d] += v[e] * x[column * D + d];
            }
        });
        try (Tape tape = Tape.computing()) {
            assertArrayEquals(expected, pattern.times(tape, values, right).toFloatArray(), 1e-6f);
        }
    }

    @Test
    void theSumsAreThoseOfALoop() {
        NDArray a = parameter(4, N, 1);
        NDArray b = parameter(5, M, 1);
        float[] expected = new float[E];
        each((e, row, column) -> expected[e] = a.getFloat(row, 0) + b.getFloat(column, 0));
        try (Tape tape = Tape.computing()) {
            assertArrayEquals(expected, pattern.sums(tape, a, b).toFloatArray());
        }
    }

    @Test
    void theInnerProductsAreThoseOfALoop() {
        float[] a = left.toFloatArray();
        float[] b = right.toFloatArray();
        float[] expected = new float[E];
        each((e, row, column) -> {
            for (int d = 0; d < D; d++) {
                expected[e] += a[row * D + d] * b[column * D + d];
            }
        });
        try (Tape tape = Tape.computing()) {
            assertArrayEquals(expected, pattern.dots(tape, left, right).toFloatArray(), 1e-6f);
        }
    }

    @Test
    void theSoftmaxIsThatOfALoop() {
        float[] s = values.toFloatArray();
        double[] sums = new double[N];
        each((e, row, column) -> sums[row] += Math.exp(s[e]));
        float[] expected = new float[E];
        each((e, row, column) -> expected[e] = (float) (Math.exp(s[e]) / sums[row]));
        try (Tape tape = Tape.computing()) {
            assertArrayEquals(expected, pattern.softmax(tape, values).toFloatArray(), 1e-6f);
        }
    }

    @Test
    void theSoftmaxSumsToOneInEveryRowWithEntries() {
        try (Tape tape = Tape.computing()) {
            NDArray ones = NativeArrays.zeros(manager, right.getShape()).add(1);
            NDArray sums = pattern.times(tape, pattern.softmax(tape, values), ones);
            float[] expected = {1, 1, 1, 0, 0, 0, 1, 1, 1, 1, 1, 1, 0, 0, 0};
            assertArrayEquals(expected, sums.toFloatArray(), 1e-6f);
        }
    }

    @Test
    void addingAConstantDoesNotChangeTheSoftmax() {
        try (Tape tape = Tape.computing()) {
            float[] expected = pattern.softmax(tape, values).toFloatArray();
            assertArrayEquals(expected, pattern.softmax(tape, values.add(1000)).toFloatArray(), 1e-4f);
            assertArrayEquals(expected, pattern.softmax(tape, values.sub(1000)).toFloatArray(), 1e-4f);
        }
    }

    private interface Loss {
        NDArray of(Tape tape);
    }

    /** Central differences in every value of every parameter. */
    private static void assertGradientsAreFiniteDifferences(Loss loss, List<NDArray> parameters) {
        List<float[]> gradients;
        try (Tape tape = Tape.recording()) {
            gradients = tape.gradients(loss.of(tape), parameters).stream()
                    .map(NDArray::toFloatArray)
                    .toList();
        }
        for (int p = 0; p < gradients.size(); p++) {
            float[] at = parameters.get(p).toFloatArray();
            for (int n = 0; n < at.length; n++) {
                double slope =
                        (moved(loss, parameters.get(p), at, n, 1e-2f) - moved(loss, parameters.get(p), at, n, -1e-2f))
                                / 2e-2;
                assertEquals(slope, gradients.get(p)[n], 2e-3, "parameter " + p + ", value " + n);
            }
        }
    }

    private static double moved(Loss loss, NDArray parameter, float[] at, int place, float by) {
        float[] changed = at.clone();
        changed[place] += by;
        try (Tape tape = Tape.computing()) {
            NativeArrays.assign(parameter, changed);
            return loss.of(tape).getFloat();
        } finally {
            try (Tape tape = Tape.computing()) {
                NativeArrays.assign(parameter, at);
            }
        }
    }

    @Test
    void theProductCarriesGradientsToValuesAndDense() {
        assertGradientsAreFiniteDifferences(
                tape -> pattern.times(tape, values, NativeArrays.times(right, 2))
                        .square()
                        .sum(),
                List.of(values, right));
    }

    @Test
    void theInnerProductsCarryGradientsToBothSides() {
        assertGradientsAreFiniteDifferences(
                tape -> pattern.dots(tape, left, right).square().sum(), List.of(left, right));
    }

    @Test
    void theSumsCarryGradientsToBothSides() {
        NDArray a = parameter(4, N, 1);
        NDArray b = parameter(5, M, 1);
        assertGradientsAreFiniteDifferences(
                tape -> pattern.sums(tape, a, b).square().sum(), List.of(a, b));
    }

    @Test
    void aGradientThatIsOneForAllIsCarriedToo() {
        assertGradientsAreFiniteDifferences(
                tape -> pattern.times(tape, pattern.dots(tape, left, right), right)
                        .sum(),
                List.of(left, right));
    }

    @Test
    void attentionCarriesGradientsThroughTheSoftmax() {
        assertGradientsAreFiniteDifferences(
                tape -> {
                    NDArray b = tape.cut(right.exp());
                    NDArray scores = pattern.dots(tape, left, b).mul(values);
                    return pattern.times(tape, pattern.softmax(tape, scores), b)
                            .square()
                            .sum();
                },
                List.of(values, left, right));
    }

    @Test
    void anEntryKnowsItsRowAndColumn() {
        assertArrayEquals(COLUMNS, pattern.columns().toIntArray());
        assertArrayEquals(new int[] {0, 0, 2, 2, 2, 3}, pattern.rows().toIntArray());
    }

    @Test
    void arraysOfOtherShapesAreRefused() {
        try (Tape tape = Tape.computing()) {
            assertThrows(MetaMmfException.class, () -> pattern.times(tape, left, right));
            assertThrows(MetaMmfException.class, () -> pattern.times(tape, values, left));
            assertThrows(MetaMmfException.class, () -> pattern.dots(tape, right, left));
            assertThrows(MetaMmfException.class, () -> pattern.sums(tape, right, left));
            assertTrue(assertThrows(MetaMmfException.class, () -> pattern.softmax(tape, right))
                    .getMessage()
                    .contains("6 entries"));
        }
    }
}
