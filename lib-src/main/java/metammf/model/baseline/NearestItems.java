package metammf.model.baseline;

import static metammf.MetaMmfException.require;

import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.stream.IntStream;
import metammf.data.Interactions;
import metammf.engine.SparseMatrix;
import metammf.eval.FullRanking;
import metammf.model.Embeddings;

/** Which items are most like each: a sparse graph of items from the cosines of their vectors. */
final class NearestItems {
    private NearestItems() {}

    /**
     * The k nearest of every item: itself, then the others by falling cosine, of equal ones the smaller id first. An item
     * is ranked for an item as for a user, in blocks: no array of items x items is held.
     *
     * @param unit vectors of length 1 (or 0), row by row, (I, width)
     * @param width of the vectors
     * @param k how many an item has
     * @return item numbers, row by row, (I, k)
     */
    static int[] of(float[] unit, int width, int k) {
        int items = unit.length / width;
        require(k >= 2 && k <= items, "neighbours: expected 2 .. %d items, received %d", items, k);
        int[] all = IntStream.range(0, items).toArray();
        Interactions itself = Interactions.of(items, items, all, all);
        int[][] others = FullRanking.recommend(new Embeddings(width, unit, unit), itself, all, k - 1);
        int[] nearest = new int[items * k];
        for (int item = 0; item < items; item++) {
            nearest[item * k] = item;
            System.arraycopy(others[item], 0, nearest, item * k + 1, k - 1);
        }
        return nearest;
    }

    /**
     * How near they are, for wide vectors of which the engine has no copy.
     *
     * @param unit vectors of length 1 (or 0), row by row, (I, width)
     * @param width of the vectors
     * @param nearest item numbers, row by row, (I, k)
     * @param k how many an item has
     * @return cosines, (I, k)
     */
    static float[] cosines(float[] unit, int width, int[] nearest, int k) {
        float[] cosines = new float[nearest.length];
        IntStream.range(0, nearest.length).parallel().forEach(n -> {
            double sum = 0;
            for (int d = 0; d < width; d++) {
                sum += (double) unit[n / k * width + d] * unit[nearest[n] * width + d];
            }
            cosines[n] = (float) sum;
        });
        return cosines;
    }

    /**
     * The weighted sum of several such graphs.
     *
     * @param owner the manager that owns the matrix
     * @param width entries a row, as many for each item; those of one column are added up
     * @param columns item numbers, row by row, (I, width)
     * @param values (I, width)
     * @return (I, I)
     */
    static SparseMatrix sum(NDManager owner, int width, int[] columns, float[] values) {
        int items = columns.length / width;
        int[] offsets = new int[items + 1];
        int[] merged = new int[columns.length];
        float[] sums = new float[columns.length];
        int next = 0;
        for (int item = 0; item < items; item++) {
            for (int entry : byColumn(columns, item * width, (item + 1) * width)) {
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
    private static int[] byColumn(int[] columns, int from, int to) {
        return IntStream.range(from, to)
                .mapToLong(entry -> (long) columns[entry] << Integer.SIZE | entry)
                .sorted()
                .mapToInt(key -> (int) key)
                .toArray();
    }

    /**
     * Where the rows of such a table begin, as compressed rows have it.
     *
     * @param items I
     * @param k entries a row
     * @return (I + 1)
     */
    static int[] offsets(int items, int k) {
        return IntStream.rangeClosed(0, items).map(item -> item * k).toArray();
    }
}
