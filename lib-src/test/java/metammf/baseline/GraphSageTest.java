package metammf.baseline;

import static metammf.baseline.Toy.NODES;
import static metammf.baseline.Toy.USERS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Set;
import metammf.base.MetaMmfException;
import metammf.baseline.GraphSage.Config;
import metammf.data.Dataset;
import metammf.data.ItemFeatures;
import metammf.data.ItemFeatures.Scaling;
import metammf.engine.Compute;
import metammf.model.Recommender;
import metammf.model.RecommenderContract;
import org.junit.jupiter.api.Test;

class GraphSageTest extends RecommenderContract {
    private static final Config SMALL = new Config(2, 3, true, 0, Scaling.STANDARDISED);

    @Override
    protected Recommender model(Dataset data, long seed) {
        return GraphSage.of(data, new Config(2, 16, true, 0.2, Scaling.NORMALISED), Compute.cpu(), seed);
    }

    private static double[][] features() {
        float[] x = Content.of(Toy.DATA, Scaling.STANDARDISED).concatenated();
        double[][] rows = new double[NODES - USERS][x.length / (NODES - USERS)];
        for (int n = 0; n < x.length; n++) {
            rows[n / rows[0].length][n % rows[0].length] = x[n];
        }
        return rows;
    }

    private static double[][] layer(Recommender model, int l, double[][] e) {
        double[][] self = Dense.times(e, Toy.matrix(model, "gcn." + l + ".self"));
        double[][] mean = Dense.times(Dense.mean(Toy.adjacency(false)), e);
        double[][] neighbours = Dense.times(mean, Toy.matrix(model, "gcn." + l + ".neighbour"));
        for (int n = 0; n < NODES; n++) {
            for (int d = 0; d < 3; d++) {
                double sum = self[n][d] + neighbours[n][d] + Toy.matrix(model, "gcn." + l + ".bias")[0][d];
                self[n][d] = l == 2 ? sum : Math.max(sum, 0.01 * sum);
            }
        }
        return self;
    }

    @Test
    void vectorsAreMeansOverNeighboursMappedTwice() {
        try (Recommender model = GraphSage.of(Toy.DATA, SMALL, Compute.cpu(), 1)) {
            double[][] items = Dense.times(features(), Toy.matrix(model, "fusion.1.static"));
            double[][] e = Dense.above(Toy.matrix(model, "user"), items);
            Toy.assertVectors(layer(model, 2, layer(model, 1, e)), model);
        }
    }

    @Test
    void gradientsAreThoseOfTheLoss() {
        try (Recommender model = GraphSage.of(Toy.DATA, SMALL, Compute.cpu(), 1)) {
            Toy.assertGradients(model);
        }
    }

    @Test
    void itemsAreContentOrIds() {
        Dataset ids = Toy.DATA.withFeatures(ItemFeatures.none(Toy.DATA.items()));
        try (Recommender content = GraphSage.of(Toy.DATA, SMALL, Compute.cpu(), 1);
                Recommender alone = GraphSage.of(ids, SMALL.withContent(false), Compute.cpu(), 1)) {
            assertEquals(Set.of("fusion.1.static"), ofItems(content));
            assertEquals(Set.of("item.id"), ofItems(alone));
        }
        assertThrows(MetaMmfException.class, () -> GraphSage.of(ids, SMALL, Compute.cpu(), 1));
        assertThrows(MetaMmfException.class, () -> new Config(2, 0, true, 0, Scaling.NONE));
    }

    private static Set<String> ofItems(Recommender model) {
        return model.parameters().keySet().stream()
                .filter(name -> name.startsWith("fusion") || name.startsWith("item"))
                .collect(java.util.stream.Collectors.toSet());
    }
}
