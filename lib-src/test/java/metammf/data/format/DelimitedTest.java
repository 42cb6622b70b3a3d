package metammf.data.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import metammf.base.MetaMmfException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DelimitedTest {
    private static Bytes file(String text) {
        return Bytes.of("x.csv", text.getBytes(StandardCharsets.UTF_8));
    }

    /** Rows as {@code 1[a|b] 2[] ...}: the line, and the fields; none if it is blank. */
    private static String rows(char separator, String text) {
        List<String> rows = new ArrayList<>();
        long count = Delimited.read(
                file(text),
                separator,
                (number, fields) -> rows.add(fields.stream().collect(Collectors.joining("|", number + "[", "]"))));
        assertEquals(count, rows.size());
        return String.join(" ", rows);
    }

    private static String refusal(String text) {
        return assertThrows(MetaMmfException.class, () -> rows(',', text)).getMessage();
    }

    @Test
    void betweenTabsAndBlanksQuotationMarksAreCharacters() {
        assertEquals("1[u|i] 2[\"a|b\"] 3[c|\"\"\"]", rows('\t', "u\ti\n\"a\tb\"\nc\t\"\"\"\n"));
        assertEquals("1[\"0|1] 2[2\"]", rows(' ', "\"0 1\n2\"\n"));
    }

    @Test
    void betweenCommasFieldsMayBeQuoted() {
        assertEquals("1[u|i] 2[a,b|say \"x\"] 3[|c\"d]", rows(',', "u,i\n\"a,b\",\"say \"\"x\"\"\"\n\"\",c\"d\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r", "\r\n"})
    void aQuotedFieldMayContainLineBreaks(String end) {
        String text = "u,i,p\na,\"x" + end + end + "y\",0\nb,z,1\n";
        assertEquals("1[u|i|p] 2[a|x" + end + end + "y|0] 5[b|z|1]", rows(',', text));
    }

    @Test
    void aQuotedFieldMayMixLineBreaks() {
        String[] breaks = {"x\ry\nz", "x\ny\rz", "x\r\ry\nz\r\n", "\n\r"};
        long[] lines = {3, 3, 5, 3};
        for (int n = 0; n < breaks.length; n++) {
            String text = "u,i\na,\"%s\"\nb,c\n".formatted(breaks[n]);
            assertEquals("1[u|i] 2[a|%s] %s[b|c]".formatted(breaks[n], 2 + lines[n]), rows(',', text));
        }
    }

    @Test
    void aQuotedFieldMayEndWithALineBreak() {
        assertEquals("1[u|i] 2[a|x\r] 4[b|\n] 6[c|y]", rows(',', "u,i\na,\"x\r\"\nb,\"\n\"\r\nc,y"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "u,i\na,\"x\nb,y\nc,z\"\n",
                "u,i\na,\"x\nb,z\"\n",
                "u,i,p\n\"a,b\",\"x,0\nb,y,1\nc,z\",2\n",
                "u,i\r\na,\"x\r\nb,y\r\nc,z\"\r\n"
            })
    void aStrayQuotationMarkSwallowsNoLines(String text) {
        assertTrue(
                refusal(text).startsWith("x.csv: line 2: expected the quotation to end in this line"), refusal(text));
    }

    @Test
    void whereAllFieldsAreQuotedLinesWithinAFieldMayLookLikeRows() {
        assertEquals("1[u|i] 2[a|x\nb,y] 4[c|d]", rows(',', "\"u\",\"i\"\n\"a\",\"x\nb,y\"\n\"c\",\"d\"\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "", "\nb,y\n", "\"\"", "\"\"\n", "x\n\n"})
    void aQuotationThatDoesNotEndIsRefused(String rest) {
        String refusal = refusal("u,i\na,\"" + rest);
        assertTrue(refusal.matches("x.csv: line 2: expected fields .*, received Unclosed quoted field.*"), refusal);
    }

    @ParameterizedTest
    @ValueSource(strings = {"u,i\na,\"x\"y\nb,z\n", "u,i\na,\"Best\" of\n"})
    void charactersBehindAQuotationAreRefused(String text) {
        String refusal = refusal(text);
        assertTrue(
                refusal.matches("x.csv: line 2: expected fields .*, received Unexpected character after closing.*"),
                refusal);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r", "\r\n"})
    void blankLinesAreToldAndCounted(String end) {
        assertEquals("1[] 2[u|i] 3[] 4[] 5[a|b] 6[]", rows(',', "\nu,i\n\n\na,b\n\n".replace("\n", end)));
        assertEquals("1[u] 2[ ] 3[]", rows(',', "u\n \n\"\"\n")); // blanks are characters, and so are quotation marks
        assertEquals("", rows(',', ""));
    }

    @Test
    void theMarkAtTheStartIsLeftOutBeforeAQuotationToo() {
        assertEquals("1[u|i]", rows(',', "\ufeff\"u\",i\n"));
        assertEquals("", rows(',', "\ufeff"));
    }
}
