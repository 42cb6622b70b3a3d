package metammf.baseline;

import static metammf.base.MetaMmfException.require;

import ai.djl.ndarray.NDManager;
import java.io.Serializable;
import java.util.List;
import java.util.random.RandomGenerator;
import metammf.base.Records;
import metammf.base.Seeds;
import metammf.data.Dataset;
import metammf.data.ItemFeatures;
import metammf.data.ItemFeatures.Scaling;
import metammf.engine.Compute;
import metammf.fusion.EarlyFusion;
import metammf.model.BipartiteGraph;
import metammf.model.GcnConfig;
import metammf.model.GraphConvolution;
import metammf.model.ItemEncoder;

/**
 * GraphSAGE (Hamilton et al., NeurIPS 2017) for ranking, with the mean aggregator over all neighbours and BPR: e' =
 * sigma(e W_1 + mean(e) W_2 + b), without activation after the last layer. This is {@link GraphConvolution} on items
 * whose vectors are a linear map of their features; users have embeddings.
 *
 * <p>In the MetaMMF paper the features are the node features, and item ids are not mentioned, so there are no ids here;
 * without features there are only ids. The original model samples neighbours, learns from random walks and scales its
 * output to length 1, which would limit the differences of scores in BPR. This implementation does none of the three.
 */
public final class GraphSage {
    private GraphSage() {}

    /**
     * Its settings.
     *
     * @param layers L
     * @param dim width of the vectors, D
     * @param content whether item vectors are a linear map of their features; otherwise they are id embeddings
     * @param dropout share of values dropped after each layer in training
     * @param scaling of the features, if they are read
     */
    public record Config(int layers, int dim, boolean content, double dropout, Scaling scaling)
            implements Serializable {
        public Config {
            require(layers > 0, "layers: expected at least 1, received %d", layers);
            require(dim > 0, "dim: expected at least 1, received %d", dim);
            require(dropout >= 0 && dropout < 1, "dropout: expected a share in [0, 1), received %s", dropout);
        }

        /**
         * {@return the defaults} Normalised features and dropout of 0.2, chosen on the validation split of the
         * built-in set among few settings.
         */
        public static Config defaults() {
            return new Config(2, 64, true, 0.2, Scaling.NORMALISED);
        }

        /** {@return the MetaMMF paper's settings: two layers of width 64 on features only} */
        public static Config paper() {
            return new Config(2, 64, true, 0, Scaling.STANDARDISED);
        }

        /** {@return a copy with or without content} */
        public Config withContent(boolean value) {
            return Records.with(this, "content", value);
        }
    }

    /** {@return an untrained model with the default settings, on the first GPU if there is one} */
    public static GraphConvolution of(Dataset data, long seed) {
        return of(data, Config.defaults(), Compute.auto(), seed);
    }

    /** {@return an untrained model, of features if it reads them; the seed draws its initial weights} */
    public static GraphConvolution of(Dataset data, Config config, Compute compute, long seed) {
        NDManager owner = compute.newManager();
        RandomGenerator random = Seeds.stream(seed, "weights");
        ItemEncoder items = items(data, config, owner, random);
        BipartiteGraph graph = BipartiteGraph.of(data.split().train());
        GcnConfig layers = new GcnConfig(config.layers(), List.of(config.dropout()), true, false);
        return new GraphConvolution("GraphSAGE", owner, items, graph, layers, random);
    }

    private static ItemEncoder items(Dataset data, Config config, NDManager owner, RandomGenerator random) {
        if (!config.content()) {
            return ItemEncoder.ofIds(owner, data.items(), config.dim(), random);
        }
        ItemFeatures features = Content.of(data, config.scaling());
        EarlyFusion map = new EarlyFusion(owner, features.width(), random, config.dim());
        return ItemEncoder.of(owner, map, features, 0, random);
    }
}
