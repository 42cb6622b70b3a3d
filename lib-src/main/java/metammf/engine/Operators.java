package metammf.engine;

import static metammf.base.MetaMmfException.require;

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
import metammf.engine.Compute.OneThread;

/**
 * Operators that PyTorch has and DJL does not expose, called through a TorchScript module of a few kilobytes. The
 * script's source is {@code lib-src/main/python/operators.py}. None of them records gradients, except {@link #product}.
 * A sparse matrix is in compressed rows (CSR): int32 offsets (rows + 1) and int32 columns (entries).
 */
final class Operators {
    private static final Map<Device, PtSymbolBlock> MODULES = new ConcurrentHashMap<>();
    private static final Map<Device, PtSymbolBlock> PRODUCTS = new ConcurrentHashMap<>();
    private static final int TRIALS = 20; // products of each kind, to find the faster kind

    private Operators() {}

    /** The product of a sparse matrix with float32 values (entries) and a dense one, (columns, D): (rows, D). */
    static NDArray sparseProduct(NDArray offsets, NDArray columns, NDArray values, NDArray dense) {
        NDList arguments = new NDList(dense, offsets, columns, values); // the first one's manager owns the product
        return IValueUtils.forward(module(dense.getDevice()), arguments, true).singletonOrThrow();
    }

    /** The product (n, k) x (k, m) of factors rounded to bfloat16; the engine follows its gradients. */
    static NDArray product(NDArray left, NDArray right) {
        PtSymbolBlock module = PRODUCTS.computeIfAbsent(left.getDevice(), device -> load(device, "product.pt"));
        return IValueUtils.forward(module, new NDList(left, right), true).singletonOrThrow();
    }

    /** The least time of products in bfloat16, divided by that in float32; the device's manager is closed. */
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

    /** left_r . right_c for each entry (r, c) of a sparse pattern, (entries), from (rows, D) and (columns, D). */
    static NDArray sampledProducts(NDArray offsets, NDArray columns, NDArray left, NDArray right) {
        NDArray products = left.getManager().zeros(new Shape(columns.size()));
        run(left.getDevice(), "sampled", offsets, columns, left, right, products);
        return products;
    }

    /** {@return for each entry the {@code sum} or {@code max} of the values (entries) in its row, (entries)} */
    static NDArray overRows(String reduction, NDArray offsets, NDArray rows, NDArray values) {
        NDArray reduced = values.getManager().create(values.getShape());
        run(values.getDevice(), "over_rows", reduction, offsets, rows, values, reduced);
        return reduced;
    }

    /**
     * {@return the gradient of sum(target * carried) for each input, null where the target does not depend on it} There
     * is no trace in the inputs: what autograd would first store in them, and add to what is there, is returned
     * instead. The target was computed while gradients were followed, and its graph is then spent.
     */
    static List<NDArray> gradients(NDArray target, NDArray carried, List<NDArray> inputs) {
        PtNDManager manager = (PtNDManager) target.getManager();
        try (IValue found = call(target.getDevice(), "gradients", target, carried, inputs)) {
            return Arrays.stream(found.toTensorArray(manager))
                    .map(gradient -> gradient.isEmpty() ? null : (NDArray) gradient)
                    .collect(Collectors.toCollection(ArrayList::new)); // as it may hold null
        }
    }

    /** Checks that a dense matrix has the rows that offsets (rows + 1) tell of. */
    static void requireRows(String what, NDArray offsets, NDArray dense) {
        require(
                dense.getShape().dimension() == 2 && dense.getShape().get(0) == offsets.size() - 1,
                "%s: expected (%d, D), received %s",
                what,
                offsets.size() - 1,
                dense.getShape());
    }

    /** Runs an operator for its effect on arrays. Its arguments are arrays, lists of arrays, texts and doubles. */
    static void run(Device device, String operator, Object... arguments) {
        call(device, operator, arguments).close();
    }

    private static IValue call(Device device, String operator, Object... arguments) {
        IValue[] values = Arrays.stream(arguments).map(Operators::value).toArray(IValue[]::new);
        try {
            return IValueUtils.runMethod(module(device), operator, values);
        } finally {
            Arrays.stream(values).forEach(IValue::close);
        }
    }

    private static IValue value(Object argument) {
        if (argument instanceof List<?> arrays) {
            return IValue.listFrom(arrays.toArray(PtNDArray[]::new));
        }
        if (argument instanceof PtNDArray array) {
            return IValue.from(array);
        }
        return argument instanceof Double number ? IValue.from(number) : IValue.from((String) argument);
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
