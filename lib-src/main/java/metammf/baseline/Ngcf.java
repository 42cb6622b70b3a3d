package metammf.baseline;

import static metammf.base.MetaMmfException.require;
import static metammf.baseline.Formulas.unit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import java.io.Serializable;
import metammf.data.Dataset;
import metammf.data.ItemFeatures.Scaling;
import metammf.engine.Compute;
import metammf.engine.NativeArrays;
import metammf.engine.SparseMatrix;
import metammf.engine.Tape;
import metammf.model.BipartiteGraph;
import metammf.model.BprLoss;
import metammf.model.Model;

/**
 * NGCF (Wang et al., SIGIR 2019): a layer adds a map of the neighbours' mean and a map of its element-wise product with
 * the node's vector; the final vector is the concatenation of all layers, with width D (L + 1). It has its own
 * regulariser, so train it with weight decay 0.
 *
 * <p>This is the form of the public code, to which the MetaMMF paper refers: the mean over the neighbours and the node
 * in both terms, two activations, biases, and layers that are scaled to length 1 in the result. The article has
 * symmetric weights, one activation of the sum, and no biases. A linear map of the features is added to the final item
 * vectors, as in the 2019 code of the authors of MMGCN; the MetaMMF paper only says that features are used.
 */
public final class Ngcf extends Model {
    private static final float SLOPE = 0.2f; // of TensorFlow's LeakyReLU

    private final Config config;
    private final NDArray x; // (I, F), constant
    private final SparseMatrix mean; // P, (N, N)

    /**
     * Its settings.
     *
     * @param layers L
     * @param dim width of a layer, D
     * @param dropout share of values dropped after each layer in training
     * @param l2 weight of {@link BprLoss#l2} of the final vectors
     * @param scaling of the features
     */
    public record Config(int layers, int dim, double dropout, double l2, Scaling scaling) implements Serializable {
        public Config {
            require(layers > 0, "layers: expected at least 1, received %d", layers);
            require(dim > 0, "dim: expected at least 1, received %d", dim);
            require(dropout >= 0 && dropout < 1, "dropout: expected a share in [0, 1), received %s", dropout);
            require(l2 >= 0, "l2: expected 0 or more, received %s", l2);
        }

        /** {@return the defaults} Settings chosen on the validation split of the built-in set. */
        public static Config defaults() {
            return new Config(2, 64, 0.1, 0.1, Scaling.NORMALISED);
        }

        /** {@return the published settings: two layers as in the MetaMMF paper, else as in the public code} */
        public static Config paper() {
            return new Config(2, 64, 0.1, 1e-5, Scaling.STANDARDISED);
        }
    }

    /** Builds an untrained model of a data set with features; {@code seed} draws its initial weights. */
    public Ngcf(Dataset data, Config config, Compute compute, long seed) {
        super("NGCF", data, compute, seed);
        this.config = config;
        int d = config.dim();
        x = Content.array(data, config.scaling(), owner());
        addXavier("user", users(), d);
        addXavier("item.id", data.items(), d);
        for (int l = 1; l <= config.layers(); l++) {
            for (String role : new String[] {"neighbour", "common"}) {
                addXavier("gcn." + l + "." + role + ".weight", d, d);
                addXavier("gcn." + l + "." + role + ".bias", 1, d);
            }
        }
        int width = d * (config.layers() + 1);
        addXavier("content.weight", data.features().width(), width);
        addZeros("content.bias", width);
        mean = BipartiteGraph.of(data.split().train()).withSelfLoops().mean(owner());
    }

    /** {@return an untrained model with the default settings, on the first GPU if there is one} */
    public static Ngcf of(Dataset data, long seed) {
        return new Ngcf(data, Config.defaults(), Compute.auto(), seed);
    }

    /**
     * {@return a layer: sigma(P e W_1 + b_1) + sigma((e * P e) W_2 + b_2), (N, D), from the vectors e of the nodes and
     * the means P e over each and its neighbours; weights are (D, D) and biases (1, D)}
     */
    public static NDArray layer(NDArray e, NDArray neighbours, NDArray w1, NDArray b1, NDArray w2, NDArray b2) {
        NDArray sum = NativeArrays.product(neighbours, w1).add(b1);
        NDArray common = NativeArrays.product(e.mul(neighbours), w2).add(b2);
        return Activation.leakyRelu(sum, SLOPE).add(Activation.leakyRelu(common, SLOPE));
    }

    @Override
    protected NDArray nodes(Tape tape) {
        NDArray e = tape.cut(array("user").concat(array("item.id"), 0)); // (N, D)
        NDList layers = new NDList(e);
        for (int l = 1; l <= config.layers(); l++) {
            e = tape.cut(drop(layer("gcn." + l, tape.withNeighbours(e, mean)), config.dropout(), tape));
            layers.add(unit(e)); // the next layer reads what is not normalised
        }
        NDArray all = NDArrays.concat(layers, 1); // (N, D (L + 1))
        NDArray none = owner().zeros(new Shape(users(), all.getShape().get(1)));
        NDArray content = Activation.leakyRelu(linear("content", x), SLOPE);
        return all.add(none.concat(content, 0));
    }

    private NDArray layer(String name, NDList pair) {
        return layer(
                pair.get(0),
                pair.get(1),
                array(name + ".neighbour.weight"),
                array(name + ".neighbour.bias"),
                array(name + ".common.weight"),
                array(name + ".common.bias"));
    }

    /** BPR and L2, both on the final vectors. */
    @Override
    public NDArray loss(Triples batch, Step step, Tape tape) {
        NDList e = embed(batch, tape);
        return BprLoss.of(e).add(BprLoss.l2(e, config.l2()));
    }
}
