package metammf.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.IntStream;
import metammf.base.MetaMmfException;
import metammf.data.PlantedVideos.Reliability;
import metammf.data.PlantedVideos.Sizes;
import org.apache.commons.math3.stat.regression.OLSMultipleLinearRegression;
import org.junit.jupiter.api.Test;

class PlantedReliabilityTest {
    private static final Reliability VIDEOS = Reliability.of(Sizes.defaults(), 1, 1);

    private static double squaredError(float[][] estimates, float[][] tastes) {
        return IntStream.range(0, tastes.length)
                .mapToDouble(i -> Math.pow(estimates[i][0] - tastes[i][0], 2))
                .average()
                .orElseThrow();
    }

    /** What the best linear map for all videos makes of the features, with intercept. */
    private static double errorOfOneMap(Reliability videos) {
        OLSMultipleLinearRegression regression = new OLSMultipleLinearRegression();
        ItemFeatures features = videos.dataset().features();
        regression.newSampleData(
                Arrays.stream(videos.tastes()).mapToDouble(z -> z[0]).toArray(),
                IntStream.range(0, features.items())
                        .mapToObj(i -> features.modalities().stream()
                                .map(m -> m.row(i))
                                .flatMapToDouble(
                                        row -> IntStream.range(0, row.length).mapToDouble(n -> row[n]))
                                .toArray())
                        .toArray(double[][]::new));
        return regression.calculateResidualSumOfSquares() / videos.tastes().length;
    }

    @Test
    void theEstimateIsTheConditionalMean() {
        int items = VIDEOS.tastes().length;
        double expected = Arrays.stream(VIDEOS.visualShare())
                .map(share -> Math.sqrt(1 / share - 1)) // s^2
                .map(square -> 1 / (1 + 1 / square + square)) // variance of z that is left
                .average()
                .orElseThrow();
        assertEquals(
                expected, squaredError(VIDEOS.estimates(), VIDEOS.tastes()), 4 * expected * Math.sqrt(2.0 / items));
    }

    @Test
    void noSingleMapIsAsGoodUnlessAllVideosAreEquallyReliable() {
        double best = squaredError(VIDEOS.estimates(), VIDEOS.tastes());
        assertTrue(errorOfOneMap(VIDEOS) > 1.3 * best, errorOfOneMap(VIDEOS) + " against " + best);
        Reliability equal = Reliability.of(Sizes.defaults(), 0, 1);
        assertArrayEquals(
                new double[800],
                Arrays.stream(equal.visualShare()).map(s -> s - 0.5).toArray());
        double same = squaredError(equal.estimates(), equal.tastes());
        assertEquals(1, errorOfOneMap(equal) / same, 0.1);
    }

    @Test
    void theSameSeedGivesTheSameVideos() {
        Dataset again = Reliability.of(Sizes.defaults(), 1, 1).dataset();
        assertEquals(VIDEOS.dataset().fingerprint(), again.fingerprint());
        assertEquals(
                0,
                IntStream.of(again.split().train().itemDegrees())
                        .skip(700)
                        .max()
                        .orElseThrow());
    }

    @Test
    void aNegativeSpreadIsRefused() {
        assertThrows(MetaMmfException.class, () -> Reliability.of(Sizes.defaults(), -1, 1));
    }
}
