package metammf.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import metammf.base.MetaMmfException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdsTest {
    private final Ids ids = new Ids(List.of("ann", "bob"), List.of("v7", "v3", "v9"));

    private static String message(Runnable work) {
        return assertThrows(MetaMmfException.class, work::run).getMessage();
    }

    @Test
    void namesAreFoundBothWays() {
        for (int item = 0; item < 3; item++) {
            assertEquals(item, ids.item(ids.item(item)));
        }
        assertEquals("bob", ids.user(1));
        assertEquals(1, ids.user("bob"));
    }

    @Test
    void anUnknownIdIsRefused() {
        assertEquals("ids: expected one of 2 users such as ann, received eve", message(() -> ids.user("eve")));
        assertEquals("ids: expected one of 3 items such as v7, received ann", message(() -> ids.item("ann")));
        assertEquals("ids: expected item 0 .. 2, received 3", message(() -> ids.item(3)));
        assertEquals("ids: expected user 0 .. 1, received -1", message(() -> ids.user(-1)));
    }

    @Test
    void everyIdIsAText() {
        assertEquals(
                "ids: expected different items, received v1 twice",
                message(() -> new Ids(List.of("ann"), List.of("v1", "v2", "v1"))));
        assertEquals(
                "ids: expected a text for every user, received null",
                message(() -> new Ids(Arrays.asList("ann", null), List.of("v1"))));
    }

    @Test
    void numbersAreTheirOwnNames() {
        Ids numbers = Ids.numbers(1_000_000_000, 1_000_000_000, 7);
        assertEquals("999999999", numbers.user(999_999_999));
        assertEquals(999_999_999, numbers.user("999999999"));
        assertEquals("1000000006", numbers.item(6));
        assertEquals(6, numbers.item("1000000006"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"4", "-1", "01", "+1", "1.0", "", " 1", "99999999999", "one", "١"})
    void whatIsNotTheNumberItselfIsUnknown(String id) {
        assertThrows(MetaMmfException.class, () -> Ids.numbers(4, 4).user(id));
    }

    @Test
    void numbersAndTheirTextsAreEqualIds() {
        assertEquals(Ids.numbers(2, 10, 3), new Ids(List.of("0", "1"), List.of("10", "11", "12")));
    }
}
