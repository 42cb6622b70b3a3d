package metammf.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import metammf.base.MetaMmfException;
import metammf.base.Seeds;
import metammf.data.Interactions;
import metammf.model.BipartiteGraph;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SparseMatrixTest {
    private final NDManager manager = Compute.auto().newManager();
    private final Interactions train =
            Interactions.of(3, 4, new int[] {0, 0, 1, 1, 1}, new int[] {1, 3, 0, 1, 2}); // user 2 is alone
    private final SparseMatrix mean = BipartiteGraph.of(train).mean(manager);
    private final NDArray dense = NativeArrays.uniform(manager, 1, Seeds.stream(1, "dense"), 7, 5);

    /** D^-1 A, written out. */
    private float[] plain(boolean transposed) {
        float[][] p = new float[7][7];
        for (int u = 0; u < 3; u++) {
            for (int item : train.itemsOf(u)) {
                p[u][3 + item] = 1f / train.degree(u);
                p[3 + item][u] = 1f / train.itemDegrees()[item];
            }
        }
        float[] flat = new float[49];
        for (int n = 0; n < 49; n++) {
            flat[n] = transposed ? p[n % 7][n / 7] : p[n / 7][n % 7];
        }
        return flat;
    }

    @AfterEach
    void close() {
        manager.close();
    }

    /** Not the engine's power, whose exponent can be freed before the gradient reads it. */
    private static NDArray cube(NDArray array) {
        return array.mul(array).mul(array);
    }

    @Test
    void theProductIsThatOfTheDenseMatrix() {
        NDArray expected = NativeArrays.of(manager, plain(false), 7, 7).matMul(dense);
        assertArrayEquals(expected.toFloatArray(), mean.times(dense).toFloatArray(), 1e-6f);
    }

    @Test
    void theTransposedProductIsThatOfTheTransposedMatrix() {
        NDArray expected = NativeArrays.of(manager, plain(true), 7, 7).matMul(dense);
        assertArrayEquals(expected.toFloatArray(), mean.transposeTimes(dense).toFloatArray(), 1e-6f);
    }

    @Test
    void symmetricWeightsDivideByTheRootOfBothDegrees() {
        NDArray ones = manager.ones(new Shape(7, 1));
        float user1 = (float) (1 / Math.sqrt(3) + 1 / Math.sqrt(6) + 1 / Math.sqrt(3)); // of items 0, 1 and 2
        float item1 = (float) (1 / Math.sqrt(4) + 1 / Math.sqrt(6)); // of users 0 and 1
        float[] sums = BipartiteGraph.of(train).symmetric(manager).times(ones).toFloatArray();
        assertArrayEquals(new float[] {user1, 0, item1}, new float[] {sums[1], sums[2], sums[4]}, 1e-6f);
        float[] transposed =
                BipartiteGraph.of(train).symmetric(manager).transposeTimes(ones).toFloatArray();
        assertArrayEquals(sums, transposed, 1e-6f);
    }

    @Test
    void withSelfLoopsTheMeanIsOverTheNeighboursAndTheNode() {
        BipartiteGraph graph = BipartiteGraph.of(train).withSelfLoops();
        NDArray degrees = NativeArrays.of(manager, new float[] {3, 4, 1, 2, 3, 2, 2}, 7, 1);
        NDArray expected = NativeArrays.of(manager, plain(false), 7, 7)
                .matMul(dense)
                .mul(degrees.sub(1))
                .add(dense)
                .div(degrees); // (D + I)^-1 (D D^-1 A + I)
        assertArrayEquals(
                expected.toFloatArray(), graph.mean(manager).times(dense).toFloatArray(), 1e-6f);
        assertEquals("BipartiteGraph(3 users, 4 items, 12 edges)", graph.toString());
    }

    @Test
    void aNodeWithoutNeighboursGetsZero() {
        assertArrayEquals(new float[5], mean.times(dense).get(2).toFloatArray());
    }

    @Test
    void aTapeCarriesTheGradientOfTheDenseProduct() {
        NDArray p = NativeArrays.of(manager, plain(false), 7, 7);
        dense.setRequiresGradient(true);
        float[] expected;
        try (Tape tape = Tape.recording()) {
            NDArray e = NativeArrays.times(dense, 2);
            NDArray loss = p.matMul(e).square().sum().add(cube(e).sum());
            expected = tape.gradients(loss, List.of(dense)).get(0).toFloatArray();
        }
        try (Tape tape = Tape.recording()) {
            NDList pair = tape.withNeighbours(NativeArrays.times(dense, 2), mean);
            NDArray loss = pair.get(1).square().sum().add(cube(pair.get(0)).sum());
            float[] actual = tape.gradients(loss, List.of(dense)).get(0).toFloatArray();
            assertArrayEquals(expected, actual, 1e-5f);
        }
    }

    @Test
    void anArrayThatTheLossDoesNotNeedHasAGradientOfZeros() {
        NDArray other = NativeArrays.of(manager, new float[] {1, 2}, 2);
        other.setRequiresGradient(true);
        dense.setRequiresGradient(true);
        try (Tape tape = Tape.recording()) {
            List<NDArray> gradients = tape.gradients(dense.sum(), List.of(other, dense));
            assertArrayEquals(new float[2], gradients.get(0).toFloatArray());
            assertEquals(dense.size(), gradients.get(1).sum().getFloat());
        }
    }

    @Test
    void aDenseMatrixOfAnotherHeightIsRefused() {
        assertThrows(MetaMmfException.class, () -> mean.times(dense.transpose()));
    }
}
