package metammf.baseline;

import static metammf.base.MetaMmfException.require;
import static metammf.baseline.Formulas.infoNce;
import static metammf.engine.NativeArrays.over;
import static metammf.engine.NativeArrays.times;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Activation;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import metammf.data.Dataset;
import metammf.data.ItemFeatures;
import metammf.data.ItemFeatures.Scaling;
import metammf.data.Modality;
import metammf.engine.Compute;
import metammf.engine.SparseMatrix;
import metammf.engine.Tape;
import metammf.model.BipartiteGraph;
import metammf.model.BprLoss;
import metammf.model.Model;

/**
 * MGCN: LightGCN with an additional view for each modality. In this view, the content gates the item embeddings, and
 * each item receives the embeddings of its nearest items (Yu et al., Multi-View Graph Convolutional Network for
 * Multimedia Recommendation, ACM Multimedia 2023). The weight of each modality for a node depends on its interactions.
 * Train it without weight decay. The learning rate is constant; in the public code it falls by 4% in 50 epochs.
 */
public final class Mgcn extends Model {
    private final Config config;
    private final NDArray user; // (U, D)
    private final NDArray item; // (I, D)
    private final ProjectedFeatures content;
    private final List<String> modalities; // their names
    private final NDArray query; // q, (D, 1)
    private final List<SparseMatrix> near = new ArrayList<>(); // S, (I, I)
    private final SparseMatrix graph; // A, (N, N)
    private final SparseMatrix fromItems; // R, (U, I)

    /**
     * The settings of the model.
     *
     * @param dim width of the vectors, D
     * @param layers convolutions over users and items
     * @param neighbours nearest items of an item and modality, including itself
     * @param contrast weight of the contrastive loss, lambda
     * @param temperature of the contrastive loss, tau
     * @param l2 weight of {@link BprLoss#l2} of the final vectors
     * @param trainFeatures whether the features themselves are trained, as in the public code
     */
    public record Config(
            int dim, int layers, int neighbours, double contrast, double temperature, double l2, boolean trainFeatures)
            implements Serializable {
        public Config {
            require(dim > 0, "dim: expected at least 1, received %d", dim);
            require(layers >= 0, "layers: expected 0 or more, received %d", layers);
            require(contrast > 0, "contrast: expected a positive number, received %s", contrast);
            require(temperature > 0, "temperature: expected a positive number, received %s", temperature);
            require(l2 >= 0, "l2: expected 0 or more, received %s", l2);
        }

        /** {@return the published settings} The middle one of the three published weights of the contrastive loss. */
        public static Config paper() {
            return new Config(64, 2, 10, 0.01, 0.2, 1e-4, true);
        }

        /** {@return the defaults} Settings chosen on the validation split of the built-in set. */
        public static Config defaults() {
            return paper();
        }
    }

    /** Builds an untrained model of a data set with features; {@code seed} draws its initial weights. */
    public Mgcn(Dataset data, Config config, Compute compute, long seed) {
        super("MGCN", data, compute, seed);
        this.config = config;
        ItemFeatures features = Content.of(data, Scaling.NONE);
        user = addXavier("user", users(), config.dim());
        item = addXavier("item.id", data.items(), config.dim());
        content = ProjectedFeatures.of(owner(), features, config.dim(), config.trainFeatures(), random());
        content.parameters().forEach(this::add);
        modalities = features.modalities().stream().map(Modality::name).toList();
        for (Modality modality : features.modalities()) {
            addMap("gate." + modality.name());
            addMap("taste." + modality.name());
            near.add(NearestItems.graph(owner(), ItemFeatures.of(modality), config.neighbours(), 1));
        }
        addMap("attention");
        query = addXavier("attention.query", config.dim(), 1);
        BipartiteGraph clicks = BipartiteGraph.of(data.split().train());
        graph = clicks.symmetric(owner());
        fromItems = clicks.fromItems(owner());
    }

    private void addMap(String name) {
        addXavier(name + ".weight", config.dim(), config.dim());
        addZeros(name + ".bias", config.dim());
    }

    /** {@return an untrained model with the default settings, on the first GPU if there is one} */
    public static Mgcn of(Dataset data, long seed) {
        return new Mgcn(data, Config.defaults(), Compute.auto(), seed);
    }

    /** E, the mean over the layers of the convolution, (N, D). */
    private NDArray behaviour(Tape tape) {
        return LightGcn.propagate(user.concat(item, 0), graph, config.layers(), tape);
    }

    /** H_m = S (e_i * g_m) of the items and R H_m of the users, (N, D) each. */
    private List<NDArray> ofModalities(Tape tape) {
        List<NDArray> y = content.all();
        List<NDArray> all = new ArrayList<>();
        for (int m = 0; m < y.size(); m++) {
            NDArray gate = Activation.sigmoid(linear("gate." + modalities.get(m), y.get(m))); // (I, D)
            NDArray items = tape.times(near.get(m), item.mul(gate));
            all.add(tape.times(fromItems, items).concat(items, 0));
        }
        return all;
    }

    /** (C + sum_m P_m * (H_m - C)) / (M + 1) with C = sum_m a_m H_m and P_m what E says of the modality, (n, D) for n nodes. */
    private NDArray side(NDArray e, List<NDArray> h) {
        NDArray common = common(h);
        NDArray sum = common;
        for (int m = 0; m < h.size(); m++) {
            NDArray taste = Activation.sigmoid(linear("taste." + modalities.get(m), e));
            sum = sum.add(taste.mul(h.get(m).sub(common)));
        }
        return over(sum, h.size() + 1);
    }

    /** C = sum_m a_m H_m, where a is the softmax over the modalities of q tanh(W H_m + b), (n, D). */
    private NDArray common(List<NDArray> h) {
        NDList logits = new NDList();
        h.forEach(own -> logits.add(Activation.tanh(linear("attention", own)).matMul(query))); // (n, D) x (D, 1)
        NDList weights = NDArrays.concat(logits, 1).softmax(1).split(h.size(), 1); // (n, 1) each
        NDArray sum = weights.get(0).mul(h.get(0));
        for (int m = 1; m < h.size(); m++) {
            sum = sum.add(weights.get(m).mul(h.get(m)));
        }
        return sum;
    }

    @Override
    protected NDArray nodes(Tape tape) {
        NDArray e = behaviour(tape);
        return e.add(side(e, ofModalities(tape)));
    }

    /**
     * BPR and L2 of the final vectors, and InfoNCE between the two summands of each node's vector. What follows the sparse
     * products is computed for the batch's nodes alone.
     */
    @Override
    public NDArray loss(Triples batch, Step step, Tape tape) {
        int[] nodes = Stream.of(batch.users(), nodesOf(batch.positives()), nodesOf(batch.negatives()))
                .flatMapToInt(Arrays::stream)
                .toArray();
        NDArray e = rows(behaviour(tape), nodes);
        NDArray added =
                side(e, ofModalities(tape).stream().map(h -> rows(h, nodes)).toList());
        NDList behaviour = e.split(3);
        NDList side = added.split(3);
        NDList vectors = e.add(added).split(3);
        NDArray users = infoNce(side.get(0), behaviour.get(0), config.temperature());
        NDArray items = infoNce(side.get(1), behaviour.get(1), config.temperature());
        return BprLoss.of(vectors)
                .add(BprLoss.l2(vectors, config.l2()))
                .add(times(users.add(items), config.contrast()));
    }
}
