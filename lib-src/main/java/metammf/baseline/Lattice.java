package metammf.baseline;

import static metammf.base.MetaMmfException.require;
import static metammf.baseline.Formulas.unit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.Serializable;
import java.util.Arrays;
import java.util.function.Supplier;
import metammf.baseline.LearnedGraph.Neighbours;
import metammf.data.Dataset;
import metammf.data.ItemFeatures;
import metammf.data.ItemFeatures.Scaling;
import metammf.engine.Compute;
import metammf.engine.NativeArrays;
import metammf.engine.SparseMatrix;
import metammf.engine.Tape;
import metammf.model.BipartiteGraph;
import metammf.model.BprLoss;
import metammf.model.Model;

/**
 * LATTICE: LightGCN with a {@link LearnedGraph} that connects each item with its nearest items by content (Zhang et
 * al., Mining Latent Structures for Multimedia Recommendation, ACM Multimedia 2021). It has its own regulariser: train
 * it without weight decay.
 *
 * <p>The first step of each epoch determines the nearest items by the projected features, and trains the projections
 * and the weights of the modalities. The other steps use this graph without changes, as in the public code. Outside a
 * training, the graph is computed from the current parameters.
 */
public final class Lattice extends Model {
    private final Config config;
    private final NDArray user; // (U, D)
    private final NDArray item; // (I, D)
    private final SparseMatrix graph; // of users and items, (N, N)
    private final LearnedGraph items;
    private final NDArray columns; // of the epoch's graph of items, (I, 2 M k), as float32 to be saved
    private final NDArray values;
    private final PerEpoch<Graphs> graphs;

    /** An epoch's graph of items: what its first step learns, null in other steps, and what they use, (I, I). */
    private record Graphs(Neighbours learned, SparseMatrix kept) {}

    /**
     * The settings of the model.
     *
     * @param dim width of the vectors, D
     * @param layers convolutions over users and items
     * @param neighbours nearest items of an item and modality, including itself, k
     * @param frozenShare share of the raw features' graph, lambda
     * @param l2 weight of {@link BprLoss#l2} of the final vectors
     * @param asReleased whether negative cosines stay, the graphs are normalised when they are mixed, and users and
     *     items are convolved by (D + I)^-1 (A + I), all as in the public code; in the paper negative cosines are 0,
     *     every modality's graph is normalised by itself, and users and items are convolved by D^-1/2 A D^-1/2
     * @param trainFeatures whether the features themselves are trained, as in the public code
     */
    public record Config(
            int dim,
            int layers,
            int neighbours,
            double frozenShare,
            double l2,
            boolean asReleased,
            boolean trainFeatures)
            implements Serializable {
        public Config {
            require(dim > 0, "dim: expected at least 1, received %d", dim);
            require(layers >= 0, "layers: expected 0 or more, received %d", layers);
            require(frozenShare >= 0 && frozenShare < 1, "frozenShare: expected 0 .. 1, received %s", frozenShare);
            require(l2 >= 0, "l2: expected 0 or more, received %s", l2);
        }

        /** {@return the published settings; a learning rate of 2e-3 suits the built-in set} */
        public static Config defaults() {
            return paper();
        }

        /** {@return the published settings: two layers over users and items, ten neighbours} */
        public static Config paper() {
            return new Config(64, 2, 10, 0.9, 1e-5, false, false);
        }

        /** {@return the form of the public code, except that features are not trained} */
        public static Config released() {
            return new Config(64, 2, 10, 0.9, 1e-5, true, false);
        }
    }

    /** Builds an untrained model of a data set with features; {@code seed} draws its initial weights. */
    public Lattice(Dataset data, Config config, Compute compute, long seed) {
        super("LATTICE", data, compute, seed);
        this.config = config;
        ItemFeatures features = Content.of(data, Scaling.NONE);
        int modalities = features.modalities().size();
        user = addXavier("user", users(), config.dim());
        item = addXavier("item.id", features.items(), config.dim());
        NDArray logits = addZeros("modality.logit", modalities);
        ProjectedFeatures content =
                ProjectedFeatures.of(owner(), features, config.dim(), config.trainFeatures(), random());
        content.parameters().forEach(this::add);
        BipartiteGraph bipartite = BipartiteGraph.of(data.split().train());
        graph = config.asReleased() ? bipartite.withSelfLoops().mean(owner()) : bipartite.symmetric(owner());
        items = new LearnedGraph(owner(), features, content, logits, config);
        Shape entries = new Shape(features.items(), 2L * modalities * config.neighbours());
        columns = addBuffer("graph.columns", NativeArrays.zeros(owner(), entries));
        values = addBuffer("graph.values", NativeArrays.zeros(owner(), entries));
        graphs = new PerEpoch<>(owner(), this::graphs);
    }

    /** {@return an untrained model with the default settings, on the first GPU if there is one} */
    public static Lattice of(Dataset data, long seed) {
        return new Lattice(data, Config.defaults(), Compute.auto(), seed);
    }

    /** An epoch's first step finds the nearest items and keeps the graph in buffers for the other steps. */
    private Graphs graphs(Step step, NDManager owner) {
        Neighbours learned = null;
        if (step.number() == 0) {
            learned = items.neighbours(owner);
            keep(items.sum(learned));
        }
        return new Graphs(learned, kept().matrix(owner));
    }

    private void keep(GraphSum sum) {
        float[] numbers = new float[sum.columns().length];
        for (int n = 0; n < numbers.length; n++) {
            numbers[n] = sum.columns()[n];
        }
        NativeArrays.assign(columns, numbers);
        NativeArrays.assign(values, sum.values());
    }

    private GraphSum kept() {
        float[] numbers = columns.toFloatArray();
        int[] whole = new int[numbers.length];
        Arrays.setAll(whole, n -> (int) numbers[n]);
        int width = Math.toIntExact(columns.getShape().get(1));
        return new GraphSum(config.neighbours(), width, whole, values.toFloatArray());
    }

    @Override
    protected NDArray nodes(Tape tape) {
        if (tape.isRecording()) { // the graph has to outlive this call
            return nodes(() -> items.times(item, graphs.at(Step.first(0)).learned(), tape), tape);
        }
        try (NDManager scratch = owner().newSubManager()) {
            return nodes(() -> items.times(item, items.neighbours(scratch), tape), tape);
        }
    }

    /** The vectors of all nodes when items gather h, (I, D), from the nearest by content. */
    private NDArray nodes(Supplier<NDArray> h, Tape tape) {
        NDArray e = LightGcn.propagate(user.concat(item, 0), graph, config.layers(), tape);
        return ofUsers(e).concat(ofItems(e).add(unit(h.get())), 0);
    }

    @Override
    public NDArray loss(Triples batch, Step step, Tape tape) {
        Graphs now = graphs.at(step);
        NDArray e = step.number() == 0
                ? nodes(() -> items.times(item, now.learned(), tape), tape)
                : nodes(() -> tape.times(now.kept(), item), tape);
        NDList vectors = rows(e, batch);
        return BprLoss.of(vectors).add(BprLoss.l2(vectors, config.l2()));
    }
}
