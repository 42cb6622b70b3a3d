package metammf.model.baseline;

import static metammf.MetaMmfException.require;
import static metammf.engine.NativeArrays.scalar;
import static metammf.engine.NativeArrays.times;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import metammf.data.Dataset;
import metammf.data.ItemFeatures;
import metammf.data.ItemFeatures.Scaling;
import metammf.data.Modality;
import metammf.engine.Compute;
import metammf.engine.NativeArrays;
import metammf.engine.Seeds;
import metammf.engine.SparseMatrix;
import metammf.engine.SparsePattern;
import metammf.engine.Tape;
import metammf.model.BipartiteGraph;
import metammf.model.BprLoss;
import metammf.model.GraphRecommender;
import metammf.model.Step;
import metammf.model.Triples;

/**
 * LATTICE: LightGCN whose items also gather what their nearest by content have, over a graph of items that is learned
 * (Zhang et al., Mining Latent Structures for Multimedia Recommendation, ACM Multimedia 2021). It has a regulariser of its
 * own: train it without weight decay.
 *
 * <p>Every epoch's first step finds the nearest items anew, among the projected features, and learns the projections and
 * the modalities' weights; the other steps use the graph as it was then, as in the public code. The vectors of a model that
 * is not being trained are those of a graph of its present parameters.
 */
public final class Lattice extends GraphRecommender {
    private static final float LEAST = 1e-12f;

    /**
     * What can be chosen.
     *
     * @param dim width of the vectors, D
     * @param layers convolutions over users and items
     * @param itemLayers convolutions over items
     * @param neighbours nearest items of an item and modality, itself among them, k
     * @param frozenShare share of the raw features' graph, lambda
     * @param l2 weight of {@link BprLoss#l2} of the final vectors
     * @param releasedGraph whether negative cosines stay and the graphs are normalised when they are mixed, as in the public
     *     code; in the paper negative ones are 0 and every modality's graph is normalised by itself
     * @param selfLoops whether users and items are convolved by (D + I)^-1 (A + I), as in the public code, and not by
     *     D^-1/2 A D^-1/2
     * @param trainFeatures whether the features themselves are trained, as in the public code
     * @param scaling how the features are put on one scale
     */
    public record Config(
            int dim,
            int layers,
            int itemLayers,
            int neighbours,
            double frozenShare,
            double l2,
            boolean releasedGraph,
            boolean selfLoops,
            boolean trainFeatures,
            Scaling scaling)
            implements Serializable {
        /** Checks every value. */
        public Config {
            require(dim > 0, "dim: expected at least 1, received %d", dim);
            require(
                    layers >= 0 && itemLayers >= 1,
                    "layers: expected 0, 1 or more, received %d, %d",
                    layers,
                    itemLayers);
            require(frozenShare >= 0 && frozenShare < 1, "frozenShare: expected 0 .. 1, received %s", frozenShare);
            require(l2 >= 0, "l2: expected 0 or more, received %s", l2);
        }

        /**
         * The published settings, which do well on the validation split of the built-in set at a learning rate of 2e-3.
         *
         * @return the defaults
         */
        public static Config defaults() {
            return paper();
        }

        /**
         * The published form: two layers over users and items, one over items, ten neighbours, lambda 0.9.
         *
         * @return the paper's settings
         */
        public static Config paper() {
            return new Config(64, 2, 1, 10, 0.9, 1e-5, false, false, false, Scaling.NONE);
        }

        /**
         * The form of the public code, but for the features, which it trains.
         *
         * @return the released settings
         */
        public static Config released() {
            return new Config(64, 2, 1, 10, 0.9, 1e-5, true, true, false, Scaling.NONE);
        }

        /**
         * Changes the depths.
         *
         * @param ofNodes convolutions over users and items
         * @param ofItems convolutions over items
         * @return a changed copy
         */
        public Config withLayers(int ofNodes, int ofItems) {
            return new Config(
                    dim,
                    ofNodes,
                    ofItems,
                    neighbours,
                    frozenShare,
                    l2,
                    releasedGraph,
                    selfLoops,
                    trainFeatures,
                    scaling);
        }

        /**
         * Changes the number of nearest items.
         *
         * @param value k, at least 2
         * @return a changed copy
         */
        public Config withNeighbours(int value) {
            return new Config(
                    dim, layers, itemLayers, value, frozenShare, l2, releasedGraph, selfLoops, trainFeatures, scaling);
        }

        /**
         * Changes the share of the raw features' graph.
         *
         * @param value lambda, in [0, 1)
         * @return a changed copy
         */
        public Config withFrozenShare(double value) {
            return new Config(
                    dim, layers, itemLayers, neighbours, value, l2, releasedGraph, selfLoops, trainFeatures, scaling);
        }

        /**
         * Changes the regularisation.
         *
         * @param value 0 or more
         * @return a changed copy
         */
        public Config withL2(double value) {
            return new Config(
                    dim,
                    layers,
                    itemLayers,
                    neighbours,
                    frozenShare,
                    value,
                    releasedGraph,
                    selfLoops,
                    trainFeatures,
                    scaling);
        }

        /**
         * Switches the convolution over users and items.
         *
         * @param value whether nodes are their own neighbours
         * @return a changed copy
         */
        public Config withSelfLoops(boolean value) {
            return new Config(
                    dim, layers, itemLayers, neighbours, frozenShare, l2, releasedGraph, value, trainFeatures, scaling);
        }

        /**
         * Switches the training of the features themselves.
         *
         * @param value whether they are parameters
         * @return a changed copy
         */
        public Config withTrainFeatures(boolean value) {
            return new Config(
                    dim, layers, itemLayers, neighbours, frozenShare, l2, releasedGraph, selfLoops, value, scaling);
        }

        /**
         * Changes the features' scale.
         *
         * @param value which
         * @return a changed copy
         */
        public Config withScaling(Scaling value) {
            return new Config(
                    dim,
                    layers,
                    itemLayers,
                    neighbours,
                    frozenShare,
                    l2,
                    releasedGraph,
                    selfLoops,
                    trainFeatures,
                    value);
        }
    }

