package metammf.baseline;

import static metammf.base.MetaMmfException.require;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import metammf.data.Dataset;
import metammf.data.Interactions;
import metammf.eval.Scores;

/**
 * Item-based nearest neighbours (Deshpande and Karypis, TOIS 2004): an item is recommended for its likeness to those the
 * user has. Two items are alike that have users in common: n_ij / (sqrt(n_i n_j) + shrinkage), the cosine of their columns
 * if nothing shrinks it. Nothing is trained; a floor that any model should pass.
 */
public final class ItemKnn implements Scores {
    /** Scores in a tile: 4 MB. */
    private static final int TILE = 1 << 20;

    private final Interactions train;
    private final int[][] neighbours; // of every item, the most similar first
    private final float[][] similarities;

    private ItemKnn(Interactions train, int[][] neighbours, float[][] similarities) {
        this.train = train;
        this.neighbours = neighbours;
        this.similarities = similarities;
    }

    /**
     * With the settings chosen on the validation split of the built-in set.
     *
     * @param data its training split gives the similarities
     * @return the predictions
     */
    public static ItemKnn of(Dataset data) {
        return of(data.split().train(), 10, 20);
    }

    /**
     * The predictions from training interactions; the time grows with the sum of the users' squared degrees.
     *
     * @param train training interactions
     * @param k how many of the most similar items each item speaks for; of equals, those with smaller ids
     * @param shrinkage how much the likeness of items with few users is doubted; 0 for the cosine
     * @return the predictions
     * @throws metammf.base.MetaMmfException if k is not positive or the shrinkage negative
     */
    public static ItemKnn of(Interactions train, int k, double shrinkage) {
        require(k > 0, "k: expected at least 1, received %d", k);
        require(shrinkage >= 0, "shrinkage: expected 0 or more, received %s", shrinkage);
        Interactions users = Interactions.of(train.items(), train.users(), train.itemColumn(), train.userColumn());
        int[][] neighbours = new int[train.items()][];
        float[][] similarities = new float[train.items()][];
        int[] common = new int[train.items()]; // users in common with the item at hand
        for (int item = 0; item < train.items(); item++) {
            int[] others = count(item, users, train, common);
            long[] ranked = ranked(item, others, common, users, shrinkage);
            int kept = Math.min(k, ranked.length);
            neighbours[item] = new int[kept];
            similarities[item] = new float[kept];
            for (int n = 0; n < kept; n++) {
                neighbours[item][n] = ~(int) ranked[ranked.length - 1 - n];
                similarities[item][n] = Float.intBitsToFloat((int) (ranked[ranked.length - 1 - n] >>> 32));
            }
        }
        return new ItemKnn(train, neighbours, similarities);
    }

    /** Counts the users that other items have in common with one; the items with any. */
    private static int[] count(int item, Interactions users, Interactions train, int[] common) {
        Arrays.fill(common, 0);
        for (int user : users.itemsOf(item)) {
            for (int other : train.itemsOf(user)) {
                common[other]++;
            }
        }
        return IntStream.range(0, common.length)
                .filter(other -> other != item && common[other] > 0)
                .toArray();
    }

    /** Similarity and, below it, the complement of the item, so that the last one is the most similar. */
    private static long[] ranked(int item, int[] others, int[] common, Interactions users, double shrinkage) {
        return Arrays.stream(others)
                .mapToLong(other -> {
                    double norm = Math.sqrt((double) users.degree(item) * users.degree(other));
                    float similarity = (float) (common[other] / (norm + shrinkage));
                    return (long) Float.floatToIntBits(similarity) << 32 | Integer.toUnsignedLong(~other);
                })
                .sorted()
                .toArray();
    }

    @Override
    public int users() {
        return train.users();
    }

    @Override
    public int items() {
        return train.items();
    }

    @Override
    public void forEachTile(int[] users, Consumer<Tile> action) {
        int rows = Math.max(1, TILE / items());
        for (int from = 0; from < users.length; from += rows) {
            int first = from;
            float[] scores = new float[Math.min(rows, users.length - from) * items()];
            IntStream.range(0, scores.length / items())
                    .parallel()
                    .forEach(row -> score(users[first + row], scores, row * items()));
            action.accept(new Tile(from, 0, items(), FloatBuffer.wrap(scores)));
        }
    }

    /** Every item of the user speaks for its neighbours. */
    private void score(int user, float[] scores, int start) {
        for (int item : train.itemsOf(user)) {
            for (int n = 0; n < neighbours[item].length; n++) {
                scores[start + neighbours[item][n]] += similarities[item][n];
            }
        }
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "ItemKnn(%,d users, %,d items)", users(), items());
    }
}
