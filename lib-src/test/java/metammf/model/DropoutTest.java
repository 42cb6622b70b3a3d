package metammf.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import metammf.engine.Compute;
import metammf.engine.Tape;
import org.junit.jupiter.api.Test;

class DropoutTest {
    private static final int SIZE = 100_000;

    @Test
    void trainingDropsAShareAndScalesTheRestUpSoThatTheMeanStays() {
        try (NDManager owner = Compute.cpu().newManager();
                Tape tape = Tape.recording()) {
            NDArray x = owner.ones(new Shape(SIZE));
            x.setRequiresGradient(true);
            NDArray dropped = Model.drop(x, 0.2, tape);
            float[] values = dropped.toFloatArray();
            long kept = IntStream.range(0, SIZE).filter(n -> values[n] == 1.25f).count();
            long gone = IntStream.range(0, SIZE).filter(n -> values[n] == 0).count();
            assertEquals(SIZE, kept + gone);
            assertEquals(0.2, (double) gone / SIZE, 0.01); // eight standard deviations
            float[] gradient = tape.gradients(dropped.sum(), List.of(x)).get(0).toFloatArray();
            assertArrayEquals(values, gradient); // as x is 1
        }
    }

    @Test
    void aSeedRepeatsTheMaskAndTheNextOneDiffers() {
        try (NDManager owner = Compute.cpu().newManager();
                Tape tape = Tape.recording()) {
            NDArray x = owner.ones(new Shape(SIZE));
            Compute.cpu().seed(3);
            float[] first = Model.drop(x, 0.5, tape).toFloatArray();
            Compute.cpu().seed(3);
            assertArrayEquals(first, Model.drop(x, 0.5, tape).toFloatArray());
            assertFalse(Arrays.equals(first, Model.drop(x, 0.5, tape).toFloatArray()));
        }
    }

    @Test
    void nothingIsDroppedWithoutTrainingOrShare() {
        try (NDManager owner = Compute.cpu().newManager();
                Tape computing = Tape.computing()) {
            NDArray x = owner.ones(new Shape(SIZE));
            assertSame(x, Model.drop(x, 0.5, computing));
            try (Tape recording = Tape.recording()) {
                assertSame(x, Model.drop(x, 0, recording));
            }
        }
    }
}
