package metammf.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Arrays of the engine that outlive a step: they own their memory, and only their manager frees them. */
public final class NativeArrays {
    private NativeArrays() {}

    /**
     * Copies values to the manager's device.
     *
     * @param owner the manager that owns the copy
     * @param values the values, row by row
     * @param shape their shape
     * @return a float32 array
     */
    public static NDArray of(NDManager owner, float[] values, long... shape) {
        return owned(owner.create(values, new Shape(shape)));
    }

    /**
     * Copies ids to the manager's device.
     *
     * @param owner the manager that owns the copy
     * @param ids the ids
     * @return an int32 array (n)
     */
    public static NDArray of(NDManager owner, int... ids) {
        return owned(owner.create(ids));
    }

    /**
     * Zeros.
     *
     * @param owner the manager that owns them
     * @param shape their shape
     * @return a float32 array
     */
    public static NDArray zeros(NDManager owner, Shape shape) {
        return keep(owner.zeros(shape));
    }

    /**
     * Uniform random values.
     *
     * @param owner the manager that owns them
     * @param bound the values lie in [-bound, bound)
     * @param random where they come from, so that one seed gives one result on every device
     * @param shape their shape
     * @return a float32 array
     */
    public static NDArray uniform(NDManager owner, double bound, RandomGenerator random, long... shape) {
        float[] values = new float[Math.toIntExact(new Shape(shape).size())];
        for (int n = 0; n < values.length; n++) {
            values[n] = (float) ((2 * random.nextDouble() - 1) * bound);
        }
        return of(owner, values, shape);
    }

    /**
     * Xavier-uniform random values (Glorot and Bengio 2010): bound sqrt(6 / (inputs + outputs)), where the last two
     * axes are inputs and outputs.
     *
     * @param owner the manager that owns them
     * @param random where they come from
     * @param shape their shape, (..., inputs, outputs)
     * @return a float32 array
     */
    public static NDArray xavier(NDManager owner, RandomGenerator random, long... shape) {
        long fans = Arrays.stream(shape).skip(Math.max(0, shape.length - 2)).sum();
        return uniform(owner, Math.sqrt(6.0 / fans), random, shape);
    }

    /**
     * Normally distributed random values around 0.
     *
     * @param owner the manager that owns them
     * @param deviation standard deviation
     * @param random where they come from
     * @param shape their shape
     * @return a float32 array
     */
    public static NDArray normal(NDManager owner, double deviation, RandomGenerator random, long... shape) {
        float[] values = new float[Math.toIntExact(new Shape(shape).size())];
        for (int n = 0; n < values.length; n++) {
            values[n] = (float) (deviation * random.nextGaussian());
        }
        return of(owner, values, shape);
    }

    /**
     * Rows of a table by their numbers; the gradient accumulates where a row is taken several times.
     *
     * @param table (n, D)
     * @param rows int32 row numbers, (B)
     * @return (B, D)
     */
    public static NDArray rows(NDArray table, NDArray rows) {
        return JniUtils.embedding((PtNDArray) rows, (PtNDArray) table, false);
    }

    /**
     * The same matrix, stored column by column. A product with a matrix of few columns has its gradient four times as
     * fast from this side of the engine.
     *
     * @param matrix (n, m)
     * @return (n, m)
     */
    public static NDArray byColumns(NDArray matrix) {
        return matrix.transpose()
                .flatten()
                .reshape(matrix.getShape().get(1), -1)
                .transpose();
    }

    /**
     * Overwrites an array in place.
     *
     * @param target what is overwritten
     * @param values as many values, row by row
     */
    public static void assign(NDArray target, float[] values) {
        try (NDArray source = of(target.getManager(), values, target.getShape().getShape())) {
            source.copyTo(target);
        }
    }

    /** The engine may keep pointing into Java's memory after {@code create}; a duplicate owns its own. */
    private static NDArray owned(NDArray borrowed) {
        try (borrowed) {
            return keep(borrowed.duplicate());
        }
    }

    private static NDArray keep(NDArray array) {
        NDScope.unregister(array);
        return array;
    }
}
