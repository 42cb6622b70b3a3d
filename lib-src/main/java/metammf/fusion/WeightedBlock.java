package metammf.fusion;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import metammf.MetaMmfException;

/** A DJL block whose arrays exist from the start, each under its name. */
abstract class WeightedBlock extends AbstractBlock {
    /** Adds an array under a name. */
    final void add(String name, NDArray value) {
        Parameter parameter =
                Parameter.builder().setName(name).setType(Parameter.Type.WEIGHT).build();
        parameter.setArray(value);
        addParameter(parameter);
    }

    /** The array of this name, or null if the block has none. */
    final NDArray weight(String name) {
        Parameter parameter = parameters.get(name);
        return parameter == null ? null : parameter.getArray();
    }

    /** The block's own arrays, each name behind a prefix. */
    final Map<String, NDArray> named(String prefix) {
        Map<String, NDArray> named = new LinkedHashMap<>();
        parameters.forEach((name, parameter) -> named.put(prefix + name, parameter.getArray()));
        return named;
    }

    /** What the block computes. */
    abstract NDArray compute(NDList inputs);

    /** Width of the output. */
    abstract int outputWidth();

    @Override
    protected final NDList forwardInternal(
            ParameterStore store, NDList inputs, boolean training, PairList<String, Object> options) {
        return new NDList(compute(inputs));
    }

    @Override
    public final Shape[] getOutputShapes(Shape[] inputs) {
        return new Shape[] {new Shape(inputs[0].get(0), outputWidth())};
    }

    /** A line; DJL's own text is a tree of blocks. */
    @Override
    public final String toString() {
        long numbers = getParameters().values().stream()
                .mapToLong(parameter -> parameter.getArray().size())
                .sum();
        return String.format(
                Locale.ROOT, "%s(%,d numbers, to width %d)", getClass().getSimpleName(), numbers, outputWidth());
    }

    /** Checks that an input is a matrix with the expected number of columns. */
    static void requireWidth(String what, NDArray input, long width) {
        Shape shape = input.getShape();
        MetaMmfException.require(
                shape.dimension() == 2 && shape.get(1) == width,
                "%s: expected shape (items, %d), received %s",
                what,
                width,
                shape);
    }
}
