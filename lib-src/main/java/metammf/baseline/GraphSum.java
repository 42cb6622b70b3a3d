package metammf.baseline;

import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.stream.IntStream;
import metammf.engine.SparseMatrix;

/**
 * Several graphs of {@link NearestItems} to be added up, their entries of an item side by side: k of each graph, item
 * numbers and values row by row, (I, width).
 */
record GraphSum(int k, int width, int[] columns, float[] values) {
    /** No graph yet. */
    static GraphSum of(int items, int k, int graphs) {
        int width = k * graphs;
        return new GraphSum(k, width, new int[items * width], new float[items * width]);
    }

    /** Sets the graph of a number, from 0: the nearest of each item and their entries times a weight, (I, k). */
    void put(int graph, int[] nearest, float[] entries, float weight) {
        for (int n = 0; n < nearest.length; n++) {
            int to = n / k * width + graph * k + n % k;
            columns[to] = nearest[n];
            values[to] = weight * entries[n];
        }
    }

    /** The sum; entries of the same column are added up, (I, I). */
    SparseMatrix matrix(NDManager owner) {
        int items = columns.length / width;
        int[] offsets = new int[items + 1];
        int[] merged = new int[columns.length];
        float[] sums = new float[columns.length];
        int next = 0;
        for (int item = 0; item < items; item++) {
            for (int entry : byColumn(item * width, (item + 1) * width)) {
                if (next == offsets[item] || merged[next - 1] != columns[entry]) {
                    merged[next++] = columns[entry];
                }
                sums[next - 1] += values[entry];
            }
            offsets[item + 1] = next;
        }
        return SparseMatrix.of(owner, items, offsets, Arrays.copyOf(merged, next), Arrays.copyOf(sums, next));
    }

    /** The numbers of a row's entries in the order of their columns. */
    private int[] byColumn(int from, int to) {
        return IntStream.range(from, to)
                .mapToLong(entry -> (long) columns[entry] << Integer.SIZE | entry)
                .sorted()
                .mapToInt(key -> (int) key)
                .toArray();
    }
}