    /** A graph of items: the k nearest of each in every modality, in ascending order within a row. */
    private record Neighbours(List<int[]> columns, List<SparsePattern> patterns) {}

    /** An epoch's graphs: what its first step learns, which is null if that is over, and what its other steps use, (I, I). */
    private record Graphs(Neighbours learned, SparseMatrix inForce) {}

    private final Config config;
    private final int[] offsets; // (I + 1) of every graph
    private final NDArray user; // (U, D)
    private final NDArray item; // (I, D)
    private final NDArray logits; // (M)
    private final ProjectedFeatures content;
    private final SparseMatrix graph; // (N, N)
    private final List<int[]> frozenColumns = new ArrayList<>(); // (I k) of every modality's raw features
    private final List<float[]> frozenValues = new ArrayList<>();
    private final List<SparseMatrix> frozen = new ArrayList<>(); // the same, (I, I)
    private final NDArray inForceColumns; // (I, 2 M k), as float32 to be saved
    private final NDArray inForceValues;

    private final PerEpoch<Graphs> graphs;

    private Lattice(NDManager owner, Dataset data, ItemFeatures features, Config config, RandomGenerator random) {
        super("LATTICE", owner, data.split().train().users());
        this.config = config;
        int d = config.dim();
        int items = features.items();
        int modalities = features.modalities().size();
        this.offsets = NearestItems.offsets(items, config.neighbours());
        this.user = add("user", NativeArrays.xavier(owner, random, users(), d));
        this.item = add("item.id", NativeArrays.xavier(owner, random, items, d));
        this.logits = add("modality.logit", NativeArrays.zeros(owner, new Shape(modalities)));
        this.content = ProjectedFeatures.of(owner, features, d, config.trainFeatures(), random);
        content.parameters().forEach(this::add);
        BipartiteGraph bipartite = BipartiteGraph.of(data.split().train());
        this.graph = config.selfLoops() ? bipartite.withSelfLoops().mean(owner) : bipartite.symmetric(owner);
        features.modalities().forEach(this::freeze);
        Shape shape = new Shape(items, 2L * modalities * config.neighbours());
        this.inForceColumns = NativeArrays.zeros(owner, shape);
        this.inForceValues = NativeArrays.zeros(owner, shape);
        this.graphs = new PerEpoch<>(owner, this::graphs);
    }

    /**
     * A model with Xavier-uniform weights and equally weighted modalities. The graph of the raw features is built here.
     *
     * @param data its training split gives the graph, its features the graph of items
     * @param config what can be chosen
     * @param compute where the model lives
     * @param seed of the initial weights
     * @return an untrained model; closing it frees its memory
     * @throws metammf.MetaMmfException if the data set has no features
     */
    public static Lattice of(Dataset data, Config config, Compute compute, long seed) {
        ItemFeatures features = ProjectedFeatures.scaled(data, config.scaling());
        return new Lattice(compute.newManager(), data, features, config, Seeds.stream(seed, "weights"));
    }

