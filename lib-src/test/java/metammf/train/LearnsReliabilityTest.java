package metammf.train;

import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.stream.IntStream;
import metammf.MetaMmf;
import metammf.data.Dataset;
import metammf.data.ItemFeatures.Scaling;
import metammf.data.PlantedVideos;
import metammf.engine.Compute;
import metammf.engine.NativeArrays;
import metammf.eval.FullRanking;
import metammf.fusion.FusionConfig;
import metammf.fusion.MetaFusion;
import metammf.model.MatrixFactorization;
import org.apache.commons.math3.stat.correlation.PearsonsCorrelation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Which modality is to be trusted differs from video to video; nothing but the content of the tested videos is known.
 */
class LearnsReliabilityTest {
    private static final FusionConfig LINEAR =
            FusionConfig.early().withIdDim(0).withWidths(16).withScaling(Scaling.STANDARDISED);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void dynamicFusionWeighsEachModalityByItsReliability(long seed) {
        PlantedVideos.Reliability planted =
                PlantedVideos.Reliability.of(new PlantedVideos.Sizes(1000, 2000, 40, 400), 2, seed);
        Dataset data = planted.dataset();
        FusionConfig full = FusionConfig.full().withIdDim(0).withWidths(16).withScaling(Scaling.STANDARDISED);
        try (MatrixFactorization linear = MetaMmf.mf(data, LINEAR, Compute.cpu(), seed);
                MatrixFactorization deep = MetaMmf.mf(data, LINEAR.withWidths(64, 32, 16), Compute.cpu(), seed);
                MatrixFactorization dynamic = MetaMmf.mf(data, full, Compute.cpu(), seed)) {
            double one = recall(linear, data);
            double several = recall(deep, data);
            double own = recall(dynamic, data);
            assertTrue(several > 1.2 * one && own > 1.2 * one, one + ", " + several + ", " + own);
            assertTrue(own > several, several + ", " + own);
            MetaFusion fusion = (MetaFusion) dynamic.items().fusion().orElseThrow();
            double found = new PearsonsCorrelation().correlation(visualShares(fusion, data), planted.visualShare());
            assertTrue(found > 0.9, "correlation with the true weights: " + found);
        }
    }

    private static double recall(MatrixFactorization model, Dataset data) {
        TrainConfig config = TrainConfig.defaults().withBatchSize(1000).withPatience(10);
        Trainer.of(config).withListener(Trainer.Listener.silent()).fit(model, data);
        return FullRanking.at(20)
                .evaluate(model.embeddings(), data.split())
                .at(20)
                .recall();
    }

    /** The picture's share in the length of every video's fusion matrix. */
    private static double[] visualShares(MetaFusion fusion, Dataset data) {
        try (NDManager manager = Compute.cpu().newManager()) {
            NDArray x = NativeArrays.sideBySide(
                    manager,
                    data.items(),
                    data.features()
                            .scaled(Scaling.STANDARDISED, data.split().train())
                            .values());
            NDArray squares = fusion.matrices(x).get(0).square().sum(new int[] {2}); // (I, F)
            float[] visual = squares.get(":, :16").sum(new int[] {1}).sqrt().toFloatArray();
            float[] acoustic = squares.get(":, 16:").sum(new int[] {1}).sqrt().toFloatArray();
            return IntStream.range(0, visual.length)
                    .mapToDouble(i -> visual[i] / (visual[i] + acoustic[i]))
                    .toArray();
        }
    }
}
