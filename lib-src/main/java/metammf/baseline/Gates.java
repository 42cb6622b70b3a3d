package metammf.baseline;

import static metammf.baseline.Formulas.squares;
import static metammf.engine.NativeArrays.over;
import static metammf.engine.NativeArrays.scalar;
import static metammf.engine.NativeArrays.times;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import metammf.baseline.UltraGcn.Pairs;
import metammf.engine.NativeArrays;
import metammf.engine.Tape;

/**
 * What InvRL's mask is learned from: a gate for each column of the features, and beside them a content map whose loss is to
 * have the same gradient in all environments.
 *
 * @param start tells users and ids, which are constant
 * @param weight the content map W, (F, D)
 * @param mu the gates are clip(mu + 1/2, 0, 1), (F)
 */
record Gates(UltraGcn start, NDArray weight, NDArray mu) {
    private static final float MIDDLE = 0.5f;

    /** All half open. */
    static Gates of(NDManager owner, UltraGcn start, NDArray weight) {
        return new Gates(
                start,
                weight,
                NativeArrays.zeros(owner, new Shape(weight.getShape().get(0))));
    }

    List<NDArray> parameters() {
        return List.of(weight, mu);
    }

    /** The gates, (F). */
    float[] mask() {
        try (Tape tape = Tape.computing()) {
            return clipped(mu).toFloatArray();
        }
    }

    private static NDArray clipped(NDArray mu) {
        NDArray gates = mu.add(MIDDLE);
        return gates.maximum(scalar(gates, 0)).minimum(scalar(gates, 1));
    }

    /** mean L_e + l |W|^2 + alpha sum (V (mu + 1/2))^2 + lambda |mu|^2, for a batch of each environment. */
    NDArray loss(List<Pairs> batches, NDArray x, NDArray noise, Weights weights, Tape tape) {
        NDArray gated = tape.cut(x.mul(clipped(mu.add(noise)))); // (I, F)
        List<Evidence> evidence = batches.stream()
                .map(pairs -> Evidence.of(start, pairs, gated, weight, tape))
                .toList();
        NDArray mean = over(sum(evidence.stream().map(Evidence::loss).toList()), evidence.size());
        NDArray apart = variance(evidence.stream().map(Evidence::gradient).toList());
        NDArray penalty = squares(apart.mul(mu.add(MIDDLE).reshape(-1, 1)));
        return mean.add(times(squares(weight), weights.map()))
                .add(times(penalty, weights.variance()))
                .add(times(squares(mu), weights.gates()));
    }

    /** What the regularisers of the loss count: l, alpha and lambda. */
    record Weights(double map, double variance, double gates) {}

    /** An environment's loss, without regularisation, and its gradient with respect to the content map, (F, D). */
    record Evidence(NDArray loss, NDArray gradient) {
        /**
         * {@return the loss and, in closed form, its gradient: G = (X * m)^T R^T Q, where R (B, I) holds the residuals
         * of the pairs and Q (B, D) the content halves of their users, both} An ordinary expression of the map, (F, D),
         * and of the gated features X * m, a cut, (I, F), so that no gradient of a gradient is needed.
         */
        static Evidence of(UltraGcn start, Pairs pairs, NDArray gated, NDArray weight, Tape tape) {
            NDArray rows = start.user.getManager().create(pairs.users());
            NDList halves = NativeArrays.rows(start.user, rows).split(2, 1); // (B, D) each
            NDArray byContent = pairs.pattern().dots(tape, halves.get(1), gated.matMul(weight));
            NDArray scores = tape.cut(byContent.add(pairs.pattern().dots(tape, halves.get(0), start.item)));
            NDArray met = pairs.pattern().times(tape, pairs.residuals(scores), gated); // R (X * m), (B, F)
            return new Evidence(pairs.loss(scores), met.transpose().matMul(halves.get(1)));
        }
    }

    /** How far gradients G_e are apart, element by element: V = sum_e (G_e - mean G)^2, zero where all agree. */
    static NDArray variance(List<NDArray> gradients) {
        NDArray mean = over(sum(gradients), gradients.size());
        return sum(gradients.stream().map(g -> g.sub(mean).square()).toList());
    }

    private static NDArray sum(List<NDArray> arrays) {
        return arrays.stream().reduce(NDArray::add).orElseThrow();
    }
}
