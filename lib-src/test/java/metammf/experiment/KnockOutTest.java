package metammf.experiment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import metammf.MetaMmf;
import metammf.base.MetaMmfException;
import metammf.data.Dataset;
import metammf.data.ItemFeatures;
import metammf.data.Modality;
import metammf.data.PlantedVideos;
import metammf.engine.Compute;
import metammf.eval.Metric;
import metammf.fusion.FusionConfig;
import metammf.model.Recommender;
import metammf.train.TrainConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

class KnockOutTest {
    private static final ItemFeatures FEATURES = PlantedVideos.of(1).dataset().features();

    @TempDir
    private Path folder;

    private static Grid<FusionConfig> metaMmf() {
        return Grid.of("MetaMMF_MF", MetaMmf::mf, FusionConfig.full().withIdDim(0));
    }

    private static Recommender early(Dataset data, FusionConfig config, Compute compute, long seed) {
        FusionConfig early = FusionConfig.early().withIdDim(config.idDim()).withScaling(config.scaling());
        return MetaMmf.mf(data, early, compute, seed);
    }

    /** On data in which the taste is an item-specific combination of both modalities, by construction. */
    @Test
    void whatThePlantedTasteLivesOnIsMissedWhenKnockedOut() {
        List<Grid<?>> grids = new ArrayList<>(KnockOut.ofContent(metaMmf(), FEATURES));
        grids.addAll(KnockOut.ofWeights(metaMmf(), KnockOutTest::early).subList(1, 3));
        Results results = Experiment.in(folder)
                .withData(PlantedVideos.of(1).dataset())
                .withCutOffs(20)
                .withTraining(TrainConfig.defaults()
                        .withBatchSize(1000)
                        .withLearningRate(1e-2)
                        .withEpochs(25)
                        .withPatience(5))
                .withModels(grids)
                .run();
        double whole = recall(results, "");
        double dynamic = recall(results, ", dynamic only");
        for (String missing :
                List.of(", shuffled", ", noise", ", constant", ", visual", ", acoustic", ", static only")) {
            assertTrue(whole > 2 * recall(results, missing), missing + "\n" + results.comparison());
            assertTrue(recall(results.cold(), "") > 2 * recall(results.cold(), missing), missing + ", cold");
        }
        assertTrue(dynamic > 2 * recall(results, ", static only"), "dynamic only " + dynamic);
        Table tests = results.against("MetaMMF_MF", Metric.RECALL, 20);
        assertTrue(
                tests.where(tests.stringColumn("against").isNotEqualTo("MetaMMF_MF, dynamic only"))
                                .doubleColumn("Holm")
                                .max()
                        < 0.001,
                tests.toString());
    }

    private static double recall(Results results, String missing) {
        return results.of("MetaMMF_MF" + missing).get(0).test().at(20).recall();
    }

    /** With the meta information of another video, a planted video is fused by the wrong genre. */
    @Test
    void theMetaInformationOfOthersMissesThePlantedTasteThoughTheContentIsInPlace() {
        Results results = Experiment.in(folder)
                .withData(PlantedVideos.of(1).dataset())
                .withCutOffs(20)
                .withTraining(TrainConfig.defaults()
                        .withBatchSize(1000)
                        .withLearningRate(1e-2)
                        .withEpochs(25)
                        .withPatience(5))
                .withModels(KnockOut.ofMeta(metaMmf()))
                .run();
        Map.of("others'", 1.3, "constant", 2.0, "popularity as", 2.0).forEach((source, factor) -> {
            String name = ", " + source + " meta information"; // that of others lets a model memorise warm videos
            assertTrue(recall(results, "") > factor * recall(results, name), name + "\n" + results.comparison());
        });
    }

    @Test
    void popularityTakesThePlaceOfTheContent() {
        Dataset data = PlantedVideos.of(1).dataset();
        Modality visual = KnockOut.popularity(data).modality("visual");
        float[] row = new float[visual.width()];
        row[0] = 1;
        row[row.length - 1] = (float) Math.log1p(data.split().train().itemDegrees()[3]);
        assertArrayEquals(row, visual.row(3));
    }

