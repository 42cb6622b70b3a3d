package metammf.model.baseline;

import ai.djl.ndarray.NDArray;
import metammf.engine.SparseMatrix;
import metammf.engine.Tape;

/** The convolution of LightGCN (He et al. 2020): neither weights nor activations. */
final class LayerMean {
    private LayerMean() {}

    /**
     * The mean of E_0 .. E_L, where E_l = A E_{l-1}.
     *
     * @param e E_0, (N, D)
     * @param graph A, (N, N)
     * @param layers L
     * @param tape of the computation
     * @return (N, D)
     */
    static NDArray of(NDArray e, SparseMatrix graph, int layers, Tape tape) {
        NDArray layer = tape.cut(e);
        NDArray sum = layer;
        for (int l = 0; l < layers; l++) {
            layer = tape.times(graph, layer);
            sum = sum.add(layer);
        }
        return sum.div(layers + 1);
    }
}
