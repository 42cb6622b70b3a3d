package metammf.bench;

import java.io.IOException;
import java.util.Locale;
import metammf.data.Dataset;
import metammf.model.Recommender;
import metammf.train.Fit;
import metammf.train.History;
import metammf.train.TrainConfig;
import metammf.train.Trainer;
import metammf.train.TrainingListener;

/** Times epochs of the trainer: sampling, steps, validation by full ranking, the best state; prints one JSON object. */
final class Epochs {
    private Epochs() {}

    /**
     * Runs one work; of several epochs the first warms up.
     *
     * @param arguments the options of {@link Steps}, with epochs in place of steps
     * @throws IOException if the resident memory cannot be read
     */
    public static void main(String[] arguments) throws IOException {
        Options options = new Options(arguments);
        Dataset data = Work.data(options);
        int epochs = options.number("epochs");
        TrainConfig config =
                TrainConfig.paper().withEpochs(epochs).withPatience(epochs).withK(20);
        try (Recommender model = Work.model(options, data)) {
            Fit fit = Trainer.of(config).withListener(TrainingListener.silent()).fit(model, data);
            double[] seconds = fit.history().epochs().stream()
                    .mapToDouble(History.Epoch::seconds)
                    .toArray();
            System.out.printf(
                    Locale.ROOT,
                    "{\"seconds\": %.4f, \"peak_rss_gb\": %.3f}%n",
                    epochs == 1 ? seconds[0] : Measured.medianWarm(seconds),
                    Measured.peakGigabytes());
        }
    }
}
