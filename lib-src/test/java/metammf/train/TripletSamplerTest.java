package metammf.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import metammf.base.MetaMmfException;
import metammf.data.Interactions;
import metammf.model.Recommender.Triples;
import org.junit.jupiter.api.Test;

class TripletSamplerTest {
    private final Interactions train =
            Interactions.of(3, 5, new int[] {0, 0, 0, 1, 2, 2}, new int[] {0, 2, 4, 1, 0, 1});

    private static List<String> text(Triples[] batches) {
        return Arrays.stream(batches)
                .flatMap(b -> IntStream.range(0, b.size())
                        .mapToObj(n -> b.users()[n] + " " + b.positives()[n] + " " + b.negatives()[n]))
                .toList();
    }

    @Test
    void noNegativeIsATrainingItemOfItsUser() {
        TripletSampler sampler = new TripletSampler(train, 2, false, 1);
        for (int epoch = 1; epoch <= 50; epoch++) {
            for (Triples batch : sampler.epoch(epoch, 5)) {
                for (int n = 0; n < batch.size(); n++) {
                    assertTrue(train.contains(batch.users()[n], batch.positives()[n]));
                    assertFalse(train.contains(batch.users()[n], batch.negatives()[n]));
                }
            }
        }
    }

    @Test
    void anEpochHoldsEveryInteractionWithDistinctNegatives() {
        Triples[] batches = new TripletSampler(train, 2, false, 1).epoch(1, 5);
        assertArrayEquals(
                new int[] {5, 5, 2},
                Arrays.stream(batches).mapToInt(Triples::size).toArray());
        assertEquals(12, text(batches).stream().distinct().count());
        assertEquals(
                6, text(batches).stream().map(t -> t.substring(0, 3)).distinct().count());
    }

    @Test
    void everyUntouchedItemIsDrawnEquallyOften() {
        TripletSampler sampler = new TripletSampler(train, 1, false, 1);
        int[] counts = new int[5];
        for (int epoch = 1; epoch <= 3000; epoch++) {
            Triples batch = sampler.epoch(epoch, 10)[0];
            IntStream.range(0, batch.size())
                    .filter(n -> batch.users()[n] == 1)
                    .forEach(n -> counts[batch.negatives()[n]]++);
        }
        assertEquals(0, counts[1]);
        for (int item : new int[] {0, 2, 3, 4}) {
            assertEquals(750, counts[item], 120, "five standard deviations of a binomial are 119");
        }
    }

    @Test
    void epochsDifferAndRepeatBySeed() {
        TripletSampler sampler = new TripletSampler(train, 1, false, 1);
        assertNotEquals(text(sampler.epoch(1, 10)), text(sampler.epoch(2, 10)));
        assertEquals(text(sampler.epoch(2, 10)), text(new TripletSampler(train, 1, false, 1).epoch(2, 10)));
    }

    @Test
    void frozenNegativesStayWhileTheOrderChanges() {
        TripletSampler sampler = new TripletSampler(train, 1, true, 1);
        List<String> first = text(sampler.epoch(1, 10));
        List<String> second = text(sampler.epoch(2, 10));
        assertNotEquals(first, second);
        assertEquals(first.stream().sorted().toList(), second.stream().sorted().toList());
    }

    @Test
    void aUserWhoKnowsTooManyItemsIsNamed() {
        MetaMmfException error = assertThrows(MetaMmfException.class, () -> new TripletSampler(train, 3, false, 1));
        assertEquals("user 0: expected at least 3 items without interaction, received 2", error.getMessage());
    }
}
