package metammf.fusion;

import static metammf.base.MetaMmfException.require;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** A map of matrices with trainable arrays, each under its name. */
abstract class Weighted {
    private final int inputWidth;
    private final int width;
    private final Map<String, NDArray> weights = new LinkedHashMap<>();

    Weighted(int inputWidth, int width) {
        this.inputWidth = inputWidth;
        this.width = width;
    }

    /** The last one of the output widths of layers, of which there is at least one. */
    static int last(String what, int... widths) {
        require(widths.length > 0, "%s: expected at least one layer", what);
        return widths[widths.length - 1];
    }

    /** Adds an array under a name. */
    final void add(String name, NDArray value) {
        weights.put(name, value);
    }

    /** Adds the arrays of a part, each name behind a prefix. */
    final <T extends Weighted> T add(String prefix, T part) {
        part.weights().forEach((name, value) -> add(prefix + name, value));
        return part;
    }

    /** The array of this name, or null if there is none. */
    final NDArray weight(String name) {
        return weights.get(name);
    }

    /** {@return names and trainable arrays, in a fixed order} */
    public Map<String, NDArray> weights() {
        return Collections.unmodifiableMap(weights);
    }

    /** {@return the number of columns of the input} */
    public final int inputWidth() {
        return inputWidth;
    }

    /** {@return the number of columns of the output} */
    public final int width() {
        return width;
    }

    @Override
    public final String toString() {
        long numbers = weights.values().stream().mapToLong(NDArray::size).sum();
        return String.format(
                Locale.ROOT, "%s(%,d numbers, to width %d)", getClass().getSimpleName(), numbers, width);
    }

    /** Checks that an input is a matrix with the expected number of columns. */
    static void requireWidth(String what, NDArray input, long width) {
        Shape shape = input.getShape();
        require(
                shape.dimension() == 2 && shape.get(1) == width,
                "%s: expected shape (items, %d), received %s",
                what,
                width,
                shape);
    }
}
