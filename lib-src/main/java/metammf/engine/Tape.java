package metammf.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDScope;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Owns the arrays of one computation: all arrays that are created while a tape is open are released when it is closed.
 * A recording tape computes gradients. A tape is used by one thread, in a try-with-resources block.
 *
 * <p>Some operations have gradients that the engine does not know or computes slowly. Their gradients are implemented
 * here: {@link #apply} divides the graph into pieces, and {@link #gradients} processes the pieces from the last to the
 * first.
 */
public final class Tape implements AutoCloseable {
    static {
        Compute.engine(); // loads the native methods
    }

    private final boolean recording;
    private final boolean outerMode = JniUtils.isGradMode();
    private final NDScope scope = new NDScope();
    private final List<Piece> pieces = new ArrayList<>();

    /** A leaf of the graph's next piece, and how its gradient goes on to earlier leaves or parameters. */
    private record Piece(NDArray leaf, BiConsumer<NDArray, Gradients> carry) {}

    /** The gradients found so far, by the arrays they belong to. */
    private static final class Gradients {
        private final List<NDArray> arrays;
        private final Map<NDArray, NDArray> sums = new IdentityHashMap<>();

        Gradients(List<NDArray> arrays) {
            this.arrays = arrays;
        }

        /** What reaches every array when a gradient enters the graph at a target. */
        void follow(NDArray target, NDArray carried) {
            List<NDArray> found = Operators.gradients(target, carried, arrays);
            for (int n = 0; n < found.size(); n++) {
                if (found.get(n) != null) {
                    sums.merge(arrays.get(n), found.get(n), NDArray::add);
                }
            }
        }

        /** Adds to a leaf's gradient; the array is taken over. */
        void add(NDArray leaf, NDArray gradient) {
            sums.merge(leaf, gradient, (before, added) -> added.addi(before));
        }

        NDArray of(NDArray array) {
            return sums.get(array);
        }
    }

    private Tape(boolean recording) {
        this.recording = recording;
        scope.suppressNotUsedWarning();
        JniUtils.setGradMode(recording);
    }

    /** {@return an open tape that records gradients} */
    public static Tape recording() {
        return new Tape(true);
    }

    /** {@return an open tape that only computes} */
    public static Tape computing() {
        return new Tape(false);
    }

    /** {@return whether this is a training step, in which gradients are recorded and dropout is active} */
    public boolean isRecording() {
        return recording;
    }

    /** {@return the nodes' vectors e and their aggregation P e, (N, D) each, for P (N, N)} */
    public NDList withNeighbours(NDArray e, SparseMatrix p) {
        NDArray self = cut(e);
        return new NDList(self, times(p, self));
    }

    /** {@return the product of a constant sparse matrix with a dense one, a cut if it is used elsewhere} */
    public NDArray times(SparseMatrix matrix, NDArray dense) {
        return apply(in -> matrix.times(in.get(0)), (carried, in) -> new NDList(matrix.transposeTimes(carried)), dense);
    }

    /**
     * {@return the values of an array as a leaf of the graph's next piece; the array itself on a tape that only
     * computes} What is used both as an argument of {@link #apply} and elsewhere is cut once and its cut used in both
     * places, so that its own graph is walked once.
     */
    public NDArray cut(NDArray source) {
        if (!recording || isLeaf(source)) {
            return source;
        }
        return leaf(source.stopGradient(), (carried, gradients) -> gradients.follow(source, carried));
    }

    /**
     * {@return the value of an operation that carries its gradient by itself}
     *
     * @param forward computes the value, a new array, from the arguments; no gradient is followed meanwhile
     * @param backward computes a new array for each argument, of its shape, from the gradient of the value and the
     *     arguments; null for one that needs no gradient
     * @param arguments arrays computed on this tape or parameters; those used elsewhere too as their {@link #cut}; what
     *     is constant belongs into the operation, which then carries nothing back to it
     */
    public NDArray apply(
            Function<NDList, NDArray> forward, BiFunction<NDArray, NDList, NDList> backward, NDArray... arguments) {
        NDList inputs = new NDList(Arrays.stream(arguments).map(this::cut).toList());
        NDList constants = new NDList(inputs.stream().map(NDArray::stopGradient).toList());
        NDArray value = forward.apply(constants);
        if (!recording) {
            return value;
        }
        return leaf(value, (carried, gradients) -> {
            NDList found = backward.apply(carried, constants);
            for (int n = 0; n < found.size(); n++) {
                if (found.get(n) != null) {
                    gradients.add(inputs.get(n), found.get(n));
                }
            }
        });
    }

    private NDArray leaf(NDArray values, BiConsumer<NDArray, Gradients> carry) {
        values.setRequiresGradient(true);
        pieces.add(new Piece(values, carry));
        return values;
    }

    private boolean isLeaf(NDArray array) {
        return pieces.stream().anyMatch(piece -> piece.leaf() == array);
    }

    /**
     * {@return the gradient of a loss for each parameter, in its shape; zeros where the loss does not depend on it}
     * From then on the tape follows no gradients, so that an optimiser can change parameters in place. The tape owns
     * what it returns. The loss is a scalar that was computed on this tape.
     */
    public List<NDArray> gradients(NDArray loss, Collection<NDArray> parameters) {
        JniUtils.setGradMode(false);
        List<NDArray> arrays = new ArrayList<>(parameters);
        pieces.forEach(piece -> arrays.add(piece.leaf()));
        Gradients gradients = new Gradients(arrays);
        gradients.follow(loss, loss.onesLike());
        for (int n = pieces.size() - 1; n >= 0; n--) {
            Piece piece = pieces.get(n);
            NDArray carried = gradients.of(piece.leaf());
            if (carried != null) {
                piece.carry().accept(carried, gradients);
                carried.close(); // nothing else reads it, and all leaves' gradients together are large
            }
        }
        return parameters.stream()
                .map(p -> gradients.of(p) == null ? p.zerosLike() : gradients.of(p))
                .toList();
    }

    @Override
    public void close() {
        scope.close();
        JniUtils.setGradMode(outerMode);
    }
}
