package metammf.baseline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import metammf.base.MetaMmfException;
import metammf.baseline.Grcn.Config;
import metammf.data.Dataset;
import metammf.data.ItemFeatures;
import metammf.data.ItemFeatures.Scaling;
import metammf.data.Modality;
import metammf.engine.Compute;
import metammf.model.Embeddings;
import metammf.model.Recommender;
import metammf.model.RecommenderContract;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GrcnTest extends RecommenderContract {
    private static final Config SMALL = config(2, false, false);
    private static final Dataset DATA = Toy.DATA;

    @Override
    protected Recommender model(Dataset data, long seed) {
        return new Grcn(data, new Config(2, 16, 2, false, false, 1e-3), Compute.cpu(), seed);
    }

    private static Config config(int routings, boolean parts, boolean released) {
        return new Config(2, 4, routings, parts, released, 0.5);
    }

    private static Embeddings vectors(Config config) {
        try (Grcn model = new Grcn(DATA, config, Compute.cpu(), 1)) {
            return model.embeddings();
        }
    }

    @Test
    void routingFromItemsToUsersChangesUsers() {
        assertNotEquals(vectors(config(0, false, false)), vectors(config(1, false, false)));
    }

    @Test
    void routingAsInThePublicCodeChangesNothing() {
        assertEquals(vectors(config(0, true, true)), vectors(config(3, true, true)));
    }

    @Test
    void aUserIsRoutedTowardsTheItemsThatAgree() {
        try (Grcn model = new Grcn(DATA, SMALL, Compute.cpu(), 1)) {
            double[][] before = Dense.unitRows(Toy.matrix(model, "preference.visual"));
            double[][] f = contents(model, "visual");
            double[][] after = route(before, f);
            for (int u = 0; u < 3; u++) {
                assertTrue(agreement(after, f, u) > agreement(before, f, u), "user " + u);
            }
        }
    }

    private static double agreement(double[][] p, double[][] f, int user) {
        double sum = 0;
        for (int item : DATA.split().train().itemsOf(user)) {
            sum += Dense.dot(p[user], f[item]);
        }
        return sum;
    }

    private static double[][] contents(Recommender model, String modality) {
        Modality x =
                DATA.features().scaled(Scaling.NORMALISED, DATA.split().train()).modality(modality);
        double[][] linear = Dense.plus(
                Dense.times(Dense.matrix(x.values(), x.width()), Toy.matrix(model, "content." + modality + ".weight")),
                Toy.matrix(model, "content." + modality + ".bias"));
        return Dense.unitRows(Dense.leakyRelu(linear));
    }

    /** One iteration, pair by pair. */
    private static double[][] route(double[][] p, double[][] f) {
        double[][] next = new double[p.length][];
        for (int u = 0; u < p.length; u++) {
            next[u] = p[u].clone();
            double sum = 0;
            for (int i : DATA.split().train().itemsOf(u)) {
                sum += Math.exp(Dense.dot(p[u], f[i]));
            }
            for (int i : DATA.split().train().itemsOf(u)) {
                for (int d = 0; d < p[u].length; d++) {
                    next[u][d] += Math.exp(Dense.dot(p[u], f[i])) / sum * f[i][d];
                }
            }
        }
        return Dense.unitRows(next);
    }

    /** Of each pair of nodes; 0 where there is no edge. */
    private static double[][] shares(double[][] h) {
        double[][] shares = new double[h.length][h.length];
        for (int i = 0; i < h.length; i++) {
            double sum = 0;
            for (int j = 0; j < h.length; j++) {
                shares[i][j] = Toy.joined(i, j) ? Math.exp(Dense.dot(h[i], h[j])) : 0;
                sum += shares[i][j];
            }
            for (int j = 0; sum > 0 && j < h.length; j++) {
                shares[i][j] /= sum;
            }
        }
        return shares;
    }

    private static double weight(Config config, List<double[][]> shares, double[][] confidence, int i, int j) {
        double max = Double.NEGATIVE_INFINITY;
        for (int m = 0; m < shares.size(); m++) {
            max = Math.max(max, shares.get(m)[i][j] * confidence[j][m]);
        }
        return config.asReleased() ? Math.max(0, max) : max;
    }

    /** The whole model with dense matrices. */
    private static double[][] loop(Grcn model, Config config) {
        List<double[][]> parts = new ArrayList<>();
        List<double[][]> shares = new ArrayList<>();
        for (String modality : List.of("visual", "acoustic")) {
            double[][] f = contents(model, modality);
            double[][] p = Dense.unitRows(Toy.matrix(model, "preference." + modality));
            for (int n = 0; !config.asReleased() && n < config.routings(); n++) {
                p = route(p, f);
            }
            double[][] h = Dense.above(p, f);
            double[][] s = shares(h);
            shares.add(s);
            parts.add(Dense.plus(h, Dense.times(s, h)));
        }
        double[][] confidence = Toy.matrix(model, "confidence");
        double[][] w = new double[Toy.NODES][Toy.NODES];
        for (int i = 0; i < w.length; i++) {
            for (int j = 0; j < w.length; j++) {
                w[i][j] = Toy.joined(i, j) ? weight(config, shares, confidence, i, j) : 0;
            }
        }
        double[][] e0 = Dense.unitRows(Toy.ids(model));
        double[][] e1 = Dense.times(w, e0);
        double[][] id = Dense.plus(Dense.plus(e0, e1), Dense.times(w, e1));
        return config.parts() ? Dense.beside(id, Dense.beside(parts.get(0), parts.get(1))) : id;
    }

    @ParameterizedTest
    @CsvSource({"false, false", "true, false", "false, true", "true, true"})
    void everyFormIsThatOfALoopOverTheEdges(boolean parts, boolean released) {
        Config config = config(2, parts, released);
        try (Grcn model = new Grcn(DATA, config, Compute.cpu(), 1)) {
            Toy.assertVectors(loop(model, config), model);
        }
    }

    @ParameterizedTest
    @CsvSource({"false, false", "true, false", "false, true", "true, true"})
    void gradientsOfEveryFormAreFiniteDifferences(boolean parts, boolean released) {
        try (Grcn model = new Grcn(DATA, config(2, parts, released), Compute.cpu(), 1)) {
            Toy.assertGradients(model);
        }
    }

    @Test
    void aSetWithoutFeaturesIsRefused() {
        Dataset bare = DATA.withFeatures(ItemFeatures.none(Toy.ITEMS));
        assertThrows(MetaMmfException.class, () -> new Grcn(bare, SMALL, Compute.cpu(), 1));
    }
}
