package metammf.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import metammf.base.MetaMmfException;
import metammf.data.ItemFeatures.Imputation;
import metammf.data.ItemFeatures.Scaling;
import org.junit.jupiter.api.Test;

class MissingModalitiesTest {
    private static final float NAN = Float.NaN;

    /** Items 1 and 4 lack it. */
    private final ItemFeatures features =
            ItemFeatures.of(Modality.ofRows("visual", 5, 2, new float[] {1, 2, NAN, NAN, 3, 8, 5, 5, NAN, NAN}));

    /** Users 0 and 1 trained on item 0, 1 and 2 on item 1, 1 and 2 on item 2; nobody trained on items 3 and 4. */
    private final Interactions train =
            Interactions.of(3, 5, new int[] {0, 1, 1, 1, 2, 2}, new int[] {0, 0, 1, 2, 1, 2});

    private Modality imputed(Imputation how) {
        return features.imputed(how, train).modality("visual");
    }

    @Test
    void rowsOfNaNAreMissingAndZero() {
        Modality visual = features.modality("visual");
        assertEquals("visual (5 x 2, 2 missing)", visual.toString());
        assertTrue(visual.isMissing(1) && visual.isMissing(4) && !visual.isMissing(0));
        assertArrayEquals(new float[2], visual.row(1));
        assertEquals(visual, new Modality("visual", 5, 2, new float[] {1, 2, 0, 0, 3, 8, 5, 5, 0, 0}).without(1, 4));
        assertNotEquals(visual, new Modality("visual", 5, 2, visual.values()));
    }

    @Test
    void aRowOfNumbersAndNaNIsRefused() {
        assertEquals(
                "visual: item 0, column 1: expected a finite number, received NaN",
                assertThrows(MetaMmfException.class, () -> Modality.ofRows("visual", 1, 2, new float[] {1, NAN}))
                        .getMessage());
    }

    @Test
    void theMeanIsThatOfTrainedItemsThatHaveTheModality() {
        assertArrayEquals(
                new float[] {1, 2, 2, 5, 3, 8, 5, 5, 2, 5},
                imputed(Imputation.MEAN).values());
    }

    @Test
    void neighboursAreWeightedByTheirCommonUsers() {
        // Item 1 shares one user with item 0 and two with item 2; item 4 shares none and has the mean.
        Modality filled = imputed(Imputation.NEIGHBOURS);
        assertArrayEquals(new float[] {(1 + 2 * 3) / 3f, (2 + 2 * 8) / 3f}, filled.row(1), 1e-6f);
        assertArrayEquals(new float[] {2, 5}, filled.row(4));
        assertTrue(filled.isMissing(1), "an imputed row is no observation");
    }

    @Test
    void zerosReplaceAnEarlierImputation() {
        assertEquals(features, features.imputed(Imputation.MEAN, train).imputed(Imputation.ZERO, train));
    }

    @Test
    void missingRowsAreNotMeasuredForAScale() {
        Modality scaled = features.imputed(Imputation.MEAN, train)
                .scaled(Scaling.STANDARDISED, train)
                .modality("visual");
        assertArrayEquals(new float[] {-1, -1, 0, 0, 1, 1, 3, 0, 0, 0}, scaled.values());
        assertTrue(scaled.isMissing(4));
    }

    @Test
    void aSubsetAndAFingerprintKnowWhatIsMissing() {
        assertTrue(features.modality("visual").rows(2, 1).isMissing(1));
        assertFalse(features.modality("visual").rows(2, 1).isMissing(0));
        Modality complete =
                new Modality("visual", 5, 2, features.modality("visual").values());
        assertNotEquals(
                new Fingerprint().add(features).toString(),
                new Fingerprint().add(ItemFeatures.of(complete)).toString());
    }
}