    /**
     * A model with the default settings.
     *
     * @param data its training split gives the graph, its features the graph of items
     * @param seed of the initial weights
     * @return an untrained model; closing it frees its memory
     * @throws metammf.MetaMmfException if the data set has no features
     */
    public static Lattice of(Dataset data, long seed) {
        return of(data, Config.defaults(), Compute.auto(), seed);
    }

    /** The graph of one modality's raw features. */
    private void freeze(Modality modality) {
        float[] unit =
                ItemFeatures.of(modality).rowNormalised().modalities().get(0).values();
        int[] columns = nearest(unit, modality.width());
        float[] cosines = NearestItems.cosines(unit, modality.width(), columns, config.neighbours());
        try (NDManager scratch = owner().newSubManager();
                Tape tape = Tape.computing()) {
            SparsePattern pattern = new SparsePattern(scratch, offsets, columns, modality.items());
            NDArray kept = clamped(NativeArrays.of(scratch, cosines, cosines.length));
            float[] values = symmetric(pattern, kept, rowSums(kept)).toFloatArray();
            frozenColumns.add(columns);
            frozenValues.add(values);
            frozen.add(SparseMatrix.of(owner(), modality.items(), offsets, columns, values));
        }
    }

    /** The nearest of every item, ascending, (I k). */
    private int[] nearest(float[] unit, int width) {
        int[] columns = NearestItems.of(unit, width, config.neighbours());
        for (int i = 0; i + 1 < offsets.length; i++) {
            Arrays.sort(columns, offsets[i], offsets[i + 1]);
        }
        return columns;
    }

    /** Those of the kept entries alone, (I k). */
    private NDArray cosines(SparsePattern pattern, NDArray unit, Tape tape) {
        NDArray both = tape.cut(unit);
        return clamped(pattern.dots(tape, both, both));
    }

    private NDArray clamped(NDArray cosines) {
        return config.releasedGraph() ? cosines : cosines.maximum(scalar(cosines, 0));
    }

    private NDArray rowSums(NDArray values) {
        return values.reshape(-1, config.neighbours()).sum(new int[] {1}); // (I)
    }

    /**
     * D^-1/2 B D^-1/2, where D holds the sums of rows; B itself is not symmetric.
     *
     * @param pattern where B has entries, E of them
     * @param values of B, (E)
     * @param sums of rows, (I); what has none gets zeros
     * @return (E)
     */
    static NDArray symmetric(SparsePattern pattern, NDArray values, NDArray sums) {
        NDArray roots =
                sums.maximum(scalar(sums, LEAST)).pow(scalar(sums, -0.5)).reshape(-1, 1);
        return values.mul(NativeArrays.rows(roots, pattern.rows()).reshape(-1))
                .mul(NativeArrays.rows(roots, pattern.columns()).reshape(-1));
    }

    /** The projected features, every row of length 1, (I, D) each. */
    private List<NDArray> unitContent() {
        return content.all().stream().map(y -> y.normalize(2, 1, LEAST)).toList();
    }

    /** Which items are nearest by present parameters. */
    private Neighbours neighbours(NDManager manager) {
        List<int[]> columns = new ArrayList<>();
        try (Tape tape = Tape.computing()) {
            for (NDArray y : unitContent()) {
                columns.add(nearest(y.toFloatArray(), config.dim()));
            }
        }
        int items = offsets.length - 1;
        return new Neighbours(
                columns,
                columns.stream()
                        .map(c -> new SparsePattern(manager, offsets, c, items))
                        .toList());
    }

    /** The values of the learned graphs, each with the weight of its modality, (I k) each. */
    private List<NDArray> learnedValues(Neighbours near, NDArray weights, Tape tape) {
        List<NDArray> unit = unitContent();
        List<NDArray> values = new ArrayList<>();
        List<NDArray> sums = new ArrayList<>();
        for (int m = 0; m < unit.size(); m++) {
            values.add(cosines(near.patterns().get(m), unit.get(m), tape));
            sums.add(rowSums(values.get(m)).mul(weights.get(m)));
        }
        NDArray mixed = config.releasedGraph()
                ? tape.cut(sums.stream().reduce(NDArray::add).orElseThrow())
                : null;
        for (int m = 0; m < unit.size(); m++) {
            NDArray own = mixed == null ? rowSums(values.get(m)) : mixed;
            values.set(m, symmetric(near.patterns().get(m), values.get(m), own).mul(weights.get(m)));
        }
        return values;
    }

