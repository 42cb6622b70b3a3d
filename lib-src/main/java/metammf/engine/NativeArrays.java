package metammf.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;

/** Arrays of the engine that outlive a step: they own their memory, and only their manager frees them. */
public final class NativeArrays {
    /** Values copied at a time, 16 MiB: a large array is never held twice on its way. */
    private static final int BLOCK = 1 << 22;

    private static final int LARGE =
            10_000; // numbers of a matrix; measured on two threads of a processor with avx512_bf16

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
        NDArray array = keep(owner.create(new Shape(shape)));
        try (NDArray flat = array.flatten()) {
            for (int from = 0; from < values.length; from += BLOCK) {
                int to = Math.min(values.length, from + BLOCK);
                FloatBuffer block = FloatBuffer.wrap(values, from, to - from);
                put(block, new Shape(to - from), flat, new long[] {from}, new long[] {to});
            }
        }
        return array;
    }

    /**
     * Copies matrices to the manager's device, side by side.
     *
     * @param owner the manager that owns the copy
     * @param rows number of rows of each, n
     * @param matrices the matrices, row by row
     * @return a float32 array (n, sum of the widths)
     */
    public static NDArray sideBySide(NDManager owner, int rows, List<float[]> matrices) {
        long width = matrices.stream().mapToLong(m -> m.length / rows).sum();
        NDArray array = keep(owner.create(new Shape(rows, width)));
        int column = 0;
        for (float[] matrix : matrices) {
            int own = matrix.length / rows;
            int some = Math.max(1, BLOCK / own);
            for (int from = 0; from < rows; from += some) {
                int to = Math.min(rows, from + some);
                FloatBuffer block = FloatBuffer.wrap(matrix, from * own, (to - from) * own);
                put(block, new Shape(to - from, own), array, new long[] {from, column}, new long[] {to, column + own});
            }
            column += own;
        }
        return array;
    }

    /** Copies a block into a part of an array. */
    private static void put(FloatBuffer values, Shape shape, NDArray target, long[] from, long[] to) {
        long[] steps = new long[from.length];
        Arrays.fill(steps, 1);
        try (NDArray block = target.getManager().create(values, shape, DataType.FLOAT32)) {
            JniUtils.indexSet((PtNDArray) target, (PtNDArray) block, from, to, steps);
        }
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
     * The product of two matrices, in the precision of the left one's manager, see {@link Compute#withBFloat16}. In mixed
     * precision a small product stays in float32, because converting its factors would take longer than it saves: one with
     * less than 10,000 numbers in the right factor.
     *
     * @param left (n, k)
     * @param right (k, m)
     * @return (n, m)
     */
    public static NDArray product(NDArray left, NDArray right) {
        boolean mixed = right.size() >= LARGE && Compute.of(left.getManager()).bfloat16();
        return mixed ? Operators.product(left, right) : left.matMul(right);
    }

    /**
     * A number to compute with. Where gradients are followed the engine's own {@code mul(Number)}, {@code div}, {@code pow},
     * {@code maximum} and {@code clip} will not do: they leave the number's memory to Java's garbage collector, and a
     * collection between a loss and its gradients puts another number in its place.
     *
     * @param like an array on the device
     * @param value its value
     * @return a float32 scalar that lives as long as the open tape
     */
    public static NDArray scalar(NDArray like, double value) {
        return like.getManager().create((float) value);
    }

    /**
     * The product with a number, see {@link #scalar}.
     *
     * @param array any array
     * @param number the factor
     * @return an array of the same shape
     */
    public static NDArray times(NDArray array, double number) {
        return array.mul(scalar(array, number));
    }

    /**
     * The quotient by a number, see {@link #scalar}.
     *
     * @param array any array
     * @param number the divisor
     * @return an array of the same shape
     */
    public static NDArray over(NDArray array, double number) {
        return array.div(scalar(array, number));
    }

    /**
     * Copies values to Java. (What the engine makes on the way from a GPU would else live as long as the array.)
     *
     * @param array a float32 array
     * @return its values, row by row
     */
    public static float[] values(NDArray array) {
        try (Tape tape = Tape.computing()) {
            return array.toFloatArray();
        }
    }

    /**
     * The same matrix, stored column by column. A product with a matrix of five columns and its gradient were two to four
     * times as fast so (76,085 rows of 256 and 5,986 of 2,276, two threads).
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
            copy(source, target);
        }
    }

    /**
     * Copies the values of an array to another one on the same device; they do not leave it. (The engine's own
     * {@code copyTo} sends them through Java.)
     *
     * @param source what is copied
     * @param target what is overwritten, of the same shape
     */
    public static void copy(NDArray source, NDArray target) {
        try (Tape tape = Tape.computing()) {
            NDArray place =
                    target.isScalar() ? target.reshape(1) : target; // the same memory, with an axis to set along
            long[] ends = place.getShape().getShape();
            long[] ones = LongStream.generate(() -> 1).limit(ends.length).toArray();
            PtNDArray values = (PtNDArray) source.reshape(place.getShape());
            JniUtils.indexSet((PtNDArray) place, values, new long[ends.length], ends, ones);
        }
    }

    /**
     * Sets what is nearer to zero than a bound to zero, in place. Products of very small numbers end below 1e-38, where
     * processors calculate ten times as slowly.
     *
     * @param array float32
     * @param least the bound
     */
    public static void flush(NDArray array, double least) {
        try (Tape tape = Tape.computing()) {
            NDArray counts = array.abs().gte(scalar(array, least)).toType(DataType.FLOAT32, false);
            copy(array.mul(counts), array);
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
