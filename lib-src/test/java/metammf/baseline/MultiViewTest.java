package metammf.baseline;

import static metammf.baseline.Dense.dot;
import static metammf.baseline.Dense.length;
import static metammf.baseline.Dense.map;
import static metammf.baseline.Dense.plus;
import static metammf.baseline.Dense.softplus;
import static metammf.baseline.Dense.times;
import static metammf.baseline.Dense.unitRows;
import static metammf.baseline.Dense.zip;
import static metammf.baseline.Toy.BATCH;
import static metammf.baseline.Toy.matrix;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import metammf.baseline.MultiView.Config;
import metammf.baseline.MultiView.Meta;
import metammf.data.Dataset;
import metammf.data.ItemFeatures;
import metammf.data.ItemFeatures.Scaling;
import metammf.data.Modality;
import metammf.data.PlantedVideos;
import metammf.engine.Compute;
import metammf.fusion.FusionConfig;
import metammf.model.Recommender;
import metammf.model.RecommenderContract;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MultiViewTest extends RecommenderContract {
    private static final int K = 3;
    private static final Config CONFIG = new Config(
            6,
            2,
            K,
            FusionConfig.cp(4).withMetaHidden(4).withWidths(6).withScaling(Scaling.STANDARDISED),
            true,
            Meta.OWN,
            true,
            0.7,
            0.6,
            0.3);

    @Override
    protected Recommender model(Dataset data, long seed) {
        Config config = Config.defaults().withNeighbours(4).withGated(true);
        return new MultiView(data, config, Compute.cpu(), seed);
    }

    private static MultiView toy(Config config) {
        return new MultiView(Toy.DATA, config, Compute.cpu(), 1);
    }

    /** Standardised features and ln(1 + clicks), (I, F). */
    private static double[][] inputs() {
        int[] degrees = Toy.TRAIN.itemDegrees();
        float[] clicks = new float[degrees.length];
        for (int i = 0; i < clicks.length; i++) {
            clicks[i] = (float) Math.log1p(degrees[i]);
        }
        List<Modality> all = new ArrayList<>(Toy.DATA.features().modalities());
        all.add(new Modality("clicks", clicks.length, 1, clicks));
        ItemFeatures features = ItemFeatures.of(all).standardised(Toy.TRAIN);
        return Dense.matrix(features.concatenated(), features.width());
    }

    private static double[][] metaInformation(Recommender model) {
        double[][] h = map(linear(model, "meta.hidden", inputs()), value -> Math.max(0, value));
        return map(linear(model, "meta.output", h), value -> Math.max(0, value));
    }

    private static double[][] linear(Recommender model, String name, double[][] x) {
        return plus(times(x, matrix(model, name + ".weight")), matrix(model, name + ".bias"));
    }

    /** v_i * sigma(x_i W + ((x_i A) * (s_i C)) B). */
    private static double[][] gatedItems(Recommender model) {
        double[][] x = inputs();
        double[][] gate =
                each(times(x, matrix(model, "fusion.1.a")), times(metaInformation(model), matrix(model, "fusion.1.c")));
        double[][] z = plus(times(x, matrix(model, "fusion.1.static")), times(gate, matrix(model, "fusion.1.b")));
        return each(matrix(model, "item.view"), map(z, value -> 1 / (1 + Math.exp(-value))));
    }

    private static double[][] each(double[][] a, double[][] b) {
        return IntStream.range(0, a.length)
                .mapToObj(n -> zip(a[n], b[n], (one, other) -> one * other))
                .toArray(double[][]::new);
    }

    private static double[][][] graphs() {
        double[][][] graphs = new double[Toy.DATA.features().modalities().size() + 1][][];
        for (int m = 0; m + 1 < graphs.length; m++) {
            graphs[m] = Dense.symmetric(map(Dense.nearest(Toy.features(m), K), cosine -> cosine == 0 ? 0 : 1));
        }
        graphs[graphs.length - 1] = Dense.symmetric(together());
        return graphs;
    }

    /** One for an item itself and for the K with most users in common, ties to the smaller item. */
    private static double[][] together() {
        int[] degrees = Toy.TRAIN.itemDegrees();
        double[][] joined = new double[Toy.ITEMS][Toy.ITEMS];
        for (int i = 0; i < Toy.ITEMS; i++) {
            double[] common = new double[Toy.ITEMS];
            for (int j = 0; j < Toy.ITEMS; j++) {
                for (int u = 0; j != i && u < Toy.USERS; u++) {
                    if (Toy.TRAIN.contains(u, i) && Toy.TRAIN.contains(u, j)) {
                        common[j] += 1.0 / Toy.TRAIN.degree(u) / Math.sqrt(degrees[j]);
                    }
                }
            }
            joined[i][i] = 1;
            for (int n = 0; n < K; n++) {
                int best = 0;
                for (int j = 1; j < Toy.ITEMS; j++) {
                    best = common[j] > common[best] + 1e-12 ? j : best;
                }
                joined[i][best] = common[best] > 0 ? 1 : joined[i][best];
                common[best] = -1;
            }
        }
        return joined;
    }

    private static double[][] itemView(Recommender model) {
        double[][] h = gatedItems(model);
        double[][] logits = linear(model, "mix", metaInformation(model));
        double[][][] graphs = graphs();
        double[][] sum = new double[Toy.ITEMS][6];
        for (int i = 0; i < Toy.ITEMS; i++) {
            double[] shares = map(logits[i], Math::exp);
            for (int m = 0; m < graphs.length; m++) {
                double share = shares[m] / Dense.sum(shares);
                sum[i] = zip(sum[i], times(new double[][] {graphs[m][i]}, h)[0], (a, b) -> a + share * b);
            }
        }
        return unitRows(sum);
    }

    private static double[][] userView(Recommender model) {
        double[][] p = new double[Toy.USERS][Toy.USERS];
        for (int u = 0; u < Toy.USERS; u++) {
            for (int v = 0; v < Toy.USERS; v++) {
                for (int i = 0; v != u && i < Toy.ITEMS; i++) {
                    p[u][v] += Toy.TRAIN.contains(u, i) && Toy.TRAIN.contains(v, i) ? 1 : 0;
                }
            }
        }
        double[][] mean = Dense.mean(p);
        return unitRows(times(mean, times(mean, times(mean, matrix(model, "user.view")))));
    }

    private static double[][] ids(Recommender model) {
        double[][] items = matrix(model, "item.id");
        double[] mean = meanRow(items);
        int[] degrees = Toy.TRAIN.itemDegrees();
        for (int i = 0; i < Toy.ITEMS; i++) {
            items[i] = degrees[i] == 0 ? mean : items[i];
        }
        return Toy.twoLayers(Dense.symmetric(Toy.adjacency(false)), Dense.above(matrix(model, "user"), items));
    }

    private static double[] meanRow(double[][] rows) {
        double[] mean = new double[rows[0].length];
        for (double[] row : rows) {
            mean = zip(mean, row, (a, b) -> a + b / rows.length);
        }
        return mean;
    }

    private static double[][] views(Recommender model) {
        return Dense.above(userView(model), itemView(model));
    }

    @Test
    void itsVectorsAreThoseOfDenseArithmetic() {
        try (MultiView model = toy(CONFIG)) {
            Toy.assertVectors(plus(ids(model), views(model)), model);
        }
    }

    @Test
    void itsLossIsBprAndTellsANodesViewFromThoseOfAllOthers() {
        try (MultiView model = toy(CONFIG)) {
            double[][] e = plus(ids(model), views(model));
            double expected = 0;
            for (int n = 0; n < BATCH.size(); n++) {
                double[] u = e[BATCH.users()[n]];
                double[] i = e[Toy.USERS + BATCH.positives()[n]];
                double[] j = e[Toy.USERS + BATCH.negatives()[n]];
                expected += softplus(dot(u, j) - dot(u, i)) + 0.15 * (dot(u, u) + dot(i, i) + dot(j, j));
            }
            double items = contrast(model, BATCH.positives(), Toy.USERS, Toy.NODES);
            double users = contrast(model, BATCH.users(), 0, Toy.USERS);
            assertEquals(expected / BATCH.size() + 0.7 * items + 0.3 * users, Toy.loss(model), 1e-4);
        }
    }

    private static double contrast(Recommender model, int[] batch, int from, int to) {
        double[][] ids = Arrays.copyOfRange(ids(model), from, to);
        double[][] views = Arrays.copyOfRange(views(model), from, to);
        return Arrays.stream(batch)
                .distinct()
                .mapToDouble(node -> {
                    double[] likeness = Arrays.stream(views)
                            .mapToDouble(
                                    view -> Math.exp(dot(ids[node], view) / length(ids[node]) / length(view) / 0.6))
                            .toArray();
                    return -Math.log(likeness[node] / Dense.sum(likeness));
                })
                .average()
                .orElseThrow();
    }

    @Test
    void gradientsAreThoseOfTheLoss() {
        try (MultiView model = toy(CONFIG)) {
            Toy.assertGradients(model);
        }
    }

    @Test
    void eachPartCanBeSwitchedOff() {
        Config small =
                CONFIG.withGated(false).withMeta(Meta.NONE).withUserView(false).withContrast(0);
        try (MultiView model = toy(small)) {
            assertEquals(
                    List.of("user", "item.id", "item.view"),
                    List.copyOf(model.parameters().keySet()));
            Toy.assertGradients(model);
        }
    }

    @Test
    void aConstantMixtureIsLearnedAndTheSameForAllItems() {
        try (MultiView model = toy(CONFIG.withMeta(Meta.CONSTANT))) {
            assertTrue(model.parameters().containsKey("mix.bias"));
            assertFalse(model.parameters().containsKey("mix.weight"));
            Toy.assertGradients(model);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CONTENT", "POPULARITY"})
    void halfOfTheMetaInformationChangesTheVectorsAndNoParameter(Meta meta) {
        try (MultiView own = toy(CONFIG);
                MultiView half = toy(CONFIG.withMeta(meta))) {
            assertEquals(own.parameters().keySet(), half.parameters().keySet());
            assertNotEquals(own.embeddings(), half.embeddings());
            Toy.assertGradients(half);
        }
    }

    @Test
    void anItemWithoutClicksHasTheMeanOfAllIds() {
        Dataset data =
                PlantedVideos.of(new PlantedVideos.Sizes(20, 12, 4, 3), 1).dataset();
        Config alone =
                CONFIG.withMeta(Meta.NONE).withGated(false).withUserView(false).withLayers(0);
        try (MultiView model = new MultiView(data, alone, Compute.cpu(), 1)) {
            double[] mean = meanRow(matrix(model, "item.id"));
            float[] cold = model.embeddings().item(11);
            double[] view = zip(Dense.matrix(cold, 6)[0], mean, (a, b) -> a - b);
            assertEquals(1, length(view), 1e-5); // what is left is the item's view
        }
    }

    @Test
    void theMetaInformationOfOthersChangesTheVectorsAndNoParameter() {
        try (MultiView own = toy(CONFIG);
                MultiView others = toy(CONFIG.withMeta(Meta.OTHERS))) {
            assertEquals(own.parameters().keySet(), others.parameters().keySet());
            assertNotEquals(own.embeddings(), others.embeddings());
            assertFalse(
                    others.embeddings().equals(toy(CONFIG.withMeta(Meta.NONE)).embeddings()));
        }
    }
}
