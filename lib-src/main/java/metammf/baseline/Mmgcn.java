package metammf.baseline;

import static metammf.base.MetaMmfException.require;
import static metammf.baseline.Formulas.meanSquare;
import static metammf.baseline.Formulas.meanSquares;
import static metammf.baseline.Formulas.unit;
import static metammf.engine.NativeArrays.over;
import static metammf.engine.NativeArrays.times;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;
import java.io.Serializable;
import java.util.Map;
import metammf.data.Dataset;
import metammf.data.ItemFeatures.Scaling;
import metammf.engine.Compute;
import metammf.engine.NativeArrays;
import metammf.engine.SparseMatrix;
import metammf.engine.Tape;
import metammf.fusion.Fusion;
import metammf.model.BipartiteGraph;
import metammf.model.BprLoss;
import metammf.model.Model;

/**
 * MMGCN (Wei et al., ACM Multimedia 2019): a separate graph convolution for each modality. All of them use the same id
 * embeddings in every layer. A layer concatenates the messages of the neighbours with the node's own vector. It has its
 * own regulariser, so train it with weight decay 0.
 */
public final class Mmgcn extends Model {
    private static final int WIDEST = 256; // wider modalities pass a linear layer first

    private final Config config;
    private final Map<String, NDArray> features; // X_m, (I, d_m), constant
    private final SparseMatrix mean; // (N, N)

    /**
     * Its settings.
     *
     * @param layers L
     * @param dim width of the layers, D
     * @param asReleased whether preferences and id embeddings stay as they were drawn and the modalities' mean is
     *     taken, as in the public code; in the publication they are trained and the modalities are added up
     * @param l2 weight of the mean squares of a batch's ids and of all preferences
     */
    public record Config(int layers, int dim, boolean asReleased, double l2) implements Serializable {
        public Config {
            require(layers > 0, "layers: expected at least 1, received %d", layers);
            require(dim > 0, "dim: expected at least 1, received %d", dim);
            require(l2 >= 0, "l2: expected 0 or more, received %s", l2);
        }

        /** {@return settings chosen on the built-in set's validation split with a weight decay of 1e-4} */
        public static Config defaults() {
            return new Config(2, 64, false, 0);
        }

        /** {@return the published settings} Two layers and the L2 of its authors for TikTok. */
        public static Config paper() {
            return new Config(2, 64, false, 0.1);
        }

        /** {@return the released settings} The form of the public code, which has three layers. */
        public static Config released() {
            return new Config(3, 64, true, 0.1);
        }
    }

    /** Builds an untrained model of a data set with features; {@code seed} draws its initial weights. */
    public Mmgcn(Dataset data, Config config, Compute compute, long seed) {
        super("MMGCN", data, compute, seed);
        this.config = config;
        features = Content.arrays(data, Scaling.NORMALISED, owner());
        addTable("user", NativeArrays.xavier(owner(), random(), users(), config.dim()));
        addTable("item.id", NativeArrays.xavier(owner(), random(), data.items(), config.dim()));
        features.forEach((name, x) -> {
            int width = Math.toIntExact(x.getShape().get(1));
            if (width > WIDEST) {
                addLinear("content." + name, width, WIDEST);
            }
            int input = Math.min(width, WIDEST);
            addTable("preference." + name, NativeArrays.xavier(owner(), random(), users(), input));
            for (int l = 1; l <= config.layers(); l++) {
                addLayer("gcn." + name + "." + l, l == 1 ? input : config.dim());
            }
        });
        mean = BipartiteGraph.of(data.split().train()).mean(owner());
    }

    private void addTable(String name, NDArray table) {
        if (config.asReleased()) {
            addBuffer(name, table);
        } else {
            add(name, table);
        }
    }

    private void addLayer(String name, int input) {
        addXavier(name + ".neighbour", input, input);
        addLinear(name + ".self", input, config.dim());
        addLinear(name + ".joint", input + config.dim(), config.dim());
    }

    /** With a bias as PyTorch draws it, which also keeps rows of zeros from having no direction. */
    private void addLinear(String name, int input, int output) {
        addXavier(name + ".weight", input, output);
        add(name + ".bias", NativeArrays.uniform(owner(), 1 / Math.sqrt(input), random(), output));
    }

    /** {@return an untrained model with the default settings, on the first GPU if there is one} */
    public static Mmgcn of(Dataset data, long seed) {
        return new Mmgcn(data, Config.defaults(), Compute.auto(), seed);
    }

    /** Z, the sum or mean of the modalities' vectors. */
    @Override
    protected NDArray nodes(Tape tape) {
        NDArray id = tape.cut(array("user").concat(array("item.id"), 0)); // (N, D)
        NDArray z = features.keySet().stream()
                .map(modality -> nodes(modality, id, tape))
                .reduce(NDArray::add)
                .orElseThrow();
        return config.asReleased() ? over(z, features.size()) : z;
    }

    private NDArray nodes(String modality, NDArray id, Tape tape) {
        NDArray start = array("preference." + modality).concat(content(modality), 0);
        NDArray h = unit(start); // (N, D_m)
        for (int l = 1; l <= config.layers(); l++) {
            h = layer("gcn." + modality + "." + l, h, id, tape);
        }
        return h;
    }

    private NDArray content(String modality) {
        String name = "content." + modality;
        NDArray x = features.get(modality);
        return array(name + ".weight") == null ? x : linear(name, x);
    }

    /** M = act(mean of neighbours(H W_c)), Q = act(H W_l + b_l) + E_id, H' = act([M | Q] W_g + b_g). */
    private NDArray layer(String name, NDArray input, NDArray id, Tape tape) {
        NDArray h = tape.cut(input);
        NDArray m = activate(tape.times(mean, h.matMul(array(name + ".neighbour"))));
        NDArray q = activate(linear(name + ".self", h)).add(id);
        return activate(linear(name + ".joint", m.concat(q, 1)));
    }

    private static NDArray activate(NDArray x) {
        return Activation.leakyRelu(x, Fusion.SLOPE);
    }

    /** BPR, and the mean squares of the batch's id embeddings and of all preferences, as far as they are trained. */
    @Override
    public NDArray loss(Triples batch, Step step, Tape tape) {
        NDArray bpr = BprLoss.of(embed(batch, tape));
        return config.asReleased() ? bpr : bpr.add(times(squares(batch), config.l2()));
    }

    private NDArray squares(Triples batch) {
        return features.keySet().stream()
                .map(modality -> meanSquare(array("preference." + modality)))
                .reduce(meanSquares(rows(array("user"), array("item.id"), batch)), NDArray::add);
    }
}