    @Test
    void shuffledRowsAreTheSameRowsOfOtherItems() {
        ItemFeatures shuffled = KnockOut.shuffled(FEATURES, 1);
        for (Modality modality : FEATURES.modalities()) {
            float[] before = modality.values().clone();
            float[] after = shuffled.modality(modality.name()).values().clone();
            assertFalse(Arrays.equals(before, after));
            Arrays.sort(before);
            Arrays.sort(after);
            assertArrayEquals(before, after);
        }
        int home = IntStream.range(0, FEATURES.items())
                .filter(item -> Arrays.equals(
                        FEATURES.modality("visual").row(0),
                        shuffled.modality("visual").row(item)))
                .findFirst()
                .orElseThrow();
        assertArrayEquals(
                FEATURES.modality("acoustic").row(0),
                shuffled.modality("acoustic").row(home),
                "an item's modalities stay together");
        assertEquals(shuffled, KnockOut.shuffled(FEATURES, 1));
    }

    @Test
    void noiseHasTheScaleOfWhatItReplaces() {
        ItemFeatures loud = ItemFeatures.of(new Modality("loud", 2, 2, new float[] {10, 30, 30, 10}));
        float[] noise = KnockOut.noise(big(loud), 1).modality("loud").values();
        double mean = IntStream.range(0, noise.length)
                .mapToDouble(n -> noise[n])
                .average()
                .orElseThrow();
        double square = IntStream.range(0, noise.length)
                .mapToDouble(n -> (noise[n] - mean) * (noise[n] - mean))
                .average()
                .orElseThrow();
        assertEquals(20, mean, 0.7); // three standard errors
        assertEquals(10, Math.sqrt(square), 0.5);
    }

    /** Repeated to 1000 rows. */
    private static ItemFeatures big(ItemFeatures features) {
        Modality small = features.modalities().get(0);
        float[] values = new float[1000 * small.width()];
        for (int n = 0; n < values.length; n++) {
            values[n] = small.values()[n % small.values().length];
        }
        return ItemFeatures.of(new Modality(small.name(), 1000, small.width(), values));
    }

    @Test
    void constantFeaturesAreTheMeanForEveryItem() {
        ItemFeatures features = ItemFeatures.of(new Modality("m", 2, 2, new float[] {1, 2, 3, 8}));
        assertArrayEquals(
                new float[] {2, 5, 2, 5},
                KnockOut.constant(features).modality("m").values());
    }

    @Test
    void aShareOfTheItemsLacksEachModality() {
        ItemFeatures half = KnockOut.missing(FEATURES, 0.5, 1);
        for (Modality modality : half.modalities()) {
            Modality whole = FEATURES.modality(modality.name());
            assertEquals(FEATURES.items() / 2, modality.missing().cardinality());
            for (int item = 0; item < FEATURES.items(); item++) {
                assertArrayEquals(
                        modality.isMissing(item) ? new float[modality.width()] : whole.row(item), modality.row(item));
            }
        }
        assertNotEquals(
                half.modality("visual").missing(), half.modality("acoustic").missing());
        assertEquals(half, KnockOut.missing(FEATURES, 0.5, 1));
        assertEquals(FEATURES, KnockOut.missing(FEATURES, 0, 1));
    }

    @Test
    void theRowsOfMissingModalitiesAreNamedByTheirImputation() {
        assertEquals(
                List.of(
                        "MetaMMF_MF, 50 % missing, zero",
                        "MetaMMF_MF, 50 % missing, mean", "MetaMMF_MF, 50 % missing, neighbours"),
                KnockOut.missing(metaMmf(), 0.5).stream().map(Grid::model).toList());
    }

    @Test
    void withoutFeaturesThereIsNothingToKnockOut() {
        String message = assertThrows(MetaMmfException.class, () -> KnockOut.ofContent(metaMmf(), ItemFeatures.none(3)))
                .getMessage();
        assertEquals("knock-out: expected features, received none", message);
    }
}
