package metammf.baseline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import metammf.base.MetaMmfException;
import metammf.baseline.Vbpr.Config;
import metammf.data.Dataset;
import metammf.data.ItemFeatures;
import metammf.data.ItemFeatures.Scaling;
import metammf.engine.Compute;
import metammf.engine.Tape;
import metammf.model.BprLoss;
import metammf.model.Recommender;
import metammf.model.Recommender.Triples;
import metammf.model.RecommenderContract;
import org.junit.jupiter.api.Test;

class VbprTest extends RecommenderContract {
    private static final Config SMALL = new Config(3, 2, 0.1, 0.2, Scaling.STANDARDISED);

    @Override
    protected Recommender model(Dataset data, long seed) {
        return new Vbpr(data, new Config(8, 8, 0, 0.1, Scaling.NORMALISED), Compute.cpu(), seed);
    }

    /** The score with all its terms, in a loop over the features. */
    private static double score(Recommender model, int user, int item) {
        double[] e = Toy.matrix(model, "user")[user];
        double[] id = Toy.matrix(model, "item.id")[item];
        double[][] w = Toy.matrix(model, "content.weight");
        float[] x = Content.of(Toy.DATA, Scaling.STANDARDISED).concatenated();
        double score = e[3] * id[0] + e[4] * id[1];
        for (int f = 0; f < w.length; f++) {
            double value = x[item * w.length + f];
            for (int d = 0; d < 3; d++) {
                score += e[d] * value * w[f][d];
            }
        }
        return score;
    }

    @Test
    void scoresHaveATermForIdsAndOneForContent() {
        try (Recommender model = new Vbpr(Toy.DATA, SMALL, Compute.cpu(), 1)) {
            for (int item = 0; item < Toy.DATA.items(); item++) {
                assertEquals(score(model, 2, item), model.embeddings().score(2, item), 1e-5, "item " + item);
            }
        }
    }

    @Test
    void gradientsAreThoseOfTheLoss() {
        try (Recommender model = new Vbpr(Toy.DATA, SMALL, Compute.cpu(), 1)) {
            Toy.assertGradients(model);
        }
    }

    @Test
    void theRegulariserTouchesTheBatchsRowsAndTheWholeMap() {
        Triples one = new Triples(new int[] {0}, new int[] {1}, new int[] {2});
        try (Recommender model = new Vbpr(Toy.DATA, SMALL, Compute.cpu(), 1);
                Tape tape = Tape.computing()) {
            double rows = squares(model, "user", 0) + squares(model, "item.id", 1, 2);
            int f = Toy.DATA.features().width();
            int[] all = java.util.stream.IntStream.range(0, f).toArray();
            double map = squares(model, "content.weight", all);
            double bpr = BprLoss.of(model.embed(one, tape)).getFloat();
            assertEquals(
                    bpr + 0.1 / 2 * rows + 0.2 / 2 * map,
                    model.loss(one, Toy.STEP, tape).getFloat(),
                    1e-5);
        }
    }

    private static double squares(Recommender model, String name, int... rows) {
        double sum = 0;
        for (int row : rows) {
            sum += Dense.dot(Toy.matrix(model, name)[row], Toy.matrix(model, name)[row]);
        }
        return sum;
    }

    @Test
    void aSetOfIdsAloneIsRefused() {
        Dataset ids = Toy.DATA.withFeatures(ItemFeatures.none(Toy.DATA.items()));
        assertThrows(MetaMmfException.class, () -> Vbpr.of(ids, 1));
    }
}
