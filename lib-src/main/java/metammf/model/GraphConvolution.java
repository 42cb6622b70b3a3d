package metammf.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.norm.Dropout;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import metammf.engine.Compute;
import metammf.engine.NativeArrays;
import metammf.engine.SparseMatrix;
import metammf.engine.Tape;
import metammf.fusion.Fusion;

/**
 * Graph convolution over users and items, eq. (17) and (18): every node's vector is mixed with the mean of its
 * neighbours', layer by layer; the score is the inner product of the final vectors. With fused items it is
 * MetaMMF_GCN.
 */
public final class GraphConvolution implements Recommender {
    private final String name;
    private final NDManager owner;
    private final ItemEncoder items;
    private final GcnConfig config;
    private final NDArray user; // (U, D)
    private final SparseMatrix mean; // (N, N)
    private final Map<String, NDArray> layers = new LinkedHashMap<>();

    /**
     * A model with Xavier-uniform user embeddings and layer weights, and zero biases.
     *
     * @param name what it is called
     * @param owner the manager that owns all arrays; closed with the model
     * @param items makes the items' vectors
     * @param graph who is joined with what
     * @param config depth, dropout and the rest
     * @param random where the user embeddings and the layers' weights come from
     */
    public GraphConvolution(
            String name,
            NDManager owner,
            ItemEncoder items,
            BipartiteGraph graph,
            GcnConfig config,
            RandomGenerator random) {
        this.name = name;
        this.owner = owner;
        this.items = items;
        this.config = config;
        int d = items.width();
        this.user = NativeArrays.xavier(owner, random, graph.users(), d);
        this.mean = graph.mean(owner);
        for (int l = 1; l <= config.layers(); l++) {
            layers.put("gcn." + l + ".self", NativeArrays.xavier(owner, random, d, d));
            layers.put("gcn." + l + ".neighbour", NativeArrays.xavier(owner, random, d, d));
            if (config.bias()) {
                layers.put("gcn." + l + ".bias", NativeArrays.zeros(owner, new Shape(d)));
            }
        }
    }

    /**
     * Eq. (18) before its activation: W_1 e + W_2 mean(e).
     *
     * @param e vectors of the nodes, (N, D)
     * @param neighbours mean of their neighbours' vectors, (N, D)
     * @param self W_1, (D, D)
     * @param neighbour W_2, (D, D)
     * @return (N, D)
     */
    public static NDArray convolve(NDArray e, NDArray neighbours, NDArray self, NDArray neighbour) {
        return e.matMul(self).add(neighbours.matMul(neighbour));
    }

    /** Eq. (17), then L times eq. (18). */
    private NDArray nodes(Tape tape) {
        NDArray e = user.concat(items.all(), 0); // (N, D)
        for (int l = 0; l < config.layers(); l++) {
            NDList pair = tape.withNeighbours(e, mean);
            e = convolve(pair.get(0), pair.get(1), weight(l, "self"), weight(l, "neighbour"));
            e = config.bias() ? e.add(weight(l, "bias")) : e;
            e = l + 1 < config.layers() || config.lastActivation() ? Activation.leakyRelu(e, Fusion.SLOPE) : e;
            e = drop(e, config.dropoutBehind(l), tape);
        }
        return e;
    }

    private NDArray weight(int layer, String role) {
        return layers.get("gcn." + (layer + 1) + "." + role);
    }

    private static NDArray drop(NDArray e, float share, Tape tape) {
        return share > 0 && tape.isRecording() ? Dropout.dropout(e, share, true).singletonOrThrow() : e;
    }

    @Override
    public NDList embed(Triples batch, Tape tape) {
        NDArray e = nodes(tape);
        return new NDList(
                NativeArrays.rows(e, owner.create(batch.users())),
                NativeArrays.rows(e, owner.create(itemNodes(batch.positives()))),
                NativeArrays.rows(e, owner.create(itemNodes(batch.negatives()))));
    }

    private int[] itemNodes(int[] ids) {
        int users = users();
        return Arrays.stream(ids).map(item -> users + item).toArray();
    }

    private int users() {
        return Math.toIntExact(user.getShape().get(0));
    }

    @Override
    public Embeddings embeddings() {
        try (Tape tape = Tape.computing()) {
            NDArray e = nodes(tape);
            NDArray users = e.get(new NDIndex(":{}", users()));
            NDArray rest = e.get(new NDIndex("{}:", users()));
            return new Embeddings(items.width(), users.toFloatArray(), rest.toFloatArray());
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public ItemEncoder items() {
        return items;
    }

    @Override
    public Compute compute() {
        return new Compute(owner.getDevice());
    }

    @Override
    public Map<String, NDArray> parameters() {
        Map<String, NDArray> parameters = new LinkedHashMap<>();
        parameters.put("user", user);
        parameters.putAll(items.parameters());
        parameters.putAll(layers);
        return parameters;
    }

    @Override
    public void close() {
        owner.close();
    }
}
