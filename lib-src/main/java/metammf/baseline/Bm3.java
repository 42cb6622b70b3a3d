package metammf.baseline;

import static metammf.base.MetaMmfException.require;
import static metammf.engine.NativeArrays.times;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.io.Serializable;
import metammf.data.Dataset;
import metammf.data.ItemFeatures;
import metammf.data.ItemFeatures.Scaling;
import metammf.engine.Compute;
import metammf.engine.SparseMatrix;
import metammf.engine.Tape;
import metammf.model.BipartiteGraph;
import metammf.model.Model;

/**
 * BM3: LightGCN without negative sampling. For each interaction, the user vector predicts the item vector and vice
 * versa, and the item's content predicts the item vector and itself. The targets are copies with dropout, through which
 * no gradient flows (Zhou et al., Bootstrap Latent Representations for Multi-modal Recommendation, The Web Conference
 * 2023). It has its own regulariser: train it without weight decay. The negatives of a batch are ignored.
 */
public final class Bm3 extends Model {
    private static final float LEAST_NORM = 1e-8f;

    private final Config config;
    private final NDArray user; // (U, D)
    private final NDArray item; // (I, D)
    private final ProjectedFeatures content;
    private final SparseMatrix graph; // (N, N)

    /**
     * The settings of the model.
     *
     * @param dim width of the vectors, D
     * @param layers convolutions over users and items
     * @param dropout share of a target's values that are dropped
     * @param contentWeight weight of the content's losses
     * @param regularisation weight of the lengths of all user and item vectors, divided by the number of items, as in
     *     the public code; the paper squares the lengths, which shrinks the vectors although only their cosines matter
     * @param trainFeatures whether the features themselves are trained, as in the public code
     */
    public record Config(
            int dim, int layers, double dropout, double contentWeight, double regularisation, boolean trainFeatures)
            implements Serializable {
        public Config {
            require(dim > 0, "dim: expected at least 1, received %d", dim);
            require(layers >= 0, "layers: expected 0 or more, received %d", layers);
            require(dropout >= 0 && dropout < 1, "dropout: expected 0 .. 1, received %s", dropout);
            require(contentWeight > 0, "contentWeight: expected a positive number, received %s", contentWeight);
            require(regularisation >= 0, "regularisation: expected 0 or more, received %s", regularisation);
        }

        /**
         * {@return the defaults} The published settings with three layers and a quarter of the content's weight, chosen
         * on the validation split of the built-in set. Its validation metric rises slowly: use a patience of a hundred
         * epochs.
         */
        public static Config defaults() {
            return new Config(64, 3, 0.3, 0.5, 0.1, false);
        }

        /** {@return the public code's settings, dropout 0.3 of 0.3 and 0.5, one layer of 1 and 2} */
        public static Config paper() {
            return new Config(64, 1, 0.3, 2, 0.1, false);
        }
    }

    /** Builds an untrained model of a data set with features; {@code seed} draws its initial weights. */
    public Bm3(Dataset data, Config config, Compute compute, long seed) {
        super("BM3", data, compute, seed);
        this.config = config;
        ItemFeatures features = Content.of(data, Scaling.NONE);
        int d = config.dim();
        user = addXavier("user", users(), d);
        item = addXavier("item.id", data.items(), d);
        addXavier("predictor.weight", d, d);
        addZeros("predictor.bias", d);
        content = ProjectedFeatures.of(owner(), features, d, config.trainFeatures(), random());
        content.parameters().forEach(this::add);
        graph = BipartiteGraph.of(data.split().train()).symmetric(owner());
    }

    /** {@return an untrained model with the default settings, on the first GPU if there is one} */
    public static Bm3 of(Dataset data, long seed) {
        return new Bm3(data, Config.defaults(), Compute.auto(), seed);
    }

    /** {@return the distance between predictions and targets, (B, D) each: 1 - cos, mean over rows, 0 to 2} */
    public static NDArray distance(NDArray predicted, NDArray target) {
        NDArray cosines = predicted.normalize(2, 1, LEAST_NORM).mul(target.normalize(2, 1, LEAST_NORM));
        return cosines.sum(new int[] {1}).mean().neg().add(1);
    }

    /** The vectors that the predictor reads: LightGCN's, an item's with its id embedding once more, (U, D) and (I, D). */
    private NDList online(Tape tape) {
        NDArray e = LightGcn.propagate(user.concat(item, 0), graph, config.layers(), tape);
        return new NDList(ofUsers(e), ofItems(e).add(item));
    }

    private NDArray target(NDArray vectors, Tape tape) {
        return drop(vectors.stopGradient(), config.dropout(), tape);
    }

    @Override
    protected NDArray nodes(Tape tape) {
        NDList h = online(tape);
        return linear("predictor", h.get(0).concat(h.get(1), 0));
    }

    /** The bootstrap losses of interactions and content; the negatives of a batch are ignored. */
    @Override
    public NDArray loss(Triples batch, Step step, Tape tape) {
        NDList h = online(tape);
        NDArray u = rows(h.get(0), batch.users());
        NDArray i = rows(h.get(1), batch.positives());
        NDArray itemTarget = target(i, tape);
        NDArray loss =
                distance(linear("predictor", u), itemTarget).add(distance(linear("predictor", i), target(u, tape)));
        for (NDArray y : content.rows(owner().create(batch.positives()))) {
            NDArray predicted = linear("predictor", y);
            NDArray own = distance(predicted, itemTarget).add(distance(predicted, target(y, tape)));
            loss = loss.add(times(own, config.contentWeight()));
        }
        NDArray lengths = h.get(0).norm().add(h.get(1).norm());
        return loss.add(times(lengths, config.regularisation() / item.getShape().get(0)));
    }
}
