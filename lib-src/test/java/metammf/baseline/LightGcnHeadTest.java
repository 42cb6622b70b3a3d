package metammf.baseline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import metammf.MetaMmf;
import metammf.data.Dataset;
import metammf.engine.Compute;
import metammf.fusion.FusionConfig;
import metammf.model.EncoderModel;
import metammf.model.Recommender;
import metammf.model.RecommenderContract;
import org.junit.jupiter.api.Test;

class LightGcnHeadTest extends RecommenderContract {
    @Override
    protected Recommender model(Dataset data, long seed) {
        return MetaMmf.lightGcn(data, FusionConfig.cp(4), 2, Compute.cpu(), seed);
    }

    @Test
    void itsVectorsAreTheMeanOverTheLayersOfUsersAndFusedItems() {
        try (EncoderModel model = MetaMmf.lightGcn(Toy.DATA, FusionConfig.cp(4), 2, Compute.cpu(), 1)) {
            double[][] items = Dense.matrix(model.items().all().toFloatArray(), 64);
            double[][] start = Dense.above(Toy.matrix(model, "user"), items);
            Toy.assertVectors(Toy.twoLayers(Dense.symmetric(Toy.adjacency(false)), start), model);
            assertEquals("MetaMMF_LightGCN", model.name());
        }
    }
}