    /** S h with S = (1 - lambda) sum_m w_m L_m + lambda sum_m w_m O_m, L learned and O frozen, once a layer, (I, D). */
    private NDArray gathered(Neighbours near, Tape tape) {
        NDArray weights = tape.cut(logits.softmax(0));
        List<NDArray> values = learnedValues(near, weights, tape);
        float share = (float) config.frozenShare();
        NDArray h = tape.cut(item);
        for (int l = 0; l < config.itemLayers(); l++) {
            NDArray sum = null;
            for (int m = 0; m < values.size(); m++) {
                NDArray own = near.patterns().get(m).times(tape, tape.cut(values.get(m)), h);
                NDArray raw = tape.times(frozen.get(m), h).mul(weights.get(m));
                NDArray both = times(own, 1 - share).add(times(raw, share));
                sum = sum == null ? both : sum.add(both);
            }
            h = tape.cut(sum);
        }
        return h;
    }

    /** An epoch's first step finds the nearest items anew and keeps the graph in the buffers, where the other steps find it. */
    private Graphs graphs(Step step, NDManager owner) {
        Neighbours learned = null;
        if (step.number() == 0) {
            learned = neighbours(owner);
            keepInForce(learned);
        }
        return new Graphs(learned, inForce(owner));
    }

    /** Writes the graph of present parameters into the buffers: all graphs' entries of an item side by side. */
    private void keepInForce(Neighbours learned) {
        int graphs = 2 * frozen.size();
        float[] columns = new float[Math.toIntExact(inForceColumns.size())];
        float[] values = new float[columns.length];
        try (Tape tape = Tape.computing()) {
            NDArray weights = logits.softmax(0);
            List<NDArray> found = learnedValues(learned, weights, tape);
            for (int m = 0; m < found.size(); m++) {
                float share = (float) config.frozenShare();
                float[] own = times(found.get(m), 1 - share).toFloatArray();
                spread(learned.columns().get(m), own, 1, 2 * m, graphs, columns, values);
                float weight = weights.getFloat(m) * share;
                spread(frozenColumns.get(m), frozenValues.get(m), weight, 2 * m + 1, graphs, columns, values);
            }
        }
        NativeArrays.assign(inForceColumns, columns);
        NativeArrays.assign(inForceValues, values);
    }

    private void spread(
            int[] from, float[] entries, float weight, int place, int graphs, float[] columns, float[] values) {
        int k = config.neighbours();
        for (int n = 0; n < from.length; n++) {
            int to = (n / k * graphs + place) * k + n % k;
            columns[to] = from[n];
            values[to] = weight * entries[n];
        }
    }

    /** The graph in the buffers. */
    private SparseMatrix inForce(NDManager owner) {
        int width = Math.toIntExact(inForceColumns.getShape().get(1));
        float[] columns = inForceColumns.toFloatArray();
        int[] whole = new int[columns.length];
        Arrays.setAll(whole, n -> (int) columns[n]);
        return NearestItems.sum(owner, width, whole, inForceValues.toFloatArray());
    }

    @Override
    public Map<String, NDArray> buffers() {
        Map<String, NDArray> buffers = new LinkedHashMap<>();
        buffers.put("graph.columns", inForceColumns);
        buffers.put("graph.values", inForceValues);
        return buffers;
    }

    @Override
    protected NDArray nodes(Tape tape) {
        if (tape.isRecording()) { // the graph has to outlive this call
            return nodes(() -> gathered(graphs.at(Step.first(0)).learned(), tape), tape);
        }
        try (NDManager scratch = owner().newSubManager()) {
            return nodes(() -> gathered(neighbours(scratch), tape), tape);
        }
    }

    /** The vectors of all nodes when items gather h, (I, D), from the nearest by content. */
    private NDArray nodes(Supplier<NDArray> h, Tape tape) {
        NDArray e = LightGcn.propagate(user.concat(item, 0), graph, config.layers(), tape);
        NDArray users = e.get(new NDIndex(":{}", users()));
        NDArray items = e.get(new NDIndex("{}:", users())).add(h.get().normalize(2, 1, LEAST));
        return users.concat(items, 0);
    }

    private NDArray gathered(SparseMatrix inForce, Tape tape) {
        NDArray h = item;
        for (int l = 0; l < config.itemLayers(); l++) {
            h = tape.times(inForce, h);
        }
        return h;
    }

    @Override
    public NDArray loss(Triples batch, Step step, Tape tape) {
        Graphs now = graphs.at(step);
        Supplier<NDArray> h = () -> step.number() == 0 ? gathered(now.learned(), tape) : gathered(now.inForce(), tape);
        NDList vectors = rows(nodes(h, tape), batch);
        return BprLoss.of(vectors).add(BprLoss.l2(vectors, config.l2()));
    }
}
