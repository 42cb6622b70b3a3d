package metammf.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import metammf.base.Seeds;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BFloat16Test {
    private static final Compute FLOAT32 = Compute.cpu();
    private static final Compute MIXED = new Compute(FLOAT32.device(), true);
    private static final float HALF_STEP = 0x1p-8f; // between two neighbours of eight bits of mantissa, relative

    private final NDManager manager = MIXED.newManager();
    private final NDArray left = random("left", 70, 110);
    private final NDArray right = random("right", 110, 100);

    private NDArray random(String purpose, long... shape) {
        return NativeArrays.uniform(manager, 1, Seeds.stream(1, purpose), shape);
    }

    @AfterEach
    void close() {
        manager.close();
    }

    /** Each factor and the result are rounded once. */
    @Test
    void aProductIsThatOfFloat32UpToThreeRoundings() {
        assertWithinRoundings(left, right, NativeArrays.product(left, right), left.matMul(right));
        assertNotEquals(left.matMul(right), NativeArrays.product(left, right));
    }

    private static void assertWithinRoundings(NDArray a, NDArray b, NDArray mixed, NDArray exact) {
        float[] sizes = a.abs().matMul(b.abs()).toFloatArray(); // of the terms of each sum
        float[] expected = exact.toFloatArray();
        float[] received = mixed.toFloatArray();
        for (int n = 0; n < sizes.length; n++) {
            assertEquals(expected[n], received[n], 3.1f * HALF_STEP * sizes[n]);
        }
    }

    @Test
    void aSmallProductStaysInFloat32() {
        NDArray narrow = random("narrow", 110, 16);
        assertEquals(left.matMul(narrow), NativeArrays.product(left, narrow));
    }

    @Test
    void gradientsAreProductsOfTheSameKind() {
        left.setRequiresGradient(true);
        right.setRequiresGradient(true);
        NDArray weights = random("weights", 70, 100);
        try (Tape tape = Tape.recording()) {
            NDArray loss = NativeArrays.product(left, right).mul(weights).sum();
            List<NDArray> gradients = tape.gradients(loss, List.of(left, right));
            NDArray a = left.stopGradient();
            NDArray b = right.stopGradient();
            assertEquals(Operators.product(weights, b.transpose()), gradients.get(0));
            assertEquals(Operators.product(a.transpose(), weights), gradients.get(1));
            assertWithinRoundings(weights, b.transpose(), gradients.get(0), weights.matMul(b.transpose()));
        }
    }

    @Test
    void thePrecisionIsThatOfTheManagerThatOwnsTheLeftFactor() {
        try (NDManager plain = FLOAT32.newManager();
                NDManager below = manager.newSubManager()) {
            assertEquals(FLOAT32, Compute.of(plain));
            assertEquals(MIXED, Compute.of(below.newSubManager()));
            NDArray a = NativeArrays.of(plain, left.toFloatArray(), 70, 110);
            NDArray b = NativeArrays.of(plain, right.toFloatArray(), 110, 100);
            assertEquals(a.matMul(b), NativeArrays.product(a, b));
        }
    }

    @Test
    void itIsTakenWhereItIsFasterAndOtherwiseFloat32Stays() {
        assertTrue(FLOAT32.ifFaster(0.9).bfloat16());
        assertFalse(FLOAT32.ifFaster(1.1).bfloat16());
    }

    @Test
    void theDescriptionNamesItAndNothingElse() {
        assertEquals(
                FLOAT32.describe(),
                MIXED.describe().replace(" in bfloat16", ""),
                "beside the precision the two are described alike");
        assertTrue(MIXED.describe().contains(" in bfloat16, Java "), MIXED.describe());
    }
}
