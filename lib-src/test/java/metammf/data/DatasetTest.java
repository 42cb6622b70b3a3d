package metammf.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Locale;
import metammf.MetaMmfException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DatasetTest {
    private final Locale before = Locale.getDefault();
    private final Interactions train = Interactions.of(2, 4, new int[] {0, 0, 1}, new int[] {0, 1, 2});
    private final Interactions test = Interactions.of(2, 4, new int[] {1}, new int[] {3});
    private final Interactions none = Interactions.of(2, 4, new int[0], new int[0]);
    private final ItemFeatures features = ItemFeatures.of(new Modality("visual", 4, 1, new float[4]));
    private final Dataset data =
            new Dataset("small", new Split(train, none, test), features, DataCard.unknown("a test"));

    @AfterEach
    void restore() {
        Locale.setDefault(before);
    }

    @Test
    void showsItsCardWhereverItIsRead() {
        String card =
                """
                small
                description   data of the user
                users         2
                items         4
                interactions  3 train, 0 validation, 1 test
                density       50.000 %
                modalities    visual (4 x 1)
                origin        a test
                checksum      unknown
                citation      unknown
                terms         unknown
                """;
        Locale.setDefault(Locale.GERMANY);
        assertEquals(card, data.toString());
    }

    @Test
    void theTableHoldsTheCard() {
        assertEquals(10, data.toTable().rowCount());
        assertEquals("users", data.toTable().stringColumn("property").get(1));
        assertEquals("2", data.toTable().stringColumn("value").get(1));
    }

    @Test
    void everyItemNeedsContent() {
        ItemFeatures fewer = ItemFeatures.of(new Modality("visual", 3, 1, new float[3]));
        MetaMmfException error = assertThrows(MetaMmfException.class, () -> data.withFeatures(fewer));
        assertEquals("small: expected features of 4 items, received 3", error.getMessage());
    }

    @Test
    void contentAndSplitAreExchangedAlone() {
        ItemFeatures other = features.rowNormalised();
        Split resplit = Split.perInteraction(train.union(test), 1);
        assertSame(other, data.withFeatures(other).features());
        assertSame(data.split(), data.withFeatures(other).split());
        assertSame(resplit, data.withSplit(resplit).split());
        assertSame(features, data.withSplit(resplit).features());
    }

    @Test
    void aCardLeavesNothingOut() {
        MetaMmfException error =
                assertThrows(MetaMmfException.class, () -> new DataCard("what", "where", "sum", "whom", " "));
        assertEquals("data card: expected a text for terms, received none", error.getMessage());
    }
}
