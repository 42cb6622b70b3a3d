package metammf.engine;

import static metammf.base.MetaMmfException.require;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.function.Function;

/**
 * A constant sparse matrix, such as a normalised adjacency matrix, together with its transpose. Gradients are products
 * with the transpose; without it the engine would sort the entries in every step. A {@link Pattern} is for values that
 * are learned.
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
    private record Csr(NDArray offsets, NDArray columns, NDArray values) {
        Csr {
            require(
                    columns.size() == values.size(),
                    "sparse matrix: expected as many columns as values, received %d and %d",
                    columns.size(),
                    values.size());
        }

        NDArray times(NDArray dense) {
            return Operators.sparseProduct(offsets, columns, values, dense);
        }
    }

    /** The value of an entry. */
    @FunctionalInterface
    public interface Entry {
        /** {@return the value in a row and a column} */
        float value(int row, int column);
    }

    private SparseMatrix(Csr matrix, Csr transpose) {
        this.matrix = matrix;
        this.transpose = transpose;
    }

    /**
     * {@return a copy of a matrix (n, m) of width m and its transpose} Row r has the entries {@code offsets[r] ..
     * offsets[r + 1] - 1}, whose columns ascend.
     */
    public static SparseMatrix of(NDManager owner, int width, int[] offsets, int[] columns, float[] values) {
        return of(
                width,
                offsets,
                columns,
                values,
                whole -> NativeArrays.of(owner, whole),
                fractions -> NativeArrays.of(owner, fractions, fractions.length));
    }

    /** {@return the same with values that are a function of row and column} */
    public static SparseMatrix of(NDManager owner, int width, int[] offsets, int[] columns, Entry entry) {
        float[] values = new float[columns.length];
        for (int row = 0; row + 1 < offsets.length; row++) {
            for (int n = offsets[row]; n < offsets[row + 1]; n++) {
                values[n] = entry.value(row, columns[n]);
            }
        }
        return of(owner, width, offsets, columns, values);
    }

    /** {@return the same, owned by the manager only until the tape that is open closes} */
    public static SparseMatrix forOneStep(NDManager owner, int width, int[] offsets, int[] columns, float[] values) {
        return of(width, offsets, columns, values, owner::create, owner::create);
    }

    private static SparseMatrix of(
            int width,
            int[] offsets,
            int[] columns,
            float[] values,
            Function<int[], NDArray> ints,
            Function<float[], NDArray> floats) {
        Transpose across = Transpose.of(width, offsets, columns);
        return new SparseMatrix(
                new Csr(ints.apply(offsets), ints.apply(columns), floats.apply(values)),
                new Csr(
                        ints.apply(across.offsets()),
                        ints.apply(across.columns()),
                        floats.apply(across.values(values))));
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

    /**
     * The positions of the E entries of a sparse matrix (n, m) whose values are learned, such as attention over the edges
     * of a graph. Its operations implement their gradients for values and dense operands, so that no array of the size
     * entries x D is created. An entry's value stands where its column stands in the compressed rows. As for all of {@link
     * Tape#apply}, an argument that is used elsewhere too is given as its cut.
     */
    public static final class Pattern {
        private final NDArray offsets; // int32 (n + 1)
        private final NDArray columns; // int32 (E)
        private final NDArray rows; // int32 (E)
        private final NDArray transposedOffsets; // int32 (m + 1)
        private final NDArray transposedColumns; // int32 (E)
        private final NDArray order; // int32 (E): where an entry of the transpose stands in the matrix

        /** Creates a pattern of width m in compressed rows {@code offsets[r] .. offsets[r + 1] - 1}, columns ascending. */
        public Pattern(NDManager owner, int[] offsets, int[] columns, int width) {
            require(
                    offsets[offsets.length - 1] == columns.length,
                    "sparse pattern: expected %d columns, received %d",
                    offsets[offsets.length - 1],
                    columns.length);
            Transpose across = Transpose.of(width, offsets, columns);
            this.offsets = NativeArrays.of(owner, offsets);
            this.columns = NativeArrays.of(owner, columns);
            this.rows = NativeArrays.of(owner, across.rowOfEntries());
            this.transposedOffsets = NativeArrays.of(owner, across.offsets());
            this.transposedColumns = NativeArrays.of(owner, across.columns());
            this.order = NativeArrays.of(owner, across.order());
        }

        /** {@return the column of each entry, int32 (E)} */
        public NDArray columns() {
            return columns;
        }

        /** {@return the row of each entry, int32 (E)} */
        public NDArray rows() {
            return rows;
        }

        /** {@return values v (E) times x (m, D): y_i = sum_j v_ij x_j, zero for a row without entries, (n, D)} */
        public NDArray times(Tape tape, NDArray values, NDArray dense) {
            requireValues(values);
            Operators.requireRows("sparse pattern", transposedOffsets, dense);
            return tape.apply(
                    in -> product(in.get(0), in.get(1)),
                    (carried, in) -> new NDList(products(carried, in.get(1)), transposedProduct(in.get(0), carried)),
                    values,
                    dense);
        }

        /** {@return the inner products a_i . b_j for the pattern's entries only, (E), from a (n, D) and b (m, D)} */
        public NDArray dots(Tape tape, NDArray left, NDArray right) {
            Operators.requireRows("sparse pattern", offsets, left);
            Operators.requireRows("sparse pattern", transposedOffsets, right);
            return tape.apply(
                    in -> products(in.get(0), in.get(1)),
                    (carried, in) -> new NDList(product(carried, in.get(1)), transposedProduct(carried, in.get(0))),
                    left,
                    right);
        }

        /** {@return the sums a_i + b_j for the pattern's entries only, (E), from a (n, 1) and b (m, 1)} */
        public NDArray sums(Tape tape, NDArray left, NDArray right) {
            Operators.requireRows("sparse pattern", offsets, left);
            Operators.requireRows("sparse pattern", transposedOffsets, right);
            return tape.apply(
                    in -> NativeArrays.rows(in.get(0), rows)
                            .add(NativeArrays.rows(in.get(1), columns))
                            .reshape(-1),
                    (carried, in) -> new NDList(
                            product(carried, in.get(1).onesLike()),
                            transposedProduct(carried, in.get(0).onesLike())),
                    left,
                    right);
        }

        /** {@return the softmax of scores s (E) over each row's entries: p_ij = exp(s_ij) / sum_k exp(s_ik), (E)} */
        public NDArray softmax(Tape tape, NDArray scores) {
            requireValues(scores);
            NDArray constant = scores.stopGradient();
            NDArray raised = constant.sub(overRows("max", constant)).exp(); // never overflows
            NDArray shares = raised.div(overRows("sum", raised));
            return tape.apply(
                    in -> shares.duplicate(),
                    (carried, in) -> {
                        NDArray weighted = shares.mul(carried);
                        return new NDList(weighted.sub(shares.mul(overRows("sum", weighted))));
                    },
                    scores);
        }

        private NDArray product(NDArray values, NDArray dense) {
            return Operators.sparseProduct(offsets, columns, values, dense);
        }

        private NDArray transposedProduct(NDArray values, NDArray dense) {
            NDArray transposed = NativeArrays.rows(values.reshape(-1, 1), order).reshape(-1);
            return Operators.sparseProduct(transposedOffsets, transposedColumns, transposed, dense);
        }

        private NDArray products(NDArray left, NDArray right) {
            return Operators.sampledProducts(offsets, columns, left, right);
        }

        private NDArray overRows(String reduction, NDArray values) {
            return Operators.overRows(reduction, offsets, rows, values);
        }

        private void requireValues(NDArray values) {
            require(
                    values.getShape().equals(new Shape(columns.size())),
                    "sparse pattern: expected a value for each of %d entries, received %s",
                    columns.size(),
                    values.getShape());
        }
    }
}
