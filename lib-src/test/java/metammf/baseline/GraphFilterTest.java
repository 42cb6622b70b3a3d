package metammf.baseline;

import static metammf.baseline.Dense.map;
import static metammf.baseline.Dense.plus;
import static metammf.baseline.Dense.scaled;
import static metammf.baseline.Dense.times;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import metammf.base.MetaMmfException;
import metammf.data.Dataset;
import metammf.data.ItemFeatures;
import metammf.eval.Scores;
import org.junit.jupiter.api.Test;

class GraphFilterTest {
    private static final Dataset IDS =
            new Dataset("ids", Toy.DATA.split(), ItemFeatures.none(Toy.ITEMS), Toy.DATA.card());

    /** Of the items that a user has not trained on. */
    private static void assertScores(double[][] expected, Scores model) {
        for (int u = 0; u < Toy.USERS; u++) {
            float[] scores = new float[Toy.ITEMS];
            model.forEachTile(new int[] {u}, tile -> tile.copyRow(0, scores));
            for (int i = 0; i < Toy.ITEMS; i++) {
                if (!Toy.TRAIN.contains(u, i)) {
                    assertEquals(expected[u][i], scores[i], 1e-5, "user " + u + ", item " + i);
                }
            }
        }
    }

    /** Some rows and columns. */
    private static double[][] block(double[][] a, int top, int bottom, int left, int right) {
        return Arrays.stream(a, top, bottom)
                .map(row -> Arrays.copyOfRange(row, left, right))
                .toArray(double[][]::new);
    }

    private static double[][] usersToItems(double[][] nodes) {
        return block(nodes, 0, Toy.USERS, Toy.USERS, Toy.NODES);
    }

    @Test
    void withoutContentItIsTwoStepsOfTheNormalisedGraph() {
        double[][] r = usersToItems(Toy.adjacency(false));
        double[][] a = Dense.symmetric(Toy.adjacency(false));
        double[][] twoSteps = block(times(a, a), Toy.USERS, Toy.NODES, Toy.USERS, Toy.NODES);
        assertScores(times(r, twoSteps), GraphFilter.of(IDS, new GraphFilter.Config(0.5, 10, 0)));
    }

    @Test
    void theNearestItemsOfAUsersItemsCountToo() {
        double[][] r = usersToItems(Toy.adjacency(false));
        double[][] walk = times(transposed(r), Dense.mean(r)); // R^T D_u^-1 R
        double[][] near = new double[Toy.ITEMS][Toy.ITEMS];
        for (int m = 0; m < 2; m++) {
            near = plus(near, map(Dense.nearest(Toy.features(m), 4), cosine -> cosine == 0 ? 0 : 0.25));
        }
        double[][] sum = plus(walk, scaled(near, 0.3));
        int[] degrees = Toy.TRAIN.itemDegrees();
        for (int i = 0; i < sum.length; i++) {
            double root = Math.sqrt(Math.max(1, degrees[i]));
            sum[i] = map(sum[i], value -> value / root);
        }
        assertScores(times(r, sum), GraphFilter.of(Toy.DATA, new GraphFilter.Config(0, 4, 0.3)));
    }

    private static double[][] transposed(double[][] a) {
        double[][] t = new double[a[0].length][a.length];
        for (int n = 0; n < a.length; n++) {
            for (int m = 0; m < t.length; m++) {
                t[m][n] = a[n][m];
            }
        }
        return t;
    }

    @Test
    void itAsksForContentOnlyIfContentCounts() {
        assertThrows(MetaMmfException.class, () -> GraphFilter.of(IDS));
        assertThrows(MetaMmfException.class, () -> new GraphFilter.Config(0, 10, -1));
    }
}
