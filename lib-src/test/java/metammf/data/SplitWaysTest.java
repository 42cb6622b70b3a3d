package metammf.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import metammf.base.MetaMmfException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The ways to split that are not in section 5.1 of the paper. */
class SplitWaysTest {
    private static final Interactions ALL = random(50, 30, 700);
    private static final long[] TIMES = times(ALL.size());

    private static Interactions random(int users, int items, int pairs) {
        SplittableRandom random = new SplittableRandom(1);
        return Interactions.of(
                users,
                items,
                random.ints(pairs, 0, users).toArray(),
                random.ints(pairs, 0, items).toArray());
    }

    private static long[] times(int count) {
        return new SplittableRandom(2)
                .longs(count, 1_500_000_000, 1_500_000_400)
                .toArray(); // some are equal
    }

    /** One user with the items 0 .. n - 1. */
    private static Interactions row(int n) {
        return Interactions.of(1, 20, new int[n], IntStream.range(0, n).toArray());
    }

    static Stream<Split> everyWay() {
        return Stream.concat(
                Stream.of(
                        Split.perUser(ALL, 1),
                        Split.perInteraction(ALL, 1),
                        Split.byTime(ALL, TIMES),
                        Split.byTimePerUser(ALL, TIMES),
                        Split.leaveOneOut(ALL, 1),
                        Split.leaveLastOut(ALL, TIMES),
                        Split.coldItems(ALL, 0.2, 1)),
                Split.folds(ALL, 4, 1).stream());
    }

    @ParameterizedTest
    @MethodSource("everyWay")
    void everyPairIsInOnePart(Split split) {
        assertEquals(ALL, split.all());
        int sum =
                split.train().size() + split.validation().size() + split.test().size();
        assertEquals(ALL.size(), sum); // the parts are apart
        assertTrue(split.validation().size() > 0 && split.test().size() > 0);
    }

    @ParameterizedTest
    @MethodSource("everyWay")
    void warmAndColdTestPairsAreTheTestPairs(Split split) {
        assertEquals(split.test(), split.coldTest().union(split.warmTest()));
        assertEquals(
                split.test().size(), split.coldTest().size() + split.warmTest().size());
    }

    @Test
    void theSameSeedGivesTheSameSplit() {
        assertEquals(everyWay().toList(), everyWay().toList());
        assertNotEquals(Split.leaveOneOut(ALL, 1), Split.leaveOneOut(ALL, 2));
        assertNotEquals(Split.coldItems(ALL, 0.2, 1), Split.coldItems(ALL, 0.2, 2));
        assertNotEquals(Split.folds(ALL, 3, 1), Split.folds(ALL, 3, 2));
    }

    @Test
    void thePastTrainsAndTheFutureTests() {
        Split split = Split.byTime(row(10), new long[] {90, 10, 80, 20, 70, 30, 60, 40, 50, 100});
        assertArrayEquals(new int[] {1, 2, 3, 4, 5, 6, 7, 8}, split.train().itemsOf(0));
        assertArrayEquals(new int[] {0}, split.validation().itemsOf(0));
        assertArrayEquals(new int[] {9}, split.test().itemsOf(0));
    }

    @Test
    void noTrainingPairIsLaterThanAHeldOutOne() {
        Split split = Split.byTime(ALL, TIMES);
        long train = time(split.train()).max().orElseThrow();
        long validation = time(split.validation()).max().orElseThrow();
        assertTrue(train < time(split.validation()).min().orElseThrow());
        assertTrue(validation < time(split.test()).min().orElseThrow());
        assertEquals(0.8, (double) split.train().size() / ALL.size(), 0.01);
    }

    private static LongStream time(Interactions part) {
        int[] users = part.userColumn();
        return IntStream.range(0, part.size()).mapToLong(n -> TIMES[ALL.pair(users[n], part.item(n))]);
    }

    @Test
    void pairsOfOneTimeStayTogether() {
        Split split = Split.byTime(row(10), new long[] {1, 1, 1, 1, 1, 1, 2, 2, 2, 3});
        assertEquals(9, split.train().size()); // the cut of 8 falls among the twos
        assertEquals(0, split.validation().size());
        assertArrayEquals(new int[] {9}, split.test().itemsOf(0));
    }

    @Test
    void everyUsersOwnFutureTests() {
        Interactions two = Interactions.of(
                2,
                10,
                IntStream.range(0, 20).map(n -> n / 10).toArray(),
                IntStream.range(0, 20).map(n -> n % 10).toArray());
        long[] times = IntStream.range(0, 20).mapToLong(n -> n < 10 ? n : -n).toArray(); // user 1 went backwards
        Split split = Split.byTimePerUser(two, times);
        assertArrayEquals(new int[] {8}, split.validation().itemsOf(0));
        assertArrayEquals(new int[] {9}, split.test().itemsOf(0));
        assertArrayEquals(new int[] {1}, split.validation().itemsOf(1));
        assertArrayEquals(new int[] {0}, split.test().itemsOf(1));
    }

