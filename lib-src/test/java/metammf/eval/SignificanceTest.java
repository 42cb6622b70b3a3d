package metammf.eval;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import metammf.base.MetaMmfException;
import metammf.base.Seeds;
import org.junit.jupiter.api.Test;

/** The numbers are those of SciPy 1.17.1 for the same x and y. */
class SignificanceTest {
    private static final double[] X = {0.5, 0.25, 0, 1, 0.75, 0.5, 0.25, 1, 0, 0.5, 0.75, 0.25};
    private static final double[] Y = {0.25, 0.25, 0.25, 0.5, 0.5, 0, 0.25, 0.5, 0.25, 0.25, 1, 0};

    @Test
    void thePairedTestIsThatOfSciPy() { // stats.ttest_rel(x, y).pvalue
        assertEquals(0.1105830032801082, Significance.of(X, Y, 1).t(), 1e-12);
    }

    @Test
    void theSignedRankTestIsThatOfSciPyAlsoWithZerosAndTies() {
        // stats.wilcoxon(x, y, zero_method='wilcox', correction=False, method='asymptotic').pvalue
        assertEquals(0.09990607046250709, Significance.of(X, Y, 1).wilcoxon(), 1e-12);
        assertEquals(
                Significance.of(X, Y, 1).wilcoxon(), Significance.of(Y, X, 1).wilcoxon(), 1e-15);
    }

    @Test
    void thePapersTestIsThatOfSciPy() { // stats.ttest_1samp([0.21, 0.22, 0.23, 0.215, 0.225], 0.21).pvalue
        double[] runs = {0.21, 0.22, 0.23, 0.215, 0.225};
        assertEquals(0.04742065558431922, Significance.oneSampleT(runs, 0.21), 1e-12);
    }

    @Test
    void correctionsAgreeWithArithmeticByHand() {
        double[] p = {0.01, 0.04, 0.03, 0.005, 0.2};
        assertArrayEquals(new double[] {0.04, 0.09, 0.09, 0.025, 0.2}, Significance.holm(p), 1e-15);
        // stats.false_discovery_control(p)
        assertArrayEquals(new double[] {0.025, 0.05, 0.05, 0.025, 0.2}, Significance.benjaminiHochberg(p), 1e-15);
    }

    @Test
    void equalModelsDoNotDiffer() {
        assertEquals(new Significance(0, 0, 0, 1, 1, Double.NaN), Significance.of(X, X, 1));
    }

    @Test
    void theTextOfOneRunEachDoesNotMentionSeeds() {
        assertFalse(Significance.of(X, Y, 1).toString().contains("seeds"));
        assertTrue(new Significance(0, 0, 0, 1, 1, 0.5).toString().endsWith(", 0.50 (t over seeds)"));
    }

    @Test
    void theIntervalCoversTheTruthNineteenTimesOfTwenty() {
        int covered = 0;
        SplittableRandom random = Seeds.stream(1, "samples");
        for (int n = 0; n < 400; n++) {
            double[] sample = random.doubles(60).toArray();
            Significance.Interval interval = Significance.interval(new double[][] {sample}, n);
            covered += interval.low() < 0.5 && 0.5 < interval.high() ? 1 : 0;
        }
        assertTrue(covered >= 365 && covered <= 392, covered + " of 400"); // 380, three standard errors of 4.4
    }

    @Test
    void severalMetricsHaveTheIntervalsOfEach() {
        List<double[][]> metrics = List.of(new double[][] {X, Y}, new double[][] {Y, Y});
        assertEquals(
                metrics.stream().map(values -> Significance.interval(values, 1)).toList(),
                Significance.intervals(metrics, 1));
    }

    @Test
    void theLuckOfTheSeedWidensTheInterval() {
        double[] high = X.clone();
        double[] low = X.clone();
        for (int n = 0; n < X.length; n++) {
            high[n] += 0.5;
            low[n] -= 0.5;
        }
        Significance.Interval steady = Significance.interval(new double[][] {X, X}, 1);
        Significance.Interval lucky = Significance.interval(new double[][] {high, low}, 1);
        assertEquals(steady.mean(), lucky.mean(), 1e-12);
        assertTrue(lucky.high() - lucky.low() > 0.9 && steady.high() - steady.low() < 0.5, lucky + " " + steady);
    }

    @Test
    void overSeedsTheRunsArePairedToo() {
        double[][] ours = {{0.3, 0.5}, {0.4, 0.6}, {0.5, 0.8}};
        double[][] theirs = {{0.2, 0.4}, {0.3, 0.3}, {0.4, 0.6}};
        double expected = Significance.oneSampleT(new double[] {0.1, 0.2, 0.15}, 0);
        assertEquals(expected, Significance.of(ours, theirs, 1).seeds(), 1e-12);
        assertEquals(Significance.of(ours, theirs, 1), Significance.of(ours, theirs, 1));
    }

    @Test
    void otherUsersAreRefused() {
        assertEquals(
                "significance: expected the same users, two or more, received 12 and 2",
                assertThrows(MetaMmfException.class, () -> Significance.of(X, new double[2], 1))
                        .getMessage());
        assertThrows(MetaMmfException.class, () -> Significance.of(new double[2][2], new double[3][2], 1));
        assertThrows(MetaMmfException.class, () -> Significance.holm(0.5, Double.NaN));
    }
}
