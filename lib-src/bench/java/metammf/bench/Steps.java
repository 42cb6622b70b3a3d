package metammf.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.util.Locale;
import metammf.base.Seeds;
import metammf.data.Dataset;
import metammf.engine.Adam;
import metammf.engine.Compute;
import metammf.engine.NativeArrays;
import metammf.engine.Tape;
import metammf.model.Recommender;
import metammf.model.Recommender.Step;
import metammf.model.Recommender.Triples;
import metammf.train.TripletSampler;

/** Times training steps as the peer does, with the same options, and prints one JSON object. */
final class Steps {
    private static final int BATCH = 3000;
    private static final int[] PRODUCT = {5986, 2276, 2276}; // of MovieLens' meta information, its largest

    private Steps() {}

    /**
     * Takes steps in turns with the peer, and then measures what the machine's matrix product reaches.
     *
     * @param arguments the peer's options: dims, fusion, head, meta-hidden, rank, batch, and users, items,
     *     interactions, or none of these three for the built-in set
     * @throws IOException if the resident memory cannot be read
     */
    public static void main(String[] arguments) throws IOException {
        Options options = new Options(arguments);
        Dataset data = Work.data(options);
        Triples[] epoch = epoch(options, data);
        try (Training training = new Training(options, data, epoch)) {
            Measured.takeTurns(training);
        }
        double peak = Measured.peakGigabytes();
        System.out.printf(
                Locale.ROOT,
                "{\"peak_rss_gb\": %.3f, \"gflop\": %.1f, \"gemm_gflops\": %.1f, \"bfloat16\": %s}%n",
                peak,
                Flops.step(options, data, epoch[1 % epoch.length]) / 1e9,
                productRate() / 1e9,
                Compute.auto().bfloat16());
    }

    static Triples[] epoch(Options options, Dataset data) {
        return new TripletSampler(data.split().train(), 1, false, 1).epoch(1, options.number("batch", BATCH));
    }

    /** The median of some steps after a first one. */
    static double seconds(Options options, Dataset data) {
        try (Training training = new Training(options, data, epoch(options, data))) {
            training.run();
            return Measured.median(Measured.seconds(training, options.number("steps")));
        }
    }

    /** A model and its optimiser; each turn is a step. */
    private static final class Training implements Runnable, AutoCloseable {
        private final Recommender model;
        private final Adam adam;
        private final Triples[] epoch;
        private int steps;

        Training(Options options, Dataset data, Triples[] epoch) {
            this.model = Work.model(options, data);
            this.adam = new Adam(model.parameters().values(), 1e-3, 1e-6);
            this.epoch = epoch;
            model.parameters().values().forEach(p -> p.setRequiresGradient(true));
        }

        @Override
        public void run() {
            step(model, epoch[steps % epoch.length], new Step(1, 1, steps++), adam);
        }

        @Override
        public void close() {
            adam.close();
            model.close();
        }
    }

    /** As the trainer does it, with the loss read in every step, as the peer reads it. */
    static float step(Recommender model, Triples batch, Step step, Adam adam) {
        try (Tape tape = Tape.recording()) {
            NDArray loss = model.loss(batch, step, tape);
            adam.step(tape.gradients(loss, model.parameters().values()));
            return loss.getFloat();
        }
    }

    /** The best of some large matrix products, in operations a second. */
    private static double productRate() {
        double best = 0;
        try (NDManager manager = Compute.cpu().newManager()) {
            NDArray left = NativeArrays.xavier(manager, Seeds.stream(1, "left"), PRODUCT[0], PRODUCT[1]);
            NDArray right = NativeArrays.xavier(manager, Seeds.stream(1, "right"), PRODUCT[1], PRODUCT[2]);
            for (int n = 0; n < 8; n++) {
                try (Tape tape = Tape.computing()) {
                    long start = System.nanoTime();
                    left.matMul(right);
                    best = Math.max(
                            best, 2.0 * PRODUCT[0] * PRODUCT[1] * PRODUCT[2] / (System.nanoTime() - start) * 1e9);
                }
            }
        }
        return best;
    }
}
