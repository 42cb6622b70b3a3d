package metammf.baseline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import metammf.base.MetaMmfException;
import metammf.data.Interactions;
import metammf.eval.Scores;
import org.junit.jupiter.api.Test;

class EaseTest {
    private static final double L2 = 0.7;

    private static float[] scores(Scores model, int user) {
        float[] scores = new float[model.items()];
        model.forEachTile(new int[] {user}, tile -> tile.copyRow(0, scores));
        return scores;
    }

    /** R, (U, I). */
    private static double[][] r() {
        double[][] r = new double[Toy.USERS][Toy.ITEMS];
        for (int user = 0; user < Toy.USERS; user++) {
            for (int item : Toy.TRAIN.itemsOf(user)) {
                r[user][item] = 1;
            }
        }
        return r;
    }

    /** The loss of weights that predict item j, |R_.j - R b|^2 + lambda |b|^2. */
    private static double loss(double[][] r, int j, double... b) {
        double loss = L2 * Dense.dot(b, b);
        for (double[] row : r) {
            loss += Math.pow(row[j] - Dense.dot(row, b), 2);
        }
        return loss;
    }

    /** Descends along one weight after another, each to its least loss; the loss is convex. */
    private static double[] leastLoss(double[][] r, int j) {
        double[] b = new double[Toy.ITEMS];
        for (int round = 0; round < 2000; round++) {
            for (int i = 0; i < b.length; i++) {
                if (i != j) {
                    b[i] = 0;
                    double atZero = loss(r, j, b);
                    b[i] = 1;
                    double atOne = loss(r, j, b);
                    b[i] = -1;
                    double curvature = atOne + loss(r, j, b) - 2 * atZero; // of a parabola
                    b[i] = -(atOne - atZero - curvature / 2) / curvature;
                }
            }
        }
        return b;
    }

    @Test
    void itsWeightsPredictAnItemFromTheOthersWithTheLeastLoss() {
        double[][] r = r();
        Scores model = Ease.of(Toy.TRAIN, L2);
        for (int j = 0; j < Toy.ITEMS; j++) {
            double[] b = leastLoss(r, j);
            for (int user = 0; user < Toy.USERS; user++) {
                assertEquals(Dense.dot(r[user], b), scores(model, user)[j], 1e-5);
            }
        }
    }

    @Test
    void ofTwoItemsTheWeightIsTheShareOfUsersInCommon() {
        Interactions train = Interactions.of(3, 2, new int[] {0, 0, 1, 2}, new int[] {0, 1, 0, 1});
        Scores model = Ease.of(train, 1); // one user of two has both: 1 / (2 + lambda)
        assertArrayEquals(new float[] {1f / 3, 1f / 3}, scores(model, 0), 1e-6f);
        assertArrayEquals(new float[] {0, 1f / 3}, scores(model, 1), 1e-6f);
    }

    @Test
    void aMatrixThatCannotBeInvertedIsRefused() {
        Interactions wide = Interactions.of(1, 30_000, new int[] {0}, new int[] {29_999});
        assertThrows(MetaMmfException.class, () -> Ease.of(wide, 1));
        assertThrows(MetaMmfException.class, () -> Ease.of(Toy.TRAIN, 0));
    }
}
