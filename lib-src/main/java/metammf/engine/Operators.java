package metammf.engine;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Operators that PyTorch has and DJL does not expose, called through a TorchScript module of a few kilobytes. The
 * script's source is {@code lib-src/main/python/operators.py}. None of them records gradients, except {@link #product}.
 */
final class Operators {
    private static final Map<Device, PtSymbolBlock> MODULES = new ConcurrentHashMap<>();
    private static final Map<Device, PtSymbolBlock> PRODUCTS = new ConcurrentHashMap<>();
    private static final int TRIALS = 20; // products of each kind, to find the faster kind

    private Operators() {}

    /**
     * What Adam changes in a step, in the same order.
     *
     * @param parameters float32 arrays on one device
     * @param means first moments
     * @param variances second moments
     * @param steps one float32 scalar a parameter: the number of steps so far
     */
    public record AdamArrays(
            List<NDArray> parameters, List<NDArray> means, List<NDArray> variances, List<NDArray> steps) {}

    /**
     * The numbers of Adam.
     *
     * @param rate learning rate
     * @param beta1 decay of the first moment
     * @param beta2 decay of the second moment
     * @param epsilon added to the denominator
     * @param decay weight decay
     */
    public record AdamNumbers(double rate, double beta1, double beta2, double epsilon, double decay) {}

    /**
     * One Adam step in place for many parameters (Kingma and Ba 2015), as PyTorch computes it: the decay is added to
     * the gradient, epsilon to the root of the bias-corrected second moment.
     *
     * @param arrays what is changed
     * @param gradients one a parameter
     * @param numbers learning rate and the rest
     */
    public static void adam(AdamArrays arrays, List<NDArray> gradients, AdamNumbers numbers) {
        run(
                arrays.parameters().get(0).getDevice(),
                "adam",
                list(arrays.parameters()),
                list(gradients),
                list(arrays.means()),
                list(arrays.variances()),
                list(arrays.steps()),
                IValue.from(numbers.rate()),
                IValue.from(numbers.beta1()),
                IValue.from(numbers.beta2()),
                IValue.from(numbers.epsilon()),
                IValue.from(numbers.decay()));
    }

    /**
     * The product of a sparse matrix in compressed rows (CSR) with a dense one.
     *
     * @param offsets int32 (rows + 1)
     * @param columns int32 (entries)
     * @param values float32 (entries)
     * @param dense (columns, D)
     * @return (rows, D)
     */
    public static NDArray sparseProduct(NDArray offsets, NDArray columns, NDArray values, NDArray dense) {
        NDList arguments = new NDList(dense, offsets, columns, values); // the first one's manager owns the product
        return IValueUtils.forward(module(dense.getDevice()), arguments, true).singletonOrThrow();
    }

    /**
     * The product of two matrices whose factors are rounded to bfloat16; the engine follows its gradients, which are
     * such products too.
     *
     * @param left float32 (n, k)
     * @param right float32 (k, m)
     * @return float32 (n, m)
     */
    static NDArray product(NDArray left, NDArray right) {
        PtSymbolBlock module = PRODUCTS.computeIfAbsent(left.getDevice(), device -> load(device, "product.pt"));
        return IValueUtils.forward(module, new NDList(left, right), true).singletonOrThrow();
    }

    /**
     * Measures how long a matrix product in bfloat16 takes.
     *
     * @param owner the manager of the device; it is closed
     * @return the least time of some products, divided by that of as many in float32
     */
    static double bfloat16Time(NDManager owner) {
        int width = owner.getDevice().isGpu() ? 4096 : 384; // a millisecond
        try (owner;
                OneThread alone = new OneThread()) { // several threads would wait for each other on a busy machine
            NDArray matrix = owner.ones(new Shape(width, width));
            double mixed = Double.MAX_VALUE;
            double single = Double.MAX_VALUE;
            for (int n = 0; n < TRIALS; n++) { // in turns, as other programs come and go
                mixed = Math.min(mixed, seconds(() -> product(matrix, matrix)));
                single = Math.min(single, seconds(() -> matrix.matMul(matrix)));
            }
            return mixed / single;
        }
    }

    /** Reading a number waits for a GPU. */
    private static double seconds(Supplier<NDArray> product) {
        long start = System.nanoTime();
        try (Tape tape = Tape.computing()) {
            product.get().get(0, 0).getFloat();
        }
        return (System.nanoTime() - start) / 1e9;
    }

    /**
     * The inner products of the rows of two dense matrices, for the entries of a sparse pattern alone.
     *
     * @param offsets int32 (rows + 1)
     * @param columns int32 (entries)
     * @param left (rows, D)
     * @param right (columns, D)
     * @return left_r . right_c for each entry (r, c), (entries)
     */
    static NDArray sampledProducts(NDArray offsets, NDArray columns, NDArray left, NDArray right) {
        NDArray products = left.getManager().zeros(new Shape(columns.size()));
        run(left.getDevice(), "sampled", value(offsets), value(columns), value(left), value(right), value(products));
        return products;
    }

    /**
     * A reduction of the values in an entry's row, for each entry.
     *
     * @param reduction {@code sum} or {@code max}
     * @param offsets int32 (rows + 1)
     * @param rows the row of each entry, int32 (entries)
     * @param values (entries)
     * @return (entries)
     */
    static NDArray overRows(String reduction, NDArray offsets, NDArray rows, NDArray values) {
        NDArray reduced = values.getManager().create(values.getShape());
        run(
                values.getDevice(),
                "over_rows",
                IValue.from(reduction),
                value(offsets),
                value(rows),
                value(values),
                value(reduced));
        return reduced;
    }

    /**
     * The gradients of sum(target * carried), without a trace in the inputs: what autograd would first store beside
     * them, and add to what is there, is handed over instead.
     *
     * @param target an array that was computed while gradients were followed; its graph is then spent
     * @param carried its own gradient, of its shape
     * @param inputs arrays that require gradients
     * @return one gradient an input, null where the target does not depend on it
     */
    static List<NDArray> gradients(NDArray target, NDArray carried, List<NDArray> inputs) {
        PtNDManager manager = (PtNDManager) target.getManager();
        try (IValue found = call(target.getDevice(), "gradients", value(target), value(carried), list(inputs))) {
            return Arrays.stream(found.toTensorArray(manager))
                    .map(gradient -> gradient.isEmpty() ? null : (NDArray) gradient)
                    .collect(Collectors.toCollection(ArrayList::new)); // as it may hold null
        }
    }

    private static void run(Device device, String operator, IValue... arguments) {
        call(device, operator, arguments).close();
    }

    private static IValue call(Device device, String operator, IValue... arguments) {
        try {
            return IValueUtils.runMethod(module(device), operator, arguments);
        } finally {
            for (IValue argument : arguments) {
                argument.close();
            }
        }
    }

    private static IValue value(NDArray array) {
        return IValue.from((PtNDArray) array);
    }

    private static IValue list(List<NDArray> arrays) {
        return IValue.listFrom(arrays.toArray(PtNDArray[]::new));
    }

    private static PtSymbolBlock module(Device device) {
        return MODULES.computeIfAbsent(device, any -> load(any, "operators.pt"));
    }

    private static PtSymbolBlock load(Device device, String file) {
        try (InputStream script = Operators.class.getResourceAsStream(file)) {
            NDManager owner = new Compute(device).newManager();
            return JniUtils.loadModule((PtNDManager) owner, script, true, false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
