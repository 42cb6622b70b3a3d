package metammf.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import metammf.MetaMmf;
import metammf.data.Dataset;
import metammf.data.PlantedVideos;
import metammf.data.PlantedVideos.Sizes;
import metammf.engine.Compute;
import metammf.fusion.FusionConfig;
import org.junit.jupiter.api.Test;

class HybridMfTest extends RecommenderContract {
    @Override
    protected Recommender model(Dataset data, long seed) {
        return MetaMmf.mf(data, FusionConfig.hybrid().withWidths(8, 4), Compute.cpu(), seed);
    }

    @Test
    void itIsCalledAsInThePapersTables() {
        try (Recommender model =
                model(PlantedVideos.of(new Sizes(6, 8, 3, 0), 1).dataset(), 1)) {
            assertEquals("Hybrid_MF", model.name());
        }
    }
}
