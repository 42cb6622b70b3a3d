package metammf.engine;

import static metammf.base.MetaMmfException.require;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/**
 * A constant sparse matrix, such as a normalised adjacency matrix, together with its transpose. Gradients are products
 * with the transpose; without it the engine would sort the entries in every step.
 */
public final class SparseMatrix {
    private final Csr matrix;
    private final Csr transpose;

    /**
     * A matrix in compressed rows: row r holds the entries {@code offsets[r] .. offsets[r + 1] - 1}.
     *
     * @param offsets int32 (rows + 1)
     * @param columns int32 (entries), ascending within a row
     * @param values float32 (entries)
     */
    public record Csr(NDArray offsets, NDArray columns, NDArray values) {
        /** Checks that the arrays fit together. */
        public Csr {
            require(
                    columns.size() == values.size(),
                    "sparse matrix: expected as many columns as values, received %d and %d",
                    columns.size(),
                    values.size());
        }

        /** {@return a copy on the manager's device, which the manager owns} */
        public static Csr of(NDManager owner, int[] offsets, int[] columns, float[] values) {
            return new Csr(
                    NativeArrays.of(owner, offsets),
                    NativeArrays.of(owner, columns),
                    NativeArrays.of(owner, values, values.length));
        }

        private static Csr forOneStep(NDManager owner, int[] offsets, int[] columns, float[] values) {
            return new Csr(owner.create(offsets), owner.create(columns), owner.create(values));
        }

        private NDArray times(NDArray dense) {
            return Operators.sparseProduct(offsets, columns, values, dense);
        }
    }

    /** Joins a matrix (n, m) with its transpose (m, n) on the same device, of as many entries. */
    public SparseMatrix(Csr matrix, Csr transpose) {
        require(
                matrix.values().size() == transpose.values().size(),
                "sparse matrix: expected %d entries in the transpose, received %d",
                matrix.values().size(),
                transpose.values().size());
        this.matrix = matrix;
        this.transpose = transpose;
    }

    /** {@return a copy of a matrix (n, m) of width m in compressed rows, see {@link Csr}, and its transpose} */
    public static SparseMatrix of(NDManager owner, int width, int[] offsets, int[] columns, float[] values) {
        Transpose across = Transpose.of(width, offsets, columns);
        return new SparseMatrix(
                Csr.of(owner, offsets, columns, values),
                Csr.of(owner, across.offsets(), across.columns(), across.values(values)));
    }

    /** {@return the same, owned by the manager only until the tape that is open closes} */
    public static SparseMatrix forOneStep(NDManager owner, int width, int[] offsets, int[] columns, float[] values) {
        Transpose across = Transpose.of(width, offsets, columns);
        return new SparseMatrix(
                Csr.forOneStep(owner, offsets, columns, values),
                Csr.forOneStep(owner, across.offsets(), across.columns(), across.values(values)));
    }

    /** {@return the transpose of this matrix, which shares its arrays, (m, n)} */
    public SparseMatrix transposed() {
        return new SparseMatrix(transpose, matrix);
    }

    /** {@return the product with a dense matrix, (n, m) x (m, D), without recording a gradient} */
    public NDArray times(NDArray dense) {
        Operators.requireRows("sparse product", transpose.offsets(), dense);
        return matrix.times(dense);
    }

    /** {@return the product of the transpose with a dense matrix, (m, n) x (n, D), without recording a gradient} */
    public NDArray transposeTimes(NDArray dense) {
        Operators.requireRows("sparse product", matrix.offsets(), dense);
        return transpose.times(dense);
    }
}
