package metammf.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import metammf.base.MetaMmfException;
import metammf.data.ItemFeatures.Scaling;
import org.junit.jupiter.api.Test;

class ItemFeaturesTest {
    private final Modality visual = new Modality("visual", 3, 2, new float[] {1, 7, 5, 7, 100, 9});
    private final Modality acoustic = new Modality("acoustic", 3, 1, new float[] {3, -4, 0});
    private final ItemFeatures features = ItemFeatures.of(visual, acoustic);
    // Item 2 is cold: it does not occur in training.
    private final Interactions train = Interactions.of(2, 3, new int[] {0, 1, 1}, new int[] {0, 0, 1});

    private static String message(Runnable work) {
        return assertThrows(MetaMmfException.class, work::run).getMessage();
    }

    @Test
    void aModalityGivesRowsAndValues() {
        assertArrayEquals(new float[] {5, 7}, visual.row(1));
        assertEquals(9, visual.value(2, 1));
        visual.row(1)[0] = 0;
        assertEquals(5, visual.value(1, 0));
    }

    @Test
    void aModalityRefusesItemsAndColumnsThatAreNotThere() {
        assertEquals("visual: expected item 0 .. 2, received 3", message(() -> visual.row(3)));
        assertEquals("visual: expected column 0 .. 1, received -1", message(() -> visual.value(0, -1)));
    }

    @Test
    void aModalityIsCheckedForSizeAndFiniteNumbers() {
        assertEquals(
                "visual: expected 3 x 2 values, received 5", message(() -> new Modality("visual", 3, 2, new float[5])));
        assertEquals(
                "visual: expected items and columns, received 0 x 2",
                message(() -> new Modality("visual", 0, 2, new float[0])));
        assertEquals(
                "visual: item 1, column 0: expected a finite number, received NaN",
                message(() -> new Modality("visual", 2, 2, new float[] {1, 2, Float.NaN, Float.POSITIVE_INFINITY})));
        assertEquals("modality: expected a name", message(() -> new Modality(" ", 1, 1, new float[1])));
    }

    @Test
    void modalitiesAreEqualByWhatTheyHold() {
        assertEquals(visual, new Modality("visual", 3, 2, visual.values().clone()));
        assertEquals(
                visual.hashCode(), new Modality("visual", 3, 2, visual.values().clone()).hashCode());
        assertNotEquals(visual, new Modality("visual", 2, 3, visual.values()));
        assertNotEquals(visual, new Modality("picture", 3, 2, visual.values()));
    }

    @Test
    void modalitiesStandSideBySideInTheirOrder() {
        assertEquals(3, features.items());
        assertEquals(3, features.width());
        assertArrayEquals(new float[] {1, 7, 3, 5, 7, -4, 100, 9, 0}, features.concatenated());
        assertArrayEquals(
                new float[] {3, 1, 7, -4, 5, 7, 0, 100, 9},
                features.only("acoustic", "visual").concatenated());
    }

    @Test
    void modalitiesMustBelongTogether() {
        Modality shorter = new Modality("textual", 2, 1, new float[2]);
        assertEquals(
                "textual: rows must equal items: expected 3, received 2",
                message(() -> ItemFeatures.of(visual, shorter)));
        assertEquals(
                "features: expected different names, received [visual (3 x 2), visual (3 x 2)]",
                message(() -> ItemFeatures.of(visual, visual)));
        assertEquals("features: expected at least one modality", message(() -> ItemFeatures.of(List.of())));
        assertEquals(
                "features: expected one of [visual (3 x 2), acoustic (3 x 1)], received textual",
                message(() -> features.only("textual")));
    }

    @Test
    void standardisingMeasuresTrainingItemsAloneAndAppliesToAll() {
        // visual column 0: mean 3, deviation 2; column 1 is constant; acoustic: mean -0.5, deviation 3.5
        ItemFeatures scaled = features.standardised(train);
        assertArrayEquals(
                new float[] {-1, 0, 1, 0, 48.5f, 0}, scaled.modality("visual").values());
        assertArrayEquals(
                new float[] {1, -1, 0.5f / 3.5f}, scaled.modality("acoustic").values(), 1e-7f);
        assertArrayEquals(new float[] {1, 7, 5, 7, 100, 9}, visual.values());
    }

    @Test
    void standardisingKeepsSmallDifferencesOfLargeNumbers() {
        float large = 1 << 23;
        ItemFeatures far = ItemFeatures.of(new Modality("far", 3, 1, new float[] {large, large + 2, large + 1}));
        assertArrayEquals(new float[] {-1, 1, 0}, far.standardised(train).concatenated());
    }

    @Test
    void standardisingNeedsInteractionsWithTheseItems() {
        Interactions other = Interactions.of(1, 4, new int[] {0}, new int[] {0});
        assertEquals("features: expected 3 items, received 4", message(() -> features.standardised(other)));
    }

    @Test
    void rowsOfEveryModalityGetLengthOneAndZerosStay() {
        ItemFeatures scaled = ItemFeatures.of(new Modality("m", 3, 2, new float[] {3, 4, 0, 0, -5, 12}), acoustic)
                .rowNormalised();
        assertArrayEquals(
                new float[] {0.6f, 0.8f, 0, 0, -5 / 13f, 12 / 13f},
                scaled.modality("m").values(),
                1e-7f);
        assertArrayEquals(new float[] {1, -1, 0}, scaled.modality("acoustic").values());
    }

    @Test
    void scalingsAreChosenByName() {
        assertEquals(features, features.scaled(Scaling.NONE, train));
        assertEquals(features.standardised(train), features.scaled(Scaling.STANDARDISED, train));
        assertEquals(features.rowNormalised(), features.scaled(Scaling.ROW_NORMALISED, train));
        assertEquals(features.standardised(train).rowNormalised(), features.scaled(Scaling.NORMALISED, train));
    }

    @Test
    void saysItsModalitiesAndWidths() {
        assertEquals("ItemFeatures[visual (3 x 2), acoustic (3 x 1)]", features.toString());
    }

    @Test
    void itemsMayHaveNoContent() {
        ItemFeatures none = ItemFeatures.none(5);
        assertEquals(5, none.items());
        assertEquals(0, none.width());
        assertEquals(0, none.rowNormalised().concatenated().length);
        assertEquals("features: expected items, received 0", message(() -> ItemFeatures.none(0)));
    }
}
