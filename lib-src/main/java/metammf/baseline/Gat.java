package metammf.baseline;

import static metammf.base.MetaMmfException.require;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.nn.Activation;
import java.io.Serializable;
import metammf.base.Records;
import metammf.data.Dataset;
import metammf.data.ItemFeatures.Scaling;
import metammf.engine.Compute;
import metammf.engine.SparseMatrix;
import metammf.engine.Tape;
import metammf.model.BipartiteGraph;
import metammf.model.Model;

/**
 * GAT (Velickovic et al., ICLR 2018), trained for ranking as in the paper: a node's new vector is a mean over itself and
 * its neighbours, weighted by learned attention.
 *
 * <p>Attention vectors have no bias, as in PyTorch Geometric; the published code has one for each. Heads are
 * concatenated in all layers; the publication averages the heads of the last layer.
 */
public final class Gat extends Model {
    private static final float SLOPE = 0.2f; // of the attention's activation, as published

    private final Config config;
    private final NDArray x; // (I, F), constant; null: ids alone
    private final SparseMatrix.Pattern edges; // (N, N), with self-loops

    /**
     * Its settings.
     *
     * @param layers L
     * @param dim width of the vectors, D, a multiple of the heads
     * @param heads attention heads of a layer, H
     * @param dropout share of a layer's inputs and of the attention dropped in training
     * @param content whether a linear map of the features is added to the items' embeddings
     */
    public record Config(int layers, int dim, int heads, double dropout, boolean content) implements Serializable {
        public Config {
            require(layers > 0, "layers: expected at least 1, received %d", layers);
            require(heads > 0, "heads: expected at least 1, received %d", heads);
            require(dim > 0 && dim % heads == 0, "dim: expected a multiple of %d heads, received %d", heads, dim);
            require(dropout >= 0 && dropout < 1, "dropout: expected a share in [0, 1), received %s", dropout);
        }

        /** {@return the defaults} Settings chosen on the validation split of the built-in set. */
        public static Config defaults() {
            return new Config(2, 64, 1, 0.5, true);
        }

        /** {@return the published eight heads of width 8 and dropout 0.6, in the paper's two layers} */
        public static Config paper() {
            return new Config(2, 64, 8, 0.6, false);
        }

        /** {@return a copy with this many attention heads} */
        public Config withHeads(int value) {
            return Records.with(this, "heads", value);
        }

        /** {@return a copy with this dropout} */
        public Config withDropout(double value) {
            return Records.with(this, "dropout", value);
        }
    }

    /** Builds an untrained model, of features too if it reads them; {@code seed} draws its initial weights. */
    public Gat(Dataset data, Config config, Compute compute, long seed) {
        super("GAT", data, compute, seed);
        this.config = config;
        int d = config.dim();
        x = config.content() ? Content.array(data, Scaling.NORMALISED, owner()) : null;
        addXavier("user", users(), d);
        addXavier("item.id", data.items(), d);
        if (config.content()) {
            addXavier("content.weight", data.features().width(), d);
            addZeros("content.bias", d);
        }
        for (int l = 1; l <= config.layers(); l++) {
            addXavier("gat." + l + ".weight", d, d);
            addXavier("gat." + l + ".source", config.heads(), d / config.heads());
            addXavier("gat." + l + ".target", config.heads(), d / config.heads());
            addZeros("gat." + l + ".bias", d);
        }
        edges = BipartiteGraph.of(data.split().train()).withSelfLoops().pattern(owner());
    }

    /** {@return an untrained model with the default settings, on the first GPU if there is one} */
    public static Gat of(Dataset data, long seed) {
        return new Gat(data, Config.defaults(), Compute.auto(), seed);
    }

    /**
     * {@return the attention of each node to its neighbours and itself: the softmax over j of LeakyReLU(t . z_i + s .
     * z_j), a share for each edge, (E), those of a row sum to 1} The projected vectors z, (N, C), are a cut on a
     * recording tape; s and t are (C), and row i of the pattern (N, N) has an entry for each j that reaches node i.
     */
    public static NDArray attention(NDArray z, NDArray source, NDArray target, SparseMatrix.Pattern edges, Tape tape) {
        NDArray t = z.matMul(target.reshape(-1, 1)); // (N, 1)
        NDArray s = z.matMul(source.reshape(-1, 1));
        NDArray scores = edges.sums(tape, t, s); // t_i + s_j
        return edges.softmax(tape, Activation.leakyRelu(scores, SLOPE));
    }

    @Override
    protected NDArray nodes(Tape tape) {
        NDArray h = array("user").concat(items(), 0); // (N, D)
        for (int l = 1; l <= config.layers(); l++) {
            h = layer("gat." + l, h, tape);
            h = l < config.layers() ? Activation.elu(h, 1) : h;
        }
        return h;
    }

    private NDArray items() {
        NDArray id = array("item.id");
        return x == null ? id : id.add(linear("content", x));
    }

    private NDArray layer(String name, NDArray h, Tape tape) {
        NDArray z = tape.cut(drop(h, config.dropout(), tape).matMul(array(name + ".weight")));
        NDArray out = head(name, z, 0, tape);
        for (int head = 1; head < config.heads(); head++) {
            out = out.concat(head(name, z, head, tape), 1);
        }
        return out.add(array(name + ".bias"));
    }

    /** The weighted means of a head's columns, (N, C). */
    private NDArray head(String name, NDArray z, int head, Tape tape) {
        int c = config.dim() / config.heads();
        NDArray own = config.heads() == 1 ? z : tape.cut(z.get(new NDIndex(":, {}:{}", head * c, (head + 1) * c)));
        NDArray source = array(name + ".source").get(head);
        NDArray target = array(name + ".target").get(head);
        NDArray shares = attention(own, source, target, edges, tape);
        return edges.times(tape, drop(shares, config.dropout(), tape), own);
    }
}
