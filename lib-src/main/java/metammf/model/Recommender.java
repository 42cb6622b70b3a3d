package metammf.model;

import static metammf.base.MetaMmfException.require;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import metammf.base.Seeds;
import metammf.engine.Compute;
import metammf.engine.Tape;

/**
 * A model that gives every user and every item a vector, so that their inner product is the predicted preference.
 * Closing it frees its arrays. Used by one thread at a time.
 */
public interface Recommender extends AutoCloseable {
    /**
     * A batch of training triples: user u prefers item i, which it has interacted with, to item j, which it has not.
     *
     * @param users u, (B)
     * @param positives i, (B)
     * @param negatives j, (B)
     */
    record Triples(int[] users, int[] positives, int[] negatives) {
        /** Checks that the three have one length. */
        public Triples {
            require(
                    users.length == positives.length && users.length == negatives.length,
                    "triples: expected three arrays of one length, received %d, %d and %d",
                    users.length,
                    positives.length,
                    negatives.length);
        }

        /** {@return B, the number of triples} */
        public int size() {
            return users.length;
        }

        @Override
        public String toString() {
            return "Triples(" + size() + ")";
        }
    }

    /**
     * A step of a training. All random numbers of a model in a step come from the step, so that a resumed training
     * repeats them.
     *
     * @param seed of the training
     * @param epoch counted from 1
     * @param number of the step within its epoch, counted from 0
     */
    record Step(long seed, int epoch, int number) {
        /** {@return the first step of a training, step 0 of epoch 1} */
        public static Step first(long seed) {
            return new Step(seed, 1, 0);
        }

        /** {@return a random stream for this step only, always the same for the same step} */
        public SplittableRandom stream(String purpose) {
            return Seeds.stream(seed, purpose, epoch, number);
        }

        /** {@return a random stream that all steps of the epoch share, always the same for the epoch} */
        public SplittableRandom epochStream(String purpose) {
            return Seeds.stream(seed, purpose, epoch);
        }

        /** {@return whether this is the step after another one within an epoch} */
        public boolean follows(Step other) {
            return equals(new Step(other.seed, other.epoch, other.number + 1));
        }
    }

    /** {@return the name of the model in tables, for example {@code MetaMMF_GCN}} */
    String name();

    /** {@return the device of the model} */
    Compute compute();

    /** {@return all trainable arrays under the names of the weights file, in a fixed order} */
    Map<String, NDArray> parameters();

    /** {@return further arrays that are saved, such as a frozen table, which no optimiser changes, in order} */
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

    /** {@return e_u, e_i and e_j of a batch, (B, D) each, for its loss; a recording tape switches dropout on} */
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
