package metammf.baseline;

import static metammf.base.MetaMmfException.require;
import static metammf.engine.NativeArrays.scalar;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import metammf.data.Interactions;
import metammf.data.ItemFeatures;
import metammf.data.Modality;
import metammf.engine.NativeArrays;
import metammf.engine.SparseMatrix;
import metammf.eval.FullRanking;
import metammf.model.Embeddings;

/** Which items are most like each: a sparse graph of items from the cosines of their vectors. */
final class NearestItems {
    private static final double LEAST = 1e-12;

    private NearestItems() {}

    /**
     * {@return the k nearest of every item: itself, then the others by falling cosine, of equal ones the smaller id
     * first, row by row, (I, k)} The vectors have length 1 (or 0), (I, width). An item is ranked for an item as for a
     * user, in blocks: no array of items x items is held.
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

    /** {@return the k nearest of every item by the raw features of a modality, (I, k)} */
    static int[] of(Modality modality, int k) {
        return of(unit(modality), modality.width(), k);
    }

    /** {@return the features of a modality, each row divided by its length, (I, d)} */
    static float[] unit(Modality modality) {
        return ItemFeatures.of(modality).rowNormalised().modalities().get(0).values();
    }

    /** The weighted sum over modalities of D^-1/2 B D^-1/2, where B joins an item with its k nearest, (I, I). */
    static SparseMatrix graph(NDManager owner, ItemFeatures features, int k, double... weights) {
        GraphSum sum = GraphSum.of(features.items(), k, weights.length);
        for (int m = 0; m < weights.length; m++) {
            float[] entries = new float[features.items() * k];
            Arrays.fill(entries, (float) (weights[m] / k));
            sum.put(m, of(features.modalities().get(m), k), entries, 1);
        }
        return sum.matrix(owner);
    }

    /**
     * {@return D^-1/2 B D^-1/2, where B joins every item with itself and with the k items, or fewer, that have most
     * users in common with it, a user counting 1 / d_u and an item 1 / sqrt(d_i); entries of B are ones, (I, I)}
     */
    static SparseMatrix together(NDManager owner, Interactions train, int k) {
        int[] degrees = train.itemDegrees();
        int[][] rows = new int[train.items()][];
        ItemToItem.of("together", train, user -> 1.0 / train.degree(user), (item, others, common) -> {
            IntStream nearest = Arrays.stream(others)
                    .boxed()
                    .sorted(Comparator.comparingDouble(other -> -common[other] / Math.sqrt(degrees[other])))
                    .limit(k)
                    .mapToInt(other -> other);
            rows[item] = IntStream.concat(IntStream.of(item), nearest).sorted().toArray();
            return new ItemToItem.Row(new int[0], new float[0]);
        });
        int[] offsets = new int[rows.length + 1];
        Arrays.setAll(offsets, n -> n == 0 ? 0 : rows[n - 1].length);
        Arrays.parallelPrefix(offsets, Integer::sum);
        int[] columns = Arrays.stream(rows).flatMapToInt(Arrays::stream).toArray();
        return SparseMatrix.of(owner, rows.length, offsets, columns, (row, column) ->
                (float) (1 / Math.sqrt((double) rows[row].length * rows[column].length)));
    }

    /** Cosines with the nearest, (I, k), of wide vectors of length 1 (or 0) that are in Java only, (I, width). */
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

    /** Where the rows of k entries each begin, as compressed rows have it, (I + 1). */
    static int[] offsets(int items, int k) {
        return IntStream.rangeClosed(0, items).map(item -> item * k).toArray();
    }

    /** D^-1/2 B D^-1/2, (E), from the values of B and the sums D of its rows, (I); a row without any gets zeros. */
    static NDArray symmetric(SparseMatrix.Pattern pattern, NDArray values, NDArray sums) {
        NDArray roots =
                sums.maximum(scalar(sums, LEAST)).pow(scalar(sums, -0.5)).reshape(-1, 1);
        return values.mul(NativeArrays.rows(roots, pattern.rows()).reshape(-1))
                .mul(NativeArrays.rows(roots, pattern.columns()).reshape(-1));
    }
}
