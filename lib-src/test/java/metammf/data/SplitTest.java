package metammf.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import metammf.base.MetaMmfException;
import metammf.data.DataCard.Finding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SplitTest {
    private static final int ITEMS = 40;

    /** User u has the items 0 .. degrees[u] - 1. */
    private static Interactions withDegrees(int... degrees) {
        int[] users = IntStream.range(0, degrees.length)
                .flatMap(u -> IntStream.range(0, degrees[u]).map(i -> u))
                .toArray();
        int[] items = IntStream.of(degrees).flatMap(d -> IntStream.range(0, d)).toArray();
        return Interactions.of(degrees.length, ITEMS, users, items);
    }

    private static Interactions pairs(int... userAndItem) {
        int[] users = IntStream.range(0, userAndItem.length / 2)
                .map(n -> userAndItem[2 * n])
                .toArray();
        int[] items = IntStream.range(0, userAndItem.length / 2)
                .map(n -> userAndItem[2 * n + 1])
                .toArray();
        return Interactions.of(3, ITEMS, users, items);
    }

    private static String message(Runnable work) {
        return assertThrows(MetaMmfException.class, work::run).getMessage();
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, 0, 0",
        "2, 2, 0, 0",
        "3, 2, 0, 1",
        "5, 4, 0, 1",
        "7, 6, 0, 1",
        "8, 6, 1, 1",
        "10, 8, 1, 1",
        "13, 10, 1, 2",
        "20, 16, 2, 2",
        "25, 20, 2, 3"
    })
    void aUsersItemsAreRoundedAsInTheAuthorsCode(int n, int train, int validation, int test) {
        Split split = Split.perUser(withDegrees(4, n, 0), 1);
        assertEquals(train, split.train().degree(1));
        assertEquals(validation, split.validation().degree(1));
        assertEquals(test, split.test().degree(1));
    }

    @Test
    void everyPairIsInOnePart() {
        Interactions all = withDegrees(1, 30, 0, 12, 7);
        for (Split split : new Split[] {Split.perUser(all, 3), Split.perInteraction(all, 3)}) {
            assertEquals(all, split.all());
            assertEquals(
                    all.size(),
                    split.train().size()
                            + split.validation().size()
                            + split.test().size());
        }
    }

    @Test
    void aUsersSplitDependsOnSeedAndUserAlone() {
        Split one = Split.perUser(withDegrees(20, 20, 20), 7);
        Split other = Split.perUser(withDegrees(3, 20, 40), 7);
        assertArrayEquals(one.train().itemsOf(1), other.train().itemsOf(1));
        assertArrayEquals(one.test().itemsOf(1), other.test().itemsOf(1));
    }

    @Test
    void usersAndSeedsDifferInWhatIsHeldOut() {
        Split split = Split.perUser(withDegrees(40, 40, 40), 7);
        assertNotEquals(
                IntStream.of(split.test().itemsOf(0)).boxed().toList(),
                IntStream.of(split.test().itemsOf(1)).boxed().toList());
        assertNotEquals(split, Split.perUser(withDegrees(40, 40, 40), 8));
        assertEquals(split, Split.perUser(withDegrees(40, 40, 40), 7));
    }

    @Test
    void everyItemIsHeldOutEquallyOften() {
        int[] counts = new int[10];
        Interactions all = withDegrees(10);
        for (int seed = 0; seed < 5000; seed++) {
            counts[Split.perUser(all, seed).test().item(0)]++;
        }
        for (int count : counts) {
            assertEquals(500, count, 110); // five deviations
        }
    }

    @Test
    void pairsOfAllUsersAreCountedExactly() {
        Split split = Split.perInteraction(withDegrees(40, 1, 1, 1, 40, 20), 1); // 103 pairs
        assertEquals(82, split.train().size());
        assertEquals(10, split.validation().size());
        assertEquals(11, split.test().size());
        assertEquals(split, Split.perInteraction(withDegrees(40, 1, 1, 1, 40, 20), 1));
        assertNotEquals(split, Split.perInteraction(withDegrees(40, 1, 1, 1, 40, 20), 2));
    }

    @Test
    void nothingToTrainOnIsAnError() {
        assertTrue(message(() -> Split.perUser(withDegrees(0, 0), 1)).contains("expected training interactions"));
        assertTrue(message(() -> Split.perInteraction(withDegrees(0), 1)).contains("expected training interactions"));
    }

    @Test
    void aLeakIsCountedAndItsFirstPairNamed() {
        Interactions train = pairs(0, 1, 1, 2, 2, 3);
        Interactions leaking = pairs(0, 5, 1, 2, 2, 3);
        Interactions none = pairs();
        assertEquals(
                "split: 2 validation pairs are also training pairs, the first is user 1, item 2",
                message(() -> new Split(train, leaking, none)));
        assertEquals(
                "split: 2 test pairs are also training pairs, the first is user 1, item 2",
                message(() -> new Split(train, none, leaking)));
        assertEquals(
                "split: 1 test pairs are also validation pairs, the first is user 0, item 5",
                message(() -> new Split(train, pairs(0, 5), pairs(0, 5, 0, 6))));
    }

    @Test
    void thePartsHaveTheSameUsersAndItems() {
        Interactions other = Interactions.of(4, ITEMS, new int[0], new int[0]);
        assertEquals(
                "test split: expected 3 users and 40 items, received 4 and 40",
                message(() -> new Split(pairs(0, 1), pairs(), other)));
    }

    @Test
    void heldOutPartsMayBeEmpty() {
        assertEquals(
                "Split(2 train, 0 validation, 0 test)",
                Split.perUser(withDegrees(2), 1).toString());
    }

    @Test
    void whatLeaksIsLeftOutAndReported() {
        List<Finding> findings = new ArrayList<>();
        Split split = Split.asGiven(pairs(0, 1, 1, 2), pairs(0, 1, 0, 3), pairs(0, 3, 1, 2, 2, 2), findings::add);
        assertEquals(pairs(0, 1, 1, 2), split.train());
        assertEquals(pairs(0, 3), split.validation());
        assertEquals(pairs(2, 2), split.test());
        assertEquals(
                List.of(
                        "1 validation pairs that are also training pairs, left out, for example user 0, item 1",
                        "1 test pairs that are also training pairs, left out, for example user 1, item 2",
                        "1 test pairs that are also validation pairs, left out, for example user 0, item 3"),
                findings.stream().map(Finding::toString).toList());
    }

    @Test
    void aCleanSplitIsTakenAsGiven() {
        Split split = Split.asGiven(
                pairs(0, 1), pairs(0, 2), pairs(0, 3), finding -> fail("expected none, received " + finding));
        assertEquals(new Split(pairs(0, 1), pairs(0, 2), pairs(0, 3)), split);
    }
}
