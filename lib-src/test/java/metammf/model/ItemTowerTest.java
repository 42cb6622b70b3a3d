package metammf.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import metammf.MetaMmf;
import metammf.base.MetaMmfException;
import metammf.base.Seeds;
import metammf.data.DataCard;
import metammf.data.Dataset;
import metammf.data.Interactions;
import metammf.data.ItemFeatures;
import metammf.data.Modality;
import metammf.data.Split;
import metammf.engine.Compute;
import metammf.engine.NativeArrays;
import metammf.fusion.FusionConfig;
import metammf.fusion.MetaLayer.Form;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Six users and seven items, of which nobody has trained on the last one; then an eighth comes, with features alone. */
class ItemTowerTest {
    private static final int USERS = 6;
    private static final int ITEMS = 7;
    private static final Dataset DATA = data(ITEMS);

    /** The same interactions, and items whose first ones are the same. */
    private static Dataset data(int items) {
        Interactions train = Interactions.of(
                USERS, items, new int[] {0, 0, 0, 1, 1, 2, 2, 3, 4, 4}, new int[] {0, 1, 4, 1, 2, 3, 0, 4, 5, 2});
        Interactions heldOut = Interactions.of(USERS, items, new int[] {0, 5}, new int[] {6, 1});
        return new Dataset(
                "eight",
                Split.asGiven(train, Interactions.of(USERS, items, new int[0], new int[0]), heldOut, finding -> {}),
                ItemFeatures.of(modality("visual", items, 5, 1), modality("acoustic", items, 3, 2)),
                DataCard.unknown("made up"));
    }

    private static Modality modality(String name, int items, int width, long seed) {
        SplittableRandom random = Seeds.stream(seed, name);
        float[] values = new float[items * width];
        for (int n = 0; n < values.length; n++) {
            values[n] = (float) random.nextDouble(-2, 2);
        }
        return new Modality(name, items, width, values);
    }

    static Stream<Arguments> models() {
        FusionConfig cp = FusionConfig.cp(3)
                .withMetaDim(4)
                .withMetaHidden(5)
                .withWidths(4, 3)
                .withIdDim(2);
        Stream<FusionConfig> kinds = Stream.of(
                cp,
                cp.withIdDim(0),
                cp.withForm(Form.FULL),
                cp.withForm(Form.RELEASED),
                cp.withStaticWeights(false),
                cp.withScaling(ItemFeatures.Scaling.NONE),
                cp.withKind(FusionConfig.Kind.EARLY),
                cp.withKind(FusionConfig.Kind.LATE),
                cp.withKind(FusionConfig.Kind.HYBRID));
        return kinds.flatMap(config -> Stream.of(
                Arguments.of(config, null),
                Arguments.of(config, GcnConfig.defaults()),
                Arguments.of(config, GcnConfig.released().withLayers(3))));
    }

    /** A model whose weights are as random as trained ones. */
    private static EncoderModel model(Dataset data, FusionConfig config, GcnConfig gcn) {
        EncoderModel model = gcn == null
                ? MetaMmf.mf(data, config, Compute.cpu(), 1)
                : MetaMmf.gcn(data, config, gcn, Compute.cpu(), 1);
        SplittableRandom random = Seeds.stream(3, "weights");
        model.parameters().values().forEach(array -> {
            float[] values = new float[(int) array.size()];
            for (int n = 0; n < values.length; n++) {
                values[n] = (float) random.nextDouble(-1, 1);
            }
            NativeArrays.assign(array, values);
        });
        return model;
    }

    @ParameterizedTest
    @MethodSource("models")
    void itemsOfTheTrainingSetGetTheModelsOwnVectors(FusionConfig config, GcnConfig gcn) {
        try (EncoderModel model = model(DATA, config, gcn);
                ItemTower.Open tower = ItemTower.of(model, config, DATA).open()) {
            int[] all = IntStream.range(0, ITEMS).toArray();
            assertClose(model.embeddings().itemRows(), tower.vectors(DATA.features(), all));
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void aNewItemGetsTheVectorOfOneWithoutInteractionsAndTheMeanId(FusionConfig config, GcnConfig gcn) {
        Dataset later = data(ITEMS + 1);
        try (EncoderModel model = model(DATA, config, gcn);
                EncoderModel wider = model(later, config, gcn);
                ItemTower.Open tower = ItemTower.of(model, config, DATA).open()) {
            model.parameters()
                    .forEach((name, array) ->
                            NativeArrays.assign(wider.parameters().get(name), wide(name, array)));
            ItemFeatures last = ItemFeatures.of(later.features().modalities().stream()
                    .map(m -> new Modality(m.name(), 1, m.width(), m.row(ITEMS)))
                    .toList());
            float[] expected = wider.embeddings().item(ITEMS);
            assertClose(expected, tower.vectors(last, ITEMS));
            assertClose(expected, tower.vectors(last, Integer.MAX_VALUE));
        }
    }

    /** To the rounding of the largest value: a product of one row may add in another order than that of many. */
    private static void assertClose(float[] expected, float[] actual) {
        double largest = IntStream.range(0, expected.length)
                .mapToDouble(n -> Math.abs(expected[n]))
                .max()
                .orElseThrow();
        assertArrayEquals(expected, actual, (float) (1e-6 * Math.max(1, largest)));
    }

    /** The values of a weight; of the id embedding with the columns' means behind them. */
    private static float[] wide(String name, NDArray array) {
        float[] values = NativeArrays.values(array);
        if (!name.equals("item.id")) {
            return values;
        }
        int width = values.length / ITEMS;
        float[] wide = Arrays.copyOf(values, values.length + width);
        for (int n = 0; n < values.length; n++) {
            wide[values.length + n % width] += values[n] / ITEMS;
        }
        return wide;
    }

    @Test
    void theTowerOutlivesItsModel() {
        FusionConfig config = FusionConfig.cp(3);
        EncoderModel model = model(DATA, config, null);
        float[] expected = model.embeddings().itemRows();
        ItemTower tower = ItemTower.of(model, config, DATA);
        model.close();
        assertEquals("[visual, acoustic]", tower.modalities().toString());
        try (ItemTower.Open open = tower.open()) {
            int[] all = IntStream.range(0, ITEMS).toArray();
            assertArrayEquals(expected, open.vectors(DATA.features(), all), 1e-6f);
        }
    }

    @Test
    void otherWeightsAndOtherItemsAreRefused() {
        FusionConfig config = FusionConfig.cp(3);
        try (EncoderModel model = model(DATA, config, null);
                EncoderModel ids = MetaMmf.bprMf(DATA, 8, 1)) {
            assertMessage(
                    "MetaMMF_MF: fusion.1.a: expected shape (8, 4)",
                    () -> ItemTower.of(model, FusionConfig.cp(4), DATA));
            assertMessage("expected items with content", () -> ItemTower.of(ids, config, DATA));
            try (ItemTower.Open tower = ItemTower.of(model, config, DATA).open()) {
                assertMessage(
                        "expected modalities [Input[name=visual, width=5]",
                        () -> tower.vectors(DATA.features().only("acoustic", "visual"), 0, 1, 2, 3, 4, 5, 6));
                assertMessage("expected a number for each of 7 items", () -> tower.vectors(DATA.features(), 1));
                assertMessage(
                        "expected a number for each of 7 items",
                        () -> tower.vectors(DATA.features(), 0, 1, 2, 3, 4, 5, -1));
            }
        }
    }

    private static void assertMessage(String part, org.junit.jupiter.api.function.Executable question) {
        String message = assertThrows(MetaMmfException.class, question).getMessage();
        assertTrue(message.contains(part), message);
    }
}
