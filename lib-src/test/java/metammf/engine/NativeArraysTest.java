package metammf.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NativeArraysTest {
    private final NDManager manager = Compute.auto().newManager();
    private final NDArray source = NativeArrays.of(manager, new float[] {1, 2, 3, 4, 5, 6}, 2, 3);

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void aCopyOverwritesWhateverIsThere() {
        NDArray target = NativeArrays.of(manager, new float[] {Float.NaN, Float.POSITIVE_INFINITY, 0, 0, 0, 0}, 2, 3);
        NativeArrays.copy(source, target);
        assertEquals(source, target);
    }

    @Test
    void aCopyIsNotChangedWithItsSource() {
        NDArray target = NativeArrays.zeros(manager, source.getShape());
        NativeArrays.copy(source, target);
        source.muli(2);
        assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6}, target.toFloatArray());
    }

    @Test
    void aTargetThatLiesTransposedInMemoryIsOverwrittenByItsShape() {
        NDArray base = NativeArrays.zeros(manager, new Shape(3, 2));
        NativeArrays.copy(source, base.transpose());
        assertArrayEquals(new float[] {1, 4, 2, 5, 3, 6}, base.toFloatArray());
    }

    @Test
    void aScalarIsCopied() {
        NDArray target = NativeArrays.zeros(manager, new Shape());
        NativeArrays.copy(NativeArrays.of(manager, new float[] {7}), target);
        assertEquals(7, target.getFloat());
    }

    @Test
    void numbersThatCountForNothingBecomeZero() {
        float[] values = {1e-39f, -1e-13f, 0, -1e-11f, Float.NaN, Float.NEGATIVE_INFINITY};
        NDArray array = NativeArrays.of(manager, values, 3, 2);
        array.setRequiresGradient(true);
        NativeArrays.flush(array, 1e-12);
        assertArrayEquals(new float[] {0, -0f, 0, -1e-11f, Float.NaN, Float.NEGATIVE_INFINITY}, array.toFloatArray());
    }

    @Test
    void aParameterIsOverwrittenWhereGradientsAreFollowed() {
        source.setRequiresGradient(true);
        try (Tape tape = Tape.recording()) {
            NativeArrays.assign(source, new float[] {6, 5, 4, 3, 2, 1});
        }
        assertArrayEquals(new float[] {6, 5, 4, 3, 2, 1}, source.toFloatArray());
    }

    /** The engine's own mul(Number) and its kin fail here within a few rounds. */
    @Test
    void aNumberIsStillThereForTheGradientAfterACollection() {
        source.setRequiresGradient(true);
        for (int round = 0; round < 30; round++) {
            try (Tape tape = Tape.recording()) {
                NDArray loss =
                        NativeArrays.over(NativeArrays.times(source, 6), 3).sum();
                collectAndReuse();
                NDArray gradient = tape.gradients(loss, List.of(source)).get(0);
                assertArrayEquals(new float[] {2, 2, 2, 2, 2, 2}, gradient.toFloatArray(), "round " + round);
            }
        }
    }

    /** Frees what nobody refers to any more, and writes into the memory that became free. */
    private static void collectAndReuse() {
        System.gc();
        for (int n = 0; n < 200; n++) {
            ByteBuffer.allocateDirect(4).putInt(0, 0x7f7fffff);
        }
    }
}
