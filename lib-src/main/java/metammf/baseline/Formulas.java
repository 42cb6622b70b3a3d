package metammf.baseline;

import static metammf.engine.NativeArrays.over;
import static metammf.engine.NativeArrays.scalar;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;

/** What several baselines compute. */
final class Formulas {
    private static final double LEAST_LENGTH = 1e-12;

    private Formulas() {}

    /** Every row divided by its length; a row of zeros stays. */
    static NDArray unit(NDArray rows) {
        return rows.normalize(2, 1, LEAST_LENGTH);
    }

    /**
     * {@return InfoNCE (van den Oord et al. 2018): the mean over rows n of -ln softmax(cos(a_n, b_.) / tau)_n, which is
     * small where a row is nearer to the same row of the other matrix than to its other rows, (B, D) each, a scalar}
     */
    static NDArray infoNce(NDArray a, NDArray b, double temperature) {
        return infoNce(a, b, b, temperature);
    }

    /** {@return InfoNCE against all rows of a matrix, (n, D): those of b and others, a scalar} */
    static NDArray infoNce(NDArray a, NDArray b, NDArray all, double temperature) {
        NDArray one = over(unit(a), temperature);
        NDArray most = scalar(a, 1 / temperature); // that a product can be; without it the exponential would overflow
        NDArray same = one.mul(unit(b)).sum(new int[] {1}); // (B)
        NDArray pairs = one.matMul(unit(all).transpose()); // (B, D) x (D, n) -> (B, n), the largest array of a loss
        NDArray sums = pairs.subi(most).exp().sum(new int[] {1});
        return sums.log().sub(same.sub(most)).mean();
    }

    /** The sum of all squares, a scalar. */
    static NDArray squares(NDArray array) {
        return array.square().sum();
    }

    /** The mean of all squares, a scalar. */
    static NDArray meanSquare(NDArray array) {
        return array.square().mean();
    }

    /** The mean squares of a batch's users and items, positives and negatives one half each, (B, D) each, a scalar. */
    static NDArray meanSquares(NDList ids) {
        NDArray items = over(meanSquare(ids.get(1)).add(meanSquare(ids.get(2))), 2);
        return meanSquare(ids.get(0)).add(items);
    }
}
