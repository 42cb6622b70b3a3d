package metammf.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import metammf.engine.Compute;
import metammf.engine.NativeArrays;
import metammf.engine.Tape;

/** A recommender that computes the vectors of all nodes at once, users first, then items. */
public abstract class GraphRecommender implements Recommender {
    private final String name;
    private final NDManager owner;
    private final int users;
    private final Map<String, NDArray> parameters = new LinkedHashMap<>();

    /**
     * A model without parameters yet.
     *
     * @param name what it is called
     * @param owner the manager that owns all arrays; closed with the model
     * @param users number of users, U
     */
    protected GraphRecommender(String name, NDManager owner, int users) {
        this.name = name;
        this.owner = owner;
        this.users = users;
    }

    /**
     * The vectors of all nodes.
     *
     * @param tape the tape of the computation; a recording one switches dropout on
     * @return (N, D)
     */
    protected abstract NDArray nodes(Tape tape);

    /**
     * Adds a trainable array.
     *
     * @param name its name in the weights file
     * @param array the array, owned by the model's manager
     * @return the array
     */
    protected final NDArray add(String name, NDArray array) {
        parameters.put(name, array);
        return array;
    }

    /**
     * A trainable array.
     *
     * @param name its name in the weights file
     * @return the array, or null if there is none of this name
     */
    protected final NDArray parameter(String name) {
        return parameters.get(name);
    }

    /**
     * The manager of the model's arrays.
     *
     * @return the owner
     */
    protected final NDManager owner() {
        return owner;
    }

    /**
     * Number of users.
     *
     * @return U
     */
    protected final int users() {
        return users;
    }

    /**
     * Some rows of an array.
     *
     * @param table (n, D)
     * @param rows row numbers, (B)
     * @return (B, D)
     */
    protected final NDArray rows(NDArray table, int[] rows) {
        return NativeArrays.rows(table, owner.create(rows));
    }

    /**
     * A batch's rows of an array over all nodes.
     *
     * @param e (N, D)
     * @param batch B triples (u, i, j)
     * @return e_u, e_i and e_j, (B, D) each
     */
    protected final NDList rows(NDArray e, Triples batch) {
        return new NDList(
                rows(e, batch.users()), rows(e, nodesOf(batch.positives())), rows(e, nodesOf(batch.negatives())));
    }

    /**
     * The nodes of items.
     *
     * @param items item numbers
     * @return node numbers
     */
    protected final int[] nodesOf(int[] items) {
        return Arrays.stream(items).map(item -> users + item).toArray();
    }

    @Override
    public NDList embed(Triples batch, Tape tape) {
        return rows(nodes(tape), batch);
    }

    @Override
    public Embeddings embeddings() {
        try (Tape tape = Tape.computing()) {
            return embeddingsOf(nodes(tape));
        }
    }

    /** The nodes' vectors, (N, D), as those of users and of items. */
    final Embeddings embeddingsOf(NDArray e) {
        NDArray first = e.get(new NDIndex(":{}", users));
        NDArray rest = e.get(new NDIndex("{}:", users));
        return new Embeddings(Math.toIntExact(e.getShape().get(1)), first.toFloatArray(), rest.toFloatArray());
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Compute compute() {
        return new Compute(owner.getDevice());
    }

    @Override
    public Map<String, NDArray> parameters() {
        return Collections.unmodifiableMap(parameters);
    }

    @Override
    public String toString() {
        return describe();
    }

    @Override
    public void close() {
        owner.close();
    }
}
