package metammf.engine;

import static metammf.MetaMmfException.require;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/**
 * A constant square sparse matrix in compressed rows (CSR) whose pattern is symmetric, such as a normalised adjacency
 * matrix. Its transpose then differs in the values alone, and a product with it, which carries gradients back, costs
 * the same as a product with the matrix itself. Both are owned by the manager they were made with.
 */
public final class SparseMatrix {
    private final NDArray offsets;
    private final NDArray columns;
    private final NDArray values;
    private final NDArray transposedValues;

    /**
     * Copies a matrix to the manager's device.
     *
     * @param owner the manager that owns it
     * @param offsets row r holds the entries {@code offsets[r] .. offsets[r + 1] - 1}, (N + 1)
     * @param columns the entries' columns, ascending within a row
     * @param values the entries' values
     * @param transposedValues the values of the transpose, in the same pattern
     * @throws metammf.MetaMmfException if the arrays do not fit together
     */
    public SparseMatrix(NDManager owner, int[] offsets, int[] columns, float[] values, float[] transposedValues) {
        int entries = offsets[offsets.length - 1];
        require(
                columns.length == entries && values.length == entries && transposedValues.length == entries,
                "sparse matrix: expected %d entries, received %d columns, %d and %d values",
                entries,
                columns.length,
                values.length,
                transposedValues.length);
        this.offsets = NativeArrays.of(owner, offsets);
        this.columns = NativeArrays.of(owner, columns);
        this.values = NativeArrays.of(owner, values, entries);
        this.transposedValues = NativeArrays.of(owner, transposedValues, entries);
    }

    /**
     * Number of rows and columns.
     *
     * @return N
     */
    public int size() {
        return Math.toIntExact(offsets.size() - 1);
    }

    /**
     * The product with a dense matrix; no gradient is recorded.
     *
     * @param dense (N, D)
     * @return (N, D)
     */
    public NDArray times(NDArray dense) {
        return product(values, dense);
    }

    /**
     * The product of the transpose with a dense matrix; no gradient is recorded.
     *
     * @param dense (N, D)
     * @return (N, D)
     */
    public NDArray transposeTimes(NDArray dense) {
        return product(transposedValues, dense);
    }

    private NDArray product(NDArray entries, NDArray dense) {
        require(
                dense.getShape().dimension() == 2 && dense.getShape().get(0) == size(),
                "sparse product: expected (%d, D), received %s",
                size(),
                dense.getShape());
        return Operators.sparseProduct(offsets, columns, entries, dense);
    }
}
