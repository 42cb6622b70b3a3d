package metammf.model.baseline;

import static metammf.MetaMmfException.require;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.norm.Dropout;
import java.io.Serializable;
import java.util.SplittableRandom;
import metammf.data.Dataset;
import metammf.data.ItemFeatures.Scaling;
import metammf.engine.Compute;
import metammf.engine.NativeArrays;
import metammf.engine.Seeds;
import metammf.engine.SparseMatrix;
import metammf.engine.Tape;
import metammf.model.BipartiteGraph;
import metammf.model.BprLoss;
import metammf.model.GraphRecommender;
import metammf.model.Step;
import metammf.model.Triples;

/**
 * NGCF (Wang et al., SIGIR 2019): a layer mixes what the neighbours are with what they have in common with the node; the
 * final vector is all layers side by side, of width D (L + 1). It has a regulariser of its own, so train it with weight
 * decay 0.
 *
 * <p>This is what its public code computes, to which the MetaMMF paper refers: the mean over the neighbours and the node
 * in both terms, two activations, biases, and layers of length 1 in the result. The article has symmetric weights, one
 * activation around the sum, and no biases. How features enter is from the 2019 code of MMGCN's authors, where the
 * MetaMMF paper only says that they do.
 */
public final class Ngcf extends GraphRecommender {
    private static final float SLOPE = 0.2f; // of TensorFlow's LeakyReLU
    private static final double LEAST_LENGTH = 1e-12;

    private final Config config;
    private final NDArray user; // (U, D)
    private final NDArray item; // (I, D)
    private final NDArray features; // (I, F), constant; null: ids alone
    private final SparseMatrix mean; // (N, N)

    /** Where a map of the features is added to the items' vectors. */
    public enum Features {
        /** Nowhere: ids alone. */
        NONE,
        /** Before the first layer. */
        BEFORE,
        /** Behind the last layer. */
        BEHIND
    }

    /**
     * Its settings.
     *
     * @param layers L
     * @param dim width of a layer, D
     * @param dropout share of values dropped behind each layer in training
     * @param l2 weight of {@link BprLoss#l2} of the final vectors
     * @param features where they enter
     * @param scaling of the features, if they are read
     */
    public record Config(int layers, int dim, double dropout, double l2, Features features, Scaling scaling)
            implements Serializable {
        /** Checks every value. */
        public Config {
            require(layers > 0, "layers: expected at least 1, received %d", layers);
            require(dim > 0, "dim: expected at least 1, received %d", dim);
            require(dropout >= 0 && dropout < 1, "dropout: expected a share in [0, 1), received %s", dropout);
            require(l2 >= 0, "l2: expected 0 or more, received %s", l2);
        }

        /**
         * Settings chosen on the validation split of the built-in set.
         *
         * @return the defaults
         */
        public static Config defaults() {
            return paper().withL2(0.1).withScaling(Scaling.NORMALISED);
        }

        /**
         * Two layers as in the MetaMMF paper; width 64, dropout 0.1 and L2 of 1e-5 as in the public code.
         *
         * @return the published settings
         */
        public static Config paper() {
            return new Config(2, 64, 0.1, 1e-5, Features.BEHIND, Scaling.STANDARDISED);
        }

        /**
         * Changes the depth.
         *
         * @param value L
         * @return a changed copy
         */
        public Config withLayers(int value) {
            return new Config(value, dim, dropout, l2, features, scaling);
        }

        /**
         * Changes the width.
         *
         * @param value D
         * @return a changed copy
         */
        public Config withDim(int value) {
            return new Config(layers, value, dropout, l2, features, scaling);
        }

        /**
         * Changes the dropout.
         *
         * @param value the share
         * @return a changed copy
         */
        public Config withDropout(double value) {
            return new Config(layers, dim, value, l2, features, scaling);
        }

        /**
         * Changes the regularisation.
         *
         * @param value weight of the squared final vectors
         * @return a changed copy
         */
        public Config withL2(double value) {
            return new Config(layers, dim, dropout, value, features, scaling);
        }

        /**
         * Changes where the features enter.
         *
         * @param value where
         * @return a changed copy
         */
        public Config withFeatures(Features value) {
            return new Config(layers, dim, dropout, l2, value, scaling);
        }

        /**
         * Changes the scale of the features.
         *
         * @param value how they are put on one scale before they enter
         * @return a changed copy
         */
        public Config withScaling(Scaling value) {
            return new Config(layers, dim, dropout, l2, features, value);
        }

        private int width() {
            return dim * (layers + 1);
        }
    }

