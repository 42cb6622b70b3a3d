package metammf.train;

import static metammf.train.Training.CONFIG;
import static metammf.train.Training.DATA;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import metammf.MetaMmf;
import metammf.base.MetaMmfException;
import metammf.engine.Compute;
import metammf.engine.Tape;
import metammf.fusion.FusionConfig;
import metammf.model.GcnConfig;
import metammf.model.Recommender;
import metammf.model.Recommender.Step;
import metammf.model.Recommender.Triples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MixedPrecisionTest {
    private static final Compute MIXED = new Compute(Compute.cpu().device(), true);
    private static final double LOSS_TOLERANCE = 1e-3;
    private static final double GRADIENT_TOLERANCE = 0.1; // of a gradient's length

    @TempDir
    private Path folder;

    private static Recommender gcn(FusionConfig fusion, Compute compute, double... dropout) {
        return MetaMmf.gcn(DATA, fusion, GcnConfig.defaults().withDropout(dropout), compute, 3);
    }

    private static Recommender mixed() {
        return gcn(FusionConfig.cp(4).withWidths(256, 48), MIXED, 0.1, 0.2);
    }

    private static Recommender plain() {
        return gcn(FusionConfig.cp(4).withWidths(256, 48), Compute.cpu(), 0.1, 0.2);
    }

    private static Training.Result result(Trainer trainer) {
        return result(mixed(), trainer);
    }

    private static Training.Result result(Recommender made, Trainer trainer) {
        try (Recommender model = made) {
            return Training.Result.of(silent(trainer).fit(model, DATA), model);
        }
    }

    private static Trainer silent(Trainer trainer) {
        return trainer.withListener(Trainer.Listener.silent());
    }

    /** Without dropout: some masks leave units so near to the kink of LeakyReLU that rounding moves them across. */
    @ParameterizedTest
    @ValueSource(strings = {"cp", "full", "released", "early"})
    void lossAndGradientsAreNearThoseOfFloat32(String fusion) {
        FusionConfig config =
                switch (fusion) {
                    case "cp" -> FusionConfig.cp(4);
                    case "full" -> FusionConfig.full();
                    case "released" -> FusionConfig.released(4);
                    default -> FusionConfig.early();
                };
        try (Recommender plain = gcn(config.withWidths(256, 48), Compute.cpu(), 0);
                Recommender mixed = gcn(config.withWidths(256, 48), MIXED, 0)) {
            List<float[]> expected = lossAndGradients(plain);
            List<float[]> received = lossAndGradients(mixed);
            assertEquals(expected.get(0)[0], received.get(0)[0], LOSS_TOLERANCE);
            for (int n = 1; n < expected.size(); n++) {
                double distance = length(difference(expected.get(n), received.get(n)));
                assertTrue(distance < GRADIENT_TOLERANCE * length(expected.get(n)), "parameter " + n);
            }
        }
    }

    /** The loss of a batch, then the gradient of each parameter. */
    private static List<float[]> lossAndGradients(Recommender model) {
        Triples batch = new TripletSampler(DATA.split().train(), 1, false, 1).epoch(1, 200)[0];
        model.compute().seed(1);
        model.parameters().values().forEach(parameter -> parameter.setRequiresGradient(true));
        try (Tape tape = Tape.recording()) {
            NDArray loss = model.loss(batch, Step.first(1), tape);
            List<NDArray> gradients = tape.gradients(loss, model.parameters().values());
            List<float[]> all = new ArrayList<>(List.of(loss.toFloatArray()));
            gradients.forEach(gradient -> all.add(gradient.toFloatArray()));
            return all;
        }
    }

    private static float[] difference(float[] a, float[] b) {
        float[] difference = a.clone();
        for (int n = 0; n < b.length; n++) {
            difference[n] -= b[n];
        }
        return difference;
    }

    private static double length(float... values) {
        double squares = 0;
        for (float value : values) {
            squares += (double) value * value;
        }
        return Math.sqrt(squares);
    }

    @Test
    void aTrainingGivesTheSameTwiceAndOtherNumbersThanFloat32() {
        Training.Result once = result(Trainer.of(CONFIG));
        assertEquals(once, result(Trainer.of(CONFIG)));
        assertNotEquals(once.losses(), result(plain(), Trainer.of(CONFIG)).losses());
    }

    @Test
    void aStoppedTrainingGoesOnBitForBit() {
        Path file = folder.resolve("run.safetensors");
        try (Recommender model = new WatchedModel(mixed(), step -> {
            if (step == 20) {
                Thread.currentThread().interrupt();
            }
        })) {
            assertTrue(silent(Trainer.of(CONFIG))
                    .withCheckpoint(file)
                    .fit(model, DATA)
                    .stopped());
        }
        assertTrue(Checkpoint.read(file).bfloat16());
        assertEquals(result(Trainer.of(CONFIG)), result(Trainer.resume(file)));
    }

    @Test
    void aCheckpointIsNotResumedInAnotherPrecision() {
        Path file = folder.resolve("run.safetensors");
        result(Trainer.of(CONFIG.withEpochs(1)).withCheckpoint(file));
        MetaMmfException refused = assertThrows(MetaMmfException.class, () -> result(plain(), Trainer.resume(file)));
        assertEquals("checkpoint: expected a model in bfloat16, received one in float32", refused.getMessage());
    }
}
