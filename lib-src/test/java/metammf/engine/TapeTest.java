package metammf.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.List;
import metammf.base.Seeds;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TapeTest {
    /** a * b, its gradient written out. */
    private static NDArray product(Tape tape, NDArray left, NDArray right) {
        return tape.apply(
                in -> in.get(0).mul(in.get(1)),
                (carried, in) -> new NDList(carried.mul(in.get(1)), carried.mul(in.get(0))),
                left,
                right);
    }

    private final NDManager manager = Compute.auto().newManager();
    private final NDArray a = parameter(1);
    private final NDArray b = parameter(2);

    private NDArray parameter(int seed) {
        NDArray array = NativeArrays.uniform(manager, 1, Seeds.stream(seed, "values"), 4);
        array.setRequiresGradient(true);
        return array;
    }

    @AfterEach
    void close() {
        manager.close();
    }

    private interface Loss {
        NDArray of(Tape tape);
    }

    private void assertSameGradients(Loss plain, Loss byHand) {
        try (Tape one = Tape.recording();
                Tape other = Tape.recording()) {
            List<NDArray> expected = one.gradients(plain.of(one), List.of(a, b));
            ai.djl.pytorch.jni.JniUtils.setGradMode(true);
            List<NDArray> actual = other.gradients(byHand.of(other), List.of(a, b));
            for (int n = 0; n < 2; n++) {
                assertArrayEquals(expected.get(n).toFloatArray(), actual.get(n).toFloatArray(), 1e-6f);
            }
        }
    }

    /** Not the engine's power, whose exponent can be freed before the gradient reads it. */
    private static NDArray cube(NDArray array) {
        return array.mul(array).mul(array);
    }

    @Test
    void anOperationOnParameters() {
        assertSameGradients(
                tape -> a.mul(b).exp().sum(), tape -> product(tape, a, b).exp().sum());
    }

    @Test
    void anOperationOnAnOperation() {
        assertSameGradients(tape -> a.mul(b).mul(b.exp()).sum(), tape -> product(tape, product(tape, a, b), b.exp())
                .sum());
    }

    @Test
    void anArgumentUsedTwice() {
        assertSameGradients(
                tape -> {
                    NDArray e = a.exp();
                    return e.mul(e).add(cube(e)).sum();
                },
                tape -> {
                    NDArray e = tape.cut(a.exp());
                    return product(tape, e, e).add(cube(e)).sum();
                });
    }

    @Test
    void twoArraysWithOneGradientDoNotDisturbEachOther() {
        assertSameGradients(
                tape -> {
                    NDArray e = a.exp();
                    NDArray f = b.exp();
                    return NativeArrays.times(e.add(f), 2).add(e.mul(f)).sum();
                },
                tape -> {
                    NDArray e = tape.cut(a.exp());
                    NDArray f = tape.cut(b.exp()); // e + f hands one and the same gradient to both
                    return NativeArrays.times(e.add(f), 2)
                            .add(product(tape, e, f))
                            .sum();
                });
    }

    @Test
    void aTapeThatOnlyComputesAppliesTheOperation() {
        try (Tape tape = Tape.computing()) {
            assertArrayEquals(a.mul(b).toFloatArray(), product(tape, a, b).toFloatArray());
        }
    }
}
