package metammf.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.FloatColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

class HtmlTest {
    @Test
    void numbersStandOnTheRightAndTextOnTheLeft() {
        String html = Html.table(
                Table.create("t", IntColumn.create("n", new int[] {7}), StringColumn.create("s", new String[] {"a"})));
        assertTrue(html.contains("<td style=\"text-align:right\">7</td><td style=\"text-align:left\">a</td>"), html);
    }

    @Test
    void aTextInFrontIsTheHeadOfItsRow() {
        String html = Html.table(
                Table.create("t", StringColumn.create("s", new String[] {"a"}), IntColumn.create("n", new int[] {7})));
        assertTrue(
                html.contains("<th scope=\"row\" style=\"text-align:left\">a</th><td style=\"text-align:right\">7"),
                html);
    }

    @Test
    void fractionsHaveFourDecimalsAndMissingOnesAreEmpty() {
        String html = Html.table(Table.create("t", DoubleColumn.create("x", new double[] {0.123456, Double.NaN})));
        assertTrue(html.contains(">0.1235</td>"), html);
        assertTrue(html.contains("></td>"), html);
        String single = Html.table(Table.create("t", FloatColumn.create("x", new float[] {1 / 3f})));
        assertTrue(single.contains(">0.3333</td>"), single);
    }

    @Test
    void tinyFractionsKeepTheirPowerOfTen() {
        String html = Html.table(Table.create("t", DoubleColumn.create("p", new double[] {8.78e-36, 5e-5, 1e-4, 0})));
        assertTrue(html.contains(">8.8e-36</td>") && html.contains(">5.0e-05</td>"), html);
        assertTrue(html.contains(">0.0001</td>") && html.contains(">0.0000</td>"), html);
    }

    @Test
    void namesAndCellsCannotBecomeMarkup() {
        String html =
                Html.table(Table.create("<b>&", StringColumn.create("\"", new String[] {"<script>alert(1)</script>"})));
        assertTrue(html.contains("&lt;b&gt;&amp;") && html.contains("&quot;"), html);
        assertTrue(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"), html);
    }

    @Test
    void aLongTableIsCutAndSaysSo() {
        String html = Html.table(Table.create("t", IntColumn.create("n", IntStream.range(0, 1000))));
        assertEquals(61, html.split("<tr>", -1).length - 1, "head and rows");
        assertTrue(html.endsWith("<p>60 of 1000 rows</p>"), html.substring(html.length() - 40));
    }

    @Test
    void aTableWithoutRowsStillHasItsHead() {
        assertTrue(Html.table(Table.create("t", IntColumn.create("n"))).contains(">n</th>"));
    }
}
