package metammf.plot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;
import metammf.base.MetaMmfException;
import org.junit.jupiter.api.Test;

class ProjectionTest {
    private static final int[] HALVES = IntStream.range(0, 60).map(i -> i % 2).toArray();

    /** 60 points of width {@code width} around the origin, every other one shifted by 10 on each axis. */
    private static double[][] blobs(int width) {
        Random random = new Random(5);
        return IntStream.range(0, 60)
                .mapToObj(i ->
                        random.doubles(width).map(value -> value + 10 * (i % 2)).toArray())
                .toArray(double[][]::new);
    }

    @Test
    void separatesTwoFarBlobs() {
        double[][] points = Projection.tsne(blobs(8), 10, 1);
        assertTrue(Silhouette.of(points, HALVES) > 0.5, () -> "silhouette " + Silhouette.of(points, HALVES));
    }

    @Test
    void theSameSeedGivesTheSameBits() {
        assertArrayEquals(Projection.tsne(blobs(8), 10, 1), Projection.tsne(blobs(8), 10, 1));
    }

    @Test
    void neitherTheThreadNorThePoolChangesABit() {
        double[][] rows = blobs(8);
        ForkJoinPool other = new ForkJoinPool(3);
        double[][] elsewhere = other.submit(() -> Projection.tsne(rows, 10, 1)).join();
        other.shutdown();
        assertArrayEquals(Projection.tsne(rows, 10, 1), elsewhere);
    }

    @Test
    void anotherSeedGivesAnotherPicture() {
        assertFalse(Arrays.deepEquals(Projection.tsne(blobs(8), 10, 1), Projection.tsne(blobs(8), 10, 2)));
    }

    @Test
    void squareInputIsNotTakenForDistances() {
        assertTrue(Silhouette.of(Projection.tsne(blobs(60), 10, 1), HALVES) > 0.5);
    }

    @Test
    void scaleDoesNotMatter() {
        double[][] tiny = Arrays.stream(blobs(8))
                .map(row -> Arrays.stream(row).map(value -> value * 0x1p-40).toArray())
                .toArray(double[][]::new);
        assertArrayEquals(Projection.tsne(blobs(8), 10, 1), Projection.tsne(tiny, 10, 1));
    }

    @Test
    void equalRowsStayTogetherWithoutBlowingUp() {
        double[][] rows = blobs(8);
        for (int i = 0; i < 50; i++) {
            rows[i] = new double[8];
        }
        double[][] points = Projection.tsne(rows, 5, 1);
        double largest = Arrays.stream(points)
                .flatMapToDouble(Arrays::stream)
                .map(Math::abs)
                .max()
                .orElseThrow();
        assertTrue(largest < 100, () -> "largest coordinate " + largest);
    }

    @Test
    void singlePrecisionGivesTheSame() {
        double[][] rows = {{0, 1}, {2, 3}, {4, 4}, {5, 9}, {8, 8}, {9, 1}, {7, 7}};
        float[][] floats = {{0, 1}, {2, 3}, {4, 4}, {5, 9}, {8, 8}, {9, 1}, {7, 7}};
        assertArrayEquals(Projection.tsne(rows, 2, 1), Projection.tsne(floats, 2, 1));
    }

    @Test
    void stopsWhenInterruptedAndKeepsWhatItHas() {
        Thread.currentThread().interrupt();
        double[][] points = Projection.tsne(blobs(8), 10, 1);
        assertFalse(Thread.interrupted());
        assertEquals(60, points.length);
        assertFalse(Arrays.deepEquals(points, Projection.tsne(blobs(8), 10, 1)));
    }

    @Test
    void refusesTooFewRows() {
        assertRefused("5 to 5000 rows, received 4", Arrays.copyOf(blobs(2), 4), 1);
    }

    @Test
    void refusesAPerplexityThatTheRowsCannotHave() {
        assertRefused("at most 19.7 for 60 rows, received 20.0", blobs(2), 20);
        assertRefused("received NaN", blobs(2), Double.NaN);
        assertRefused("received 1.0", blobs(2), 1);
    }

    @Test
    void refusesWhatIsNotANumber() {
        double[][] rows = blobs(2);
        rows[7][1] = Double.NaN;
        assertRefused("received NaN in row 7", rows, 5);
    }

    @Test
    void refusesRowsOfDifferentWidth() {
        double[][] rows = blobs(2);
        rows[7] = new double[3];
        assertRefused("width 2, received 3 in row 7", rows, 5);
    }

    @Test
    void refusesEqualRows() {
        assertRefused("60 equal ones", new double[60][4], 5);
    }

    private static void assertRefused(String part, double[][] rows, double perplexity) {
        String message = assertThrows(MetaMmfException.class, () -> Projection.tsne(rows, perplexity, 1))
                .getMessage();
        assertTrue(message.contains(part), message);
    }
}
