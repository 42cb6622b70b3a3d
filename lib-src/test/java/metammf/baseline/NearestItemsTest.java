package metammf.baseline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import metammf.base.MetaMmfException;
import metammf.data.ItemFeatures;
import metammf.data.Modality;
import org.junit.jupiter.api.Test;

class NearestItemsTest {
    private static final int WIDTH = 6;

    private static float[] unit(int items) {
        SplittableRandom random = new SplittableRandom(1);
        float[] values = new float[items * WIDTH];
        for (int n = 0; n < values.length; n++) {
            values[n] = (float) random.nextGaussian();
        }
        Modality modality = new Modality("some", items, WIDTH, values);
        return ItemFeatures.of(modality).rowNormalised().modalities().get(0).values();
    }

    private static double cosine(float[] unit, int one, int other) {
        return IntStream.range(0, WIDTH)
                .mapToDouble(d -> (double) unit[one * WIDTH + d] * unit[other * WIDTH + d])
                .sum();
    }

    @Test
    void anItemsNearestAreItselfAndThenThoseOfTheLargestCosines() {
        float[] unit = unit(50);
        int[] nearest = NearestItems.of(unit, WIDTH, 10);
        float[] cosines = NearestItems.cosines(unit, WIDTH, nearest, 10);
        assertEquals(50 * 10, nearest.length);
        for (int i = 0; i < 50; i++) {
            int item = i;
            int[] expected = IntStream.range(0, 50)
                    .boxed()
                    .sorted(Comparator.comparingDouble(j -> j == item ? -2 : -cosine(unit, item, j)))
                    .limit(10)
                    .mapToInt(j -> j)
                    .toArray();
            assertEquals(cosine(unit, i, expected[9]), cosines[i * 10 + 9], 1e-6);
            assertArrayEquals(
                    expected,
                    IntStream.range(i * 10, (i + 1) * 10).map(n -> nearest[n]).toArray());
        }
    }

    @Test
    void ofEquallyNearItemsTheSmallerIdsAreTaken() {
        float[] same = new float[9 * WIDTH];
        for (int i = 0; i < 9; i++) {
            same[i * WIDTH] = 1;
        }
        int[] nearest = NearestItems.of(same, WIDTH, 3);
        assertArrayEquals(new int[] {0, 1, 2, 1, 0, 2, 2, 0, 1, 3, 0, 1}, java.util.Arrays.copyOf(nearest, 12));
    }

    @Test
    void anItemWithoutContentIsStillItsOwnNeighbour() {
        float[] unit = unit(5);
        java.util.Arrays.fill(unit, 0, WIDTH, 0);
        assertEquals(0, NearestItems.of(unit, WIDTH, 2)[0]);
    }

    @Test
    void moreNeighboursThanItemsAreRefused() {
        assertThrows(MetaMmfException.class, () -> NearestItems.of(unit(5), WIDTH, 6));
    }
}
