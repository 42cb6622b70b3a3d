package metammf.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import metammf.base.MetaMmfException;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.Table;

class InteractionsTest {
    // user 0: 1, 3; user 1: none; user 2: 0
    private final Interactions some = Interactions.of(3, 4, new int[] {2, 0, 0, 0}, new int[] {0, 3, 1, 3});

    private static String message(Runnable work) {
        return assertThrows(MetaMmfException.class, work::run).getMessage();
    }

    @Test
    void pairsAreASetOrderedByUserThenItem() {
        assertEquals(3, some.size());
        assertArrayEquals(new int[] {0, 0, 2}, some.userColumn());
        assertArrayEquals(new int[] {1, 3, 0}, some.itemColumn());
    }

    @Test
    void aUsersPairsFollowOneAnother() {
        assertEquals(2, some.degree(0));
        assertEquals(0, some.degree(1));
        assertEquals(2, some.first(2));
        assertEquals(3, some.first(3));
        assertArrayEquals(new int[] {1, 3}, some.itemsOf(0));
        assertArrayEquals(new int[] {1, 1, 0, 1}, some.itemDegrees());
    }

    @Test
    void containsItsPairsAndNoOthers() {
        for (int user = 0; user < 3; user++) {
            for (int item = 0; item < 4; item++) {
                boolean expected = user == 0 && item % 2 == 1 || user == 2 && item == 0;
                assertEquals(expected, some.contains(user, item));
            }
        }
    }

    @Test
    void aPartAndTheRestMakeTheWhole() {
        Interactions part = some.only(pair -> pair == 1);
        assertArrayEquals(new int[] {3}, part.itemsOf(0));
        assertEquals(some, part.union(some.only(pair -> pair != 1)));
        assertEquals(some, part.union(some));
        assertNotEquals(some, part);
    }

    @Test
    void changingWhatItHandsOutDoesNotChangeIt() {
        some.itemColumn()[0] = 2;
        some.itemsOf(0)[0] = 2;
        some.toTable().intColumn("item").set(0, 2);
        assertTrue(some.contains(0, 1));
        assertFalse(some.contains(0, 2));
    }

    @Test
    void aTableHasARowForEveryPair() {
        Table table = some.toTable();
        assertArrayEquals(some.userColumn(), table.intColumn("user").asIntArray());
        assertArrayEquals(some.itemColumn(), table.intColumn("item").asIntArray());
    }

    @Test
    void noPairsAreFineButNoUsersAreNot() {
        Interactions none = Interactions.of(2, 3, new int[0], new int[0]);
        assertEquals(0, none.size());
        assertEquals(0, none.degree(1));
        assertEquals(
                "interactions: expected users and items, received 0 and 3",
                message(() -> Interactions.of(0, 3, new int[0], new int[0])));
    }

    @Test
    void anIdOutOfRangeIsNamedWithItsPosition() {
        assertEquals(
                "pair 1: expected a user in 0 .. 2, received 3",
                message(() -> Interactions.of(3, 4, new int[] {0, 3}, new int[] {0, 0})));
        assertEquals(
                "pair 0: expected an item in 0 .. 3, received -1",
                message(() -> Interactions.of(3, 4, new int[] {0}, new int[] {-1})));
        assertEquals(
                "interactions: expected 2 items, received 1",
                message(() -> Interactions.of(3, 4, new int[] {0, 1}, new int[] {0})));
    }

    @Test
    void onlyInteractionsOfTheSameUsersAndItemsUnite() {
        assertEquals(
                "interactions: expected 3 users and 4 items, received 3 and 5",
                message(() -> some.union(Interactions.of(3, 5, new int[0], new int[0]))));
    }

    @Test
    void saysHowManyInOneLine() {
        assertEquals("Interactions(3 users, 4 items, 3 pairs)", some.toString());
    }

    @Test
    void theTailIsMeasuredByHand() {
        // degrees 0, 1, 1, 2, 6: the top item of five has 6 of 10 pairs
        Interactions skewed = Interactions.of(
                6, 5, new int[] {0, 1, 2, 3, 4, 5, 0, 1, 2, 3}, new int[] {4, 4, 4, 4, 4, 4, 3, 3, 2, 1});
        assertEquals(0.6, skewed.headShare(0.2));
        assertEquals(0.8, skewed.headShare(0.4));
        assertEquals(1, skewed.headShare(1));
        int[] degrees = skewed.itemDegrees();
        double differences = 0;
        for (int a : degrees) {
            for (int b : degrees) {
                differences += Math.abs(a - b);
            }
        }
        assertEquals(differences / 25 / 2 / 2, skewed.gini(), 1e-12); // mean difference, halved, over the mean of 2
    }
}
