package metammf.baseline;

import ai.djl.ndarray.NDArray;

/** What several baselines compute. */
final class Formulas {
    private static final double LEAST_LENGTH = 1e-12;

    private Formulas() {}

    /** x W + b: (n, F) x (F, D) + (D) -> (n, D). */
    static NDArray linear(NDArray x, NDArray weight, NDArray bias) {
        return x.matMul(weight).add(bias);
    }

    /** Every row divided by its length; a row of zeros stays. */
    static NDArray unit(NDArray rows) {
        return rows.normalize(2, 1, LEAST_LENGTH);
    }

    /** The sum of all squares, a scalar. */
    static NDArray squares(NDArray array) {
        return array.square().sum();
    }

    /** The mean of all squares, a scalar. */
    static NDArray meanSquare(NDArray array) {
        return array.square().mean();
    }
}
