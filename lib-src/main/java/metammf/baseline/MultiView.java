package metammf.baseline;

import static metammf.base.MetaMmfException.require;
import static metammf.engine.NativeArrays.times;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import java.io.Serializable;
import java.util.Arrays;
import metammf.base.Records;
import metammf.data.Dataset;
import metammf.data.Interactions;
import metammf.engine.Compute;
import metammf.engine.NativeArrays;
import metammf.engine.SparseMatrix;
import metammf.engine.Tape;
import metammf.fusion.FusionConfig;
import metammf.model.BipartiteGraph;
import metammf.model.BprLoss;
import metammf.model.Model;

/**
 * MetaMMF beyond the paper: the id view of LightGCN plus a second view, in which the meta information s_i determines
 * the weights of the item graphs for each item and, with the gate, which parts of an embedding are used. Train it
 * without weight decay.
 *
 * <pre>
 * id view        c   = mean of E_0 .. E_L with E_l = A E_(l-1), as in LightGCN
 * gate           h_i = v_i * sigma(z_i), where z_i are the fused features, eq. (12)
 * items' graphs  g_i = sum_m alpha_m(i) sum_j S_m(i, j) h_j, where alpha(i) = softmax(s_i C + b)
 * users' graph   q   = P^3 Q, where P is R R^T without its diagonal, each row divided by its sum
 * vector         c + q / |q| of a user, c + g / |g| of an item
 * </pre>
 *
 * <p>The graphs S_m join each item with its nearest items by the content of each modality and by users in common. The loss is
 * BPR plus InfoNCE between the views of a user and of an item, against all nodes. A step takes L + M + 7 sparse
 * products, and as many for the gradients; no matrix of items x items or users x users is built.
 */
public final class MultiView extends Model {
    private final Config config;
    private final SparseMatrix graph; // A, (N, N)
    private final ItemView items;
    private final UserPaths users; // P, (U, U); null: no view of the users
    private final NDArray noView; // zeros, (U, D), in its place

    /** The input of an item's meta information; all values except the first are ablations. */
    public enum Meta {
        /** The item's content and popularity. */
        OWN,
        /** The content and popularity of another item, which is drawn once. */
        OTHERS,
        /** The item's content. */
        CONTENT,
        /** The item's popularity. */
        POPULARITY,
        /** No input: all items share one learned mixture. */
        CONSTANT,
        /** No input: all graphs have the same weight. */
        NONE
    }

    /**
     * The settings of the model.
     *
     * @param dim width of the vectors, D
     * @param layers convolutions of the id view, L
     * @param neighbours nearest items of an item in each graph, including itself
     * @param fusion how features become the gate and the meta information
     * @param gated whether there is a gate
     * @param meta input of the meta information that mixes the graphs
     * @param userView whether users have a second view
     * @param contrast weight of the items' InfoNCE; the users' has 3/7 of it
     * @param temperature of InfoNCE, tau
     * @param l2 weight of {@link BprLoss#l2} of the final vectors
     */
    public record Config(
            int dim,
            int layers,
            int neighbours,
            FusionConfig fusion,
            boolean gated,
            Meta meta,
            boolean userView,
            double contrast,
            double temperature,
            double l2)
            implements Serializable {
        public Config {
            require(dim > 0, "dim: expected at least 1, received %d", dim);
            require(layers >= 0, "layers: expected 0 or more, received %d", layers);
            require(contrast >= 0, "contrast: expected 0 or more, received %s", contrast);
            require(temperature > 0, "temperature: expected a positive number, received %s", temperature);
            require(l2 >= 0, "l2: expected 0 or more, received %s", l2);
        }

        /** {@return the defaults: three layers and no gate, for a learning rate of 1e-3} */
        public static Config defaults() {
            FusionConfig fusion = FusionConfig.paper().withWidths(64);
            return new Config(64, 3, 10, fusion, false, Meta.OWN, true, 0.07, 0.6, 1e-3);
        }

        /** {@return a copy with this many convolutions of the id view} */
        public Config withLayers(int value) {
            return Records.with(this, "layers", value);
        }

        /** {@return a copy with this many nearest items in each graph} */
        public Config withNeighbours(int value) {
            return Records.with(this, "neighbours", value);
        }

        /** {@return a copy with or without the gate} */
        public Config withGated(boolean value) {
            return Records.with(this, "gated", value);
        }

        /** {@return a copy whose graphs are mixed by this meta information} */
        public Config withMeta(Meta value) {
            return Records.with(this, "meta", value);
        }

        /** {@return a copy with or without the users' view} */
        public Config withUserView(boolean value) {
            return Records.with(this, "userView", value);
        }

        /** {@return a copy with this weight of InfoNCE} */
        public Config withContrast(double value) {
            return Records.with(this, "contrast", value);
        }
    }

    /** Builds an untrained model of a data set with features; {@code seed} draws its initial weights. */
    public MultiView(Dataset data, Config config, Compute compute, long seed) {
        super("MetaMMF_MV", data, compute, seed);
        this.config = config;
        Interactions train = data.split().train();
        addXavier("user", users(), config.dim());
        addXavier("item.id", data.items(), config.dim());
        addXavier("item.view", data.items(), config.dim());
        if (config.userView()) {
            addXavier("user.view", users(), config.dim());
        }
        items = new ItemView(owner(), data, config, random(), seed);
        items.weights().forEach(this::add);
        graph = BipartiteGraph.of(train).symmetric(owner());
        users = config.userView() ? UserPaths.of(owner(), train) : null;
        noView = config.userView() ? null : NativeArrays.zeros(owner(), new Shape(users(), config.dim()));
    }

    /** {@return an untrained model with the default settings, on the first GPU if there is one} */
    public static MultiView of(Dataset data, long seed) {
        return new MultiView(data, Config.defaults(), Compute.auto(), seed);
    }

    /** The id view and the second view, (N, D) each. */
    private NDList views(Tape tape) {
        NDArray ids = array("user").concat(items.started(array("item.id")), 0);
        return new NDList(
                LightGcn.propagate(ids, graph, config.layers(), tape),
                tape.cut(userView(tape).concat(items.vectors(array("item.view"), tape), 0)));
    }

    private NDArray userView(Tape tape) {
        return users == null ? noView : users.vectors(array("user.view"), tape); // (U, D)
    }

    @Override
    protected NDArray nodes(Tape tape) {
        NDList views = views(tape);
        return views.get(0).add(views.get(1));
    }

    /** BPR and L2 of the final vectors, and InfoNCE between the two views of each node in the batch. */
    @Override
    public NDArray loss(Triples batch, Step step, Tape tape) {
        NDList views = views(tape);
        NDArray ids = tape.cut(views.get(0));
        NDArray others = views.get(1);
        NDList vectors = rows(ids.add(others), batch);
        NDArray loss = BprLoss.of(vectors).add(BprLoss.l2(vectors, config.l2()));
        if (config.contrast() == 0) {
            return loss;
        }
        NDArray items = contrast(ofItems(ids), ofItems(others), batch.positives());
        NDArray sum = loss.add(times(items, config.contrast()));
        return config.userView()
                ? sum.add(times(contrast(ofUsers(ids), ofUsers(others), batch.users()), config.contrast() * 3 / 7))
                : sum;
    }

    private NDArray contrast(NDArray ids, NDArray others, int[] nodes) {
        int[] distinct = Arrays.stream(nodes).distinct().toArray();
        return Formulas.infoNce(rows(ids, distinct), rows(others, distinct), others, config.temperature());
    }
}
