package metammf.data.folder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import metammf.base.MetaMmfException;
import metammf.data.Modality;
import metammf.data.TinySets;
import metammf.data.format.Npy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Header or data: the first line of a table of items, whose row n is 10 n, 10 n + 1, 10 n + 2. */
class ItemTableTest {
    @TempDir
    private Path folder;

    private void interactions(int items) throws IOException {
        TinySets.text(
                folder,
                "interactions.csv",
                IntStream.range(0, items)
                        .mapToObj(item -> "u" + item % 2 + "," + item + ",train\n")
                        .collect(Collectors.joining("", "user,item,split\n", "")));
    }

    private static String row(int item, String format) {
        return format.formatted(10.0 * item, 10.0 * item + 1, 10.0 * item + 2) + "\n";
    }

    private void features(String header, String format, int items) throws IOException {
        TinySets.text(
                folder,
                "visual.csv",
                IntStream.range(0, items)
                        .mapToObj(item -> row(item, format.replace("#", Integer.toString(item))))
                        .collect(Collectors.joining("", header, "")));
    }

    private void assertRead(int items) {
        Modality visual = Datasets.open(folder).features().modality("visual");
        assertEquals("visual (" + items + " x 3)", visual.toString());
        for (int item = 0; item < items; item++) {
            assertEquals(10 * item + 1, visual.value(item, 1));
        }
    }

    private String refusal() {
        return assertThrows(MetaMmfException.class, () -> Datasets.open(folder)).getMessage();
    }

    private void assertRefused(String part) {
        assertTrue(refusal().contains(part), refusal());
    }

    @ParameterizedTest
    @ValueSource(strings = {"f0,f1,f2\n", "a,0.5.1,b c\n", "\"0,0\",\"0,1\",x\n", "1d,2d,3d\n"})
    void namesAreAHeader(String header) throws IOException {
        interactions(8);
        features(header, "%s,%s,%s", 8);
        assertRead(8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "item,0,1,2  | #,%s,%s,%s",
                ",0,1,2      | #,%s,%s,%s",
                ",f0,f1,f2   | #,%s,%s,%s",
                "Unnamed: 0,0,1,2 | #,%s,%s,%s",
                "index,0,1,2 | #,%s,%s,%s",
                ",item,0,1,2 | 7,#,%s,%s,%s",
                "a,videoID,b,c | %s,#,%s,%s",
                "0,1,2,item_id:token | %s,%s,%s,#"
            })
    void aColumnOfIdsSaysWhichItemARowIs(String header, String format) throws IOException {
        interactions(8);
        features(header + "\n", format, 8);
        assertRead(8);
        TinySets.text(
                folder,
                "visual.csv",
                header + "\n" + row(1, format.replace("#", "1")) + row(0, format.replace("#", "0")));
        interactions(2);
        assertRead(2);
    }

    @Test
    void aHeaderOfPandasNumbersIsOneWhereTheRowsAreTheItems() throws IOException {
        interactions(8);
        features("0,1,2\n", "%s,%s,%s", 8);
        assertRead(8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0,1,2\n", "1,2,3\n", "0.0,1.0,2.0\n"})
    void anotherFileThatSaysHowManyItemsThereAreDecides(String header) throws IOException {
        interactions(5);
        Npy.write(folder.resolve("audio.npy"), new float[8], 8, 1);
        features(header, "%s,%s,%s", 8);
        assertRead(8);
        features("", "%s,%s,%s", 8);
        assertRead(8);
    }

    @Test
    void rowsThatJustReachTheLastItemHaveNoHeader() throws IOException {
        interactions(8);
        features("", "%s,%s,%s", 8);
        assertRead(8);
    }

    @Test
    void fractionsThatDoNotGrowAreNoHeader() throws IOException {
        interactions(8);
        TinySets.text(folder, "visual.csv", "0.5,0.25\n" + "0.5,0.75\n".repeat(9));
        assertEquals(10, Datasets.open(folder).items());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0.0,1.0,2.0 | 8 | 8 or 9 items", // a header of fractions, or a cold item
                "0.5,1.5,2.5 | 8 | 8 or 9 items",
                "0,1,2       | 9 | 9 or 10 items", // a cold item in any case
                "2,0,1       | 8 | 8 or 9 items", // columns in another order
                "-1,7,8      | 8 | 8 or 9 items"
            })
    void aFirstLineThatMayBeBothIsRefused(String first, int rows, String message) throws IOException {
        interactions(8);
        features(first + "\n", "%s,%s,%s", rows);
        assertRefused(
                "visual.csv: line 1: expected names of columns or the first item, received numbers that may be both: "
                        + message);
        assertRefused("Call the columns f0, f1 and so on, or put a column item before them");
    }

    /** Read as an item, the header would stand in for the row that is missing, and all rows would be shifted. */
    @Test
    void aHeaderOfNumbersOverTooFewRowsIsRefused() throws IOException {
        interactions(8);
        features("0,1,2\n", "%s,%s,%s", 7);
        assertRefused("visual.csv: line 1: expected names of columns or the first item");
    }

    @Test
    void aSingleColumnOfWholeNumbersIsRefusedToo() throws IOException {
        interactions(3);
        TinySets.text(folder, "visual.csv", "0\n1\n2\n3\n");
        assertRefused("numbers that may be both: 3 or 4 items");
    }

    @Test
    void rowsOfAnotherNumberAreRefused() throws IOException {
        interactions(5);
        Npy.write(folder.resolve("audio.npy"), new float[8], 8, 1);
        features("0,1,2\n", "%s,%s,%s", 9);
        assertRefused("rows must equal items: expected 8, received 10");
        features("0.5,0.6,0.7\n", "%s,%s,%s", 8);
        assertRefused("may be both: 8 or 9 items"); // 9 rows for 8 items, or names that are no counting
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "film-7,0.5,1 | line 1: expected names of columns or a number in each, received both",
                "asin,0,1     | line 1: expected names of columns or a number in each, received both",
                "0.5,,1       | line 1: expected names of columns or a number in each, received both",
                "nan,nan,nan  | line 1: expected a finite number, received nan",
                "NA,NA,NA     | line 1: expected a finite number, received NA",
                "id,f0,f1     | line 1: expected a column of items, called [item, item_id, ",
                "author_id,f0,movieId | received a column [author_id, movieId]",
                "item,video_id,f0 | line 1: expected one column of the names [item, ",
                "user,item,rating | line 1: expected features of items, received a column [user]",
                "user,0,1     | line 1: expected features of items, received a column [user]",
                "f0,f1        | line 2: expected 2 numbers, received 3"
            })
    void firstLinesThatAreNeitherAreRefused(String first, String message) throws IOException {
        interactions(3);
        TinySets.text(folder, "visual.csv", first + "\n0,1,2\n1,2,3\n2,3,4\n");
        assertRefused(message);
    }

    @Test
    void rowsWithoutIdsDoNotFitItemsWithTexts() throws IOException {
        TinySets.text(folder, "interactions.csv", "user,item\na,x\na,y\n");
        TinySets.text(folder, "visual.csv", "f0,f1\n0,1\n2,3\n");
        assertRefused(
                "interactions.csv: line 2: expected an item 0 .. 1, a row, received x; a column item or item_ids.csv");
    }
}