    @Test
    void ofEqualTimesTheSmallerItemComesFirst() {
        Split split = Split.leaveLastOut(row(4), new long[] {7, 7, 7, 7});
        assertArrayEquals(new int[] {0, 1}, split.train().itemsOf(0));
        assertArrayEquals(new int[] {2}, split.validation().itemsOf(0));
        assertArrayEquals(new int[] {3}, split.test().itemsOf(0));
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 0, 0", "2, 1, 0, 1", "3, 1, 1, 1", "9, 7, 1, 1"})
    void oneItemOfEveryUserTests(int n, int train, int validation, int test) {
        long[] times = new long[n];
        for (Split split : List.of(Split.leaveOneOut(row(n), 1), Split.leaveLastOut(row(n), times))) {
            assertEquals(train, split.train().size());
            assertEquals(validation, split.validation().size());
            assertEquals(test, split.test().size());
        }
    }

    @Test
    void aUsersLeftOutItemDependsOnSeedAndUserAlone() {
        Interactions fewer = ALL.only(pair -> pair < ALL.first(20)); // users 0 to 19 keep their items
        Split one = Split.leaveOneOut(ALL, 5);
        Split other = Split.leaveOneOut(fewer, 5);
        List<Split> folds = Split.folds(ALL, 3, 5);
        List<Split> fewerFolds = Split.folds(fewer, 3, 5);
        for (int user = 0; user < 20; user++) {
            assertArrayEquals(one.test().itemsOf(user), other.test().itemsOf(user));
            assertArrayEquals(
                    folds.get(1).test().itemsOf(user), fewerFolds.get(1).test().itemsOf(user));
        }
    }

    @Test
    void timesBelongToPairs() {
        MetaMmfException error = assertThrows(MetaMmfException.class, () -> Split.byTime(row(3), new long[] {1, 2}));
        assertEquals("times: expected one of 3 pairs, received 2", error.getMessage());
    }

    @Test
    void coldItemsAreHeldOutWhole() {
        Split split = Split.coldItems(ALL, 0.2, 3);
        int[] train = split.train().itemDegrees();
        int[] validation = split.validation().itemDegrees();
        int[] test = split.test().itemDegrees();
        int[] all = ALL.itemDegrees();
        assertEquals(3, items(i -> validation[i] == all[i]).length); // 30 items: 6 cold, 3 and 3
        assertEquals(3, items(i -> test[i] == all[i]).length);
        assertArrayEquals(
                items(i -> test[i] == all[i]), items(i -> split.coldTest().itemDegrees()[i] > 0));
        assertEquals(24, Arrays.stream(train).filter(n -> n > 0).count());
    }

    private static int[] items(IntPredicate which) {
        return IntStream.range(0, ALL.items()).filter(which).toArray();
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "-0.1", "NaN"})
    void theShareOfColdItemsIsAShare(double share) {
        MetaMmfException error = assertThrows(MetaMmfException.class, () -> Split.coldItems(ALL, share, 1));
        assertEquals("cold items: expected a share above 0 and below 1, received " + share, error.getMessage());
    }

    @Test
    void everyPairTestsOnceAndValidatesOnce() {
        List<Split> folds = Split.folds(ALL, 5, 1);
        Interactions tested =
                folds.stream().map(Split::test).reduce(Interactions::union).orElseThrow();
        assertEquals(ALL, tested);
        assertEquals(
                ALL.size(), folds.stream().mapToInt(fold -> fold.test().size()).sum());
        for (int f = 0; f < 5; f++) {
            assertEquals(folds.get((f + 1) % 5).test(), folds.get(f).validation());
        }
    }

    @Test
    void aUsersItemsAreDealtEvenly() {
        for (Split fold : Split.folds(ALL, 4, 1)) {
            for (int user = 0; user < ALL.users(); user++) {
                assertEquals(ALL.degree(user) / 4.0, fold.test().degree(user), 0.8);
            }
            assertEquals(ALL.size() / 4.0, fold.test().size(), 20); // first items go to random folds
        }
    }

    @Test
    void threeFoldsAreTheFewest() {
        MetaMmfException error = assertThrows(MetaMmfException.class, () -> Split.folds(ALL, 2, 1));
        assertEquals("cross-validation: expected at least 3 folds, received 2", error.getMessage());
    }
}
