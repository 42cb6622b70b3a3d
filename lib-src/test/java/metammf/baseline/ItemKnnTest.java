package metammf.baseline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import metammf.base.MetaMmfException;
import metammf.data.Interactions;
import metammf.eval.FullRanking;
import metammf.eval.Scores;
import org.junit.jupiter.api.Test;

class ItemKnnTest {
    private static final Interactions TRAIN = Interactions.of(
            4, 5, new int[] {0, 0, 0, 1, 1, 2, 2, 2}, new int[] {0, 1, 2, 1, 2, 0, 2, 3}); // user 3, item 4: alone

    private static double similarity(int i, int j, double shrinkage) {
        double common = IntStream.range(0, 4)
                .filter(u -> TRAIN.contains(u, i) && TRAIN.contains(u, j))
                .count();
        int[] degrees = TRAIN.itemDegrees();
        return common == 0 ? 0 : common / (Math.sqrt(degrees[i] * degrees[j]) + shrinkage);
    }

    /** Over all pairs of items, sorted in full. */
    private static float[] expected(int user, int k, double shrinkage) {
        float[] scores = new float[5];
        for (int item : TRAIN.itemsOf(user)) {
            IntStream.range(0, 5)
                    .filter(other -> other != item)
                    .boxed()
                    .sorted(Comparator.comparingDouble(other -> -similarity(item, other, shrinkage)))
                    .limit(k)
                    .forEach(other -> scores[other] += (float) similarity(item, other, shrinkage));
        }
        return scores;
    }

    private static float[] actual(Scores knn, int user) {
        float[] scores = new float[5];
        knn.forEachTile(new int[] {user}, tile -> tile.copyRow(0, scores));
        return scores;
    }

    @Test
    void scoresAreTheSimilaritiesToTheUsersItems() {
        for (int k = 1; k <= 5; k++) {
            for (double shrinkage : new double[] {0, 2}) {
                Scores knn = ItemKnn.of(TRAIN, k, shrinkage);
                for (int user = 0; user < 4; user++) {
                    assertArrayEquals(expected(user, k, shrinkage), actual(knn, user), 1e-6f);
                }
            }
        }
    }

    @Test
    void itIsRankedLikeAnyModel() {
        int[][] lists = FullRanking.recommend(ItemKnn.of(TRAIN, 5, 0), TRAIN, new int[] {1, 3}, 2);
        assertArrayEquals(new int[] {0, 3}, lists[0]); // item 0: 2 / sqrt(2 * 3) + 1 / 2; item 3: 1 / sqrt(3)
        assertArrayEquals(new int[] {0, 1}, lists[1]); // no history: the smallest ids
    }

    @Test
    void tilesCoverAllUsersInOrder() {
        int[] many = IntStream.range(0, 500_000).map(n -> n % 4).toArray(); // three tiles
        float[][] rows = new float[many.length][];
        ItemKnn.of(TRAIN, 5, 0).forEachTile(many, tile -> {
            for (int row = 0; row < tile.rows(); row++) {
                rows[tile.firstRow() + row] = new float[5];
                tile.copyRow(row, rows[tile.firstRow() + row]);
            }
        });
        assertArrayEquals(expected(2, 5, 0), rows[499_998], 1e-6f);
        assertArrayEquals(Arrays.copyOf(rows, 4), Arrays.copyOfRange(rows, 499_996, 500_000));
    }

    @Test
    void impossibleSettingsAreRefused() {
        assertThrows(MetaMmfException.class, () -> ItemKnn.of(TRAIN, 0, 0));
        assertThrows(MetaMmfException.class, () -> ItemKnn.of(TRAIN, 1, -1));
    }
}
