package metammf.engine;

import java.util.Arrays;

/**
 * The transpose of a matrix (n, m) in compressed rows: its rows' offsets, its columns, and where each entry came from.
 */
record Transpose(int[] offsets, int[] columns, int[] order) {
    static Transpose of(int width, int[] offsets, int[] columns) {
        int[] starts = new int[width + 1];
        for (int column : columns) {
            starts[column + 1]++;
        }
        Arrays.parallelPrefix(starts, Integer::sum);
        int[] next = starts.clone(); // where the next entry of a column goes
        int[] rows = new int[columns.length];
        int[] order = new int[columns.length];
        for (int row = 0; row + 1 < offsets.length; row++) {
            for (int entry = offsets[row]; entry < offsets[row + 1]; entry++) {
                int place = next[columns[entry]]++;
                rows[place] = row; // rows come in ascending order
                order[place] = entry;
            }
        }
        return new Transpose(starts, rows, order);
    }

    /** The row of each entry of the matrix, (entries). */
    int[] rowOfEntries() {
        int[] rows = new int[order.length];
        for (int n = 0; n < order.length; n++) {
            rows[order[n]] = columns[n];
        }
        return rows;
    }

    /** The values of the transpose, (entries). */
    float[] values(float[] values) {
        float[] transposed = new float[order.length];
        for (int n = 0; n < order.length; n++) {
            transposed[n] = values[order[n]];
        }
        return transposed;
    }
}
