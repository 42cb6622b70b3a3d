package metammf.plot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import metammf.base.MetaMmfException;
import org.junit.jupiter.api.Test;

class SilhouetteTest {
    private static final double[][] LINE = {{0}, {1}, {4}, {6}};

    @Test
    void agreesWithHandArithmeticOnALine() {
        // Point 0: a = 1, b = (4 + 6) / 2 = 5. Point 1: a = 1, b = (3 + 5) / 2 = 4.
        // Point 4: a = 2, b = (4 + 3) / 2 = 3.5. Point 6: a = 2, b = (6 + 5) / 2 = 5.5.
        double[] expected = {4 / 5.0, 3 / 4.0, 1.5 / 3.5, 3.5 / 5.5};
        assertArrayEquals(expected, Silhouette.perSample(LINE, new int[] {0, 0, 1, 1}), 1e-15);
        assertEquals((0.8 + 0.75 + 3 / 7.0 + 7 / 11.0) / 4, Silhouette.of(LINE, new int[] {0, 0, 1, 1}), 1e-15);
    }

    @Test
    void takesTheNearestOfSeveralOtherLabels() {
        // Point 0: a = 1, b = min(4, 6). The points 4 and 6 are alone.
        double[] expected = {3 / 4.0, 2 / 3.0, 0, 0};
        assertArrayEquals(expected, Silhouette.perSample(LINE, new int[] {0, 0, 1, 2}), 1e-15);
    }

    @Test
    void isNegativeOnTheWrongSide() {
        // Labels alternate. Point 0: a = 4, b = (1 + 6) / 2.
        assertEquals(-0.5 / 4, Silhouette.perSample(LINE, new int[] {0, 1, 0, 1})[0], 1e-15);
    }

    @Test
    void distancesAreEuclidean() {
        // Point (0, 0): a = 5, b = 10.
        double[][] plane = {{0, 0}, {3, 4}, {6, 8}};
        assertEquals(0.5, Silhouette.perSample(plane, new int[] {0, 0, 1})[0], 1e-15);
    }

    @Test
    void theNumbersOfTheLabelsDoNotMatter() {
        int[] sparse = {2_000_000_000, 2_000_000_000, 7, 7};
        assertEquals(Silhouette.of(LINE, new int[] {0, 0, 1, 1}), Silhouette.of(LINE, sparse));
    }

    @Test
    void coincidingPointsHaveZero() {
        assertEquals(0, Silhouette.of(new double[4][2], new int[] {0, 0, 1, 1}));
    }

    @Test
    void singlePrecisionGivesTheSame() {
        float[][] line = {{0}, {1}, {4}, {6}};
        int[] labels = {0, 0, 1, 1};
        assertEquals(Silhouette.of(LINE, labels), Silhouette.of(line, labels));
    }

    @Test
    void refusesASingleLabel() {
        assertRefused("received 1", LINE, 0, 0, 0, 0);
    }

    @Test
    void refusesNoPoints() {
        assertRefused("received 0", new double[0][2]);
    }

    @Test
    void refusesLabelsThatDoNotFitThePoints() {
        assertRefused("each of 4 rows, received 3", LINE, 0, 0, 1);
        assertRefused("received -1 in row 2", LINE, 0, 0, -1, 1);
    }

    @Test
    void refusesWhatIsNotANumber() {
        assertRefused("received Infinity in row 1", new double[][] {{0}, {Double.POSITIVE_INFINITY}}, 0, 1);
    }

    private static void assertRefused(String part, double[][] rows, int... labels) {
        String message = assertThrows(MetaMmfException.class, () -> Silhouette.of(rows, labels))
                .getMessage();
        assertTrue(message.contains(part), message);
    }
}
