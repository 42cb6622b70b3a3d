package metammf.model.baseline;

import static metammf.MetaMmfException.require;

import ai.djl.ndarray.NDManager;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import metammf.data.Dataset;
import metammf.data.ItemFeatures;
import metammf.data.ItemFeatures.Scaling;
import metammf.engine.Compute;
import metammf.engine.Seeds;
import metammf.fusion.EarlyFusion;
import metammf.model.BipartiteGraph;
import metammf.model.GcnConfig;
import metammf.model.GraphConvolution;
import metammf.model.ItemEncoder;

/**
 * GraphSAGE (Hamilton et al., NeurIPS 2017) for ranking, with the mean aggregator over all neighbours and BPR:
 * e' = sigma(e W_1 + mean(e) W_2 + b), no activation behind the last layer. That is {@link GraphConvolution} on items
 * whose vectors are a linear map of their features; users have embeddings.
 *
 * <p>The MetaMMF paper gives the features as node features and says nothing of item ids, so there are none by default;
 * without features there are ids alone. The original samples neighbours, learns from random walks and scales its output
 * to length 1, which would cap what BPR can tell apart; none of that is done here.
 */
public final class GraphSage {
    private GraphSage() {}

    /**
     * Its settings.
     *
     * @param widths output widths of the map of the features, a LeakyReLU between any two; none for ids alone
     * @param idDim width of the items' id embeddings; 0 for content alone
     * @param gcn the layers
     * @param scaling of the features, if they are read
     */
    public record Config(List<Integer> widths, int idDim, GcnConfig gcn, Scaling scaling) implements Serializable {
        /** Checks every value. */
        public Config {
            widths = List.copyOf(widths);
            require(widths.stream().allMatch(w -> w > 0), "widths: expected positive widths, received %s", widths);
            require(idDim >= 0, "idDim: expected 0 (none) or more, received %d", idDim);
            require(idDim > 0 || !widths.isEmpty(), "items: expected content or ids, received neither");
        }

        /**
         * Normalised features and dropout of 0.2, chosen on the validation split of the built-in set among few settings.
         *
         * @return the defaults
         */
        public static Config defaults() {
            Config paper = paper();
            return paper.withGcn(paper.gcn().withDropout(0.2)).withScaling(Scaling.NORMALISED);
        }

        /**
         * As in the MetaMMF paper: two layers of width 64 on features alone.
         *
         * @return the published settings
         */
        public static Config paper() {
            return new Config(List.of(64), 0, new GcnConfig(2, List.of(0.0), true, false), Scaling.STANDARDISED);
        }

        /**
         * Changes what items are made of.
         *
         * @param idDim width of the id embeddings, 0 for none
         * @param widths output widths of the map of the features, none for ids alone
         * @return a changed copy
         */
        public Config withItems(int idDim, int... widths) {
            return new Config(Arrays.stream(widths).boxed().toList(), idDim, gcn, scaling);
        }

        /**
         * Changes the layers.
         *
         * @param value how vectors travel over the graph
         * @return a changed copy
         */
        public Config withGcn(GcnConfig value) {
            return new Config(widths, idDim, value, scaling);
        }

        /**
         * Changes the scale of the features.
         *
         * @param value how they are put on one scale before they enter
         * @return a changed copy
         */
        public Config withScaling(Scaling value) {
            return new Config(widths, idDim, gcn, value);
        }
    }

    /**
     * With the default settings, on the first GPU if there is one.
     *
     * @param data its training split gives the graph, its features the content
     * @param seed of the initial weights
     * @return an untrained model; closing it frees its memory
     * @throws metammf.MetaMmfException if the data set has no features
     */
    public static GraphConvolution of(Dataset data, long seed) {
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
    public static GraphConvolution of(Dataset data, Config config, Compute compute, long seed) {
        NDManager owner = compute.newManager();
        SplittableRandom random = Seeds.stream(seed, "weights");
        ItemEncoder items = items(data, config, owner, random);
        BipartiteGraph graph = BipartiteGraph.of(data.split().train());
        return new GraphConvolution("GraphSAGE", owner, items, graph, config.gcn(), random);
    }

    private static ItemEncoder items(Dataset data, Config config, NDManager owner, SplittableRandom random) {
        if (config.widths().isEmpty()) {
            return ItemEncoder.ofIds(owner, data.items(), config.idDim(), random);
        }
        ItemFeatures features = Content.of(data, config.scaling());
        int[] widths = config.widths().stream().mapToInt(w -> w).toArray();
        EarlyFusion map = new EarlyFusion(owner, features.width(), random, widths);
        return ItemEncoder.of(owner, map, features, config.idDim(), random);
    }
}
