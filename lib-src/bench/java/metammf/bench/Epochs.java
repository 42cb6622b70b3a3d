package metammf.bench;

import java.io.IOException;
import java.util.Iterator;
import java.util.Locale;
import metammf.data.Dataset;
import metammf.engine.Compute;
import metammf.model.Recommender;
import metammf.train.History;
import metammf.train.TrainConfig;
import metammf.train.Trainer;

/** Takes epochs of the trainer in turns with the peer: sampling, steps, validation by full ranking, the best state. */
final class Epochs implements Trainer.Listener {
    private static final int ENDLESS = 1_000_000;

    private final Iterator<Integer> asked = Measured.asked();
    private int count = asked.next();
    private int answered; // epochs

    private Epochs() {}

    /**
     * Runs one work until the standard input ends.
     *
     * @param arguments the options of {@link Steps}, k, and model for one of {@link MmRec}
     * @throws IOException if the resident memory cannot be read
     */
    public static void main(String[] arguments) throws IOException {
        Options options = new Options(arguments);
        Dataset data = Work.data(options);
        TrainConfig paper = TrainConfig.paper();
        TrainConfig config = paper.withEpochs(ENDLESS)
                .withPatience(ENDLESS)
                .withBatchSize(options.number("batch", paper.batchSize()))
                .withK(options.number("k", 20));
        try (Recommender model = Work.model(options, data)) {
            Trainer.of(config).withListener(new Epochs()).fit(model, data);
            System.out.printf(
                    Locale.ROOT,
                    "{\"peak_rss_gb\": %.3f, \"bfloat16\": %s}%n",
                    Measured.peakGigabytes(),
                    Compute.auto().bfloat16());
        }
    }

    /** Waits for the next line if all epochs of the last one are done. */
    @Override
    public void epoch(History history, int epochs) {
        int done = history.epochs().size();
        if (done - answered < count) {
            return;
        }
        double[] seconds = history.epochs().stream()
                .skip(answered)
                .mapToDouble(History.Epoch::seconds)
                .toArray();
        System.out.println(Measured.median(seconds));
        answered = done;
        if (asked.hasNext()) {
            count = asked.next();
        } else {
            Thread.currentThread().interrupt(); // stops the training
        }
    }
}
