package metammf.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.random.RandomGenerator;
import metammf.engine.Tape;

/**
 * Matrix factorisation, eq. (16): the score is the inner product of the user's embedding and the item's vector. With
 * fused items it is MetaMMF_MF, with ids only it is MF-BPR. A training step computes only the items of its batch.
 */
public final class MatrixFactorization extends EncoderModel {
    /** Creates a model with Xavier-uniform user embeddings; the manager owns all arrays and is closed with it. */
    public MatrixFactorization(String name, NDManager owner, ItemEncoder items, int users, RandomGenerator random) {
        super(name, owner, items, users, random);
    }

    @Override
    protected NDArray nodes(NDArray vectors, Tape tape) {
        return array("user").concat(vectors, 0);
    }

    @Override
    public NDList embed(Triples batch, Tape tape) {
        Distinct distinct = Distinct.of(batch.positives(), batch.negatives());
        NDArray vectors = items().rows(owner().create(distinct.ids()));
        return new NDList(
                rows(array("user"), batch.users()),
                rows(vectors, distinct.positions(batch.positives())),
                rows(vectors, distinct.positions(batch.negatives())));
    }
}
