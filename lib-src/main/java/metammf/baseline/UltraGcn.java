package metammf.baseline;

import static metammf.baseline.Formulas.squares;
import static metammf.engine.NativeArrays.times;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import metammf.data.Interactions;
import metammf.engine.NativeArrays;
import metammf.engine.SparseMatrix;
import metammf.engine.Tape;

/**
 * The backbone of InvRL: UltraGCN (Mao et al., CIKM 2021) with content. A user's vector is [p ; q], an item's [v ; g] with
 * g = (x * m) W + b, halves of width D each; instead of convolving, the loss weighs pairs by the degrees of their nodes.
 */
final class UltraGcn {
    /** Pairs in a batch of the public code: losses are scaled to it, so that other terms count as much at any size. */
    static final int BATCH = 512;

    private static final double DEVIATION = 0.01; // of the initial weights

    final NDArray user; // (U, 2D)
    final NDArray item; // (I, D)
    final NDArray weight; // (F, D)
    final NDArray bias; // (D)

    UltraGcn(NDManager owner, Interactions train, int features, int dim, SplittableRandom random) {
        user = NativeArrays.normal(owner, DEVIATION, random, train.users(), 2L * dim);
        item = NativeArrays.normal(owner, DEVIATION, random, train.items(), dim);
        weight = NativeArrays.normal(owner, DEVIATION, random, features, dim);
        bias = NativeArrays.zeros(owner, new Shape(dim));
    }

    Map<String, NDArray> parameters() {
        Map<String, NDArray> parameters = new LinkedHashMap<>();
        parameters.put("user", user);
        parameters.put("item.id", item);
        parameters.put("content.weight", weight);
        parameters.put("content.bias", bias);
        return parameters;
    }

    /** The vectors of all items, x (I, F) being their features, m (F) a mask: (I, 2D). */
    NDArray items(NDArray x, NDArray mask) {
        return item.concat(NativeArrays.product(x.mul(mask), weight).add(bias), 1); // (I, F) x (F, D) -> (I, D)
    }

    /** Draws n negatives for every positive pair. */
    record Sampler(Interactions train, int[] degrees, int negatives) {
        static Sampler of(Interactions train, int negatives) {
            return new Sampler(train, train.itemDegrees(), negatives);
        }

        /** Every item is drawn with the same chance, those that the user knows not excepted. */
        Pairs pairs(NDManager owner, int[] users, int[] positives, SplittableRandom random) {
            int width = 1 + negatives;
            int[] columns = new int[users.length * width];
            float[] targets = new float[columns.length];
            float[] weights = new float[columns.length];
            for (int n = 0; n < columns.length; n++) {
                int row = n / width;
                boolean positive = n % width == 0;
                columns[n] = positive ? positives[row] : random.nextInt(degrees.length);
                targets[n] = positive ? 1 : 0;
                double weight = 1 + beta(train.degree(users[row]), degrees[columns[n]]);
                weights[n] = (float) (weight / (positive ? 1 : negatives) * BATCH / users.length);
            }
            int[] offsets = NearestItems.offsets(users.length, width);
            return new Pairs(
                    users,
                    new SparseMatrix.Pattern(owner, offsets, columns, degrees.length),
                    NativeArrays.of(owner, targets, targets.length),
                    NativeArrays.of(owner, weights, weights.length));
        }

        /** The weight of a pair beside 1: sqrt(d_u + 1) / d_u / sqrt(d_i + 1). */
        private static double beta(int userDegree, int itemDegree) {
            return Math.sqrt(userDegree + 1) / userDegree / Math.sqrt(itemDegree + 1);
        }
    }

    /**
     * Pairs of users and items, a user's positive item and then its negatives, as rows of a sparse pattern (B, I).
     *
     * @param users of the rows, (B)
     * @param pattern 1 + n entries a row
     * @param targets 1 for a positive, 0 for a negative, (B (1 + n))
     * @param weights 1 + beta_ui, a negative's over n, and all so that 512 rows are a batch, (B (1 + n))
     */
    record Pairs(int[] users, SparseMatrix.Pattern pattern, NDArray targets, NDArray weights) {
        /** Weighted binary cross-entropy of scores (B (1 + n)): -t ln sigma(y) - (1 - t) ln(1 - sigma(y)). */
        NDArray loss(NDArray scores) {
            NDArray each = JniUtils.softPlus((PtNDArray) scores).sub(targets.mul(scores));
            return weights.mul(each).sum();
        }

        /** What the loss changes with a score: w (sigma(y) - t), (B (1 + n)). */
        NDArray residuals(NDArray scores) {
            return weights.mul(JniUtils.sigmoid((PtNDArray) scores).sub(targets));
        }
    }

    /** The loss of pairs, and the squared lengths of all tables. */
    NDArray loss(Pairs pairs, NDArray items, InvRl.Config config, double contentL2, Tape tape) {
        NDArray users = NativeArrays.rows(user, user.getManager().create(pairs.users()));
        NDArray scores = pairs.pattern().dots(tape, users, items);
        return pairs.loss(scores)
                .add(times(squares(user), config.l2()))
                .add(times(squares(item), config.l2() * config.itemL2()))
                .add(times(squares(weight).add(squares(bias)), contentL2));
    }
}
