package metammf.model.baseline;

import static metammf.MetaMmfException.require;
import static metammf.engine.NativeArrays.times;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.norm.Dropout;
import java.io.Serializable;
import java.util.random.RandomGenerator;
import metammf.data.Dataset;
import metammf.data.Interactions;
import metammf.data.ItemFeatures;
import metammf.data.ItemFeatures.Scaling;
import metammf.engine.Compute;
import metammf.engine.NativeArrays;
import metammf.engine.Seeds;
import metammf.engine.SparseMatrix;
import metammf.engine.Tape;
import metammf.model.BipartiteGraph;
import metammf.model.GraphRecommender;
import metammf.model.Step;
import metammf.model.Triples;

/**
 * BM3: LightGCN that learns without negatives. Of an interaction the user's vector is to predict the item's and the other
 * way round, and the item's content both, where what is predicted is a dropped-out copy that no gradient reaches (Zhou et
 * al., Bootstrap Latent Representations for Multi-modal Recommendation, The Web Conference 2023). It has a regulariser of
 * its own: train it without weight decay. The negatives of a batch are not looked at.
 */
public final class Bm3 extends GraphRecommender {
    private static final float LEAST_NORM = 1e-8f;

    /**
     * What can be chosen.
     *
     * @param dim width of the vectors, D
     * @param layers convolutions over users and items
     * @param dropout share of a target's values that are dropped
     * @param contentWeight weight of the content's losses
     * @param regularisation weight of the lengths of all users' and all items' vectors, over the number of items, as in
     *     the public code; the paper squares them, which shrinks vectors whose cosines are all that counts until steps
     *     overshoot
     * @param trainFeatures whether the features themselves are trained, as in the public code
     * @param scaling how the features are put on one scale
     */
    public record Config(
            int dim,
            int layers,
            double dropout,
            double contentWeight,
            double regularisation,
            boolean trainFeatures,
            Scaling scaling)
            implements Serializable {
        /** Checks every value. */
        public Config {
            require(dim > 0, "dim: expected at least 1, received %d", dim);
            require(layers >= 0, "layers: expected 0 or more, received %d", layers);
            require(dropout >= 0 && dropout < 1, "dropout: expected 0 .. 1, received %s", dropout);
            require(contentWeight > 0, "contentWeight: expected a positive number, received %s", contentWeight);
            require(regularisation >= 0, "regularisation: expected 0 or more, received %s", regularisation);
        }

        /**
         * The published settings with three layers and a quarter of the content's weight, chosen on the validation split of the
         * built-in set. It rises slowly: give it the patience of a hundred epochs.
         *
         * @return the defaults
         */
        public static Config defaults() {
            return paper().withLayers(3).withContentWeight(0.5);
        }

        /**
         * The public code's settings with the middle of its grids: dropout 0.3 of 0.3 and 0.5, one layer of 1 and 2.
         *
         * @return the paper's settings
         */
        public static Config paper() {
            return new Config(64, 1, 0.3, 2, 0.1, false, Scaling.NONE);
        }

        /**
         * Changes the depth.
         *
         * @param value convolutions over users and items
         * @return a changed copy
         */
        public Config withLayers(int value) {
            return new Config(dim, value, dropout, contentWeight, regularisation, trainFeatures, scaling);
        }

        /**
         * Changes the dropout of the targets.
         *
         * @param value in [0, 1)
         * @return a changed copy
         */
        public Config withDropout(double value) {
            return new Config(dim, layers, value, contentWeight, regularisation, trainFeatures, scaling);
        }

        /**
         * Changes the weight of the content's losses.
         *
         * @param value a positive number
         * @return a changed copy
         */
        public Config withContentWeight(double value) {
            return new Config(dim, layers, dropout, value, regularisation, trainFeatures, scaling);
        }

        /**
         * Changes the regularisation.
         *
         * @param value 0 or more
         * @return a changed copy
         */
        public Config withRegularisation(double value) {
            return new Config(dim, layers, dropout, contentWeight, value, trainFeatures, scaling);
        }

        /**
         * Switches the training of the features themselves.
         *
         * @param value whether they are parameters
         * @return a changed copy
         */
        public Config withTrainFeatures(boolean value) {
            return new Config(dim, layers, dropout, contentWeight, regularisation, value, scaling);
        }

        /**
         * Changes the features' scale.
         *
         * @param value which
         * @return a changed copy
         */
        public Config withScaling(Scaling value) {
            return new Config(dim, layers, dropout, contentWeight, regularisation, trainFeatures, value);
        }
    }

