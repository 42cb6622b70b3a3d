package metammf.data.folder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import metammf.base.MetaMmfException;
import metammf.data.DataCard.Finding;
import metammf.data.Dataset;
import metammf.data.TinySets;
import metammf.data.format.Npy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinesLayoutTest {
    @TempDir
    private Path folder;

    private void write(String train, String test) throws IOException {
        TinySets.text(folder, "train.txt", train);
        TinySets.text(folder, "test.txt", test);
    }

    private Dataset open(String train, String test) throws IOException {
        write(train, test);
        return Datasets.open(folder);
    }

    private String refusal(String train, String test) throws IOException {
        write(train, test);
        return assertThrows(MetaMmfException.class, () -> Datasets.open(folder)).getMessage();
    }

    private void assertRefused(String part, String train, String test) throws IOException {
        String message = refusal(train, test);
        assertTrue(message.contains(part), message);
        assertFalse(message.contains("openDroppingLeaks"), message);
    }

    private static String notes(Dataset data) {
        return data.card().notes().stream().map(Finding::toString).collect(Collectors.joining("\n"));
    }

    private static void assertTriples(Dataset data) {
        assertEquals("Split(4 train, 0 validation, 1 test)", data.split().toString());
        assertEquals(3, data.users());
        assertEquals(3, data.items());
        assertTrue(data.split().train().contains(1, 2));
        assertTrue(notes(data).contains("lines are triples: a user, an item and a weight"), notes(data));
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "\t", ",", "  "})
    void linesOfUserItemAndWeightAreTriples(String separator) throws IOException {
        String train = "0 0 1\n0 1 1\n1 2 1\n2 0 1\n".replace(" ", separator);
        assertTriples(open(train, "2 1 1\n".replace(" ", separator)));
    }

    @ParameterizedTest
    @CsvSource({"5, 3", "4.5, 0.5", "1.0, 1.0", "37, 37", "123.25, 0.75"})
    void theWeightOfATripleIsConstantOrARatingOrAFraction(String one, String other) throws IOException {
        String train = "0 0 %1$s\n0 1 %2$s\n1 2 %1$s\n2 0 %1$s\n".formatted(one, other);
        assertTriples(open(train, "2 1 %s\n".formatted(other)));
    }

    @Test
    void idsOfTriplesMayBeTexts() throws IOException {
        Dataset data = open("anna x 1\nanna ä 1\nbert 影 1\ncleo x 1\n", "cleo ä 1\n");
        assertTriples(data);
        assertEquals(List.of("anna", "bert", "cleo"), List.copyOf(data.ids().users()));
        assertEquals("影", data.ids().item(2));
    }

    @Test
    void itemsOfTriplesAreRowsOfTheFeatures() throws IOException {
        Npy.write(folder.resolve("v_feat.npy"), new float[8], 4, 2);
        Dataset data = open("0 0 1\n0 3 1\n1 2 1\n", "1 1 1\n");
        assertEquals(4, data.items());
        assertTrue(data.split().train().contains(0, 3));
        assertRefused(
                "train.txt and its like: line 2: expected an item 0 .. 3, a row, received 4",
                "0 0 1\n0 4 1\n1 2 1\n",
                "1 1 1\n");
    }

    @Test
    void aTripleWithoutWeightIsNoInteraction() throws IOException {
        Dataset data = open("0 0 1\n0 1 0\n0 2 1\n1 0 -1\n1 1 1\n", "1 2 1\n");
        assertEquals(3, data.split().train().size());
        String note = "2 lines whose weight is not above 0, left out, for example line 2 of train.txt";
        assertTrue(notes(data).contains(note), notes(data));
    }

    @Test
    void linesThatMayBeListsOrTriplesAreRefused() throws IOException {
        String both =
                "train.txt: every line has three fields, which may be a user and two items, or a user, an item and"
                        + " a weight; write interactions.tsv with a header";
        assertRefused(both, "0 0 1\n1 2 1\n2 0 1\n", "0 2 1\n1 0 1\n"); // no user repeats
        assertRefused(both, "0 0 11\n0 12 15\n1 2 12\n", "1 16 17\n"); // neither constant nor ratings
    }

    @Test
    void partsOfDifferentFormsAreRefused() throws IOException {
        assertRefused(
                "test.txt: line 2: expected user, item and weight as in most lines of ",
                "0 0 1\n0 1 1\n1 2 1\n",
                "0 2 1\n1 0\n");
        String train = "0 0 1\n0 1 1\n1 2 1\n".repeat(5);
        assertRefused(
                "train.txt: line 16: expected user, item and weight as in most lines", train + "1 1\n", "0 2 1\n");
    }

    @Test
    void tablesWithoutAHeaderAreRefused() throws IOException {
        assertRefused(
                "expected lists of items, received 4 fields in every line and users that repeat",
                "0 0 5 978300760\n0 1 3 978302109\n1 0 4 978301968\n",
                "1 1 5 978300275\n");
        assertRefused("a number as the third field of every line", "user item weight\n0 0 1\n0 1 1\n", "1 1 1\n");
    }

    @Test
    void listsMayGoOnInAnotherLine() throws IOException {
        Dataset data = open("0 0 1 2\n0 3\n1 2 0\n", "1 1\n");
        assertEquals("Split(6 train, 0 validation, 1 test)", data.split().toString());
        assertTrue(notes(data).contains("lines are lists: a user and its items"), notes(data));
    }

    @Test
    void pairsOfUserAndItemAreListsOfOneItem() throws IOException {
        Dataset data = open("0\t0\n0\t1\n1\t2\n", "1\t1\n");
        assertEquals("Split(3 train, 0 validation, 1 test)", data.split().toString());
    }

    @Test
    void leaksOfListsThatMayBeNoneAreNotToBeDropped() throws IOException {
        assertRefused("a user's items stand in several lines", "0 0 1 2\n0 3\n1 2 0\n", "1 2\n");
        assertTrue(refusal("0 0 1 2\n1 2 0\n", "1 2\n").contains("Datasets.openDroppingLeaks leaves them out"));
    }

    @Test
    void aUserWithoutItemsCounts() throws IOException {
        Dataset data = open("0 0 1\n1 1\n2\n5 \n", "0 2\n3\n");
        assertEquals(6, data.users());
        assertEquals(3, data.items());
    }
}
