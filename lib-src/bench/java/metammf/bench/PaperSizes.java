package metammf.bench;

import java.io.IOException;
import java.util.Locale;
import metammf.baseline.Grcn;
import metammf.baseline.Lattice;
import metammf.data.Dataset;
import metammf.engine.Adam;
import metammf.engine.Compute;
import metammf.model.Recommender;
import metammf.model.Recommender.Step;
import metammf.model.Recommender.Triples;
import metammf.train.TripletSampler;

/**
 * Shows that heavy baselines train on sets of the paper's sizes, where items x items would fill tens of gigabytes:
 * makes the model, takes the first steps of an epoch and makes all vectors. Prints a JSON object a stage.
 */
final class PaperSizes {
    private static final int BATCH = 3000;

    private PaperSizes() {}

    /**
     * Runs one model on one set; a process each, as the peak is that of the process.
     *
     * @param arguments model (grcn or lattice), set (tiktok or kwai), number of steps
     * @throws IOException if the resident memory cannot be read
     */
    public static void main(String[] arguments) throws IOException {
        Dataset data = set(arguments[1]);
        int steps = Integer.parseInt(arguments[2]);
        Triples[] epoch = new TripletSampler(data.split().train(), 1, false, 1).epoch(1, BATCH);
        long start = System.nanoTime();
        try (Recommender model = model(arguments[0], data);
                Adam adam = new Adam(model.parameters().values(), 1e-3, 1e-6)) {
            report("model", start);
            model.parameters().values().forEach(p -> p.setRequiresGradient(true));
            for (int n = 0; n < steps; n++) {
                start = System.nanoTime();
                Steps.step(model, epoch[n % epoch.length], new Step(1, 1, n), adam);
                report("step " + n, start);
            }
            start = System.nanoTime();
            model.embeddings();
            report("all vectors", start);
        }
    }

    private static Dataset set(String name) {
        return switch (name) {
            case "tiktok" -> Synthetic.of(36_656, 76_085, 726_065, 128, 128, 128);
            case "kwai" -> Synthetic.of(7_010, 86_483, 298_492, 2048, 128);
            default -> throw new IllegalArgumentException("set: expected tiktok or kwai, received " + name);
        };
    }

    private static Recommender model(String name, Dataset data) {
        return switch (name) {
            case "grcn" -> new Grcn(data, Grcn.Config.paper(), Compute.cpu(), 1);
            case "lattice" -> new Lattice(data, Lattice.Config.paper(), Compute.cpu(), 1);
            default -> throw new IllegalArgumentException("model: expected grcn or lattice, received " + name);
        };
    }

    private static void report(String stage, long start) throws IOException {
        System.out.printf(
                Locale.ROOT,
                "{\"stage\": \"%s\", \"seconds\": %.2f, \"peak_rss_gb\": %.2f}%n",
                stage,
                (System.nanoTime() - start) / 1e9,
                Measured.peakGigabytes());
    }
}
