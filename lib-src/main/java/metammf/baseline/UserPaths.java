package metammf.baseline;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import metammf.data.Interactions;
import metammf.engine.NativeArrays;
import metammf.engine.SparseMatrix;
import metammf.engine.Tape;

/**
 * The graph of users that share items, P = D^-1 (R R^T - diagonal) with the sums of rows D. P itself is never built: two sparse
 * products and a diagonal take its place.
 *
 * @param toItems D^-1 R, (U, I)
 * @param toUsers R^T, (I, U)
 * @param back the share of a user's paths of two steps that lead back to the user, (U, 1)
 */
record UserPaths(SparseMatrix toItems, SparseMatrix toUsers, NDArray back) {
    private static final int HOPS = 3;

    static UserPaths of(NDManager owner, Interactions train) {
        int[] degrees = train.itemDegrees();
        int[] offsets = new int[train.users() + 1];
        float[] share = new float[train.users()];
        float[] back = new float[train.users()];
        for (int user = 0; user < back.length; user++) {
            long others = Arrays.stream(train.itemsOf(user))
                    .mapToLong(item -> degrees[item] - 1)
                    .sum();
            share[user] = others == 0 ? 0 : 1f / others; // a user without others gets zeros
            offsets[user + 1] = train.first(user + 1);
            back[user] = train.degree(user) * share[user];
        }
        int[] items = train.itemColumn();
        return new UserPaths(
                SparseMatrix.of(owner, train.items(), offsets, items, (user, item) -> share[user]),
                SparseMatrix.of(owner, train.items(), offsets, items, (user, item) -> 1)
                        .transposed(),
                NativeArrays.of(owner, back, back.length, 1));
    }

    /** q / |q| with q = P^3 Q, (U, D). */
    NDArray vectors(NDArray start, Tape tape) {
        NDArray q = start;
        for (int hop = 0; hop < HOPS; hop++) {
            NDArray cut = tape.cut(q);
            q = tape.times(toItems, tape.times(toUsers, cut)).sub(cut.mul(back)); // P q
        }
        return Formulas.unit(q);
    }
}
