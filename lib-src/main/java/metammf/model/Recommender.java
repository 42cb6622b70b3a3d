package metammf.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import metammf.engine.Compute;
import metammf.engine.Tape;

/**
 * A model that gives every user and every item a vector, so that their inner product is the predicted preference.
 * Closing it frees its arrays. Used by one thread at a time.
 */
public interface Recommender extends AutoCloseable {
    /** {@return the name of the model in tables, for example {@code MetaMMF_GCN}} */
    String name();

    /** {@return the device of the model} */
    Compute compute();

    /** {@return all trainable arrays under the names of the weights file, in a fixed order} */
    Map<String, NDArray> parameters();

    /**
     * {@return arrays that the vectors depend on and no optimiser changes, such as a frozen table, in a fixed order;
     * none by default} They are saved with the parameters.
     */
    default Map<String, NDArray> buffers() {
        return Map.of();
    }

    /**
     * {@return arrays that a training needs in addition to parameters and buffers, such as the progress of a search, in
     * a fixed order; none by default} A checkpoint contains them, a weights file does not.
     */
    default Map<String, NDArray> memory() {
        return Map.of();
    }

    /** {@return the model in a line: its name, the number of its parameters, and its device} This is also its text. */
    default String describe() {
        long numbers = parameters().values().stream().mapToLong(NDArray::size).sum();
        return String.format(
                Locale.ROOT,
                "%s(%d arrays of %,d numbers, on %s)",
                name(),
                parameters().size(),
                numbers,
                compute());
    }

    /**
     * {@return the vectors that a batch's loss needs, e_u, e_i and e_j, (B, D) each} A recording tape switches dropout
     * on.
     */
    NDList embed(Triples batch, Tape tape);

    /**
     * {@return the loss of a step, a scalar: BPR, eq. (19), unless the model has another loss or its own regulariser}
     * It depends only on the arguments, the parameters, the buffers and the memory, and its random numbers come from
     * the step's streams, so that a resumed training repeats it.
     *
     * @throws java.util.concurrent.CancellationException if the model was asked to stop in what it does before the
     *     step; the training then ends before it
     */
    default NDArray loss(Triples batch, Step step, Tape tape) {
        return BprLoss.of(embed(batch, tape));
    }

    /** {@return the final vectors of all users and items without dropout, a copy in Java's memory} */
    Embeddings embeddings();

    /** Writes all parameters and buffers to a safetensors file, which is replaced if it exists. */
    default void save(Path file) {
        Weights.save(Weights.of(this), file);
    }

    /**
     * Reads all parameters and buffers from a safetensors file, also one written from PyTorch.
     *
     * @throws metammf.base.MetaMmfException if a name is missing, unknown or of another shape; the model is then
     *     unchanged
     */
    default void load(Path file) {
        Weights.load(Weights.of(this), file);
    }

    @Override
    void close();
}
