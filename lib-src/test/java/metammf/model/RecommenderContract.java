package metammf.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import metammf.base.MetaMmfException;
import metammf.data.Dataset;
import metammf.data.PlantedVideos;
import metammf.data.PlantedVideos.Sizes;
import metammf.engine.Tape;
import metammf.eval.FullRanking;
import metammf.model.Recommender.Triples;
import metammf.train.TrainConfig;
import metammf.train.Trainer;
import metammf.train.WatchedModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every recommender keeps; a new one arrives with these tests. */
public abstract class RecommenderContract {
    private static final Dataset DATA =
            PlantedVideos.of(new Sizes(60, 80, 15, 0), 1).dataset();

    /** A fresh model. */
    protected abstract Recommender model(Dataset data, long seed);

    @Test
    void everyUserAndItemHasAFiniteVector() {
        try (Recommender model = model(DATA, 1)) {
            Embeddings embeddings = model.embeddings(); // refuses what is not finite
            assertEquals(60, embeddings.users());
            assertEquals(80, embeddings.items());
        }
    }

    @Test
    void aBatchHasOneVectorForEachPlace() {
        Triples batch = new Triples(new int[] {0, 59, 0}, new int[] {79, 3, 3}, new int[] {1, 0, 79});
        try (Recommender model = model(DATA, 1);
                Tape tape = Tape.computing()) {
            NDList vectors = model.embed(batch, tape);
            Embeddings all = model.embeddings();
            assertEquals(new Shape(3, all.width()), vectors.get(1).getShape());
            assertClose(all.user(59), vectors.get(0).get(1).toFloatArray());
            assertClose(all.item(3), vectors.get(1).get(2).toFloatArray());
            assertClose(all.item(79), vectors.get(2).get(2).toFloatArray());
        }
    }

    private static void assertClose(float[] expected, float[] actual) {
        org.junit.jupiter.api.Assertions.assertArrayEquals(expected, actual, 1e-5f);
    }

    @Test
    void theSeedDecides() {
        try (Recommender one = model(DATA, 1);
                Recommender same = model(DATA, 1);
                Recommender other = model(DATA, 2)) {
            assertEquals(one.embeddings(), same.embeddings());
            assertNotEquals(one.embeddings(), other.embeddings());
        }
    }

    @Test
    void aSavedModelIsTheSameModel(@TempDir Path folder) {
        Path file = folder.resolve("model.safetensors");
        try (Recommender one = model(DATA, 1);
                Recommender other = model(DATA, 2)) {
            one.save(file);
            other.load(file);
            assertEquals(one.embeddings(), other.embeddings());
        }
    }

    @Test
    void aTruncatedFileIsRefusedAndTheModelUnchanged(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("model.safetensors");
        try (Recommender one = model(DATA, 1);
                Recommender other = model(DATA, 2)) {
            one.save(file);
            byte[] bytes = Files.readAllBytes(file);
            Embeddings before = other.embeddings();
            for (int length : new int[] {0, 7, 8, 100, bytes.length / 2, bytes.length - 1}) {
                Files.write(file, Arrays.copyOf(bytes, length));
                assertThrows(MetaMmfException.class, () -> other.load(file));
            }
            assertEquals(before, other.embeddings());
        }
    }

    private static final TrainConfig SHORT = TrainConfig.defaults()
            .withEpochs(3)
            .withBatchSize(200)
            .withPatience(3)
            .withK(10);

    /** Names of the buffers that change in training; none unless the model says so. */
    protected Set<String> movingBuffers() {
        return Set.of();
    }

    @Test
    void everyParameterMovesAndNothingElse() {
        try (Recommender model = model(DATA, 1)) {
            Map<String, float[]> before = values(model);
            silent(Trainer.of(SHORT)).fit(model, DATA);
            values(model).forEach((name, values) -> {
                boolean moves =
                        model.parameters().containsKey(name) || movingBuffers().contains(name);
                assertEquals(moves, !Arrays.equals(values, before.get(name)), name);
            });
        }
    }

    private static Trainer silent(Trainer trainer) {
        return trainer.withListener(Trainer.Listener.silent());
    }

    private static Map<String, float[]> values(Recommender model) {
        Map<String, float[]> values = new TreeMap<>();
        Weights.of(model).forEach((name, array) -> values.put(name, array.toFloatArray()));
        return values;
    }

    @Test
    void aTrainingStoppedWithinAnEpochGoesOnBitForBit(@TempDir Path folder) {
        Path file = folder.resolve("run.safetensors");
        Embeddings expected;
        try (Recommender model = model(DATA, 1)) {
            expected = silent(Trainer.of(SHORT)).fit(model, DATA).best();
        }
        int middle = 3 + DATA.split().train().size() / SHORT.batchSize(); // of the second epoch
        try (Recommender model = new WatchedModel(model(DATA, 1), n -> {
            if (n == middle) {
                Thread.currentThread().interrupt();
            }
        })) {
            assertTrue(silent(Trainer.of(SHORT).withCheckpoint(file))
                    .fit(model, DATA)
                    .stopped());
        }
        try (Recommender model = model(DATA, 1)) {
            assertEquals(expected, silent(Trainer.resume(file)).fit(model, DATA).best());
        }
    }

    @Test
    void trainingBeatsChanceOnWhatItTrainedOn() {
        try (Recommender model = model(DATA, 1)) {
            TrainConfig config = TrainConfig.defaults()
                    .withEpochs(60)
                    .withBatchSize(200)
                    .withLearningRate(1e-2)
                    .withPatience(60)
                    .withK(10);
            Trainer.of(config).withListener(Trainer.Listener.silent()).fit(model, DATA);
            var none = metammf.data.Interactions.of(60, 80, new int[] {}, new int[] {});
            double recall = FullRanking.at(12)
                    .evaluate(model.embeddings(), none, DATA.split().train())
                    .at(12)
                    .recall();
            assertTrue(recall > 2 * 12.0 / 80, "recall@12 of the training items: " + recall);
        }
    }
}
