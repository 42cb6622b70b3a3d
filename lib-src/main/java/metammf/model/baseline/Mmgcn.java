package metammf.model.baseline;

import static metammf.MetaMmfException.require;
import static metammf.engine.NativeArrays.over;
import static metammf.engine.NativeArrays.times;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Activation;
import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import metammf.data.Dataset;
import metammf.data.ItemFeatures.Scaling;
import metammf.engine.Compute;
import metammf.engine.NativeArrays;
import metammf.engine.Seeds;
import metammf.engine.SparseMatrix;
import metammf.engine.Tape;
import metammf.fusion.Fusion;
import metammf.model.BipartiteGraph;
import metammf.model.BprLoss;
import metammf.model.GraphRecommender;
import metammf.model.Step;
import metammf.model.Triples;

/**
 * MMGCN (Wei et al., ACM Multimedia 2019): a graph convolution of its own for every modality, joined by the id
 * embeddings, which every layer sees. It has a regulariser of its own, so train it with weight decay 0.
 *
 * <p>The public code never trains the preferences and id embeddings ({@link Config#withFrozenTables}), always combines
 * side by side, always has three layers, and takes the mean over modalities where the publication has the sum.
 */
public final class Mmgcn extends GraphRecommender {
    private static final int WIDEST = 256; // wider modalities pass a linear layer first
    private static final double LEAST_NORM = 1e-12;

    private final Config config;
    private final Map<String, NDArray> tables = new LinkedHashMap<>(); // ids and preferences
    private final Map<String, NDArray> features; // (I, d_m), constant
    private final SparseMatrix mean; // (N, N)

    /** How a layer joins what comes from the neighbours with the node's own. */
    public enum Combination {
        /** Side by side, then a linear layer. */
        CONCATENATED,
        /** A linear layer of the neighbours' part, plus the node's own. */
        ELEMENT_WISE
    }

    /**
     * Its settings.
     *
     * @param layers L
     * @param dim width of the layers, D
     * @param combination how a layer joins neighbours and node
     * @param sum whether the modalities' vectors are added up, as published; else their mean is taken
     * @param frozenTables whether preferences and id embeddings stay as they were drawn, as in the public code
     * @param l2 weight of the mean squares of a batch's ids and of all preferences
     * @param scaling of the features
     */
    public record Config(
            int layers, int dim, Combination combination, boolean sum, boolean frozenTables, double l2, Scaling scaling)
            implements Serializable {
        /** Checks every value. */
        public Config {
            require(layers > 0, "layers: expected at least 1, received %d", layers);
            require(dim > 0, "dim: expected at least 1, received %d", dim);
            require(l2 >= 0, "l2: expected 0 or more, received %s", l2);
        }

        /**
         * Settings chosen on the validation split of the built-in set, for training with weight decay 1e-4 in the place of
         * its own regulariser.
         *
         * @return the defaults
         */
        public static Config defaults() {
            return paper().withL2(0);
        }

        /**
         * Two layers side by side, the modalities added up, and the L2 of its authors for TikTok.
         *
         * @return the published settings
         */
        public static Config paper() {
            return new Config(2, 64, Combination.CONCATENATED, true, false, 0.1, Scaling.NORMALISED);
        }

        /**
         * Changes the depth.
         *
         * @param value L
         * @return a changed copy
         */
        public Config withLayers(int value) {
            return new Config(value, dim, combination, sum, frozenTables, l2, scaling);
        }

        /**
         * Changes the width.
         *
         * @param value D
         * @return a changed copy
         */
        public Config withDim(int value) {
            return new Config(layers, value, combination, sum, frozenTables, l2, scaling);
        }

        /**
         * Changes how a layer joins neighbours and node.
         *
         * @param value side by side or element-wise
         * @return a changed copy
         */
        public Config withCombination(Combination value) {
            return new Config(layers, dim, value, sum, frozenTables, l2, scaling);
        }

        /**
         * Switches between sum and mean over the modalities.
         *
         * @param value true for the sum
         * @return a changed copy
         */
        public Config withSum(boolean value) {
            return new Config(layers, dim, combination, value, frozenTables, l2, scaling);
        }

        /**
         * Freezes preferences and id embeddings, or trains them.
         *
         * @param value true as in the public code
         * @return a changed copy
         */
        public Config withFrozenTables(boolean value) {
            return new Config(layers, dim, combination, sum, value, l2, scaling);
        }

        /**
         * Changes the regularisation.
         *
         * @param value weight of the mean squares
         * @return a changed copy
         */
        public Config withL2(double value) {
            return new Config(layers, dim, combination, sum, frozenTables, value, scaling);
        }

        /**
         * Changes the scale of the features.
         *
         * @param value how they are put on one scale
         * @return a changed copy
         */
        public Config withScaling(Scaling value) {
            return new Config(layers, dim, combination, sum, frozenTables, l2, value);
        }
    }

