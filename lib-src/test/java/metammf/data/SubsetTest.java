package metammf.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import metammf.base.MetaMmfException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SubsetTest {
    /** Users 0, 2, 3 like the items 1, 2, 3; user 1 has the items 0 and 1, user 4 item 0 alone. */
    private static final Interactions ALL = Interactions.of(
            5, 5, new int[] {0, 0, 0, 1, 1, 2, 2, 2, 3, 3, 3, 4}, new int[] {1, 2, 3, 0, 1, 1, 2, 3, 1, 2, 3, 0});

    @Test
    void usersAndItemsWithoutPairsVanishAndTheRestIsNumberedAnew() {
        Subset subset = Subset.of(ALL, pair -> ALL.item(pair) >= 2);
        assertArrayEquals(new int[] {0, 2, 3}, subset.users());
        assertArrayEquals(new int[] {2, 3}, subset.items());
        assertEquals(
                Interactions.of(3, 2, new int[] {0, 0, 1, 1, 2, 2}, new int[] {0, 1, 0, 1, 0, 1}),
                subset.interactions());
    }

    @Test
    void countingOnceMayLeaveSomeWithFewer() {
        Subset once = Subset.atLeast(ALL, 2, 2);
        assertArrayEquals(new int[] {0, 1, 2, 3}, once.users()); // user 4 goes, so item 0 keeps one user
        assertEquals(1, once.interactions().itemDegrees()[0]);
    }

    @Test
    void theCoreGoesOnUntilAllHaveEnough() {
        Subset core = Subset.core(ALL, 2, 2);
        assertArrayEquals(new int[] {0, 2, 3}, core.users()); // item 0 goes after user 4, user 1 after item 0
        assertArrayEquals(new int[] {1, 2, 3}, core.items());
        assertEquals(9, core.interactions().size());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void theCoreIsTheOneThatRemovingOneAtATimeLeaves(int k) {
        SplittableRandom random = new SplittableRandom(k);
        Interactions all = Interactions.of(
                40,
                30,
                random.ints(300, 0, 40).toArray(),
                random.ints(300, 0, 30).toArray());
        Set<List<Integer>> pairs = new HashSet<>();
        int[] users = all.userColumn();
        IntStream.range(0, all.size()).forEach(n -> pairs.add(List.of(users[n], all.item(n))));
        while (pairs.removeIf(pair -> count(pairs, 0, pair.get(0)) < k || count(pairs, 1, pair.get(1)) < k)) {}
        Subset core = Subset.core(all, k, k);
        Set<List<Integer>> left = new HashSet<>();
        int[] rows = core.interactions().userColumn();
        for (int n = 0; n < rows.length; n++) {
            left.add(List.of(
                    core.users()[rows[n]], core.items()[core.interactions().item(n)]));
        }
        assertEquals(pairs, left);
    }

    private static long count(Set<List<Integer>> pairs, int side, int id) {
        return pairs.stream().filter(pair -> pair.get(side) == id).count();
    }

    @Test
    void whatIsRatedHighEnoughStays() {
        float[] ratings = new float[ALL.size()];
        Arrays.fill(ratings, 3.5f);
        ratings[ALL.pair(1, 0)] = 4;
        ratings[ALL.pair(4, 0)] = 5;
        Subset liked = Subset.rated(ALL, ratings, 4);
        assertArrayEquals(new int[] {1, 4}, liked.users());
        assertArrayEquals(new int[] {0}, liked.items());
        assertEquals(
                "ratings: expected one of 12 pairs, received 3",
                assertThrows(MetaMmfException.class, () -> Subset.rated(ALL, new float[3], 4))
                        .getMessage());
    }

    @Test
    void aSubsetOfASubsetKnowsTheFirstNumbers() {
        Subset subset =
                Subset.of(ALL, pair -> ALL.item(pair) >= 1).then(rest -> Subset.of(rest, pair -> rest.item(pair) == 2));
        assertArrayEquals(new int[] {0, 2, 3}, subset.users());
        assertArrayEquals(new int[] {3}, subset.items());
    }

    @Test
    void nothingLeftIsAnError() {
        MetaMmfException error = assertThrows(MetaMmfException.class, () -> Subset.core(ALL, 4, 4));
        assertEquals("subset: expected interactions that stay, received none", error.getMessage());
    }

    @Test
    void idsAndFeaturesFollow() {
        Dataset data = new Dataset(
                "small",
                new Split(ALL, ALL.only(pair -> false), ALL.only(pair -> false)),
                new Ids(List.of("a", "b", "c", "d", "e"), List.of("v0", "v1", "v2", "v3", "v4")),
                ItemFeatures.of(new Modality("visual", 5, 2, new float[] {0, 1, 10, 11, 20, 21, 30, 31, 40, 41})),
                DataCard.unknown("a test"));
        Dataset core = Subset.core(ALL, 2, 2).of(data, all -> Split.leaveOneOut(all, 1));
        assertEquals(new Ids(List.of("a", "c", "d"), List.of("v1", "v2", "v3")), core.ids());
        assertArrayEquals(
                new float[] {30, 31},
                core.features().modality("visual").row(core.ids().item("v3")));
        assertTrue(core.toString().contains("note          a subset: 3 of 5 users and 3 of 5 items\n"));
        assertEquals(3, core.split().test().size());
    }
}
