package metammf.model.baseline;

import static metammf.model.baseline.Toy.NODES;
import static org.junit.jupiter.api.Assertions.assertThrows;

import metammf.MetaMmfException;
import metammf.data.Dataset;
import metammf.data.ItemFeatures;
import metammf.engine.Compute;
import metammf.model.Recommender;
import metammf.model.RecommenderContract;
import metammf.model.baseline.LightGcn.Config;
import org.junit.jupiter.api.Test;

class LightGcnTest extends RecommenderContract {
    private static final Config SMALL = Config.paper().withDim(4).withL2(0.1);

    @Override
    protected Recommender model(Dataset data, long seed) {
        return LightGcn.of(data, Config.paper().withDim(16).withContent(true), Compute.cpu(), seed);
    }

    private static double[][] symmetric() {
        double[][] a = Toy.adjacency(false);
        double[][] symmetric = new double[NODES][NODES];
        for (int n = 0; n < NODES; n++) {
            for (int m = 0; m < NODES; m++) {
                symmetric[n][m] = a[n][m] == 0 ? 0 : a[n][m] / Math.sqrt(Toy.sum(a[n]) * Toy.sum(a[m]));
            }
        }
        return symmetric;
    }

    @Test
    void vectorsAreTheMeanOverTheLayers() {
        try (Recommender model = LightGcn.of(Toy.DATA, SMALL, Compute.cpu(), 1)) {
            double[][] e = Toy.stack(Toy.matrix(model, "user"), Toy.matrix(model, "item.id"));
            double[][] mean = new double[NODES][4];
            for (int l = 0; l <= 3; l++) {
                for (int n = 0; n < NODES; n++) {
                    for (int d = 0; d < 4; d++) {
                        mean[n][d] += e[n][d] / 4;
                    }
                }
                e = Toy.product(symmetric(), e);
            }
            Toy.assertVectors(mean, model);
        }
    }

    @Test
    void gradientsAreThoseOfTheLoss() {
        try (Recommender model = LightGcn.of(Toy.DATA, SMALL.withContent(true), Compute.cpu(), 1)) {
            Toy.assertGradients(model);
        }
    }

    @Test
    void contentNeedsFeatures() {
        Dataset ids = Toy.DATA.withFeatures(ItemFeatures.none(Toy.DATA.items()));
        assertThrows(MetaMmfException.class, () -> LightGcn.of(ids, SMALL.withContent(true), Compute.cpu(), 1));
        LightGcn.of(ids, SMALL, Compute.cpu(), 1).close();
    }
}
