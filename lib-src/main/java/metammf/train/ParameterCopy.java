package metammf.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.Map;
import metammf.engine.Compute;
import metammf.engine.NativeArrays;
import metammf.engine.Tape;

/** A second value of each parameter: the best one so far, or the average of the last ones. At first, the present one. */
final class ParameterCopy implements AutoCloseable {
    private final Map<String, NDArray> parameters;
    private final NDManager owner;
    private final Map<String, NDArray> copies = new LinkedHashMap<>();

    /** A copy of the given parameters, which may be none. */
    ParameterCopy(Map<String, NDArray> parameters, Compute compute) {
        this.parameters = parameters;
        owner = compute.newManager();
        parameters.forEach((name, array) -> copies.put(name, NativeArrays.zeros(owner, array.getShape())));
        keep();
    }

    /**
     * Moves the exponential moving average of a value's course over the steps, in place: it is given the average of the
     * first t - 1 values, the value after step t, and the decay d. The newest value has the share
     * (1 - d) / (1 - d^t): the average starts with the first value, and earlier values fade by d from step to step. (This
     * is the bias correction of Adam, Kingma and Ba 2015, applied to the averaging of Polyak and Juditsky 1992.)
     */
    static void average(NDArray average, NDArray value, double decay, long step) {
        double share = (1 - decay) / (1 - Math.pow(decay, step));
        try (Tape tape = Tape.computing()) {
            average.addi(NativeArrays.times(value.sub(average), share));
        }
    }

    /** Takes the present parameters into the average. */
    void average(double decay, long step) {
        copies.forEach((name, copy) -> average(copy, parameters.get(name), decay, step));
    }

    /** Copies the model's parameters. */
    void keep() {
        copies.forEach((name, copy) -> NativeArrays.copy(parameters.get(name), copy));
    }

    /** Puts the copies into the model. */
    void restore() {
        copies.forEach((name, copy) -> NativeArrays.copy(copy, parameters.get(name)));
    }

    /** Exchanges the model's parameters with the copies. */
    void swap() {
        copies.forEach((name, copy) -> {
            try (NDArray held = copy.duplicate()) {
                NativeArrays.copy(parameters.get(name), copy);
                NativeArrays.copy(held, parameters.get(name));
            }
        });
    }

    /** The copies under the names of the parameters. */
    Map<String, NDArray> arrays() {
        return copies;
    }

    @Override
    public void close() {
        owner.close();
    }
}
