package metammf.baseline;

import static metammf.base.MetaMmfException.require;
import static metammf.engine.NativeArrays.times;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import metammf.data.Dataset;
import metammf.data.Interactions;
import metammf.data.ItemFeatures;
import metammf.data.ItemFeatures.Scaling;
import metammf.engine.Compute;
import metammf.engine.SparseMatrix;
import metammf.engine.Tape;
import metammf.model.BipartiteGraph;
import metammf.model.BprLoss;
import metammf.model.Model;

/**
 * FREEDOM: LightGCN with an additional graph that connects each item with its nearest items by content. The item graph
 * is built once and frozen, and the user-item graph loses different edges in every epoch (Zhou and Shen, A Tale of Two
 * Graphs, ACM Multimedia 2023). Its loss has an additional term for the content. Train it without weight decay: on the
 * built-in set's validation split it reached a recall@20 of 0.093 with a learning rate of 2e-3 and no decay, 0.015 with
 * 5e-3 and 1e-4.
 */
public final class Freedom extends Model {
    private final Config config;
    private final Interactions train;
    private final NDArray user; // (U, D)
    private final NDArray item; // (I, D)
    private final ProjectedFeatures content;
    private final SparseMatrix items; // (I, I)
    private final SparseMatrix all; // (N, N), of all interactions
    private final PerEpoch<SparseMatrix> kept; // (N, N), of an epoch's interactions

    /**
     * The settings of the model.
     *
     * @param dim width of the vectors, D
     * @param layers convolutions over users and items
     * @param neighbours nearest items of an item and modality, including itself
     * @param modalityWeights weight of each modality's graph, in the order of the data set; none for equal weights
     * @param edgeDropout share of the interactions left out of the graph in an epoch
     * @param contentWeight weight of the content's BPR loss
     * @param trainFeatures whether the features themselves are trained, as in the public code
     */
    public record Config(
            int dim,
            int layers,
            int neighbours,
            List<Double> modalityWeights,
            double edgeDropout,
            double contentWeight,
            boolean trainFeatures)
            implements Serializable {
        public Config {
            modalityWeights = List.copyOf(modalityWeights);
            require(dim > 0, "dim: expected at least 1, received %d", dim);
            require(layers >= 0, "layers: expected 0 or more, received %d", layers);
            require(edgeDropout >= 0 && edgeDropout < 1, "edgeDropout: expected 0 .. 1, received %s", edgeDropout);
            require(contentWeight > 0, "contentWeight: expected a positive number, received %s", contentWeight);
        }

        /** {@return the defaults} Settings chosen on the validation split of the built-in set. */
        public static Config defaults() {
            return paper();
        }

        /**
         * {@return the paper's settings} The published settings. The weights 0.1 and 0.9 belong to the visual and the
         * textual modality; use other weights for other modalities.
         */
        public static Config paper() {
            return new Config(64, 2, 10, List.of(), 0.8, 1e-3, false);
        }
    }

    /**
     * Builds an untrained model of a data set with features; {@code seed} draws its initial weights.
     *
     * @throws metammf.base.MetaMmfException if there are weights for another number of modalities
     */
    public Freedom(Dataset data, Config config, Compute compute, long seed) {
        super("FREEDOM", data, compute, seed);
        this.config = config;
        ItemFeatures features = Content.of(data, Scaling.NONE);
        train = data.split().train();
        user = addXavier("user", users(), config.dim());
        item = addXavier("item.id", train.items(), config.dim());
        content = ProjectedFeatures.of(owner(), features, config.dim(), config.trainFeatures(), random())
                .withoutBias(); // which BPR cannot see
        content.parameters().forEach(this::add);
        items = NearestItems.graph(owner(), features, config.neighbours(), weights(config, features));
        all = BipartiteGraph.of(train).symmetric(owner());
        kept = new PerEpoch<>(owner(), this::kept);
    }

    /** {@return an untrained model with the default settings, on the first GPU if there is one} */
    public static Freedom of(Dataset data, long seed) {
        return new Freedom(data, Config.defaults(), Compute.auto(), seed);
    }

    private static double[] weights(Config config, ItemFeatures features) {
        int count = features.modalities().size();
        double[] weights = config.modalityWeights().stream().mapToDouble(w -> w).toArray();
        require(
                weights.length == 0 || weights.length == count,
                "modalityWeights: expected %d, received %d",
                count,
                weights.length);
        return weights.length > 0
                ? weights
                : IntStream.range(0, count).mapToDouble(m -> 1.0 / count).toArray();
    }

    /**
     * {@return a share of the interactions, drawn without replacement with a probability in proportion to 1 / sqrt(d_u
     * d_i), so that popular nodes lose more} The interactions with the largest ln(r) sqrt(d_u d_i) are kept, where r is
     * uniform (Efraimidis and Spirakis 2006).
     */
    static Interactions degreeSensitive(Interactions train, double share, SplittableRandom random) {
        int[] users = train.userColumn();
        int[] degrees = train.itemDegrees();
        double[] keys = new double[train.size()];
        for (int pair = 0; pair < keys.length; pair++) {
            double degree = (double) train.degree(users[pair]) * degrees[train.item(pair)];
            keys[pair] = Math.log(1 - random.nextDouble()) * Math.sqrt(degree);
        }
        double[] sorted = keys.clone();
        Arrays.sort(sorted);
        int count = Math.max(1, (int) (share * keys.length));
        double least = sorted[keys.length - count];
        return train.only(pair -> keys[pair] >= least);
    }

    private SparseMatrix kept(Step step, NDManager owner) {
        Interactions some = degreeSensitive(train, 1 - config.edgeDropout(), step.epochStream("edges"));
        return BipartiteGraph.of(some).symmetric(owner);
    }

    @Override
    protected NDArray nodes(Tape tape) {
        return nodes(all, tape);
    }

    private NDArray nodes(SparseMatrix graph, Tape tape) {
        NDArray id = tape.cut(item);
        NDArray e = LightGcn.propagate(user.concat(id, 0), graph, config.layers(), tape);
        NDArray h = tape.times(items, id);
        return ofUsers(e).concat(ofItems(e).add(h), 0);
    }

    /** BPR of the final vectors, and for each modality a weighted BPR with its content as item vectors. */
    @Override
    public NDArray loss(Triples batch, Step step, Tape tape) {
        NDList vectors = rows(nodes(config.edgeDropout() > 0 ? kept.at(step) : all, tape), batch);
        List<NDArray> positives = content.rows(owner().create(batch.positives()));
        List<NDArray> negatives = content.rows(owner().create(batch.negatives()));
        NDArray loss = BprLoss.of(vectors);
        for (int m = 0; m < positives.size(); m++) {
            NDArray own = BprLoss.of(new NDList(vectors.get(0), positives.get(m), negatives.get(m)));
            loss = loss.add(times(own, config.contentWeight()));
        }
        return loss;
    }
}