    private final Config config;
    private final NDArray user; // (U, D)
    private final NDArray item; // (I, D)
    private final NDArray weight; // (D, D)
    private final NDArray bias; // (D)
    private final ProjectedFeatures content;
    private final SparseMatrix graph; // (N, N)

    private Bm3(NDManager owner, Interactions train, ItemFeatures features, Config config, RandomGenerator random) {
        super("BM3", owner, train.users());
        this.config = config;
        int d = config.dim();
        this.user = add("user", NativeArrays.xavier(owner, random, train.users(), d));
        this.item = add("item.id", NativeArrays.xavier(owner, random, train.items(), d));
        this.weight = add("predictor.weight", NativeArrays.xavier(owner, random, d, d));
        this.bias = add("predictor.bias", NativeArrays.zeros(owner, new Shape(d)));
        this.content = ProjectedFeatures.of(owner, features, d, config.trainFeatures(), random);
        content.parameters().forEach(this::add);
        this.graph = BipartiteGraph.of(train).symmetric(owner);
    }

    /**
     * A model with Xavier-uniform weights.
     *
     * @param data its training split gives the graph, its features the content
     * @param config what can be chosen
     * @param compute where the model lives
     * @param seed of the initial weights
     * @return an untrained model; closing it frees its memory
     * @throws metammf.MetaMmfException if the data set has no features
     */
    public static Bm3 of(Dataset data, Config config, Compute compute, long seed) {
        ItemFeatures features = ProjectedFeatures.scaled(data, config.scaling());
        return new Bm3(compute.newManager(), data.split().train(), features, config, Seeds.stream(seed, "weights"));
    }

    /**
     * A model with the default settings.
     *
     * @param data its training split gives the graph, its features the content
     * @param seed of the initial weights
     * @return an untrained model; closing it frees its memory
     * @throws metammf.MetaMmfException if the data set has no features
     */
    public static Bm3 of(Dataset data, long seed) {
        return of(data, Config.defaults(), Compute.auto(), seed);
    }

    /**
     * How far predictions are from targets: 1 - cos, mean over rows.
     *
     * @param predicted (B, D)
     * @param target (B, D)
     * @return a scalar, 0 to 2
     */
    public static NDArray distance(NDArray predicted, NDArray target) {
        NDArray cosines = predicted.normalize(2, 1, LEAST_NORM).mul(target.normalize(2, 1, LEAST_NORM));
        return cosines.sum(new int[] {1}).mean().neg().add(1);
    }

    /** The vectors that the predictor reads: LightGCN's, an item's with its id embedding once more, (N, D). */
    private NDArray online(Tape tape) {
        NDArray e = LightGcn.propagate(user.concat(item, 0), graph, config.layers(), tape);
        NDArray users = e.get(new NDIndex(":{}", users()));
        return users.concat(e.get(new NDIndex("{}:", users())).add(item), 0);
    }

    private NDArray predict(NDArray vectors) {
        return vectors.matMul(weight).add(bias); // (n, D) x (D, D) -> (n, D)
    }

    private NDArray target(NDArray vectors) {
        return Dropout.dropout(vectors.stopGradient(), (float) config.dropout(), true)
                .singletonOrThrow();
    }

    @Override
    protected NDArray nodes(Tape tape) {
        return predict(online(tape));
    }

    /** The bootstrap losses of interactions and content; a batch's negatives are not looked at. */
    @Override
    public NDArray loss(Triples batch, Step step, Tape tape) {
        NDArray h = online(tape);
        NDArray u = rows(h, batch.users());
        NDArray i = rows(h, nodesOf(batch.positives()));
        NDArray itemTarget = target(i);
        NDArray loss = distance(predict(u), itemTarget).add(distance(predict(i), target(u)));
        for (NDArray y : content.rows(owner().create(batch.positives()))) {
            NDArray predicted = predict(y);
            NDArray own = distance(predicted, itemTarget).add(distance(predicted, target(y)));
            loss = loss.add(times(own, config.contentWeight()));
        }
        NDArray lengths = length(h.get(new NDIndex(":{}", users()))).add(length(h.get(new NDIndex("{}:", users()))));
        return loss.add(times(lengths, config.regularisation() / item.getShape().get(0)));
    }

    private static NDArray length(NDArray vectors) {
        return vectors.square().sum().sqrt();
    }
}
