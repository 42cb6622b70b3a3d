package metammf.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import java.util.function.Function;
import metammf.MetaMmf;
import metammf.base.MetaMmfException;
import metammf.data.Dataset;
import metammf.data.PlantedVideos;
import metammf.data.PlantedVideos.Sizes;
import metammf.engine.Compute;
import metammf.engine.Tape;
import metammf.fusion.FusionConfig;
import metammf.model.Recommender.Step;
import metammf.model.Recommender.Triples;
import org.junit.jupiter.api.Test;

class FusionL2Test {
    private static final Dataset DATA =
            PlantedVideos.of(new Sizes(20, 30, 5, 0), 1).dataset();
    private static final Triples BATCH = new Triples(new int[] {0, 3}, new int[] {5, 2}, new int[] {7, 7});

    private static double loss(Recommender model) {
        try (Tape tape = Tape.computing()) {
            return model.loss(BATCH, Step.first(1), tape).getFloat();
        }
    }

    /** Of the fusion's weights alone: not of users, ids and convolutions. */
    private static double squares(Recommender model) {
        return model.parameters().entrySet().stream()
                .filter(entry ->
                        entry.getKey().contains("fusion.") || entry.getKey().contains("meta."))
                .mapToDouble(entry -> squares(entry.getValue()))
                .sum();
    }

    private static double squares(NDArray array) {
        double sum = 0;
        for (float value : array.toFloatArray()) {
            sum += value * value;
        }
        return sum;
    }

    private static void assertRegularised(FusionConfig config, Function<FusionConfig, Recommender> maker) {
        try (Recommender with = maker.apply(config.withL2(0.5));
                Recommender without = maker.apply(config)) {
            double expected = loss(without) + 0.25 * squares(with);
            assertEquals(expected, loss(with), 1e-5 * expected);
        }
    }

    @Test
    void halfTheSquaresOfTheFusionsWeightsJoinTheLoss() {
        for (FusionConfig config :
                new FusionConfig[] {FusionConfig.cp(4), FusionConfig.full(), FusionConfig.hybrid()}) {
            assertRegularised(config, c -> MetaMmf.mf(DATA, c, Compute.cpu(), 1));
            assertRegularised(config, c -> MetaMmf.gcn(DATA, c, GcnConfig.paper(), Compute.cpu(), 1));
        }
        assertRegularised(FusionConfig.late(), c -> MetaMmf.lateGcn(DATA, c, GcnConfig.paper(), Compute.cpu(), 1));
    }

    @Test
    void aNegativeWeightIsRefused() {
        assertThrows(MetaMmfException.class, () -> FusionConfig.cp(4).withL2(-1));
    }
}
