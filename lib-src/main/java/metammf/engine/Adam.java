package metammf.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import metammf.engine.Operators.AdamArrays;
import metammf.engine.Operators.AdamNumbers;

/**
 * Adam (Kingma and Ba 2015) as PyTorch computes it: weight decay is added to the gradient, epsilon to the root of the
 * bias-corrected second moment. It holds the moments of the parameters it was made for.
 */
public final class Adam implements AutoCloseable {
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;
    private static final double EPSILON = 1e-8;

    private final NDManager owner;
    private final AdamArrays arrays;
    private final AdamNumbers numbers;

    /**
     * An optimiser before its first step.
     *
     * @param parameters float32 arrays on one device
     * @param learningRate step size
     * @param weightDecay coupled L2 regularisation
     */
    public Adam(Collection<NDArray> parameters, double learningRate, double weightDecay) {
        List<NDArray> all = List.copyOf(parameters);
        owner = new Compute(all.get(0).getDevice()).newManager();
        arrays = new AdamArrays(
                all,
                zeros(all, NDArray::getShape),
                zeros(all, NDArray::getShape),
                zeros(all, parameter -> new Shape()));
        numbers = new AdamNumbers(learningRate, BETA1, BETA2, EPSILON, weightDecay);
    }

    private List<NDArray> zeros(List<NDArray> parameters, Function<NDArray, Shape> shape) {
        return parameters.stream()
                .map(parameter -> NativeArrays.zeros(owner, shape.apply(parameter)))
                .toList();
    }

    /**
     * Changes every parameter in place.
     *
     * @param gradients one a parameter, in their order and of their shapes
     */
    public void step(List<NDArray> gradients) {
        Operators.adam(arrays, gradients, numbers);
    }

    /** {@return first moments, in the order of the parameters} */
    public List<NDArray> means() {
        return arrays.means();
    }

    /** {@return second moments, in the order of the parameters} */
    public List<NDArray> variances() {
        return arrays.variances();
    }

    /** {@return the number of steps, one float32 scalar for each parameter} */
    public List<NDArray> steps() {
        return arrays.steps();
    }

    /** {@return the state itself: first moments, second moments and numbers of steps, zero before the first step} */
    public List<NDArray> state() {
        return Stream.of(means(), variances(), steps()).flatMap(List::stream).toList();
    }

    @Override
    public void close() {
        owner.close();
    }
}
