package metammf.engine;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Adam (Kingma and Ba 2015) as PyTorch computes it: weight decay is added to the gradient, epsilon to the root of the
 * bias-corrected second moment. It stores the moments of its parameters.
 */
public final class Adam implements AutoCloseable {
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;
    private static final double EPSILON = 1e-8;

    private final List<NDArray> parameters;
    private final double learningRate;
    private final double weightDecay;
    private final NDManager owner;
    private final List<NDArray> means;
    private final List<NDArray> variances;
    private final List<NDArray> steps;

    /** Creates an optimiser for float32 parameters on one device, with coupled L2 regularisation. */
    public Adam(Collection<NDArray> parameters, double learningRate, double weightDecay) {
        this.parameters = List.copyOf(parameters);
        this.learningRate = learningRate;
        this.weightDecay = weightDecay;
        owner = new Compute(device()).newManager();
        means = zeros(NDArray::getShape);
        variances = zeros(NDArray::getShape);
        steps = zeros(parameter -> new Shape());
    }

    private Device device() {
        return parameters.get(0).getDevice();
    }

    private List<NDArray> zeros(Function<NDArray, Shape> shape) {
        return parameters.stream()
                .map(parameter -> NativeArrays.zeros(owner, shape.apply(parameter)))
                .toList();
    }

    /** Updates all parameters in place. There is one gradient for each parameter, in the same order and shape. */
    public void step(List<NDArray> gradients) {
        Operators.run(
                device(),
                "adam",
                parameters,
                gradients,
                means,
                variances,
                steps,
                learningRate,
                BETA1,
                BETA2,
                EPSILON,
                weightDecay);
    }

    /** {@return first moments, second moments and numbers of steps, zero at first, for each parameter in order} */
    public Map<String, List<NDArray>> state() {
        Map<String, List<NDArray>> state = new LinkedHashMap<>();
        state.put("mean", means);
        state.put("variance", variances);
        state.put("step", steps);
        return state;
    }

    @Override
    public void close() {
        owner.close();
    }
}
