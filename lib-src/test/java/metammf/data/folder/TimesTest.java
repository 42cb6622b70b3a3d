package metammf.data.folder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Stream;
import metammf.base.MetaMmfException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimesTest {
    private static Times times(String... texts) {
        Times times = new Times();
        Stream.of(texts).forEach(text -> times.add(text, "x.csv", 7));
        return times;
    }

    private static long[] inOrder(String... texts) {
        return times(texts).inOrder();
    }

    @Test
    void wholeNumbersStayAsTheyAre() {
        assertArrayEquals(
                new long[] {Long.MAX_VALUE, Long.MAX_VALUE - 1, -5, 0, 1600000000123456789L, 2000000000000000000L},
                inOrder("9223372036854775807", "9223372036854775806", " -5", "0.0", "1600000000123456789", "2.0e+18"));
    }

    @Test
    void fractionsKeepTheirOrder() {
        assertArrayEquals(new long[] {2, 1, 0, 1}, inOrder("0.3", "0.2", "-0.1", "0.20"));
        assertArrayEquals(new long[] {1, 0, 2}, inOrder("1600000000.9", "1600000000.123456789", "1600000001"));
        assertArrayEquals(new long[] {1, 0}, inOrder("1600000000.123456790", "1600000000.123456789"));
        assertArrayEquals(new long[] {2, 1, 0}, inOrder("2020.75", "2020.5", "2.0201E3"));
        assertArrayEquals(new long[] {1, 0, 2}, inOrder("1e-300", "-1e-300", "5e-300"));
    }

    @Test
    void wholeAndFractionalNumbersAreComparedExactly() {
        assertArrayEquals(
                new long[] {2, 1, 0}, inOrder("9007199254740993.5", "9007199254740993", "9007199254740992.5"));
    }

    @Test
    void noUnitChangesTheOrder() {
        String[] seconds = {"1600000000.9", "1600000000.8", "1600000000.7", "1600000000.75"};
        String[] milliseconds = {"1600000000900", "1600000000800", "1600000000700", "1600000000750"};
        String[] years = {"2020.700209", "2020.700208", "2020.700206", "2020.700207"};
        long[] order = {3, 2, 0, 1};
        assertArrayEquals(order, inOrder(seconds));
        assertArrayEquals(order, inOrder(years));
        long[] whole = inOrder(milliseconds);
        assertTrue(whole[2] < whole[3] && whole[3] < whole[1] && whole[1] < whole[0]);
    }

    @Test
    void datesAreTimes() {
        assertArrayEquals(
                new long[] {3, 1, 2, 0},
                inOrder("2020-09-02", "2020-09-01 11:27:10.599", "2020-09-01T11:27:11", "2020-09-01 11:27"));
        assertArrayEquals(
                new long[] {1598959631, 1598959630, 1598959631},
                inOrder("2020-09-01T11:27:11Z", "2020-09-01 19:27:10+08:00", "2020-09-01 13:27:11 +0200"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "NaN",
                "nan",
                "Infinity",
                "-inf",
                "1e400",
                "9223372036854775808",
                "1e999999999",
                "1e-999999999",
                "0x10",
                "1d",
                "1,5",
                "١",
                "soon",
                "11:27",
                "2020-02-30",
                "2020-9-1",
                "2020-09-01 25:00"
            })
    void whatIsNoTimeIsRefusedWithItsLine(String text) {
        assertFalse(Times.reads(text));
        String message =
                assertThrows(MetaMmfException.class, () -> times("1", text)).getMessage();
        assertEquals("x.csv: line 7: expected a time, received " + (text.isBlank() ? "nothing" : text), message);
    }

    @Test
    void timesOfTwoFormsAreRefused() {
        assertEquals(
                "x.csv: line 7: expected a time of the form of 2020-09-01, received 20200902",
                assertThrows(MetaMmfException.class, () -> times("2020-09-01", "20200902"))
                        .getMessage());
    }
}
