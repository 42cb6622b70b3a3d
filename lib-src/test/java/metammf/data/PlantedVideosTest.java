package metammf.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.IntStream;
import metammf.MetaMmfException;
import metammf.data.PlantedVideos.Sizes;
import org.junit.jupiter.api.Test;

class PlantedVideosTest {
    private final PlantedVideos planted = PlantedVideos.of(1);
    private final Split split = planted.dataset().split();

    @Test
    void oneSeedGivesOneSet() {
        PlantedVideos again = PlantedVideos.of(1);
        assertEquals(split, again.dataset().split());
        assertEquals(planted.dataset().features(), again.dataset().features());
        assertNotEquals(split, PlantedVideos.of(2).dataset().split());
    }

    @Test
    void genresAreEquallyFrequent() {
        for (int genre = 0; genre < 4; genre++) {
            int wanted = genre;
            assertEquals(
                    200,
                    Arrays.stream(planted.genres()).filter(g -> g == wanted).count());
        }
    }

    @Test
    void noSharedLinearMapExplainsTheTastesButOneForEachGenreDoes() {
        int[] all = IntStream.range(0, 800).toArray();
        assertTrue(explained(all) < 0.1, "shared: " + explained(all));
        for (int genre = 0; genre < 4; genre++) {
            int wanted = genre;
            int[] own = Arrays.stream(all)
                    .filter(i -> planted.genres()[i] == wanted)
                    .toArray();
            assertTrue(explained(own) > 0.9999, "genre " + genre + ": " + explained(own));
        }
    }

    /** R squared of the least-squares map from features to tastes over some items. */
    private double explained(int[] items) {
        return LeastSquares.explained(
                LeastSquares.rows(planted.dataset().features(), items),
                Arrays.stream(items).mapToObj(i -> planted.tastes()[i]).toArray(float[][]::new));
    }

    @Test
    void usersChooseWhatTheyLike() {
        double chosen = 0;
        double any = 0;
        for (int u = 0; u < 600; u++) {
            for (int i = 0; i < 800; i++) {
                any += planted.affinity(u, i) / 480_000;
            }
            for (int i : split.train().itemsOf(u)) {
                chosen += planted.affinity(u, i) / split.train().size();
            }
        }
        assertEquals(0, any, 0.1);
        assertTrue(chosen > 3, "mean affinity of a chosen item: " + chosen);
    }

    @Test
    void nobodyTrainsOnAColdItem() {
        int[] train = split.train().itemDegrees();
        int[] test = split.test().itemDegrees();
        assertEquals(0, Arrays.stream(train, 700, 800).sum());
        assertTrue(Arrays.stream(test, 700, 800).sum() > 1000);
    }

    @Test
    void impossibleSizesAreRefused() {
        assertThrows(MetaMmfException.class, () -> new Sizes(10, 20, 20, 0));
        assertThrows(MetaMmfException.class, () -> new Sizes(10, 20, 5, 20));
    }
}
