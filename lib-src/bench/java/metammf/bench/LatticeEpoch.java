package metammf.bench;

import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import metammf.data.Dataset;
import metammf.engine.Compute;
import metammf.model.Triples;
import metammf.model.baseline.Lattice;
import metammf.train.Adam;
import metammf.train.TripletSampler;

/**
 * Shows that LATTICE trains on sets of any size, whose items x items would fill tens of gigabytes: builds the frozen graph,
 * takes the first steps of an epoch, in the first of which the graph is learned, and makes all vectors. Prints a JSON object
 * a stage.
 */
final class LatticeEpoch {
    private static final int BATCH = 3000;

    private LatticeEpoch() {}

    /**
     * Runs it.
     *
     * @param arguments users, items, interactions, steps and the width of every modality: for the paper's TikTok
     *     {@code 36656 76085 726065 10 128 128 128}, for its Kwai {@code 7010 86483 298492 10 2048 128}
     * @throws IOException if the resident memory cannot be read
     */
    public static void main(String[] arguments) throws IOException {
        int[] numbers = Arrays.stream(arguments).mapToInt(Integer::parseInt).toArray();
        int[] widths = Arrays.copyOfRange(numbers, 4, numbers.length);
        Dataset data = Synthetic.of(numbers[0], numbers[1], numbers[2], widths);
        Triples[] epoch = new TripletSampler(data.split().train(), 1, false, 1).epoch(1, BATCH);
        long start = System.nanoTime();
        try (Lattice model = Lattice.of(data, Lattice.Config.paper(), Compute.cpu(), 1);
                Adam adam = new Adam(model.parameters().values(), 1e-3, 0)) {
            report("frozen graph", start);
            model.parameters().values().forEach(p -> p.setRequiresGradient(true));
            for (int n = 0; n < numbers[3]; n++) {
                start = System.nanoTime();
                model.beforeStep(1, 1, n);
                Steps.step(model, epoch[n % epoch.length], adam);
                report("step " + n, start);
            }
            start = System.nanoTime();
            model.embeddings();
            report("all vectors", start);
        }
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
