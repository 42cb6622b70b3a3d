package metammf.bench;

import ai.djl.ndarray.NDArray;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import metammf.data.Dataset;
import metammf.engine.Compute;
import metammf.engine.Tape;
import metammf.model.baseline.Lattice;
import metammf.model.Triples;
import metammf.train.Adam;
import metammf.train.TripletSampler;

/**
 * Shows that LATTICE trains on sets of any size, whose items x items would fill tens of gigabytes: builds the frozen graph,
 * takes the first steps of an epoch, in the first of which the graph is learned, and makes all vectors. Prints one JSON
 * object of seconds and gigabytes.
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
            double built = seconds(start);
            model.parameters().values().forEach(p -> p.setRequiresGradient(true));
            double[] steps = new double[numbers[3]];
            for (int n = 0; n < steps.length; n++) {
                start = System.nanoTime();
                model.beforeStep(1, 1, n);
                step(model, epoch[n % epoch.length], adam);
                steps[n] = seconds(start);
            }
            start = System.nanoTime();
            model.embeddings();
            double[] warm = Arrays.stream(steps).skip(1).sorted().toArray();
            System.out.printf(
                    Locale.ROOT,
                    "{\"frozen_graph_s\": %.1f, \"first_step_s\": %.1f, \"step_s_median\": %.3f, \"vectors_s\": %.1f,"
                            + " \"peak_rss_gb\": %.2f}%n",
                    built,
                    steps[0],
                    warm[warm.length / 2],
                    seconds(start),
                    Synthetic.peakGigabytes());
        }
    }

    private static float step(Lattice model, Triples batch, Adam adam) {
        try (Tape tape = Tape.recording()) {
            NDArray loss = model.loss(batch, tape);
            adam.step(tape.gradients(loss, model.parameters().values()));
            return loss.getFloat();
        }
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
