package metammf.model.baseline;

import static metammf.MetaMmfException.require;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.norm.Dropout;
import java.io.Serializable;
import java.util.SplittableRandom;
import metammf.data.Dataset;
import metammf.data.ItemFeatures.Scaling;
import metammf.engine.Compute;
import metammf.engine.NativeArrays;
import metammf.engine.Seeds;
import metammf.engine.SparsePattern;
import metammf.engine.Tape;
import metammf.model.BipartiteGraph;
import metammf.model.GraphRecommender;

/**
 * GAT (Velickovic et al., ICLR 2018), trained for ranking as in the paper: a node's new vector is a mean over itself and
 * its neighbours, weighted by learned attention.
 *
 * <p>Attention vectors have no bias, as in PyTorch Geometric; the publication's code gives each one. Heads stand side by
 * side in all layers; the publication averages those of the last one.
 */
public final class Gat extends GraphRecommender {
    private static final float SLOPE = 0.2f; // of the attention's activation, as published

    private final Config config;
    private final NDArray features; // (I, F), constant; null: ids alone
    private final SparsePattern edges; // (N, N), with self-loops

    /** What items' vectors start from. */
    public enum Input {
        /** An embedding of the item. */
        IDS,
        /** A linear map of its features. */
        FEATURES,
        /** The sum of both. */
        BOTH
    }

    /**
     * Its settings.
     *
     * @param layers L
     * @param dim width of the vectors, D, a multiple of the heads
     * @param heads attention heads of a layer, H
     * @param dropout share of a layer's inputs and of the attention dropped in training
     * @param input what items' vectors start from
     * @param scaling of the features, if they are read
     */
    public record Config(int layers, int dim, int heads, double dropout, Input input, Scaling scaling)
            implements Serializable {
        /** Checks every value. */
        public Config {
            require(layers > 0, "layers: expected at least 1, received %d", layers);
            require(heads > 0, "heads: expected at least 1, received %d", heads);
            require(dim > 0 && dim % heads == 0, "dim: expected a multiple of %d heads, received %d", heads, dim);
            require(dropout >= 0 && dropout < 1, "dropout: expected a share in [0, 1), received %s", dropout);
        }

        /**
         * Settings chosen on the validation split of the built-in set.
         *
         * @return the defaults
         */
        public static Config defaults() {
            return paper().withHeads(1).withDropout(0.5).withInput(Input.BOTH);
        }

        /**
         * Eight heads of width 8 and dropout 0.6, as published, in the two layers of the paper's protocol.
         *
         * @return the published settings
         */
        public static Config paper() {
            return new Config(2, 64, 8, 0.6, Input.IDS, Scaling.NORMALISED);
        }

        /**
         * Changes the depth.
         *
         * @param value L
         * @return a changed copy
         */
        public Config withLayers(int value) {
            return new Config(value, dim, heads, dropout, input, scaling);
        }

        /**
         * Changes the width.
         *
         * @param value D
         * @return a changed copy
         */
        public Config withDim(int value) {
            return new Config(layers, value, heads, dropout, input, scaling);
        }

        /**
         * Changes the number of heads.
         *
         * @param value H
         * @return a changed copy
         */
        public Config withHeads(int value) {
            return new Config(layers, dim, value, dropout, input, scaling);
        }

        /**
         * Changes the dropout.
         *
         * @param value share of a layer's inputs and of the attention
         * @return a changed copy
         */
        public Config withDropout(double value) {
            return new Config(layers, dim, heads, value, input, scaling);
        }

        /**
         * Changes what items' vectors start from.
         *
         * @param value ids, features or both
         * @return a changed copy
         */
        public Config withInput(Input value) {
            return new Config(layers, dim, heads, dropout, value, scaling);
        }

        /**
         * Changes the scale of the features.
         *
         * @param value how they are put on one scale
         * @return a changed copy
         */
        public Config withScaling(Scaling value) {
            return new Config(layers, dim, heads, dropout, input, value);
        }
    }

