package metammf.fusion;

import ai.djl.ndarray.NDArray;
import java.util.Map;

/** Multimodal fusion, eq. (3): the concatenated features of an item's modalities to one vector. */
public interface Fusion {
    /** Slope of the LeakyReLU between layers for negative values. */
    float SLOPE = 0.01f;

    /** {@return F, the width of the concatenated features} */
    int inputWidth();

    /** {@return D, the width of the fused vectors} */
    int width();

    /** {@return the fused vectors of items, (I, D), from their concatenated features, (I, F)} */
    NDArray fuse(NDArray x);

    /** {@return the trainable arrays by their names in the weights file, such as {@code fusion.1.static}} */
    Map<String, NDArray> weights();
}
