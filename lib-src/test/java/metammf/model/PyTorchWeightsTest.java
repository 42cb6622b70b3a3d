package metammf.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import metammf.MetaMmf;
import metammf.base.MetaMmfException;
import metammf.data.DataCard;
import metammf.data.Dataset;
import metammf.data.Interactions;
import metammf.data.ItemFeatures;
import metammf.data.ItemFeatures.Scaling;
import metammf.data.Modality;
import metammf.data.Split;
import metammf.data.format.Safetensors;
import metammf.data.format.Safetensors.Tensor;
import metammf.engine.Compute;
import metammf.fusion.FusionConfig;
import metammf.fusion.MetaLayer.Form;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files written by lib-src/test/python/weights.py, which computes with an explicit weight matrix for every item. */
class PyTorchWeightsTest {
    private static Path file(String name) throws URISyntaxException {
        return Path.of(
                PyTorchWeightsTest.class.getResource(name + ".safetensors").toURI());
    }

    private static Recommender model(Form form, String head, Map<String, Tensor> expected) {
        boolean released = form == Form.RELEASED;
        FusionConfig fusion = FusionConfig.cp(3)
                .withForm(form)
                .withMetaDim(4)
                .withMetaHidden(6)
                .withMetaActivation(!released)
                .withWidths(8, 5)
                .withIdDim(3)
                .withScaling(Scaling.NONE);
        Dataset data = data(expected);
        return head.equals("mf")
                ? MetaMmf.mf(data, fusion, Compute.cpu(), 1)
                : MetaMmf.gcn(data, fusion, released ? GcnConfig.released() : GcnConfig.paper(), Compute.cpu(), 1);
    }

    private static Dataset data(Map<String, Tensor> expected) {
        float[] pairs = expected.get("pairs").values();
        int[] users = IntStream.range(0, pairs.length / 2)
                .map(n -> (int) pairs[2 * n])
                .toArray();
        int[] items = IntStream.range(0, pairs.length / 2)
                .map(n -> (int) pairs[2 * n + 1])
                .toArray();
        Interactions none = Interactions.of(9, 12, new int[] {}, new int[] {});
        ItemFeatures features = ItemFeatures.of(
                new Modality("all", 12, 10, expected.get("features").values()));
        Split split = new Split(Interactions.of(9, 12, users, items), none, none);
        return new Dataset("small", split, features, DataCard.unknown("test"));
    }

    @ParameterizedTest
    @CsvSource({"FULL,mf", "FULL,gcn", "CP,mf", "CP,gcn", "RELEASED,mf", "RELEASED,gcn"})
    void weightsFromPyTorchGiveItsScores(Form form, String head) throws URISyntaxException {
        String name = form.name().toLowerCase(Locale.ROOT) + "-" + head;
        Map<String, Tensor> expected = Safetensors.read(file("expected-" + name));
        float[] scores = expected.get("scores").values();
        float largest = (float) IntStream.range(0, scores.length)
                .mapToDouble(n -> Math.abs(scores[n]))
                .max()
                .orElseThrow();
        try (Recommender model = model(form, head, expected)) {
            model.load(file("weights-" + name));
            Embeddings embeddings = model.embeddings();
            for (int n = 0; n < scores.length; n++) {
                assertEquals(scores[n], embeddings.score(n / 12, n % 12), 1e-5f * largest, "score " + n);
            }
        }
    }

    @Test
    void aMissingAndAnUnknownNameAreNamed() throws URISyntaxException {
        Map<String, Tensor> expected = Safetensors.read(file("expected-cp-gcn"));
        try (Recommender model = model(Form.CP, "gcn", expected)) {
            Embeddings before = model.embeddings();
            String message = assertThrows(MetaMmfException.class, () -> model.load(file("weights-full-gcn")))
                    .getMessage();
            assertTrue(message.contains("missing [fusion.1.a, fusion.1.b, fusion.1.c, fusion.2.a"), message);
            assertTrue(message.contains("unknown [fusion.1.tensor, fusion.2.tensor]"), message);
            assertEquals(before, model.embeddings());
        }
    }

    @Test
    void aWrongShapeAndAValueThatIsNotFiniteAreNamed(@TempDir Path folder) throws URISyntaxException {
        Map<String, Tensor> good = Safetensors.read(file("weights-cp-mf"));
        try (Recommender model = model(Form.CP, "mf", Safetensors.read(file("expected-cp-mf")))) {
            Map<String, Tensor> wide = new LinkedHashMap<>(good);
            wide.put(
                    "user",
                    new Tensor(new long[] {8, 9}, Arrays.copyOf(good.get("user").values(), 72)));
            assertRefused(model, wide, folder, "user: expected shape [9, 8], received [8, 9]");
            Map<String, Tensor> broken = new LinkedHashMap<>(good);
            float[] values = good.get("item.id").values().clone();
            values[5] = Float.NaN;
            broken.put("item.id", new Tensor(new long[] {12, 3}, values));
            assertRefused(model, broken, folder, "item.id: expected finite numbers, received NaN");
        }
    }

    private static void assertRefused(Recommender model, Map<String, Tensor> tensors, Path folder, String end) {
        Path file = folder.resolve("weights.safetensors");
        Safetensors.write(tensors, file);
        String message =
                assertThrows(MetaMmfException.class, () -> model.load(file)).getMessage();
        assertTrue(message.endsWith(end), message);
    }
}
