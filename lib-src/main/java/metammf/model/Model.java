package metammf.model;

import static metammf.engine.NativeArrays.over;
import static metammf.engine.NativeArrays.scalar;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;
import metammf.base.Seeds;
import metammf.data.Dataset;
import metammf.engine.Compute;
import metammf.engine.NativeArrays;
import metammf.engine.Tape;

/**
 * The common part of all models. The file of a model contains its configuration, its constructor, {@link #nodes} and,
 * if the loss has terms in addition to BPR, the loss. Nodes 0 .. U-1 are the users, U .. N-1 the items.
 */
public abstract class Model implements Recommender {
    private final String name;
    private final NDManager owner;
    private final int users;
    private final RandomGenerator random; // of the initial weights
    private final Map<String, NDArray> parameters = new LinkedHashMap<>();
    private final Map<String, NDArray> buffers = new LinkedHashMap<>();

    /** Creates a model without arrays; the seed is that of the initial weights. */
    protected Model(String name, Dataset data, Compute compute, long seed) {
        this(name, compute.newManager(), data.users(), Seeds.stream(seed, "weights"));
    }

    Model(String name, NDManager owner, int users, RandomGenerator random) {
        this.name = name;
        this.owner = owner;
        this.users = users;
        this.random = random;
    }

    /** {@return the final vectors of all users and items, (N, D)} A recording tape switches dropout on. */
    protected abstract NDArray nodes(Tape tape);

    /** {@return the given array, of the model's manager, as a trainable one of this name in the weights file} */
    protected final NDArray add(String key, NDArray array) {
        parameters.put(key, array);
        return array;
    }

    /** {@return a new trainable array with Xavier-uniform weights: rows or input width, columns or output width} */
    protected final NDArray addXavier(String key, long rows, long columns) {
        return add(key, NativeArrays.xavier(owner, random, rows, columns));
    }

    /** {@return a new trainable array of zeros} */
    protected final NDArray addZeros(String key, long... shape) {
        return add(key, NativeArrays.zeros(owner, new Shape(shape)));
    }

    /** {@return the given array, of the model's manager, as one that vectors need and no optimiser changes} */
    protected final NDArray addBuffer(String key, NDArray array) {
        buffers.put(key, array);
        return array;
    }

    /** {@return a trainable array or a buffer, or null if there is none of this name} */
    protected final NDArray array(String key) {
        return parameters.getOrDefault(key, buffers.get(key));
    }

    /** {@return x W + b, (n, D), for the arrays W {@code key.weight}, (F, D), and b {@code key.bias}} */
    protected final NDArray linear(String key, NDArray x) {
        return NativeArrays.product(x, array(key + ".weight")).add(array(key + ".bias"));
    }

    /** {@return the random stream of the initial weights} */
    protected final RandomGenerator random() {
        return random;
    }

    /** {@return the manager that owns the model's arrays} */
    protected final NDManager owner() {
        return owner;
    }

    /** {@return U, the number of users} */
    protected final int users() {
        return users;
    }

    /** {@return the users' rows, (U, D), of an array over all nodes, (N, D)} */
    protected final NDArray ofUsers(NDArray e) {
        return e.get(new NDIndex(":{}", users));
    }

    /** {@return the items' rows, (I, D), of an array over all nodes, (N, D)} */
    protected final NDArray ofItems(NDArray e) {
        return e.get(new NDIndex("{}:", users));
    }

    /** {@return some rows of an array, (B, D), by their numbers, (B)} */
    protected final NDArray rows(NDArray table, int[] rows) {
        return NativeArrays.rows(table, owner.create(rows));
    }

    /** {@return a batch's rows of an array over all nodes, (N, D): e_u, e_i and e_j, (B, D) each} */
    protected final NDList rows(NDArray e, Triples batch) {
        return new NDList(
                rows(e, batch.users()), rows(e, nodesOf(batch.positives())), rows(e, nodesOf(batch.negatives())));
    }

    /** {@return a batch's rows of an array of the users, (U, D), and one of the items, (I, D): (B, D) each} */
    protected final NDList rows(NDArray ofUsers, NDArray ofItems, Triples batch) {
        return new NDList(
                rows(ofUsers, batch.users()), rows(ofItems, batch.positives()), rows(ofItems, batch.negatives()));
    }

    /** {@return the node numbers of items} */
    protected final int[] nodesOf(int[] items) {
        return Arrays.stream(items).map(item -> users + item).toArray();
    }

    /** {@return the values, a share of them set to zero and the others scaled up if the tape records} */
    protected static NDArray drop(NDArray values, double share, Tape tape) {
        if (share == 0 || !tape.isRecording()) {
            return values;
        }
        // Half of the time of the engine's own dropout, which draws bits.
        NDArray drawn = values.getManager().randomUniform(0, 1, values.getShape());
        NDArray kept = drawn.gte(scalar(values, share)).toType(DataType.FLOAT32, false);
        return values.mul(over(kept, 1 - share));
    }

    @Override
    public NDList embed(Triples batch, Tape tape) {
        return rows(nodes(tape), batch);
    }

    @Override
    public final Embeddings embeddings() {
        try (Tape tape = Tape.computing()) {
            return embeddingsOf(nodes(tape));
        }
    }

    /** Splits the vectors of all nodes, (N, D), into those of the users and those of the items. */
    final Embeddings embeddingsOf(NDArray e) {
        return new Embeddings(
                Math.toIntExact(e.getShape().get(1)),
                ofUsers(e).toFloatArray(),
                ofItems(e).toFloatArray());
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final Compute compute() {
        return Compute.of(owner);
    }

    @Override
    public final Map<String, NDArray> parameters() {
        return Collections.unmodifiableMap(parameters);
    }

    @Override
    public final Map<String, NDArray> buffers() {
        return Collections.unmodifiableMap(buffers);
    }

    /** {@return the model in a line: its name, the number of its parameters, and its device} */
    @Override
    public final String toString() {
        long numbers = parameters.values().stream().mapToLong(NDArray::size).sum();
        return String.format(
                Locale.ROOT, "%s(%d arrays of %,d numbers, on %s)", name, parameters.size(), numbers, compute());
    }

    @Override
    public void close() {
        owner.close();
    }
}
