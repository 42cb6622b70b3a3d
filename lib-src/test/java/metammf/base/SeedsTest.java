package metammf.base;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SeedsTest {
    private static long[] draws(long seed, String purpose, long... position) {
        return Seeds.stream(seed, purpose, position).longs(5).toArray();
    }

    @Test
    void theSameArgumentsGiveTheSameStream() {
        assertArrayEquals(draws(1, "split", 2, 3), draws(1, "split", 2, 3));
    }

    @Test
    void seedPurposeAndEveryPositionLeadElsewhere() {
        TreeSet<Long> first = new TreeSet<>();
        for (long seed = 0; seed < 20; seed++) {
            for (String purpose : new String[] {"a", "b", "ab", "ba", "aa"}) {
                first.add(draws(seed, purpose)[0]);
                for (long position = 0; position < 20; position++) {
                    first.add(draws(seed, purpose, position)[0]);
                    first.add(draws(seed, purpose, position, 0)[0]);
                    first.add(draws(seed, purpose, 100, position)[0]);
                }
            }
        }
        assertEquals(20 * 5 * (1 + 3 * 20), first.size());
    }

    @Test
    void aPurposeIsNeeded() {
        assertThrows(MetaMmfException.class, () -> Seeds.stream(1, ""));
    }

    @Test
    void streamsOfNeighbouringPositionsAreIndependent() {
        double[] draws = LongStream.range(0, 10_000)
                .mapToDouble(n -> Seeds.stream(1, "epoch", n).nextDouble())
                .toArray();
        double mean = IntStream.range(0, draws.length)
                .mapToDouble(n -> draws[n])
                .average()
                .orElseThrow();
        double product = IntStream.range(1, draws.length)
                .mapToDouble(n -> (draws[n] - 0.5) * (draws[n - 1] - 0.5) * 12)
                .average()
                .orElseThrow();
        assertEquals(0.5, mean, 0.015); // five deviations of 1 / sqrt(12 n)
        assertEquals(0, product, 0.05); // five deviations of 1 / sqrt(n)
    }

    @Test
    void shufflingGivesEveryOrderEquallyOften() {
        Map<String, Integer> counts = new HashMap<>();
        for (int n = 0; n < 24_000; n++) {
            int[] order = {0, 1, 2, 3};
            Seeds.shuffle(order, Seeds.stream(1, "order", n));
            counts.merge(Arrays.toString(order), 1, Integer::sum);
        }
        assertEquals(24, counts.size());
        assertTrue(counts.values().stream().allMatch(count -> Math.abs(count - 1000) < 160), counts.toString());
    }
}
