package metammf.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import metammf.engine.Compute;
import metammf.engine.NativeArrays;

/** The losses of an epoch's steps, kept on the device, so that no step waits for its number to be read. */
final class StepLosses implements AutoCloseable {
    private final NDManager owner;
    private final NDArray losses; // (steps of an epoch)
    private int count;

    StepLosses(Compute compute, int steps) {
        owner = compute.newManager();
        losses = NativeArrays.zeros(owner, new Shape(steps));
    }

    /** Number of steps so far. */
    int count() {
        return count;
    }

    /** Adds a scalar. Gradients must not be followed. */
    void add(NDArray loss) {
        NativeArrays.set(losses, loss, new long[] {count}, new long[] {++count});
    }

    /** The losses so far, in order. */
    float[] toArray() {
        return Arrays.copyOf(NativeArrays.values(losses), count);
    }

    /** Goes on behind the given losses. */
    void restore(float[] first) {
        NativeArrays.assign(losses, Arrays.copyOf(first, Math.toIntExact(losses.size())));
        count = first.length;
    }

    /** Before the first step of the next epoch. */
    void clear() {
        count = 0;
    }

    @Override
    public void close() {
        owner.close();
    }
}
