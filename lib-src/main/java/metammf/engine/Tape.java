package metammf.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDScope;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The life of the arrays of one computation: whatever is made while a tape is open dies when it closes. A recording
 * tape follows gradients, any other does not. Used by one thread, in a try-with-resources block.
 *
 * <p>Gradients through a {@link SparseMatrix} are carried by hand, because the engine would transpose the matrix in
 * every step: {@link #withNeighbours} cuts the graph in two, and {@link #gradients} walks the pieces from the last to
 * the first.
 */
public final class Tape implements AutoCloseable {
    private final boolean recording;
    private final boolean outerMode = JniUtils.isGradMode();
    private final NDScope scope = new NDScope();
    private final List<Cut> cuts = new ArrayList<>();

    /** Where the graph was cut: what entered, and the two leaves that came out. */
    private record Cut(NDArray source, NDArray self, NDArray mean, SparseMatrix matrix) {
        /** The source's gradient from those of the leaves, either of which may be null. */
        NDArray gradient(NDArray direct, NDArray aggregated) {
            return aggregated == null ? direct : sum(matrix.transposeTimes(aggregated), direct);
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
     * The gradients of a loss. From then on the tape follows no gradients, so that an optimiser can change parameters in
     * place. The tape owns what it returns.
     *
     * @param loss a scalar that was computed on this tape
     * @param parameters arrays that require gradients
     * @return one gradient a parameter, in its shape; zeros where the loss does not depend on it
     */
    public List<NDArray> gradients(NDArray loss, Collection<NDArray> parameters) {
        List<NDArray> inputs = new ArrayList<>(parameters);
        cuts.forEach(cut -> inputs.addAll(List.of(cut.self(), cut.mean())));
        List<NDArray> gradients = Operators.gradients(loss, loss.onesLike(), inputs);
        for (int n = cuts.size() - 1; n >= 0; n--) {
            int leaf = parameters.size() + 2 * n;
            NDArray carried = cuts.get(n).gradient(gradients.get(leaf), gradients.get(leaf + 1));
            if (carried != null) {
                List<NDArray> earlier = Operators.gradients(cuts.get(n).source(), carried, inputs);
                for (int m = 0; m < inputs.size(); m++) {
                    gradients.set(m, sum(gradients.get(m), earlier.get(m)));
                }
            }
        }
        JniUtils.setGradMode(false);
        return IntStream.range(0, parameters.size())
                .mapToObj(n -> gradients.get(n) == null ? inputs.get(n).zerosLike() : gradients.get(n))
                .toList();
    }

    private static NDArray sum(NDArray one, NDArray other) {
        return one == null ? other : other == null ? one : one.addi(other);
    }

    @Override
    public void close() {
        scope.close();
        JniUtils.setGradMode(outerMode);
    }
}
