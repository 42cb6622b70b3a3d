package metammf.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDScope;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.List;

/**
 * The life of the arrays of one computation: whatever is made while a tape is open dies when it closes. A recording
 * tape follows gradients, any other does not. Used by one thread, in a try-with-resources block.
 *
 * <p>Gradients through a {@link SparseMatrix} are carried by hand, because the engine would transpose the matrix in
 * every step: {@link #withNeighbours} cuts the graph in two, and {@link #backward} walks the pieces from the last to
 * the first.
 */
public final class Tape implements AutoCloseable {
    private final boolean recording;
    private final boolean outerMode = JniUtils.isGradMode();
    private final NDScope scope = new NDScope();
    private final List<Cut> cuts = new ArrayList<>();

    /** Where the graph was cut: what entered, and the two leaves that came out. */
    private record Cut(NDArray source, NDArray self, NDArray mean, SparseMatrix matrix) {
        NDArray gradient() {
            NDArray direct = Tape.gradient(self);
            NDArray aggregated = Tape.gradient(mean);
            if (aggregated == null) {
                return direct;
            }
            NDArray carried = matrix.transposeTimes(aggregated);
            return direct == null ? carried : carried.addi(direct);
        }
    }

    private Tape(boolean recording) {
        this.recording = recording;
        scope.suppressNotUsedWarning();
        JniUtils.setGradMode(recording);
    }

    /**
     * A tape that follows gradients.
     *
     * @return an open tape
     */
    public static Tape recording() {
        return new Tape(true);
    }

    /**
     * A tape that only computes.
     *
     * @return an open tape
     */
    public static Tape computing() {
        return new Tape(false);
    }

    /**
     * Whether this is a training step: gradients are followed and dropout is active.
     *
     * @return whether the tape records
     */
    public boolean isRecording() {
        return recording;
    }

    /**
     * The nodes' vectors e, and beside them P e.
     *
     * @param e (N, D)
     * @param p the aggregation, (N, N)
     * @return e and P e, (N, D) each
     */
    public NDList withNeighbours(NDArray e, SparseMatrix p) {
        if (!recording) {
            return new NDList(e, p.times(e));
        }
        NDArray self = e.stopGradient();
        NDArray mean = p.times(self);
        self.setRequiresGradient(true);
        mean.setRequiresGradient(true);
        cuts.add(new Cut(e, self, mean, p));
        return new NDList(self, mean);
    }

    /**
     * Adds the gradient of a loss to every array that requires one. From then on the tape follows no gradients, so that
     * an optimiser can change parameters in place.
     *
     * @param loss a scalar that was computed on this tape
     */
    public void backward(NDArray loss) {
        backward(loss, loss.onesLike());
        for (int n = cuts.size() - 1; n >= 0; n--) {
            NDArray gradient = cuts.get(n).gradient();
            if (gradient != null) {
                backward(cuts.get(n).source(), gradient);
            }
        }
        JniUtils.setGradMode(false);
    }

    private static void backward(NDArray target, NDArray gradient) {
        JniUtils.backward((PtNDArray) target, (PtNDArray) gradient, false, false);
    }

    /**
     * The gradient of an array after {@link #backward}.
     *
     * @param array an array that requires a gradient
     * @return its gradient, in the array's shape, or null if the loss does not depend on it
     */
    public static NDArray gradient(NDArray array) {
        return JniUtils.getGradient((PtNDArray) array);
    }

    @Override
    public void close() {
        scope.close();
        JniUtils.setGradMode(outerMode);
    }
}
