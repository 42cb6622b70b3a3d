package metammf.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.nio.file.Path;
import java.util.Map;
import metammf.engine.Compute;
import metammf.engine.Tape;

/**
 * A model that gives every user and every item a vector, so that their inner product is the predicted preference.
 * Closing it frees its arrays. Used by one thread at a time.
 */
public interface Recommender extends AutoCloseable {
    /**
     * What the model is called in tables.
     *
     * @return for example {@code MetaMMF_GCN}
     */
    String name();

    /**
     * Where it lives.
     *
     * @return its device
     */
    Compute compute();

    /**
     * How its items get their vectors.
     *
     * @return eq. (2)
     */
    ItemEncoder items();

    /**
     * All trainable arrays under the names of the weights file.
     *
     * @return names and arrays, in a fixed order
     */
    Map<String, NDArray> parameters();

    /**
     * The vectors that a batch's loss needs.
     *
     * @param batch B triples (u, i, j)
     * @param tape the step's tape; a recording one switches dropout on
     * @return e_u, e_i and e_j, (B, D) each
     */
    NDList embed(Triples batch, Tape tape);

    /**
     * The final vectors of all users and items, without dropout.
     *
     * @return a copy in Java's memory
     */
    Embeddings embeddings();

    /**
     * Writes all parameters to a safetensors file.
     *
     * @param file where to; replaced if it exists
     * @throws metammf.MetaMmfException if it cannot be written
     */
    default void save(Path file) {
        Weights.save(parameters(), file);
    }

    /**
     * Reads all parameters from a safetensors file, also one written from PyTorch.
     *
     * @param file where from
     * @throws metammf.MetaMmfException if a name is missing, unknown or of another shape; the model is then unchanged
     */
    default void load(Path file) {
        Weights.load(parameters(), file);
    }

    @Override
    void close();
}
