package metammf.model;

import static metammf.engine.NativeArrays.times;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;

/**
 * Bayesian personalised ranking, eq. (19): an item that a user has interacted with should have a higher score than an
 * item that the user has not interacted with (Rendle et al. 2009). The L2 term is the optimiser's weight decay, or
 * {@link #l2}.
 */
public final class BprLoss {
    private BprLoss() {}

    /** {@return the mean of -ln sigma(y_ui - y_uj), as softplus(y_uj - y_ui), which never overflows, a scalar} */
    public static NDArray bpr(NDArray positive, NDArray negative) {
        return JniUtils.softPlus((PtNDArray) negative.sub(positive)).mean();
    }

    /** {@return the loss of a batch of triples, a scalar, from the vectors e_u, e_i and e_j, (B, D) each} */
    public static NDArray of(NDList vectors) {
        NDArray u = vectors.get(0);
        return bpr(score(u, vectors.get(1)), score(u, vectors.get(2)));
    }

    /**
     * {@return the regulariser of models without weight decay, a scalar: the weight times half the squared lengths of
     * the vectors of u, i and j, (B, D) each, for a triple} Vectors that are in no triple of the batch are not
     * regularised.
     */
    public static NDArray l2(NDList vectors, double weight) {
        NDArray squares =
                vectors.stream().map(v -> v.square().sum()).reduce(NDArray::add).orElseThrow();
        return times(squares, weight / 2 / vectors.get(0).getShape().get(0));
    }

    /** Eq. (16): the inner products of rows, (B). */
    private static NDArray score(NDArray user, NDArray item) {
        return user.mul(item).sum(new int[] {1});
    }
}
