package metammf.train;

import java.util.Arrays;
import java.util.List;
import metammf.MetaMmf;
import metammf.data.Dataset;
import metammf.data.PlantedVideos;
import metammf.data.PlantedVideos.Sizes;
import metammf.engine.Compute;
import metammf.fusion.FusionConfig;
import metammf.model.Embeddings;
import metammf.model.GcnConfig;
import metammf.model.Recommender;
import metammf.train.Trainer.Fit;

/** A small training with dropout and averaging, and all of its result that must be equal bit for bit. */
final class Training {
    static final Dataset DATA = PlantedVideos.of(new Sizes(60, 80, 15, 8), 1).dataset();
    static final TrainConfig CONFIG = TrainConfig.defaults()
            .withEpochs(5)
            .withBatchSize(40)
            .withAveraging(0.5)
            .withK(5)
            .withPatience(5);

    private Training() {}

    record Result(List<Double> losses, List<Double> metrics, Embeddings vectors, List<List<Float>> parameters) {
        static Result of(Fit fit, Recommender model) {
            List<History.Epoch> epochs = fit.history().epochs();
            return new Result(
                    epochs.stream().map(History.Epoch::loss).toList(),
                    epochs.stream().map(History.Epoch::validation).toList(),
                    fit.best(),
                    model.parameters().values().stream()
                            .map(parameter -> boxed(parameter.toFloatArray()))
                            .toList());
        }

        private static List<Float> boxed(float[] values) {
            Float[] boxed = new Float[values.length];
            Arrays.setAll(boxed, n -> values[n]);
            return List.of(boxed);
        }

        @Override
        public String toString() {
            return "losses " + losses + ", metrics " + metrics;
        }
    }

    static Recommender model() {
        return MetaMmf.gcn(DATA, FusionConfig.cp(4), GcnConfig.defaults().withDropout(0.1, 0.2), Compute.auto(), 3);
    }

    static Result result(Trainer trainer) {
        try (Recommender model = model()) {
            return Result.of(trainer.withListener(Trainer.Listener.silent()).fit(model, DATA), model);
        }
    }
}
