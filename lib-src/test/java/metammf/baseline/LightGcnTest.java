package metammf.baseline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import metammf.baseline.LightGcn.Config;
import metammf.data.Dataset;
import metammf.data.ItemFeatures;
import metammf.engine.Compute;
import metammf.model.Recommender;
import metammf.model.RecommenderContract;
import org.junit.jupiter.api.Test;

class LightGcnTest extends RecommenderContract {
    private static final Config SMALL = new Config(3, 4, 0.1);

    @Override
    protected Recommender model(Dataset data, long seed) {
        return new LightGcn(data, new Config(3, 16, 1e-4), Compute.cpu(), seed);
    }

    @Test
    void vectorsAreTheMeanOverTheLayers() {
        try (Recommender model = new LightGcn(Toy.DATA, SMALL, Compute.cpu(), 1)) {
            double[][] e = Toy.ids(model);
            double[][] a = Dense.symmetric(Toy.adjacency(false));
            double[][] sum = e;
            for (int l = 1; l <= 3; l++) {
                e = Dense.times(a, e);
                sum = Dense.plus(sum, e);
            }
            Toy.assertVectors(Dense.scaled(sum, 1 / 4.0), model);
        }
    }

    @Test
    void gradientsAreThoseOfTheLoss() {
        try (Recommender model = new LightGcn(Toy.DATA, SMALL, Compute.cpu(), 1)) {
            Toy.assertGradients(model);
        }
    }

    @Test
    void itNeedsNoFeatures() {
        Dataset ids = Toy.DATA.withFeatures(ItemFeatures.none(Toy.DATA.items()));
        try (Recommender model = new LightGcn(ids, SMALL, Compute.cpu(), 1);
                Recommender same = new LightGcn(Toy.DATA, SMALL, Compute.cpu(), 1)) {
            assertEquals(same.embeddings(), model.embeddings());
        }
    }
}
