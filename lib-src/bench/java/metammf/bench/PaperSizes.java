package metammf.bench;

import java.io.IOException;
import java.util.Locale;
import java.util.function.Function;
import metammf.data.Dataset;
import metammf.engine.Compute;
import metammf.model.Recommender;
import metammf.model.baseline.Grcn;
import metammf.train.Adam;
import metammf.train.TripletSampler;

/** Trains heavy baselines for a few steps on synthetic sets of the paper's sizes, and tells time and peak memory. */
final class PaperSizes {
    private static final int BATCH = 3000;

    private PaperSizes() {}

    /**
     * Runs one model on one set; a process each, as the peak is that of the process.
     *
     * @param arguments model (grcn), set (tiktok or kwai), number of steps
     * @throws IOException if the resident memory cannot be read
     */
    public static void main(String[] arguments) throws IOException {
        Dataset data = set(arguments[1]);
        int steps = Integer.parseInt(arguments[2]);
        try (Recommender model = model(arguments[0]).apply(data);
                Adam adam = new Adam(model.parameters().values(), 1e-3, 1e-6)) {
            model.parameters().values().forEach(p -> p.setRequiresGradient(true));
            var batches = new TripletSampler(data.split().train(), 1, false, 1).epoch(1, BATCH);
            for (int n = 0; n < steps; n++) {
                long start = System.nanoTime();
                model.beforeStep(1, 1, n);
                float loss = Steps.step(model, batches[n % batches.length], adam);
                System.out.printf(
                        Locale.ROOT,
                        "%s on %s, step %d: loss %.5f, %.2f s, peak %.2f GB%n",
                        model.name(),
                        data.split().train(),
                        n,
                        loss,
                        (System.nanoTime() - start) / 1e9,
                        Measured.peakGigabytes());
            }
        }
    }

    private static Dataset set(String name) {
        return switch (name) {
            case "tiktok" -> Synthetic.of(36_656, 76_085, 726_065, 128, 128, 128);
            case "kwai" -> Synthetic.of(7_010, 86_483, 298_492, 2048, 128);
            default -> throw new IllegalArgumentException("set: expected tiktok or kwai, received " + name);
        };
    }

    private static Function<Dataset, Recommender> model(String name) {
        return switch (name) {
            case "grcn" -> data -> Grcn.of(data, Grcn.Config.paper(), Compute.cpu(), 1);
            default -> throw new IllegalArgumentException("model: expected grcn, received " + name);
        };
    }
}