    private Ngcf(Dataset data, Config config, NDManager owner, SplittableRandom random) {
        super("NGCF", owner, data.users());
        this.config = config;
        int d = config.dim();
        this.user = add("user", NativeArrays.xavier(owner, random, data.users(), d));
        this.item = add("item.id", NativeArrays.xavier(owner, random, data.items(), d));
        for (int l = 1; l <= config.layers(); l++) {
            for (String role : new String[] {"neighbour", "common"}) {
                add("gcn." + l + "." + role + ".weight", NativeArrays.xavier(owner, random, d, d));
                add("gcn." + l + "." + role + ".bias", NativeArrays.xavier(owner, random, 1, d));
            }
        }
        this.features = config.features() == Features.NONE ? null : Content.array(data, config.scaling(), owner);
        if (features != null) {
            int width = config.features() == Features.BEFORE ? d : config.width();
            add(
                    "content.weight",
                    NativeArrays.xavier(owner, random, features.getShape().get(1), width));
            add("content.bias", NativeArrays.zeros(owner, new Shape(width)));
        }
        this.mean = BipartiteGraph.of(data.split().train()).withSelfLoops().mean(owner);
    }

    /**
     * With the default settings, on the first GPU if there is one.
     *
     * @param data its training split gives the graph, its features the content
     * @param seed of the initial weights
     * @return an untrained model; closing it frees its memory
     * @throws metammf.MetaMmfException if the data set has no features
     */
    public static Ngcf of(Dataset data, long seed) {
        return of(data, Config.defaults(), Compute.auto(), seed);
    }

    /**
     * An untrained model.
     *
     * @param data its training split gives the graph, its features the content
     * @param config its settings
     * @param compute where it lives
     * @param seed of the initial weights
     * @return a model; closing it frees its memory
     * @throws metammf.MetaMmfException if it is to read features and there are none
     */
    public static Ngcf of(Dataset data, Config config, Compute compute, long seed) {
        return new Ngcf(data, config, compute.newManager(), Seeds.stream(seed, "weights"));
    }

    /**
     * A layer: sigma(P e W_1 + b_1) + sigma((e * P e) W_2 + b_2).
     *
     * @param e vectors of the nodes, (N, D)
     * @param neighbours P e, the mean over each node and its neighbours, (N, D)
     * @param w1 (D, D)
     * @param b1 (1, D)
     * @param w2 (D, D)
     * @param b2 (1, D)
     * @return (N, D)
     */
    public static NDArray layer(NDArray e, NDArray neighbours, NDArray w1, NDArray b1, NDArray w2, NDArray b2) {
        NDArray sum = neighbours.matMul(w1).add(b1);
        NDArray common = e.mul(neighbours).matMul(w2).add(b2);
        return Activation.leakyRelu(sum, SLOPE).add(Activation.leakyRelu(common, SLOPE));
    }

    @Override
    protected NDArray nodes(Tape tape) {
        NDArray e = tape.cut(start()); // (N, D)
        NDList layers = new NDList(e);
        for (int l = 1; l <= config.layers(); l++) {
            e = tape.cut(drop(layer(l, tape.withNeighbours(e, mean)), tape));
            layers.add(e.normalize(2, 1, LEAST_LENGTH)); // the next layer reads what is not normalised
        }
        NDArray all = NDArrays.concat(layers, 1); // (N, D (L + 1))
        return config.features() == Features.BEHIND ? all.add(behindItems()) : all;
    }

    private NDArray start() {
        return user.concat(config.features() == Features.BEFORE ? item.add(content()) : item, 0);
    }

    private NDArray layer(int l, NDList pair) {
        return layer(
                pair.get(0),
                pair.get(1),
                parameter("gcn." + l + ".neighbour.weight"),
                parameter("gcn." + l + ".neighbour.bias"),
                parameter("gcn." + l + ".common.weight"),
                parameter("gcn." + l + ".common.bias"));
    }

    private NDArray drop(NDArray e, Tape tape) {
        return config.dropout() > 0 && tape.isRecording()
                ? Dropout.dropout(e, (float) config.dropout(), true).singletonOrThrow()
                : e;
    }

    private NDArray content() {
        NDArray mapped = features.matMul(parameter("content.weight")).add(parameter("content.bias"));
        return Activation.leakyRelu(mapped, SLOPE);
    }

    /** Zeros for the users, the content for the items. */
    private NDArray behindItems() {
        return owner().zeros(new Shape(users(), config.width())).concat(content(), 0);
    }

    /** BPR and L2, both on the final vectors. */
    @Override
    public NDArray loss(Triples batch, Step step, Tape tape) {
        NDList e = embed(batch, tape);
        return BprLoss.of(e).add(BprLoss.l2(e, config.l2()));
    }
}
