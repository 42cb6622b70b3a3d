package metammf.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
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
    void aParameterIsOverwrittenWhereGradientsAreFollowed() {
        source.setRequiresGradient(true);
        try (Tape tape = Tape.recording()) {
            NativeArrays.assign(source, new float[] {6, 5, 4, 3, 2, 1});
        }
        assertArrayEquals(new float[] {6, 5, 4, 3, 2, 1}, source.toFloatArray());
    }
}
