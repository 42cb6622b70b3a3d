package metammf.model.baseline;

import static metammf.MetaMmfException.require;
import static metammf.engine.NativeArrays.over;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
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
 * LightGCN (He et al., SIGIR 2020): embeddings of ids, smoothed over the graph without weights or activation; the final
 * vector is the mean over all layers. It has a regulariser of its own, so train it with weight decay 0.
 *
 * <p>The public code draws users with equal chances, then one of their items; here every interaction is drawn once an
 * epoch, as for all models. Its edge dropout, off by default there too, is left out.
 */
public final class LightGcn extends GraphRecommender {
    private final Config config;
    private final NDArray user; // (U, D)
    private final NDArray item; // (I, D)
    private final NDArray features; // (I, F), constant; null: ids alone
    private final SparseMatrix adjacency; // (N, N)

    /**
     * Its settings.
     *
     * @param layers L
     * @param dim width of the vectors, D
     * @param deviation of the normally distributed initial embeddings; 0 for Xavier-uniform ones
     * @param l2 weight of {@link BprLoss#l2} of the embeddings before the first layer
     * @param content whether the items' embeddings start from a linear map of their features beside their ids
     * @param scaling of the features, if they are read
     */
    public record Config(int layers, int dim, double deviation, double l2, boolean content, Scaling scaling)
            implements Serializable {
        /** Checks every value. */
        public Config {
            require(layers > 0, "layers: expected at least 1, received %d", layers);
            require(dim > 0, "dim: expected at least 1, received %d", dim);
            require(deviation >= 0, "deviation: expected 0 (Xavier) or more, received %s", deviation);
            require(l2 >= 0, "l2: expected 0 or more, received %s", l2);
        }

        /**
         * Settings chosen on the validation split of the built-in set.
         *
         * @return the defaults
         */
        public static Config defaults() {
            return paper().withL2(1e-2);
        }

        /**
         * The settings of its authors: three layers, deviation 0.1, L2 of 1e-4, no content.
         *
         * @return the published settings
         */
        public static Config paper() {
            return new Config(3, 64, 0.1, 1e-4, false, Scaling.NORMALISED);
        }

        /**
         * Changes the depth.
         *
         * @param value L
         * @return a changed copy
         */
        public Config withLayers(int value) {
            return new Config(value, dim, deviation, l2, content, scaling);
        }

        /**
         * Changes the width.
         *
         * @param value D
         * @return a changed copy
         */
        public Config withDim(int value) {
            return new Config(layers, value, deviation, l2, content, scaling);
        }

        /**
         * Changes the scale of the initial embeddings.
         *
         * @param value their standard deviation; 0 for Xavier-uniform ones
         * @return a changed copy
         */
        public Config withDeviation(double value) {
            return new Config(layers, dim, value, l2, content, scaling);
        }

        /**
         * Changes the regularisation.
         *
         * @param value weight of the squared embeddings
         * @return a changed copy
         */
        public Config withL2(double value) {
            return new Config(layers, dim, deviation, value, content, scaling);
        }

        /**
         * Switches the features.
         *
         * @param value whether they are added to the items' embeddings
         * @return a changed copy
         */
        public Config withContent(boolean value) {
            return new Config(layers, dim, deviation, l2, value, scaling);
        }
    }

    private LightGcn(Dataset data, Config config, NDManager owner, SplittableRandom random) {
        super("LightGCN", owner, data.users());
        this.config = config;
        this.user = add("user", table(data.users(), random));
        this.item = add("item.id", table(data.items(), random));
        this.features = config.content() ? Content.array(data, config.scaling(), owner) : null;
        if (config.content()) {
            add(
                    "content.weight",
                    NativeArrays.xavier(owner, random, features.getShape().get(1), config.dim()));
        }
        this.adjacency = BipartiteGraph.of(data.split().train()).symmetric(owner);
    }

    private NDArray table(int rows, SplittableRandom random) {
        return config.deviation() > 0
                ? NativeArrays.normal(owner(), config.deviation(), random, rows, config.dim())
                : NativeArrays.xavier(owner(), random, rows, config.dim());
    }

    /**
     * With the default settings, on the first GPU if there is one.
     *
     * @param data its training split gives the graph
     * @param seed of the initial embeddings
     * @return an untrained model; closing it frees its memory
     */
    public static LightGcn of(Dataset data, long seed) {
        return of(data, Config.defaults(), Compute.auto(), seed);
    }

    /**
     * An untrained model.
     *
     * @param data its training split gives the graph
     * @param config its settings
     * @param compute where it lives
     * @param seed of the initial embeddings
     * @return a model; closing it frees its memory
     * @throws metammf.MetaMmfException if it is to read features and there are none
     */
    public static LightGcn of(Dataset data, Config config, Compute compute, long seed) {
        return new LightGcn(data, config, compute.newManager(), Seeds.stream(seed, "weights"));
    }

    /**
     * The mean of E_0 .. E_L with E_l = A E_(l-1).
     *
     * @param e E_0, (N, D)
     * @param adjacency A = D^-1/2 A D^-1/2, (N, N)
     * @param layers L
     * @param tape the tape of the computation
     * @return (N, D)
     */
    public static NDArray propagate(NDArray e, SparseMatrix adjacency, int layers, Tape tape) {
        NDArray layer = tape.cut(e);
        NDArray sum = layer;
        for (int l = 0; l < layers; l++) {
            layer = tape.times(adjacency, layer);
            sum = sum.add(layer);
        }
        return over(sum, layers + 1);
    }

    @Override
    protected NDArray nodes(Tape tape) {
        return propagate(start(), adjacency, config.layers(), tape);
    }

    /** E_0. */
    private NDArray start() {
        NDArray items = config.content() ? item.add(features.matMul(parameter("content.weight"))) : item;
        return user.concat(items, 0); // (N, D)
    }

    /** BPR on the final vectors, L2 on those before the first layer. */
    @Override
    public NDArray loss(Triples batch, Step step, Tape tape) {
        NDArray start = tape.cut(start());
        NDArray last = propagate(start, adjacency, config.layers(), tape);
        return BprLoss.of(rows(last, batch)).add(BprLoss.l2(rows(start, batch), config.l2()));
    }
}
