package metammf.baseline;

import static metammf.base.MetaMmfException.require;

import java.util.Arrays;
import metammf.baseline.ItemToItem.Row;
import metammf.data.Dataset;
import metammf.data.Interactions;
import metammf.eval.Scores;

/**
 * Item-based nearest neighbours (Deshpande and Karypis, TOIS 2004): an item is recommended if it is similar to the
 * items of the user. Two items are similar if they have users in common: n_ij / (sqrt(n_i n_j) + shrinkage), the cosine
 * of their columns if the shrinkage is 0. Nothing is trained; it is a simple baseline.
 */
public final class ItemKnn {
    private ItemKnn() {}

    /** {@return the predictions with the settings that were chosen on the validation split of the built-in set} */
    public static Scores of(Dataset data) {
        return of(data.split().train(), 10, 20);
    }

    /**
     * {@return the predictions from training interactions by the k nearest items of each, of equally similar ones the
     * smaller ids} The time grows with the sum of the users' squared degrees. The shrinkage, 0 for the cosine, reduces
     * the similarity of items with few users.
     *
     * @throws metammf.base.MetaMmfException if k is not positive or the shrinkage negative
     */
    public static Scores of(Interactions train, int k, double shrinkage) {
        require(k > 0, "k: expected at least 1, received %d", k);
        require(shrinkage >= 0, "shrinkage: expected 0 or more, received %s", shrinkage);
        int[] degrees = train.itemDegrees();
        return ItemToItem.of("ItemKnn", train, user -> 1, (item, others, common) -> {
            long[] ranked = Arrays.stream(others)
                    .mapToLong(other -> {
                        double norm = Math.sqrt((double) degrees[item] * degrees[other]);
                        return key((float) (common[other] / (norm + shrinkage)), other);
                    })
                    .sorted()
                    .toArray();
            Row row = new Row(new int[Math.min(k, ranked.length)], new float[Math.min(k, ranked.length)]);
            for (int n = 0; n < row.items().length; n++) {
                long key = ranked[ranked.length - 1 - n];
                row.items()[n] = ~(int) key;
                row.weights()[n] = Float.intBitsToFloat((int) (key >>> 32));
            }
            return row;
        });
    }

    /** Similarity and, below it, the complement of the item, so that the last one is the most similar. */
    private static long key(float similarity, int other) {
        return (long) Float.floatToIntBits(similarity) << 32 | Integer.toUnsignedLong(~other);
    }
}
