package metammf.fusion;

import static metammf.engine.NativeArrays.product;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Activation;
import java.util.random.RandomGenerator;
import metammf.engine.NativeArrays;

/**
 * Early (feature-level) fusion, section 5.3 of the paper: one static network for all items. It is {@link MetaFusion}
 * without its dynamic part; with one layer it is the linear projection of eq. (4).
 */
public final class EarlyFusion extends Weighted implements Fusion {
    private final int layers;

    /** Creates a network with Xavier-uniform weights, from width F to the given widths, the last one D. */
    public EarlyFusion(NDManager owner, int inputWidth, RandomGenerator random, int... widths) {
        super(inputWidth, last("early fusion", widths));
        layers = widths.length;
        int input = inputWidth;
        for (int n = 0; n < layers; n++) {
            add(name(n), NativeArrays.xavier(owner, random, input, widths[n]));
            input = widths[n];
        }
    }

    private static String name(int layer) {
        return "fusion." + (layer + 1) + ".static";
    }

    @Override
    public NDArray fuse(NDArray x) {
        requireWidth("early fusion", x, inputWidth());
        NDArray h = product(x, weight(name(0)));
        for (int n = 1; n < layers; n++) {
            h = product(Activation.leakyRelu(h, SLOPE), weight(name(n)));
        }
        return h;
    }
}
