package metammf.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.ToDoubleBiFunction;
import java.util.stream.IntStream;
import metammf.base.MetaMmfException;
import metammf.data.PlantedVideos.Sizes;
import org.apache.commons.math3.stat.regression.OLSMultipleLinearRegression;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlantedVideosTest {
    private static final PlantedVideos VIDEOS = PlantedVideos.of(1);

    /** Ordinary least squares of one taste on the features, with intercept. */
    private static OLSMultipleLinearRegression fit(PlantedVideos videos, int[] items, int taste) {
        Dataset data = videos.dataset();
        OLSMultipleLinearRegression regression = new OLSMultipleLinearRegression();
        regression.newSampleData(
                IntStream.of(items).mapToDouble(i -> videos.tastes()[i][taste]).toArray(),
                IntStream.of(items).mapToObj(i -> features(data, i)).toArray(double[][]::new));
        return regression;
    }

    private static double[] features(Dataset data, int item) {
        return data.features().modalities().stream()
                .map(m -> m.row(item))
                .flatMapToDouble(row -> IntStream.range(0, row.length).mapToDouble(n -> row[n]))
                .toArray();
    }

    private static int[] warmItems(PlantedVideos videos) {
        int[] degrees = videos.dataset().split().train().itemDegrees();
        return IntStream.range(0, degrees.length).filter(i -> degrees[i] > 0).toArray();
    }

    /** Mean share of the cold items that score less than a user's cold test items: 1/2 is chance, 1 is perfect. */
    private static double rankOfColdTestItems(ToDoubleBiFunction<Integer, Integer> score) {
        Interactions test = VIDEOS.dataset().split().test();
        int[] user = test.userColumn();
        return IntStream.range(0, test.size())
                .filter(pair -> test.item(pair) >= 700)
                .mapToDouble(pair -> IntStream.range(700, 800)
                                .filter(other -> score.applyAsDouble(user[pair], other)
                                        < score.applyAsDouble(user[pair], test.item(pair)))
                                .count()
                        / 99.0)
                .average()
                .orElseThrow();
    }

    @Test
    void theSameSeedGivesTheSameVideos() {
        PlantedVideos again = PlantedVideos.of(1);
        assertEquals(VIDEOS.dataset().fingerprint(), again.dataset().fingerprint());
        assertArrayEquals(VIDEOS.genres(), again.genres());
        assertArrayEquals(VIDEOS.tastes(), again.tastes());
        assertArrayEquals(VIDEOS.users(), again.users());
    }

    @Test
    void anotherSeedGivesOtherVideosAndOtherChoices() {
        PlantedVideos other = PlantedVideos.of(2);
        assertNotEquals(VIDEOS.dataset().features(), other.dataset().features());
        assertNotEquals(VIDEOS.dataset().split(), other.dataset().split());
    }

    @Test
    void hasTheSizesAskedFor() {
        PlantedVideos videos = PlantedVideos.of(new Sizes(30, 50, 12, 5), 1);
        Split split = videos.dataset().split();
        Interactions all = split.train().union(split.validation()).union(split.test());
        assertEquals(30, videos.dataset().users());
        assertEquals(50, videos.dataset().items());
        assertTrue(IntStream.range(0, 30).allMatch(user -> all.degree(user) == 12));
        assertEquals("PlantedVideos(30 users, 50 items, 4 genres)", videos.toString());
    }

    @Test
    void genresAreEquallyFrequent() {
        for (int genre = 0; genre < 4; genre++) {
            int g = genre;
            assertEquals(200, IntStream.of(VIDEOS.genres()).filter(x -> x == g).count());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void noSharedLinearMapExplainsTheTastes(long seed) {
        PlantedVideos many = PlantedVideos.of(new Sizes(2, 4000, 1, 0), seed);
        int[] items = IntStream.range(0, 4000).toArray();
        for (int taste = 0; taste < PlantedVideos.SIGNAL; taste++) {
            double explained = fit(many, items, taste).calculateRSquared(); // 32 / 4000 by chance
            assertTrue(explained < 0.02, "R2 = " + explained);
        }
    }

    @Test
    void aLinearMapForEveryGenreExplainsTheTastes() {
        for (int genre = 0; genre < 4; genre++) {
            int g = genre;
            int[] items =
                    IntStream.range(0, 800).filter(i -> VIDEOS.genres()[i] == g).toArray();
            for (int taste = 0; taste < PlantedVideos.SIGNAL; taste++) {
                assertEquals(1, fit(VIDEOS, items, taste).calculateRSquared(), 1e-6);
            }
        }
    }

    @Test
    void everyModalityTellsTheGenre() {
        for (Modality modality : VIDEOS.dataset().features().modalities()) {
            double[][] centres = centres(modality);
            long right = IntStream.range(0, 800)
                    .filter(i -> nearest(centres, modality.row(i)) == VIDEOS.genres()[i])
                    .count();
            assertTrue(right >= 790, modality.name() + ": " + right + " of 800");
        }
    }

    private static double[][] centres(Modality modality) {
        double[][] centres = new double[4][modality.width()];
        for (int i = 0; i < 800; i++) {
            for (int n = 0; n < modality.width(); n++) {
                centres[VIDEOS.genres()[i]][n] += modality.value(i, n) / 200.0;
            }
        }
        return centres;
    }

    private static int nearest(double[][] centres, float[] row) {
        double[] distances = new double[centres.length];
        for (int g = 0; g < centres.length; g++) {
            for (int n = 0; n < row.length; n++) {
                distances[g] += Math.pow(row[n] - centres[g][n], 2);
            }
        }
        return IntStream.range(0, distances.length)
                .reduce((a, b) -> distances[b] < distances[a] ? b : a)
                .orElseThrow();
    }

    @Test
    void affinityIsTheProductOfPreferenceAndTaste() {
        float[] p = VIDEOS.users()[3];
        float[] z = VIDEOS.tastes()[5];
        assertEquals(p[0] * z[0] + p[1] * z[1] + p[2] * z[2] + p[3] * z[3], VIDEOS.affinity(3, 5), 1e-5);
    }

    @Test
    void usersChooseWhatTheyLike() {
        Interactions train = VIDEOS.dataset().split().train();
        long right = IntStream.range(0, 600)
                .filter(u -> IntStream.of(train.itemsOf(u))
                                .mapToDouble(i -> VIDEOS.affinity(u, i))
                                .average()
                                .orElseThrow()
                        > IntStream.range(0, 800)
                                        .mapToDouble(i -> VIDEOS.affinity(u, i))
                                        .average()
                                        .orElseThrow()
                                + 0.5)
                .count();
        assertTrue(right > 590, right + " of 600 users");
    }

    @Test
    void coldVideosAreInTheTestSplitAlone() {
        Split split = VIDEOS.dataset().split();
        for (int item = 700; item < 800; item++) {
            assertEquals(0, split.train().itemDegrees()[item]);
            assertEquals(0, split.validation().itemDegrees()[item]);
        }
        assertTrue(IntStream.of(split.test().itemColumn()).filter(i -> i >= 700).count() > 1000);
    }

    @Test
    void theTruthRanksColdVideosHighAndNoSharedLinearMapDoes() {
        double[][] maps = IntStream.range(0, PlantedVideos.SIGNAL)
                .mapToObj(taste -> fit(VIDEOS, warmItems(VIDEOS), taste).estimateRegressionParameters())
                .toArray(double[][]::new);
        double[][] x = IntStream.range(0, 800)
                .mapToObj(i -> features(VIDEOS.dataset(), i))
                .toArray(double[][]::new);
        double shared = rankOfColdTestItems((u, i) -> {
            double score = 0;
            for (int taste = 0; taste < maps.length; taste++) {
                double z = maps[taste][0];
                for (int n = 0; n < x[i].length; n++) {
                    z += maps[taste][n + 1] * x[i][n];
                }
                score += VIDEOS.users()[u][taste] * z;
            }
            return score;
        });
        double truth = rankOfColdTestItems(VIDEOS::affinity);
        assertTrue(truth > 0.9, "truth: " + truth);
        assertEquals(0.5, shared, 0.06);
    }

    @Test
    void sizesAreChecked() {
        assertEquals(
                "perUser: expected 1 .. 49, received 50",
                assertThrows(MetaMmfException.class, () -> new Sizes(10, 50, 50, 0))
                        .getMessage());
        assertEquals(
                "coldItems: expected 0 .. 49, received 50",
                assertThrows(MetaMmfException.class, () -> new Sizes(10, 50, 5, 50))
                        .getMessage());
        assertThrows(MetaMmfException.class, () -> new Sizes(0, 50, 5, 5));
        assertThrows(MetaMmfException.class, () -> new Sizes(10, 3, 2, 0));
    }
}
