package metammf.train;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.IntStream;
import metammf.MetaMmf;
import metammf.data.Dataset;
import metammf.data.LeastSquares;
import metammf.data.PlantedVideos;
import metammf.engine.Compute;
import metammf.eval.FullRanking;
import metammf.fusion.FusionConfig;
import metammf.model.Embeddings;
import metammf.model.Recommender;
import org.apache.commons.math3.linear.RealMatrix;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On data whose right answer is known, with content alone: the margins are those between order and chance. */
class RecoversPlantedVideosTest {
    private static final TrainConfig CONFIG = TrainConfig.defaults()
            .withBatchSize(1000)
            .withLearningRate(1e-2)
            .withEpochs(40)
            .withPatience(5);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void dynamicFusionFindsWhatNoSharedLinearFusionCan(long seed) {
        PlantedVideos planted = PlantedVideos.of(seed);
        Dataset data = planted.dataset();
        try (Recommender dynamic = MetaMmf.mf(data, FusionConfig.full().withIdDim(0), Compute.cpu(), seed);
                Recommender shared = linear(data, seed)) {
            double own = recall(train(dynamic, data), data);
            double trained = recall(train(shared, data), data);
            double best = recall(bestLinearScores(planted), data);
            assertTrue(own > 2 * trained, "recall@20 " + own + ", a trained shared map " + trained);
            assertTrue(own > 2 * best, "recall@20 " + own + ", the best linear scores of all " + best);
            double truth = explainedOfColdItems(dynamic, planted);
            double chance = explainedOfColdItems(shared, planted);
            assertTrue(truth > 0.6, "explained of the tastes of cold items: " + truth);
            assertTrue(chance < 0.1, "explained by a shared map: " + chance);
        }
    }

    private static Embeddings train(Recommender model, Dataset data) {
        return Trainer.of(CONFIG)
                .withListener(Trainer.Listener.silent())
                .fit(model, data)
                .best();
    }

    private static double recall(Embeddings embeddings, Dataset data) {
        return FullRanking.at(20).evaluate(embeddings, data.split()).at(20).recall();
    }

    /** A shared linear fusion of the same width. */
    private static Recommender linear(Dataset data, long seed) {
        return MetaMmf.mf(data, FusionConfig.early().withIdDim(0), Compute.cpu(), seed);
    }

    /** The bound of all shared linear fusions: each user's true affinities, fitted linearly on the features. */
    private static Embeddings bestLinearScores(PlantedVideos planted) {
        int users = planted.dataset().users();
        int items = planted.dataset().items();
        int[] all = IntStream.range(0, items).toArray();
        float[][] x = LeastSquares.rows(planted.dataset().features(), all);
        RealMatrix tastes = LeastSquares.predict(x, LeastSquares.fit(x, planted.tastes()));
        float[] rows = new float[items * PlantedVideos.SIGNAL];
        for (int n = 0; n < rows.length; n++) {
            rows[n] = (float) tastes.getEntry(n / PlantedVideos.SIGNAL, n % PlantedVideos.SIGNAL);
        }
        float[] preferences = new float[users * PlantedVideos.SIGNAL];
        for (int n = 0; n < preferences.length; n++) {
            preferences[n] = planted.users()[n / PlantedVideos.SIGNAL][n % PlantedVideos.SIGNAL];
        }
        return new Embeddings(PlantedVideos.SIGNAL, preferences, rows);
    }

    /** A linear map from fused vectors to tastes, fitted on warm items, must hold for items nobody trained on. */
    private static double explainedOfColdItems(Recommender model, PlantedVideos planted) {
        int items = planted.dataset().items();
        int warm = items - 100;
        float[][] fused = new float[items][];
        Embeddings embeddings = model.embeddings();
        Arrays.setAll(fused, embeddings::item);
        RealMatrix map = LeastSquares.fit(Arrays.copyOf(fused, warm), Arrays.copyOf(planted.tastes(), warm));
        return LeastSquares.explained(
                Arrays.copyOfRange(fused, warm, items), Arrays.copyOfRange(planted.tastes(), warm, items), map);
    }
}
