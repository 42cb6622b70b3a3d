package metammf.baseline;

import static metammf.base.MetaMmfException.require;
import static metammf.baseline.Formulas.meanSquare;
import static metammf.baseline.Formulas.meanSquares;
import static metammf.baseline.Formulas.unit;
import static metammf.engine.NativeArrays.times;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
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
 * GRCN (Wei et al., ACM Multimedia 2020): content identifies noisy interactions. In each modality, the preference of a
 * user moves towards similar items of the user (routing). The weight of an edge is the similarity of the contents of
 * its nodes, and the id embeddings are propagated over these edges. It has its own regulariser, so train it with weight
 * decay 0.
 */
public final class Grcn extends Model {
    private final Config config;
    private final Map<String, NDArray> features; // X_m, (I, d_m), constant
    private final SparseMatrix.Pattern usersToItems; // (U, I)
    private final SparseMatrix.Pattern edges; // (N, N)

    /**
     * Its settings.
     *
     * @param layers convolutions of the id embeddings, L
     * @param dim width of each part, D
     * @param routings iterations of the routing
     * @param parts whether the vectors have a part for each modality in addition to the id part, with width D (1 + M)
     * @param asReleased whether the routing changes nothing and edges of negative weight are cut, as in the public
     *     code, which passes the messages of the routing to the items and then reads the users
     * @param l2 weight of the mean squares of a batch's ids and preferences
     */
    public record Config(int layers, int dim, int routings, boolean parts, boolean asReleased, double l2)
            implements Serializable {
        public Config {
            require(layers > 0, "layers: expected at least 1, received %d", layers);
            require(dim > 0, "dim: expected at least 1, received %d", dim);
            require(routings >= 0, "routings: expected 0 or more, received %d", routings);
            require(l2 >= 0, "l2: expected 0 or more, received %s", l2);
        }

        /**
         * {@return the defaults} The published settings, except that vectors contain only the id part. This was chosen
         * on the validation split of the built-in set, where the concatenated parts have a recall that is a third
         * lower.
         */
        public static Config defaults() {
            return new Config(2, 64, 3, false, false, 1e-3);
        }

        /** {@return the published settings} The settings of its authors for TikTok. */
        public static Config paper() {
            return new Config(2, 64, 3, true, false, 1e-3);
        }

        /** {@return the released settings} The published settings in the form of the public code. */
        public static Config released() {
            return new Config(2, 64, 3, true, true, 1e-3);
        }
    }

    /** Builds an untrained model of a data set with features; {@code seed} draws its initial weights. */
    public Grcn(Dataset data, Config config, Compute compute, long seed) {
        super("GRCN", data, compute, seed);
        this.config = config;
        int d = config.dim();
        features = Content.arrays(data, Scaling.NORMALISED, owner());
        addXavier("user", users(), d);
        addXavier("item.id", data.items(), d);
        features.forEach((name, x) -> {
            long width = x.getShape().get(1);
            double bound = 1 / Math.sqrt(width); // of PyTorch's linear layers
            addXavier("preference." + name, users(), d);
            add("content." + name + ".weight", NativeArrays.uniform(owner(), bound, random(), width, d));
            add("content." + name + ".bias", NativeArrays.uniform(owner(), bound, random(), d));
        });
        addXavier("confidence", users() + data.items(), features.size());
        BipartiteGraph graph = BipartiteGraph.of(data.split().train());
        usersToItems = graph.usersToItems(owner());
        edges = graph.pattern(owner());
    }

    /** {@return an untrained model with the default settings, on the first GPU if there is one} */
    public static Grcn of(Dataset data, long seed) {
        return new Grcn(data, Config.defaults(), Compute.auto(), seed);
    }

    /**
     * {@return one iteration of the routing: a user moves towards the items it has interacted with, most towards those
     * it agrees with: p_u + sum_i a_ui f_i at length 1, where a is the softmax over the user's items of p_u . f_i, the
     * next p, (U, D)} Preferences p, (U, D), and contents f, (I, D), have rows of length 1, and f is a cut on a
     * recording tape; the pattern (U, I) is who has interacted with what.
     */
    public static NDArray route(NDArray preferences, NDArray contents, SparseMatrix.Pattern usersToItems, Tape tape) {
        NDArray p = tape.cut(preferences);
        return unit(p.add(usersToItems.times(tape, agreement(p, contents, usersToItems, tape), contents)));
    }

    /**
     * {@return the agreement of the nodes of each edge: the softmax over j of r_i . c_j, a share for each edge, (E);
     * the shares of a row sum to 1} Both r, (n, D), and c, (m, D), are cuts on a recording tape; row i of the pattern
     * has an entry for each j that reaches it.
     */
    public static NDArray agreement(NDArray rows, NDArray columns, SparseMatrix.Pattern edges, Tape tape) {
        return edges.softmax(tape, edges.dots(tape, rows, columns));
    }

    @Override
    protected NDArray nodes(Tape tape) {
        NDList parts = new NDList();
        NDList agreements = new NDList();
        for (String modality : features.keySet()) {
            NDArray h = tape.cut(preferencesAndContents(modality, tape));
            NDArray shares = agreement(h, h, edges, tape);
            agreements.add(shares);
            if (config.parts()) {
                parts.add(h.add(edges.times(tape, shares, h)));
            }
        }
        NDArray ids = ids(weights(agreements), tape);
        parts.add(0, ids);
        return config.parts() ? NDArrays.concat(parts, 1) : ids;
    }

    /** H = [P; F] of a modality, (N, D). */
    private NDArray preferencesAndContents(String modality, Tape tape) {
        NDArray x = linear("content." + modality, features.get(modality));
        NDArray f = tape.cut(unit(Activation.leakyRelu(x, Fusion.SLOPE)));
        NDArray p = unit(array("preference." + modality));
        for (int n = 0; !config.asReleased() && n < config.routings(); n++) {
            p = route(p, f, usersToItems, tape);
        }
        return p.concat(f, 0);
    }

    /** The largest of an edge's agreements, each times the sender's confidence in its modality, (E). */
    private NDArray weights(NDList agreements) {
        NDArray all = NDArrays.stack(agreements, 1); // (E, M)
        NDArray weights =
                all.mul(NativeArrays.rows(array("confidence"), edges.columns())).max(new int[] {1});
        return config.asReleased() ? Activation.relu(weights) : weights;
    }

    /** E_0 + .. + E_L, where E_0 are the ids at length 1 and E_l = W E_(l-1), (N, D). */
    private NDArray ids(NDArray weights, Tape tape) {
        NDArray w = tape.cut(weights);
        NDArray e = tape.cut(unit(array("user").concat(array("item.id"), 0)));
        NDArray sum = e;
        for (int l = 0; l < config.layers(); l++) {
            e = edges.times(tape, w, e);
            sum = sum.add(e);
        }
        return sum;
    }

    /** BPR, and the mean squares of the batch's id embeddings and preferences. */
    @Override
    public NDArray loss(Triples batch, Step step, Tape tape) {
        NDArray squares = features.keySet().stream()
                .map(modality -> meanSquare(rows(array("preference." + modality), batch.users())))
                .reduce(meanSquares(rows(array("user"), array("item.id"), batch)), NDArray::add);
        return BprLoss.of(embed(batch, tape)).add(times(squares, config.l2()));
    }
}
