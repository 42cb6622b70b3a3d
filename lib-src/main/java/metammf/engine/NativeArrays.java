package metammf.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;

/** Creates arrays of the engine that outlive a step: only their manager releases their memory. */
public final class NativeArrays {
    /** Values copied at a time, 16 MiB: a large array is never held twice on its way. */
    private static final int BLOCK = 1 << 22;

    /** Numbers of a matrix whose product is faster in bfloat16, on two threads of a processor with avx512_bf16. */
    private static final int LARGE = 10_000;

    private NativeArrays() {}

    /** {@return a float32 array of values, given row by row, on the device of the manager that owns it} */
    public static NDArray of(NDManager owner, float[] values, long... shape) {
        NDArray array = keep(owner.create(new Shape(shape)));
        try (NDArray column = array.reshape(values.length, 1)) {
            fill(column, 0, values);
        }
        return array;
    }

    /** {@return matrices of n rows side by side, each given row by row: a float32 array (n, sum of the widths)} */
    public static NDArray sideBySide(NDManager owner, int rows, List<float[]> matrices) {
        long width = matrices.stream().mapToLong(m -> m.length / rows).sum();
        NDArray array = keep(owner.create(new Shape(rows, width)));
        int column = 0;
        for (float[] matrix : matrices) {
            column += fill(array, column, matrix);
        }
        return array;
    }

    /** Sets columns of an array (n, width) through one block of memory, because Java frees such memory late; returns how many. */
    private static int fill(NDArray target, int column, float[] matrix) {
        int rows = (int) target.getShape().get(0);
        int width = matrix.length / Math.max(1, rows);
        int some = Math.max(1, BLOCK / Math.max(1, width));
        ByteBuffer block = ByteBuffer.allocateDirect(Float.BYTES * Math.min(matrix.length, some * width))
                .order(ByteOrder.nativeOrder());
        for (int from = 0; from < rows; from += some) {
            int to = Math.min(rows, from + some);
            block.clear().limit(Float.BYTES * (to - from) * width);
            block.asFloatBuffer().put(matrix, from * width, (to - from) * width);
            try (NDArray part = target.getManager().create(block, new Shape(to - from, width), DataType.FLOAT32)) {
                set(target, part, new long[] {from, column}, new long[] {to, column + width});
            }
        }
        return width;
    }

    /** Sets the part of an array from one index of every axis to below another. */
    public static void set(NDArray target, NDArray values, long[] from, long[] to) {
        long[] steps = LongStream.generate(() -> 1).limit(to.length).toArray();
        JniUtils.indexSet((PtNDArray) target, (PtNDArray) values, from, to, steps);
    }

    /** {@return an int32 array (n) of ids on the device of the manager that owns it} */
    public static NDArray of(NDManager owner, int... ids) {
        try (NDArray borrowed = owner.create(ids)) { // the engine may keep pointing into Java's memory
            return keep(borrowed.duplicate());
        }
    }

    /** {@return a float32 array of zeros, which the manager owns} */
    public static NDArray zeros(NDManager owner, Shape shape) {
        return keep(owner.zeros(shape));
    }

    /** {@return uniform random float32 values in [-bound, bound), from Java and so alike on every device} */
    public static NDArray uniform(NDManager owner, double bound, RandomGenerator random, long... shape) {
        return drawn(owner, () -> (2 * random.nextDouble() - 1) * bound, shape);
    }

    private static NDArray drawn(NDManager owner, DoubleSupplier next, long... shape) {
        float[] values = new float[Math.toIntExact(new Shape(shape).size())];
        for (int n = 0; n < values.length; n++) {
            values[n] = (float) next.getAsDouble();
        }
        return of(owner, values, shape);
    }

    /** {@return Xavier-uniform float32 values (Glorot and Bengio 2010): |w| is at most sqrt(6 / (sum of the last two axes))} */
    public static NDArray xavier(NDManager owner, RandomGenerator random, long... shape) {
        long fans = Arrays.stream(shape).skip(Math.max(0, shape.length - 2)).sum();
        return uniform(owner, Math.sqrt(6.0 / fans), random, shape);
    }

    /** {@return normally distributed random values around 0 with a standard deviation, float32} */
    public static NDArray normal(NDManager owner, double deviation, RandomGenerator random, long... shape) {
        return drawn(owner, () -> deviation * random.nextGaussian(), shape);
    }

    /** {@return rows of a table (n, D) by int32 numbers (B): (B, D); a repeated row accumulates its gradient} */
    public static NDArray rows(NDArray table, NDArray rows) {
        return JniUtils.embedding((PtNDArray) rows, (PtNDArray) table, false);
    }

    /**
     * {@return the product of two matrices, (n, k) x (k, m), in the precision of the left one's manager, see {@link
     * Compute#withBFloat16}} In mixed precision a small product stays in float32, because converting its factors would
     * take longer than it saves: one with less than 10,000 numbers in the right factor.
     */
    public static NDArray product(NDArray left, NDArray right) {
        boolean mixed = right.size() >= LARGE && Compute.of(left.getManager()).bfloat16();
        return mixed ? Operators.product(left, right) : left.matMul(right);
    }

    /**
     * {@return a number to compute with: a float32 scalar on an array's device that lives as long as the open tape} Do
     * not use the engine's {@code mul(Number)}, {@code div}, {@code pow}, {@code maximum} and {@code clip} in
     * computations with gradients: they leave the memory of the number to Java's garbage collector, and after a
     * collection the gradient may read another number.
     */
    public static NDArray scalar(NDArray like, double value) {
        return like.getManager().create((float) value);
    }

    /** {@return the product of an array with a number, see {@link #scalar}} */
    public static NDArray times(NDArray array, double number) {
        return array.mul(scalar(array, number));
    }

    /** {@return the quotient of an array by a number, see {@link #scalar}} */
    public static NDArray over(NDArray array, double number) {
        return array.div(scalar(array, number));
    }

    /** {@return the values of a float32 array, row by row} What a GPU's array makes on the way is released. */
    public static float[] values(NDArray array) {
        try (Tape tape = Tape.computing()) {
            return array.toFloatArray();
        }
    }

    /**
     * {@return the same matrix (n, m), stored column by column} A product with a matrix of five columns and its
     * gradient were two to four times as fast so (76,085 rows of 256 and 5,986 of 2,276, two threads).
     */
    public static NDArray byColumns(NDArray matrix) {
        return matrix.transpose()
                .flatten()
                .reshape(matrix.getShape().get(1), -1)
                .transpose();
    }

    /** Overwrites an array in place with as many values, given row by row. */
    public static void assign(NDArray target, float[] values) {
        try (NDArray source = of(target.getManager(), values, target.getShape().getShape())) {
            copy(source, target);
        }
    }

    /** Copies values on one device (the engine's own {@code copyTo} sends them through Java). */
    public static void copy(NDArray source, NDArray target) {
        try (Tape tape = Tape.computing()) {
            // The same memory, with an axis to set along.
            NDArray place = target.isScalar() ? target.reshape(1) : target;
            long[] ends = place.getShape().getShape();
            set(place, source.reshape(place.getShape()), new long[ends.length], ends);
        }
    }

    /** Sets values nearer to zero than a bound to zero: below 1e-38 processors calculate ten times as slowly. */
    public static void flush(NDArray array, double least) {
        try (Tape tape = Tape.computing()) {
            NDArray counts = array.abs().gte(scalar(array, least)).toType(DataType.FLOAT32, false);
            copy(array.mul(counts), array);
        }
    }

    private static NDArray keep(NDArray array) {
        NDScope.unregister(array);
        return array;
    }
}
