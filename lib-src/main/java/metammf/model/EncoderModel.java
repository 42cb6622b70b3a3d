package metammf.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Map;
import java.util.random.RandomGenerator;
import metammf.engine.Tape;

/** A model whose item vectors come from an {@link ItemEncoder}; other vectors can take their place. */
public abstract class EncoderModel extends Model {
    private final ItemEncoder items;

    /** Creates a model with Xavier-uniform user embeddings {@code user}, (U, D); the manager is closed with it. */
    protected EncoderModel(String name, NDManager owner, ItemEncoder items, int users, RandomGenerator random) {
        super(name, owner, users, random);
        this.items = items;
        addXavier("user", users, items.width());
        items.parameters().forEach(this::add);
    }

    /**
     * {@return several models of the same users and items on one device that are trained together; the score is the mean
     * of their scores: y = (1 / M) sum_m y_m} The name of a part stands before those of its parameters. The parts are
     * closed with the whole.
     *
     * @throws metammf.base.MetaMmfException if there is none
     */
    public static Recommender meanOfScores(String name, Map<String, ? extends EncoderModel> parts) {
        return new MeanOfScores(name, parts);
    }

    /** {@return the vectors of all nodes, (N, D), if these of all items came from the encoder, (I, D)} */
    protected abstract NDArray nodes(NDArray vectors, Tape tape);

    @Override
    protected final NDArray nodes(Tape tape) {
        return nodes(items.all(), tape);
    }

    /** {@return the encoder that computes the vectors of the items, eq. (2)} */
    public final ItemEncoder items() {
        return items;
    }

    /** {@return the final vectors if these of all items came from the encoder, (I, D), a copy in Java} */
    public final Embeddings embeddings(NDArray vectors) {
        try (Tape tape = Tape.computing()) {
            return embeddingsOf(nodes(vectors, tape));
        }
    }

    /** BPR, and the regulariser of the fusion's weights if the encoder has one. */
    @Override
    public NDArray loss(Triples batch, Step step, Tape tape) {
        return items.regularised(BprLoss.of(embed(batch, tape)));
    }
}
