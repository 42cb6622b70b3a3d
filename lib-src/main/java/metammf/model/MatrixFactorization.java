package metammf.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import metammf.engine.Compute;
import metammf.engine.NativeArrays;
import metammf.engine.Tape;

/**
 * Matrix factorisation, eq. (16): the score is the inner product of the user's embedding and the item's vector. With
 * fused items it is MetaMMF_MF, with ids alone MF-BPR. A step touches only the items of its batch.
 */
public final class MatrixFactorization implements Head {
    private final String name;
    private final NDManager owner;
    private final ItemEncoder items;
    private final NDArray user; // (U, D)

    /**
     * A model with Xavier-uniform user embeddings.
     *
     * @param name what it is called
     * @param owner the manager that owns all arrays; closed with the model
     * @param items makes the items' vectors
     * @param users U
     * @param random where the user embeddings come from
     */
    public MatrixFactorization(String name, NDManager owner, ItemEncoder items, int users, RandomGenerator random) {
        this.name = name;
        this.owner = owner;
        this.items = items;
        this.user = NativeArrays.xavier(owner, random, users, items.width());
    }

    @Override
    public NDList embed(Triples batch, Tape tape) {
        Distinct distinct = Distinct.of(batch.positives(), batch.negatives());
        NDArray vectors = items.rows(ids(distinct.ids()));
        return new NDList(
                NativeArrays.rows(user, ids(batch.users())),
                NativeArrays.rows(vectors, ids(distinct.positions(batch.positives()))),
                NativeArrays.rows(vectors, ids(distinct.positions(batch.negatives()))));
    }

    private NDArray ids(int[] ids) {
        return owner.create(ids);
    }

    @Override
    public Embeddings embeddings() {
        try (Tape tape = Tape.computing()) {
            return embeddings(items.all());
        }
    }

    @Override
    public Embeddings embeddings(NDArray vectors) {
        return new Embeddings(items.width(), NativeArrays.values(user), NativeArrays.values(vectors));
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
        return parameters;
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
