package metammf.baseline;

import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Matrices in double precision, by plain loops: what models are compared with. */
final class Dense {
    private Dense() {}

    static double[][] matrix(float[] values, int width) {
        double[][] rows = new double[values.length / width][width];
        for (int n = 0; n < values.length; n++) {
            rows[n / width][n % width] = values[n];
        }
        return rows;
    }

    static double[][] times(double[][] a, double[][] b) {
        double[][] c = new double[a.length][b[0].length];
        for (int i = 0; i < a.length; i++) {
            for (int k = 0; k < b.length; k++) {
                for (int j = 0; j < c[i].length; j++) {
                    c[i][j] += a[i][k] * b[k][j];
                }
            }
        }
        return c;
    }

    /** The sum; a single row is added to all. */
    static double[][] plus(double[][] a, double[][] b) {
        return IntStream.range(0, a.length)
                .mapToObj(i -> zip(a[i], b[b.length == 1 ? 0 : i], Double::sum))
                .toArray(double[][]::new);
    }

    static double[] zip(double[] a, double[] b, DoubleBinaryOperator join) {
        return IntStream.range(0, a.length)
                .mapToDouble(n -> join.applyAsDouble(a[n], b[n]))
                .toArray();
    }

    static double[][] map(double[][] a, DoubleUnaryOperator change) {
        return Arrays.stream(a).map(row -> map(row, change)).toArray(double[][]::new);
    }

    static double[] map(double[] row, DoubleUnaryOperator change) {
        return Arrays.stream(row).map(change).toArray();
    }

    static double[][] scaled(double[][] a, double factor) {
        return map(a, value -> factor * value);
    }

    static double[][] leakyRelu(double[][] a) {
        return map(a, value -> value > 0 ? value : 0.01 * value);
    }

    static double sum(double[] row) {
        return Arrays.stream(row).sum();
    }

    static double dot(double[] a, double[] b) {
        return sum(zip(a, b, (one, other) -> one * other));
    }

    static double length(double[] row) {
        return Math.sqrt(dot(row, row));
    }

    /** Every row divided by its length. */
    static double[][] unitRows(double[][] a) {
        return Arrays.stream(a)
                .map(row -> map(row, value -> value / Math.max(length(row), 1e-12)))
                .toArray(double[][]::new);
    }

    /** Every row divided by its sum; a row of zeros stays. */
    static double[][] mean(double[][] a) {
        return Arrays.stream(a)
                .map(row -> map(row, value -> value == 0 ? 0 : value / sum(row)))
                .toArray(double[][]::new);
    }

    /** D^-1/2 A D^-1/2 with the rows' sums; a row of zeros stays. */
    static double[][] symmetric(double[][] a) {
        double[] roots =
                Arrays.stream(a).mapToDouble(row -> Math.sqrt(sum(row))).toArray();
        return IntStream.range(0, a.length)
                .mapToObj(i -> zip(a[i], roots, (value, root) -> value == 0 ? 0 : value / (roots[i] * root)))
                .toArray(double[][]::new);
    }

    static double[][] above(double[][] a, double[][] b) {
        return Stream.of(a, b).flatMap(Arrays::stream).toArray(double[][]::new);
    }

    static double[][] beside(double[][] a, double[][] b) {
        return IntStream.range(0, a.length)
                .mapToObj(i ->
                        Stream.of(a[i], b[i]).flatMapToDouble(Arrays::stream).toArray())
                .toArray(double[][]::new);
    }

    static double softplus(double x) {
        return Math.log1p(Math.exp(x));
    }

    /** Of every row the cosines to its k nearest, itself among them; 0 for the others. */
    static double[][] nearest(double[][] x, int k) {
        double[][] unit = unitRows(x);
        return Arrays.stream(unit)
                .map(own -> Arrays.stream(unit)
                        .mapToDouble(other -> dot(own, other))
                        .toArray())
                .map(row -> largest(row, k))
                .toArray(double[][]::new);
    }

    private static double[] largest(double[] row, int k) {
        double[] sorted = row.clone();
        Arrays.sort(sorted);
        return map(row, value -> value >= sorted[row.length - k] ? value : 0);
    }
}