    private Mmgcn(Dataset data, Config config, NDManager owner, SplittableRandom random) {
        super("MMGCN", owner, data.users());
        this.config = config;
        this.features = ModalityArrays.of(data, config.scaling(), owner);
        addTable("user", NativeArrays.xavier(owner, random, data.users(), config.dim()));
        addTable("item.id", NativeArrays.xavier(owner, random, data.items(), config.dim()));
        features.forEach((name, x) -> {
            int width = Math.toIntExact(x.getShape().get(1));
            if (width > WIDEST) {
                addLinear("content." + name, width, WIDEST, random);
            }
            int input = Math.min(width, WIDEST);
            addTable("preference." + name, NativeArrays.xavier(owner, random, data.users(), input));
            for (int l = 1; l <= config.layers(); l++) {
                addLayer("gcn." + name + "." + l, l == 1 ? input : config.dim(), random);
            }
        });
        this.mean = BipartiteGraph.of(data.split().train()).mean(owner);
    }

    private void addTable(String name, NDArray table) {
        tables.put(name, table);
        if (!config.frozenTables()) {
            add(name, table);
        }
    }

    private void addLayer(String name, int input, SplittableRandom random) {
        add(name + ".neighbour", NativeArrays.xavier(owner(), random, input, input));
        addLinear(name + ".self", input, config.dim(), random);
        boolean beside = config.combination() == Combination.CONCATENATED;
        addLinear(name + ".joint", beside ? input + config.dim() : input, config.dim(), random);
    }

    /** With a bias as PyTorch draws it, which also keeps rows of zeros from having no direction. */
    private void addLinear(String name, int input, int output, SplittableRandom random) {
        add(name + ".weight", NativeArrays.xavier(owner(), random, input, output));
        add(name + ".bias", NativeArrays.uniform(owner(), 1 / Math.sqrt(input), random, output));
    }

    /**
     * With the default settings, on the first GPU if there is one.
     *
     * @param data its training split gives the graph, its features the content
     * @param seed of the initial weights
     * @return an untrained model; closing it frees its memory
     * @throws metammf.MetaMmfException if the data set has no features
     */
    public static Mmgcn of(Dataset data, long seed) {
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
     * @throws metammf.MetaMmfException if the data set has no features
     */
    public static Mmgcn of(Dataset data, Config config, Compute compute, long seed) {
        return new Mmgcn(data, config, compute.newManager(), Seeds.stream(seed, "weights"));
    }

    @Override
    public Map<String, NDArray> buffers() {
        return config.frozenTables() ? Collections.unmodifiableMap(tables) : Map.of();
    }

    /** Z, the sum or mean of the modalities' vectors. */
    @Override
    protected NDArray nodes(Tape tape) {
        NDArray id = tape.cut(tables.get("user").concat(tables.get("item.id"), 0)); // (N, D)
        NDArray z = features.keySet().stream()
                .map(modality -> nodes(modality, id, tape))
                .reduce(NDArray::add)
                .orElseThrow();
        return config.sum() ? z : over(z, features.size());
    }

    private NDArray nodes(String modality, NDArray id, Tape tape) {
        NDArray start = tables.get("preference." + modality).concat(content(modality), 0);
        NDArray h = start.normalize(2, 1, LEAST_NORM); // (N, D_m)
        for (int l = 1; l <= config.layers(); l++) {
            h = layer("gcn." + modality + "." + l, h, id, tape);
        }
        return h;
    }

    private NDArray content(String modality) {
        String name = "content." + modality;
        NDArray x = features.get(modality);
        return parameter(name + ".weight") == null ? x : linear(name, x);
    }

    /** M = act(mean of neighbours(H W_c)), Q = act(H W_l + b_l) + E_id, H' = act([M | Q] W_g + b_g) or act(M W_g + b_g + Q). */
    private NDArray layer(String name, NDArray input, NDArray id, Tape tape) {
        NDArray h = tape.cut(input);
        NDArray m = activate(tape.times(mean, h.matMul(parameter(name + ".neighbour"))));
        NDArray q = activate(linear(name + ".self", h)).add(id);
        return activate(
                config.combination() == Combination.CONCATENATED
                        ? linear(name + ".joint", m.concat(q, 1))
                        : linear(name + ".joint", m).add(q));
    }

    private NDArray linear(String name, NDArray x) {
        return x.matMul(parameter(name + ".weight")).add(parameter(name + ".bias"));
    }

    private static NDArray activate(NDArray x) {
        return Activation.leakyRelu(x, Fusion.SLOPE);
    }

    /** BPR, and the mean squares of the batch's id embeddings and of all preferences. */
    @Override
    public NDArray loss(Triples batch, Step step, Tape tape) {
        NDArray bpr = BprLoss.of(embed(batch, tape));
        return config.frozenTables() ? bpr : bpr.add(times(squares(batch), config.l2()));
    }

    private NDArray squares(Triples batch) {
        NDArray users = meanSquare(rows(tables.get("user"), batch.users()));
        NDArray positives = meanSquare(rows(tables.get("item.id"), batch.positives()));
        NDArray negatives = meanSquare(rows(tables.get("item.id"), batch.negatives()));
        NDArray ids = users.add(over(positives.add(negatives), 2));
        return features.keySet().stream()
                .map(modality -> meanSquare(tables.get("preference." + modality)))
                .reduce(ids, NDArray::add);
    }

    private static NDArray meanSquare(NDArray values) {
        return values.square().mean();
    }
}
