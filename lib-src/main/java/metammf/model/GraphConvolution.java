package metammf.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Activation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import metammf.engine.SparseMatrix;
import metammf.engine.Tape;
import metammf.fusion.Fusion;

/**
 * Graph convolution over users and items, eq. (17) and (18): each layer combines the vector of a node with the mean
 * vector of its neighbours; the score is the inner product of the final vectors. With fused items it is MetaMMF_GCN.
 */
public final class GraphConvolution extends EncoderModel {
    private final BipartiteGraph graph;
    private final GcnConfig config;
    private final SparseMatrix mean; // (N, N)

    /** Creates a model with Xavier-uniform weights and zero biases; the manager is closed with it. */
    public GraphConvolution(
            String name,
            NDManager owner,
            ItemEncoder items,
            BipartiteGraph graph,
            GcnConfig config,
            RandomGenerator random) {
        super(name, owner, items, graph.users(), random);
        this.graph = graph;
        this.config = config;
        int d = items.width();
        this.mean = graph.mean(owner);
        for (int l = 1; l <= config.layers(); l++) {
            addXavier("gcn." + l + ".self", d, d);
            addXavier("gcn." + l + ".neighbour", d, d);
            if (config.bias()) {
                addZeros("gcn." + l + ".bias", d);
            }
        }
    }

    /** {@return eq. (18) before its activation: W_1 e + W_2 mean(e), (N, D), with weights (D, D)} */
    public static NDArray convolve(NDArray e, NDArray neighbours, NDArray self, NDArray neighbour) {
        return e.matMul(self).addi(neighbours.matMul(neighbour));
    }

    @Override
    protected NDArray nodes(NDArray vectors, Tape tape) {
        return layer(config.layers() - 1, tape.withNeighbours(lastButOne(vectors, tape), mean), tape);
    }

    /** Eq. (17), then eq. (18) for all layers but the last. */
    private NDArray lastButOne(NDArray vectors, Tape tape) {
        NDArray e = array("user").concat(vectors, 0); // (N, D)
        for (int l = 0; l + 1 < config.layers(); l++) {
            e = layer(l, tape.withNeighbours(e, mean), tape);
        }
        return e;
    }

    /** Eq. (18) from the nodes' vectors and the means over their neighbours. */
    private NDArray layer(int l, NDList pair, Tape tape) {
        return drop(layer(l, pair, config, this::array), config.dropoutBehind(l), tape);
    }

    /** Eq. (18) with its activation, and without dropout. */
    static NDArray layer(int l, NDList pair, GcnConfig config, Function<String, NDArray> weights) {
        String name = "gcn." + (l + 1) + ".";
        NDArray e = convolve(pair.get(0), pair.get(1), weights.apply(name + "self"), weights.apply(name + "neighbour"));
        e = config.bias() ? e.addi(weights.apply(name + "bias")) : e;
        return l + 1 < config.layers() || config.lastActivation() ? Activation.leakyRelu(e, Fusion.SLOPE) : e;
    }

    /** What the items' neighbours tell them in each convolution: the means of their vectors, (I, D) each. */
    List<NDArray> itemNeighbours(Tape tape) {
        List<NDArray> means = new ArrayList<>();
        NDArray e = array("user").concat(items().all(), 0);
        for (int l = 0; l < config.layers(); l++) {
            NDList pair = tape.withNeighbours(e, mean);
            means.add(ofItems(pair.get(1)));
            e = layer(l, pair, tape);
        }
        return means;
    }

    /** How vectors travel over the graph. */
    GcnConfig config() {
        return config;
    }

    /**
     * The last layer for the batch's nodes only; on a GPU for all, as gathered rows of the graph would cross the bus.
     */
    @Override
    public NDList embed(Triples batch, Tape tape) {
        if (compute().device().isGpu()) {
            return super.embed(batch, tape);
        }
        int[] positives = nodesOf(batch.positives());
        int[] negatives = nodesOf(batch.negatives());
        Distinct asked = Distinct.of(batch.users(), positives, negatives);
        NDArray both = tape.times(graph.selfAndMean(owner(), asked.ids()), lastButOne(items().all(), tape)); // (2n, D)
        NDArray e = layer(config.layers() - 1, both.split(2), tape); // (n, D)
        return new NDList(
                rows(e, asked.positions(batch.users())),
                rows(e, asked.positions(positives)),
                rows(e, asked.positions(negatives)));
    }
}
