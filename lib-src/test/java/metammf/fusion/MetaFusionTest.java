package metammf.fusion;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Activation;
import java.util.List;
import metammf.base.MetaMmfException;
import metammf.base.Seeds;
import metammf.engine.Compute;
import metammf.engine.NativeArrays;
import metammf.fusion.MetaLayer.Form;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MetaFusionTest {
    private final NDManager manager = Compute.auto().newManager();
    private final NDArray x = NativeArrays.uniform(manager, 1, Seeds.stream(5, "x"), 6, 9);
    private final FusionConfig config = FusionConfig.cp(2).withMetaDim(3).withWidths(8, 4);

    private MetaFusion fusion(FusionConfig config) {
        return new MetaFusion(manager, 9, config, Seeds.stream(1, "fusion"));
    }

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void everyItemGoesThroughItsOwnNetwork() {
        MetaFusion fusion = fusion(config);
        NDList weights = fusion.matrices(x);
        NDArray fused = fusion.fuse(x);
        for (int i = 0; i < 6; i++) {
            NDArray h = x.get(i).reshape(1, 9).matMul(weights.get(0).get(i));
            NDArray e =
                    Activation.leakyRelu(h, Fusion.SLOPE).matMul(weights.get(1).get(i));
            assertArrayEquals(e.toFloatArray(), fused.get(i).toFloatArray(), 1e-5f);
        }
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void distancesAreThoseOfTheBuiltMatrices(Form form) {
        MetaFusion fusion = fusion(config.withForm(form));
        NDList weights = fusion.matrices(x);
        float[] distances = fusion.distances(x, 2).toFloatArray();
        for (int i = 0; i < 6; i++) {
            double squares = 0;
            for (NDArray layer : weights) {
                squares += layer.get(i).sub(layer.get(2)).square().sum().getFloat();
            }
            assertEquals(Math.sqrt(squares), distances[i], 1e-5);
        }
        assertTrue(distances[0] > 0.01, "no distance would be tested");
    }

    @Test
    void theMetaInformationMayBeReadFromOtherContent() {
        NDArray y = NativeArrays.uniform(manager, 1, Seeds.stream(6, "y"), 6, 9);
        MetaFusion whole = fusion(config);
        MetaFusion apart = new MetaFusion(manager, 18, config.withMetaApart(true), Seeds.stream(1, "fusion"));
        NDArray both = x.concat(y, 1);
        assertArrayEquals(
                whole.fuse(x, whole.extractor().extract(y)).toFloatArray(),
                apart.fuse(both).toFloatArray(),
                1e-6f);
        assertArrayEquals(
                whole.matrices(y).get(1).toFloatArray(),
                apart.matrices(both).get(1).toFloatArray());
        assertArrayEquals(
                whole.distances(y, 2).toFloatArray(), apart.distances(both, 2).toFloatArray());
    }

    @Test
    void metaInformationApartNeedsTwoHalvesAndDynamicFusion() {
        FusionConfig apart = config.withMetaApart(true);
        assertThrows(MetaMmfException.class, () -> fusion(apart));
        FusionConfig early = apart.withKind(FusionConfig.Kind.EARLY);
        assertThrows(MetaMmfException.class, () -> early.build(manager, new int[] {4, 4}, Seeds.stream(1, "fusion")));
    }

    @Test
    void towersFollowThePapersRule() {
        assertArrayEquals(new int[] {1024, 512, 256, 32}, MetaFusion.tower(2276, 4, 32));
        assertArrayEquals(new int[] {1024, 32}, MetaFusion.tower(2176, 2, 32));
        assertArrayEquals(new int[] {256, 128, 64, 32}, MetaFusion.tower(384, 4, 32));
        assertArrayEquals(new int[] {32}, MetaFusion.tower(384, 1, 32));
        assertArrayEquals(new int[] {128, 64, 32, 32, 32}, MetaFusion.tower(256, 5, 32));
    }

    @Test
    void theMetaInformationIsRectifiedOnlyWhereThePaperIsFollowed() {
        assertTrue(least(fusion(config)) >= 0);
        assertTrue(least(fusion(config.withMetaActivation(false))) < 0);
    }

    private float least(MetaFusion fusion) {
        return fusion.extractor().extract(x).min().getFloat();
    }

    @Test
    void theExtractorsHiddenWidthIsAtMost256UnlessAskedFor() {
        assertEquals(9, hidden(9, 0));
        assertEquals(256, hidden(300, 0));
        assertEquals(300, hidden(300, 300));
    }

    private long hidden(int width, int asked) {
        MetaExtractor extractor = new MetaExtractor(manager, width, asked, 2, true, Seeds.stream(1, "e"));
        return extractor.weight("hidden.weight").getShape().get(1);
    }

    @Test
    void weightsHaveTheNamesOfTheFile() {
        assertEquals(
                List.of(
                        "meta.hidden.weight",
                        "meta.hidden.bias",
                        "meta.output.weight",
                        "meta.output.bias",
                        "fusion.1.static",
                        "fusion.1.tensor"),
                List.copyOf(fusion(FusionConfig.full()).weights().keySet()));
        assertEquals(
                List.of("fusion.2.static", "fusion.2.a", "fusion.2.b", "fusion.2.c"),
                List.copyOf(fusion(config).weights().keySet()).subList(8, 12));
    }

    @Test
    void withoutItsDynamicPartItIsEarlyFusion() {
        MetaFusion fusion = fusion(config.withForm(Form.FULL));
        EarlyFusion early = new EarlyFusion(manager, 9, Seeds.stream(2, "early"), 8, 4);
        early.weights()
                .forEach((name, array) ->
                        NativeArrays.copy(array, fusion.weights().get(name)));
        fusion.weights().forEach((name, array) -> {
            if (name.endsWith("tensor")) {
                array.muli(0);
            }
        });
        assertArrayEquals(early.fuse(x).toFloatArray(), fusion.fuse(x).toFloatArray(), 1e-6f);
    }

    @Test
    void oneSeedGivesOneFusion() {
        assertArrayEquals(
                fusion(config).fuse(x).toFloatArray(), fusion(config).fuse(x).toFloatArray());
    }

    @Test
    void badSettingsAreRefused() {
        assertThrows(MetaMmfException.class, () -> FusionConfig.cp(0));
        assertThrows(MetaMmfException.class, () -> config.withWidths());
        assertThrows(MetaMmfException.class, () -> config.withMetaDim(-1));
        assertThrows(MetaMmfException.class, () -> fusion(config).fuse(x.transpose()));
    }
}
