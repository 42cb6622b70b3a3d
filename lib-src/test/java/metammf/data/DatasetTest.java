package metammf.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import metammf.MetaMmf;
import metammf.base.MetaMmfException;
import metammf.data.DataCard.Finding;
import metammf.fusion.FusionConfig;
import metammf.model.Recommender;
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
                tail          the most popular fifth of the items has 25 % of the interactions, Gini index 0.00
                modalities    visual (4 x 1)
                fingerprint   FINGERPRINT
                origin        a test
                checksum      unknown
                citation      unknown
                terms         unknown
                """;
        Locale.setDefault(Locale.GERMANY);
        assertEquals(card.replace("FINGERPRINT", data.fingerprint()), data.toString());
    }

    @Test
    void theTableHoldsTheCard() {
        assertEquals(12, data.toTable().rowCount());
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

    @Test
    void idsAreThoseOfItsUsersAndItems() {
        assertEquals(Ids.numbers(2, 4), data.ids());
        MetaMmfException error = assertThrows(
                MetaMmfException.class,
                () -> new Dataset("small", data.split(), Ids.numbers(2, 5), features, data.card()));
        assertEquals("small: expected ids of 2 users and 4 items, received 2 and 5", error.getMessage());
    }

    @Test
    void idsStayWithTheirItems() {
        Ids ids = new Ids(List.of("ann", "bob"), List.of("a", "b", "c", "d"));
        Dataset named = new Dataset("small", data.split(), ids, features, data.card());
        assertSame(ids, named.withFeatures(ItemFeatures.none(4)).ids());
        assertSame(ids, named.withSplit(data.split()).ids());
    }

    @Test
    void notesAreOnTheCard() {
        DataCard card = data.card()
                .withNotes(List.of(
                        Finding.note("item ids were shifted by 2 users"),
                        Finding.warning("pairs that occur twice, dropped", 1200, "line 7")));
        String text = new Dataset("small", data.split(), features, card).toString();
        assertTrue(text.contains("note          item ids were shifted by 2 users\n"), text);
        assertTrue(text.contains("note          1,200 pairs that occur twice, dropped, for example line 7\n"), text);
    }

    @Test
    void aSetOfIdsAloneTrainsOnlyWhatReadsNoContent() {
        Dataset idsOnly = data.withFeatures(ItemFeatures.none(4));
        assertTrue(idsOnly.toString().contains("modalities    none\n"));
        MetaMmfException error =
                assertThrows(MetaMmfException.class, () -> MetaMmf.gcn(idsOnly, FusionConfig.defaults(), 1));
        assertEquals(
                "small: expected features to fuse, received a set of ids alone (MetaMmf.bprMf needs none)",
                error.getMessage());
        try (Recommender model = MetaMmf.bprMf(idsOnly, 8, 1)) {
            assertEquals(4, model.embeddings().items());
        }
    }
}
