package metammf.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import metammf.MetaMmf;
import metammf.base.MetaMmfException;
import metammf.base.Seeds;
import metammf.data.DataCard;
import metammf.data.Dataset;
import metammf.data.Ids;
import metammf.data.Interactions;
import metammf.data.ItemFeatures;
import metammf.data.ItemFeatures.Scaling;
import metammf.data.Modality;
import metammf.data.Split;
import metammf.engine.Compute;
import metammf.engine.NativeArrays;
import metammf.fusion.FusionConfig;
import metammf.fusion.MetaFusion;
import metammf.fusion.MetaLayer.Form;
import metammf.model.Explanation.Alike;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ExplanationTest {
    private static final int USERS = 4;
    private static final int ITEMS = 7;
    private static final int VISUAL = 5;
    private static final int WIDTH = 8;
    private static final int USER = 1;
    private static final int ITEM = 2;

    private static final Interactions TRAIN =
            Interactions.of(USERS, ITEMS, new int[] {0, 0, 1, 1, 2, 2, 3}, new int[] {0, 1, 1, 2, 3, 0, 4});
    private static final Interactions NONE = Interactions.of(USERS, ITEMS, new int[0], new int[0]);
    private static final Dataset DATA = new Dataset(
            "tiny",
            new Split(TRAIN, NONE, NONE),
            new Ids(List.of("anna", "bert", "cleo", "dora"), List.of("a", "b", "c", "d", "e", "f", "g")),
            ItemFeatures.of(modality("visual", VISUAL), modality("acoustic", WIDTH - VISUAL)),
            new DataCard("tiny", "made here", "none", "none", "none"));
    private static final FusionConfig CONFIG = FusionConfig.cp(3)
            .withMetaDim(4)
            .withMetaHidden(5)
            .withWidths(6, 3)
            .withIdDim(2)
            .withScaling(Scaling.NONE);

    private static Modality modality(String name, int width) {
        SplittableRandom random = Seeds.stream(7, name);
        float[] values = new float[ITEMS * width];
        for (int n = 0; n < values.length; n++) {
            values[n] = (float) random.nextDouble(-1, 3); // the mean is not 0
        }
        return new Modality(name, ITEMS, width, values);
    }

    private static EncoderModel model(FusionConfig config, GcnConfig gcn) {
        return gcn == null
                ? MetaMmf.mf(DATA, config, Compute.cpu(), 3)
                : MetaMmf.gcn(DATA, config, gcn, Compute.cpu(), 3);
    }

    static Stream<Arguments> models() {
        GcnConfig two = GcnConfig.paper().withLayers(2);
        return Stream.of(Form.values())
                .map(CONFIG::withForm)
                .flatMap(config -> Stream.of(Arguments.of(config, null), Arguments.of(config, two)));
    }

    @ParameterizedTest
    @MethodSource("models")
    void everyContributionIsWhatASlowModelLosesWithoutThePart(FusionConfig config, GcnConfig gcn) {
        try (EncoderModel model = model(config, gcn)) {
            Explanation why = Explanation.of(model, DATA, USER, ITEM);
            double score = slowScore(model, config, gcn, false, 0, 0);
            assertEquals(score, why.score(), 1e-5);
            assertEquals(score - slowScore(model, config, gcn, true, 0, 0), why.collaborative(), 1e-5);
            assertEquals(score - slowScore(model, config, gcn, false, 0, WIDTH), why.multimodal(), 1e-5);
            double visual = score - slowScore(model, config, gcn, false, 0, VISUAL);
            double acoustic = score - slowScore(model, config, gcn, false, VISUAL, WIDTH);
            assertEquals(
                    List.of("visual", "acoustic"), List.copyOf(why.modalities().keySet()));
            assertEquals(visual, why.modalities().get("visual"), 1e-5);
            assertEquals(acoustic, why.modalities().get("acoustic"), 1e-5);
            assertTrue(Math.abs(visual) > 1e-3 && Math.abs(acoustic) > 1e-3 && Math.abs(why.collaborative()) > 1e-3);
        }
    }

    /** The score with means in the place of the item's id embedding, or of its features from .. to - 1. */
    private static double slowScore(
            EncoderModel model, FusionConfig config, GcnConfig gcn, boolean withoutId, int from, int to) {
        float[] features = DATA.features().concatenated();
        for (int column = from; column < to; column++) {
            features[ITEM * WIDTH + column] = (float) mean(doubles(features), WIDTH, column);
        }
        ExplicitModel slow = new ExplicitModel(model, config, gcn, TRAIN, features);
        double[] ids = slow.parameters.get("item.id").values();
        for (int column = 0; withoutId && column < config.idDim(); column++) {
            ids[ITEM * config.idDim() + column] = mean(ids, config.idDim(), column);
        }
        double[][] nodes = slow.nodes();
        return IntStream.range(0, nodes[0].length)
                .mapToDouble(n -> nodes[USER][n] * nodes[USERS + ITEM][n])
                .sum();
    }

    private static double[] doubles(float[] values) {
        return IntStream.range(0, values.length).mapToDouble(n -> values[n]).toArray();
    }

    private static double mean(double[] rows, int width, int column) {
        return IntStream.range(0, rows.length / width)
                .mapToDouble(row -> rows[row * width + column])
                .average()
                .orElseThrow();
    }

    @Test
    void inMatrixFactorizationTheRestIsTheScoreOfTheAverageItem() {
        try (EncoderModel model = model(CONFIG, null)) {
            double average = slowScore(model, CONFIG, null, true, 0, WIDTH);
            assertEquals(average, Explanation.of(model, DATA, USER, ITEM).rest(), 1e-5);
        }
    }

    @Test
    void theScoreIsTheOneThatIsRanked() {
        try (EncoderModel model = model(CONFIG, GcnConfig.defaults())) {
            float ranked = model.embeddings().score(USER, ITEM);
            assertEquals(ranked, Explanation.of(model, DATA, USER, ITEM).score());
        }
    }

    @Test
    void theMostAlikeAreThoseWhoseBuiltMatricesAreNearest() {
        try (EncoderModel model = model(CONFIG, null)) {
            ExplicitModel slow = new ExplicitModel(
                    model, CONFIG, null, TRAIN, DATA.features().concatenated());
            double[] distances = IntStream.range(0, ITEMS)
                    .mapToDouble(n -> distance(slow, n, ITEM))
                    .toArray();
            double mean = IntStream.range(0, ITEMS)
                    .mapToDouble(n -> distances[n])
                    .average()
                    .orElseThrow();
            int[] nearest = IntStream.range(0, ITEMS)
                    .filter(n -> n != ITEM)
                    .boxed()
                    .sorted((one, other) -> Double.compare(distances[one], distances[other]))
                    .mapToInt(n -> n)
                    .limit(5)
                    .toArray();
            List<Alike> alike = Explanation.of(model, DATA, USER, ITEM).alike();
            assertArrayEquals(nearest, alike.stream().mapToInt(Alike::item).toArray());
            alike.forEach(other -> assertEquals(distances[other.item()] / mean, other.distance(), 1e-4));
        }
    }

    private static double distance(ExplicitModel slow, int one, int other) {
        double squares = 0;
        for (int layer = 1; layer <= CONFIG.widths().size(); layer++) {
            double[][] a = slow.weights(layer, slow.meta(one));
            double[][] b = slow.weights(layer, slow.meta(other));
            for (int row = 0; row < a.length; row++) {
                for (int column = 0; column < a[row].length; column++) {
                    squares += Math.pow(a[row][column] - b[row][column], 2);
                }
            }
        }
        return Math.sqrt(squares);
    }

    @Test
    void itemsWithoutMetaInformationAllHaveTheSameFunction() {
        try (EncoderModel model = model(CONFIG, null)) {
            model.parameters().forEach((name, array) -> {
                if (name.startsWith("meta.")) {
                    array.muli(0);
                }
            });
            List<Alike> alike = Explanation.of(model, DATA, USER, 1).alike();
            assertArrayEquals(
                    new int[] {0, 2, 3, 4, 5},
                    alike.stream().mapToInt(Alike::item).toArray());
            alike.forEach(other -> assertEquals(0, other.distance()));
        }
    }

    @Test
    void explainingLeavesEveryParameterAndNoArrayBehind() {
        NDManager owner = Compute.cpu().newManager();
        SplittableRandom random = Seeds.stream(3, "weights");
        MetaFusion fusion = new MetaFusion(owner, WIDTH, CONFIG, random);
        ItemEncoder items = ItemEncoder.of(owner, fusion, DATA.features(), 2, random);
        BipartiteGraph graph = BipartiteGraph.of(TRAIN);
        try (EncoderModel model = new GraphConvolution("gcn", owner, items, graph, GcnConfig.defaults(), random)) {
            Explanation.of(model, DATA, USER, ITEM); // a first time, for what is made once
            Map<String, float[]> before = values(model);
            int arrays = owner.getManagedArrays().size();
            Explanation.of(model, DATA, USER, ITEM);
            assertEquals(arrays, owner.getManagedArrays().size());
            values(model).forEach((name, values) -> assertArrayEquals(before.get(name), values, name));
        }
    }

    @Test
    void theIdEmbeddingsOfAModelWithoutContentStayToo() {
        try (EncoderModel model = MetaMmf.bprMf(DATA, 4, 1)) { // here the vectors are the parameter itself
            Map<String, float[]> before = values(model);
            Explanation.of(model, DATA, USER, ITEM);
            values(model).forEach((name, values) -> assertArrayEquals(before.get(name), values, name));
        }
    }

    private static Map<String, float[]> values(EncoderModel model) {
        Map<String, float[]> values = new LinkedHashMap<>();
        for (Map.Entry<String, NDArray> entry : model.parameters().entrySet()) {
            values.put(entry.getKey(), NativeArrays.values(entry.getValue()));
        }
        return values;
    }

    @Test
    void idsAloneHaveNoMultimodalPart() {
        try (EncoderModel model = MetaMmf.bprMf(DATA, 4, 1)) {
            Explanation why = Explanation.of(model, DATA, USER, ITEM);
            assertTrue(why.collaborative() != 0);
            assertEquals(0, why.multimodal());
            assertEquals(Map.of(), why.modalities());
            assertEquals(List.of(), why.alike());
        }
    }

    @Test
    void contentAloneHasNoCollaborativePart() {
        try (EncoderModel model = model(CONFIG.withIdDim(0), null)) {
            Explanation why = Explanation.of(model, DATA, USER, ITEM);
            assertEquals(0, why.collaborative());
            assertTrue(why.multimodal() != 0);
        }
    }

    @Test
    void aFusionThatItemsShareHasNoneAlike() {
        try (EncoderModel model = model(CONFIG.withKind(FusionConfig.Kind.LATE), null)) {
            Explanation why = Explanation.of(model, DATA, USER, ITEM);
            assertEquals(List.of(), why.alike());
            assertTrue(why.multimodal() != 0);
        }
    }

    @Test
    void whatIsUnknownIsRefused() {
        Dataset narrow = DATA.withFeatures(DATA.features().only("visual"));
        try (EncoderModel model = model(CONFIG, null)) {
            assertRefused("ids: expected user 0 .. 3, received 4", model, DATA, 4, 0);
            assertRefused("ids: expected item 0 .. 6, received -1", model, DATA, 0, -1);
            assertRefused(
                    "tiny: expected a model of 4 users and 7 items with features of width 5, received 4, 7 and 8",
                    model,
                    narrow,
                    0,
                    0);
        }
    }

    private static void assertRefused(String message, EncoderModel model, Dataset data, int user, int item) {
        MetaMmfException error = assertThrows(MetaMmfException.class, () -> Explanation.of(model, data, user, item));
        assertEquals(message, error.getMessage());
    }

    @Test
    void itReadsAsASmallTable() {
        Explanation why = new Explanation(
                "user 7, item 42", 1, 0.5, 0.75, Map.of("visual", -0.125), List.of(new Alike(3, "b07", 0.5)));
        assertEquals(
                """
                user 7, item 42
                score                         1.0000
                collaborative                 0.5000
                multimodal                    0.7500
                rest                         -0.2500
                modality visual              -0.1250
                fusion distance of item b07   0.5000
                """,
                why.toString());
        assertEquals(6, why.toTable().rowCount());
        assertEquals(-0.25, why.toTable().doubleColumn("value").get(3));
    }

    @Test
    void itNamesUserAndItemAsTheDataDo() {
        try (EncoderModel model = model(CONFIG, null)) {
            Explanation why = Explanation.of(model, DATA, USER, ITEM);
            assertEquals("user bert (number 1), item c (number 2)", why.pair());
            assertTrue(why.alike().get(0).id().matches("[a-g]"), why.toString());
        }
    }
}
