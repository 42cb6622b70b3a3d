package metammf.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import metammf.base.MetaMmfException;
import metammf.data.ItemFeatures.Scaling;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FeatureScaleTest {
    // Columns of mean 3 and 7 over the items 0 and 1, which are trained on; item 2 is not.
    private final ItemFeatures features =
            ItemFeatures.of(new Modality("visual", 3, 2, new float[] {1, 7, 5, 7, 100, 9}));
    private final Interactions train = Interactions.of(1, 3, new int[] {0, 0}, new int[] {0, 1});

    @ParameterizedTest
    @EnumSource
    void laterItemsComeOnTheScaleOfTheTrainingItems(Scaling scaling) {
        FeatureScale scale = FeatureScale.of(features, scaling, train);
        ItemFeatures scaled = features.scaled(scaling, train);
        for (int item = 0; item < 3; item++) {
            Modality one =
                    new Modality("visual", 1, 2, features.modalities().get(0).row(item));
            assertArrayEquals(
                    scaled.modalities().get(0).row(item),
                    scale.apply(ItemFeatures.of(one)).modalities().get(0).row(0));
        }
    }

    @Test
    void aColumnThatDidNotChangeInTrainingSaysNothingLater() {
        FeatureScale scale = FeatureScale.of(features, Scaling.STANDARDISED, train);
        Modality later = new Modality("visual", 1, 2, new float[] {7, 1000});
        assertArrayEquals(
                new float[] {2, 0}, scale.apply(ItemFeatures.of(later)).values().get(0));
    }

    @Test
    void aTrainingSplitOfOtherItemsIsRefused() {
        Interactions other = Interactions.of(1, 4, new int[] {0}, new int[] {0});
        assertEquals(
                "features: expected 3 items, received 4",
                assertThrows(MetaMmfException.class, () -> FeatureScale.of(features, Scaling.STANDARDISED, other))
                        .getMessage());
    }
}
