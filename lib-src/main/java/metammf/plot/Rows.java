package metammf.plot;

import static metammf.base.MetaMmfException.require;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Points as rows: what every method here asks of them. */
final class Rows {
    private Rows() {}

    /** A copy in double precision, (n, d). */
    static double[][] of(float[][] rows) {
        return Arrays.stream(rows)
                .map(row ->
                        IntStream.range(0, row.length).mapToDouble(k -> row[k]).toArray())
                .toArray(double[][]::new);
    }

    /** Throws unless all rows are equally wide and finite. */
    static void requireFinite(String what, double[][] rows) {
        String wide = "%s: expected rows of width %d, received %d in row %d";
        for (int i = 0; i < rows.length; i++) {
            require(rows[i].length == rows[0].length, wide, what, rows[0].length, rows[i].length, i);
            for (double value : rows[i]) {
                require(Double.isFinite(value), "%s: expected finite numbers, received %s in row %d", what, value, i);
            }
        }
    }

    /** Throws unless there is a label that is not negative for every row. */
    static void requireLabels(String what, double[][] rows, int[] labels) {
        String expected = "%s: expected a label for each of %d rows, received %d";
        require(labels.length == rows.length, expected, what, rows.length, labels.length);
        for (int i = 0; i < labels.length; i++) {
            require(labels[i] >= 0, "%s: expected labels from 0, received %d in row %d", what, labels[i], i);
        }
    }
}
