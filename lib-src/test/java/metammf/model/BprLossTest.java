package metammf.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import metammf.engine.Compute;
import metammf.engine.NativeArrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BprLossTest {
    private final NDManager manager = Compute.cpu().newManager();

    private NDArray scores(float... values) {
        return NativeArrays.of(manager, values, values.length);
    }

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void equalScoresCostTheLogarithmOfTwo() {
        assertEquals(Math.log(2), BprLoss.bpr(scores(3, -1), scores(3, -1)).getFloat(), 1e-6);
    }

    @Test
    void itIsTheMeanOfMinusLogSigma() {
        double expected = (Math.log1p(Math.exp(-2)) + Math.log1p(Math.exp(1))) / 2;
        assertEquals(expected, BprLoss.bpr(scores(3, 0), scores(1, 1)).getFloat(), 1e-6);
    }

    @Test
    void extremeScoresNeitherOverflowNorVanish() {
        assertEquals(1000, BprLoss.bpr(scores(-500), scores(500)).getFloat(), 1e-3);
        assertEquals(0, BprLoss.bpr(scores(500), scores(-500)).getFloat(), 1e-6);
    }

    @Test
    void scoresAreInnerProductsOfRows() {
        NDArray u = NativeArrays.of(manager, new float[] {1, 2, 0, 1}, 2, 2);
        NDArray i = NativeArrays.of(manager, new float[] {1, 1, 5, 2}, 2, 2); // scores 3 and 2
        NDArray j = NativeArrays.of(manager, new float[] {1, 0, 7, 3}, 2, 2); // scores 1 and 3
        float expected = BprLoss.bpr(scores(3, 2), scores(1, 3)).getFloat();
        assertEquals(expected, BprLoss.of(new NDList(u, i, j)).getFloat(), 1e-6);
    }

    @Test
    void theRegulariserIsHalfTheSquaredLengthsOfATriple() {
        NDArray u = NativeArrays.of(manager, new float[] {1, 2, 0, 1}, 2, 2); // squares: 6
        NDArray i = NativeArrays.of(manager, new float[] {1, 1, 0, 2}, 2, 2); // 6
        NDArray j = NativeArrays.of(manager, new float[] {1, 0, 0, 3}, 2, 2); // 10
        assertEquals(0.1 * 22 / 2 / 2, BprLoss.l2(new NDList(u, i, j), 0.1).getFloat(), 1e-6);
    }
}