    private Gat(Dataset data, Config config, NDManager owner, SplittableRandom random) {
        super("GAT", owner, data.users());
        this.config = config;
        int d = config.dim();
        add("user", NativeArrays.xavier(owner, random, data.users(), d));
        if (config.input() != Input.FEATURES) {
            add("item.id", NativeArrays.xavier(owner, random, data.items(), d));
        }
        this.features = config.input() == Input.IDS ? null : Content.array(data, config.scaling(), owner);
        if (features != null) {
            add(
                    "content.weight",
                    NativeArrays.xavier(owner, random, features.getShape().get(1), d));
            add("content.bias", NativeArrays.zeros(owner, new Shape(d)));
        }
        for (int l = 1; l <= config.layers(); l++) {
            add("gat." + l + ".weight", NativeArrays.xavier(owner, random, d, d));
            add("gat." + l + ".source", NativeArrays.xavier(owner, random, config.heads(), d / config.heads()));
            add("gat." + l + ".target", NativeArrays.xavier(owner, random, config.heads(), d / config.heads()));
            add("gat." + l + ".bias", NativeArrays.zeros(owner, new Shape(d)));
        }
        this.edges = BipartiteGraph.of(data.split().train()).withSelfLoops().pattern(owner);
    }

    /**
     * With the default settings, on the first GPU if there is one.
     *
     * @param data its training split gives the graph
     * @param seed of the initial weights
     * @return an untrained model; closing it frees its memory
     */
    public static Gat of(Dataset data, long seed) {
        return of(data, Config.defaults(), Compute.auto(), seed);
    }

    /**
     * An untrained model.
     *
     * @param data its training split gives the graph
     * @param config its settings
     * @param compute where it lives
     * @param seed of the initial weights
     * @return a model; closing it frees its memory
     * @throws metammf.MetaMmfException if it is to read features and there are none
     */
    public static Gat of(Dataset data, Config config, Compute compute, long seed) {
        return new Gat(data, config, compute.newManager(), Seeds.stream(seed, "weights"));
    }

    /**
     * What each node takes from its neighbours and itself: the softmax over j of LeakyReLU(t . z_i + s . z_j).
     *
     * @param z projected vectors of the nodes, (N, C); on a recording tape a cut
     * @param source s, (C)
     * @param target t, (C)
     * @param edges row i has an entry for each j that reaches node i, (N, N)
     * @param tape the tape of the computation
     * @return a share for each edge, (E); those of a row sum to 1
     */
    public static NDArray attention(NDArray z, NDArray source, NDArray target, SparsePattern edges, Tape tape) {
        NDArray t = z.matMul(target.reshape(-1, 1)); // (N, 1)
        NDArray s = z.matMul(source.reshape(-1, 1));
        NDArray scores = edges.sums(tape, t, s); // t_i + s_j
        return edges.softmax(tape, Activation.leakyRelu(scores, SLOPE));
    }

    @Override
    protected NDArray nodes(Tape tape) {
        NDArray h = parameter("user").concat(items(), 0); // (N, D)
        for (int l = 1; l <= config.layers(); l++) {
            h = layer("gat." + l, h, tape);
            h = l < config.layers() ? Activation.elu(h, 1) : h;
        }
        return h;
    }

    private NDArray items() {
        NDArray id = parameter("item.id");
        if (features == null) {
            return id;
        }
        NDArray content = features.matMul(parameter("content.weight")).add(parameter("content.bias"));
        return id == null ? content : id.add(content);
    }

    private NDArray layer(String name, NDArray h, Tape tape) {
        NDArray z = tape.cut(drop(h, tape).matMul(parameter(name + ".weight")));
        NDArray out = head(name, z, 0, tape);
        for (int head = 1; head < config.heads(); head++) {
            out = out.concat(head(name, z, head, tape), 1);
        }
        return out.add(parameter(name + ".bias"));
    }

    /** The weighted means of a head's columns, (N, C). */
    private NDArray head(String name, NDArray z, int head, Tape tape) {
        int c = config.dim() / config.heads();
        NDArray own = config.heads() == 1 ? z : tape.cut(z.get(new NDIndex(":, {}:{}", head * c, (head + 1) * c)));
        NDArray source = parameter(name + ".source").get(head);
        NDArray target = parameter(name + ".target").get(head);
        return edges.times(tape, drop(attention(own, source, target, edges, tape), tape), own);
    }

    private NDArray drop(NDArray values, Tape tape) {
        return config.dropout() > 0 && tape.isRecording()
                ? Dropout.dropout(values, (float) config.dropout(), true).singletonOrThrow()
                : values;
    }
}
