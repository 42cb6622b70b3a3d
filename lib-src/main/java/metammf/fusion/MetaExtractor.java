package metammf.fusion;

import static metammf.base.MetaMmfException.require;
import static metammf.engine.NativeArrays.product;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import java.util.random.RandomGenerator;
import metammf.engine.NativeArrays;

/** The meta information extractor, eq. (7): a perceptron that reads from features how an item is fused. */
public final class MetaExtractor extends Weighted {
    private final boolean activated;

    /**
     * Creates an extractor with Xavier-uniform weights and zero biases, of widths F to H to S; a hidden width H of 0
     * stands for min(F, 256). The output passes a ReLU too if it is activated, as in the paper; in the released code it
     * is linear.
     */
    public MetaExtractor(
            NDManager owner, int inputWidth, int hidden, int metaDim, boolean activated, RandomGenerator random) {
        super(inputWidth, metaDim);
        require(inputWidth > 0 && metaDim > 0 && hidden >= 0, "meta extractor: expected positive widths");
        this.activated = activated;
        int width = hidden == 0 ? Math.min(inputWidth, 256) : hidden;
        add("hidden.weight", NativeArrays.xavier(owner, random, inputWidth, width));
        add("hidden.bias", NativeArrays.zeros(owner, new Shape(width)));
        add("output.weight", NativeArrays.xavier(owner, random, width, metaDim));
        add("output.bias", NativeArrays.zeros(owner, new Shape(metaDim)));
    }

    /**
     * {@return eq. (7): s_i = phi_out(phi_mid(x_i)), for all items at once, the output layer before its activation, (I,
     * S)} The weights of the layers are (F, H), (H), (H, S) and (S), the features (I, F).
     */
    public static NDArray extract(NDArray x, NDArray hidden, NDArray hiddenBias, NDArray output, NDArray outputBias) {
        NDArray h = Activation.relu(product(x, hidden).addi(hiddenBias)); // (I, F) x (F, H) -> (I, H)
        return h.matMul(NativeArrays.byColumns(output)).addi(outputBias); // (I, H) x (H, S) -> (I, S)
    }

    /** {@return the meta information s of items, (I, S), from their concatenated features, (I, F)} */
    public NDArray extract(NDArray x) {
        requireWidth("meta information", x, inputWidth());
        NDArray s = extract(
                x, weight("hidden.weight"), weight("hidden.bias"), weight("output.weight"), weight("output.bias"));
        return activated ? Activation.relu(s) : s;
    }
}
