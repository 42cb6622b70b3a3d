package metammf.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Iterator;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import metammf.base.Seeds;
import metammf.data.Interactions;
import metammf.data.ItemFeatures;
import metammf.data.Modality;
import metammf.engine.Compute;
import metammf.engine.Tape;
import metammf.fusion.FusionConfig;
import metammf.fusion.MetaFusion;
import metammf.fusion.MetaLayer.Form;
import metammf.model.Recommender.Triples;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Factored forms, hand-carried gradients and heads against loops over items with explicit W_i in double precision. */
class AgainstTheExplicitModelTest {
    private static final int USERS = 6;
    private static final int ITEMS = 7;
    private static final int WIDTH = 8;

    private static final Interactions TRAIN = Interactions.of(
            USERS, ITEMS, new int[] {0, 0, 0, 1, 1, 2, 2, 3, 4, 4}, new int[] {0, 1, 4, 1, 2, 3, 0, 4, 5, 2});
    private static final Triples BATCH =
            new Triples(new int[] {0, 1, 1, 2, 4, 0}, new int[] {1, 1, 2, 3, 5, 4}, new int[] {6, 0, 5, 6, 1, 2});
    private static final float[] FEATURES = features();
    private static final ItemFeatures CONTENT = ItemFeatures.of(new Modality("content", ITEMS, WIDTH, FEATURES));

    private static float[] features() {
        SplittableRandom random = Seeds.stream(7, "features");
        float[] features = new float[ITEMS * WIDTH];
        for (int n = 0; n < features.length; n++) {
            features[n] = (float) random.nextDouble(-2, 2);
        }
        return features;
    }

    static Stream<Arguments> models() {
        FusionConfig one = FusionConfig.cp(3)
                .withMetaDim(4)
                .withMetaHidden(5)
                .withWidths(3)
                .withIdDim(2);
        FusionConfig deep = one.withWidths(6, 4, 3);
        GcnConfig released = GcnConfig.released().withDropout(0);
        return Stream.of(Form.values())
                .flatMap(form -> Stream.of(one, deep, deep.withStaticWeights(false), one.withMetaActivation(false))
                        .map(config -> config.withForm(form)))
                .flatMap(config -> Stream.of(
                        Arguments.of(config, null),
                        Arguments.of(config, GcnConfig.paper()),
                        Arguments.of(config, released.withLayers(3))));
    }

    private static Recommender model(FusionConfig config, GcnConfig gcn) {
        NDManager owner = Compute.cpu().newManager();
        SplittableRandom random = Seeds.stream(3, "weights");
        MetaFusion fusion = new MetaFusion(owner, WIDTH, config, random);
        ItemEncoder items = ItemEncoder.of(owner, fusion, CONTENT, config.idDim(), random);
        return gcn == null
                ? new MatrixFactorization("mf", owner, items, USERS, random)
                : new GraphConvolution("gcn", owner, items, BipartiteGraph.of(TRAIN), gcn, random);
    }

    @ParameterizedTest
    @MethodSource("models")
    void vectorsLossAndEveryGradientAgree(FusionConfig config, GcnConfig gcn) {
        try (Recommender model = model(config, gcn)) {
            ExplicitModel explicit = new ExplicitModel(model, config, gcn, TRAIN, FEATURES);
            assertVectorsAgree(explicit.nodes(), model.embeddings());
            Map<String, NDArray> parameters = model.parameters();
            parameters.values().forEach(p -> p.setRequiresGradient(true));
            try (Tape tape = Tape.recording()) {
                NDArray loss = BprLoss.of(model.embed(BATCH, tape));
                Iterator<NDArray> gradients =
                        tape.gradients(loss, parameters.values()).iterator();
                assertEquals(explicit.loss(BATCH), loss.getFloat(), 1e-5);
                parameters
                        .keySet()
                        .forEach(name -> assertAgree(name, explicit.gradient(name, BATCH), gradients.next()));
            }
        }
    }

    private static void assertVectorsAgree(double[][] expected, Embeddings actual) {
        for (int node = 0; node < expected.length; node++) {
            float[] vector = node < USERS ? actual.user(node) : actual.item(node - USERS);
            for (int n = 0; n < vector.length; n++) {
                assertEquals(expected[node][n], vector[n], 1e-5 * Math.max(1, Math.abs(expected[node][n])));
            }
        }
    }

    private static void assertAgree(String name, double[] expected, NDArray gradient) {
        float[] actual = gradient.toFloatArray();
        double difference = norm(IntStream.range(0, actual.length).mapToDouble(n -> actual[n] - expected[n]));
        double scale = norm(IntStream.range(0, actual.length).mapToDouble(n -> expected[n]));
        assertTrue(difference <= 1e-4 * scale + 1e-9, name + ": off by " + difference + " of " + scale);
    }

    private static double norm(java.util.stream.DoubleStream values) {
        return Math.sqrt(values.map(v -> v * v).sum());
    }
}
