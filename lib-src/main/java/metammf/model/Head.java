package metammf.model;

import ai.djl.ndarray.NDArray;
import metammf.engine.Tape;

/**
 * A recommender on top of an {@link ItemEncoder}: what it makes of the items' vectors can be asked for any others in their
 * place.
 */
public interface Head extends Recommender {
    /**
     * How its items get their vectors.
     *
     * @return eq. (2)
     */
    ItemEncoder items();

    /**
     * The final vectors of all users and items, if these came from the encoder. Nothing in the model changes.
     *
     * @param vectors of all items, (I, D)
     * @return a copy in Java's memory
     */
    Embeddings embeddings(NDArray vectors);

    /** BPR, and the regulariser of the fusion's weights if the encoder has one. */
    @Override
    default NDArray loss(Triples batch, Step step, Tape tape) {
        return items().regularised(BprLoss.of(embed(batch, tape)));
    }
}
