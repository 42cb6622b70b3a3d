package metammf.bench;

import ai.djl.ndarray.NDArray;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import metammf.MetaMmf;
import metammf.data.Dataset;
import metammf.data.Datasets;
import metammf.data.ItemFeatures.Scaling;
import metammf.engine.Compute;
import metammf.engine.Tape;
import metammf.fusion.FusionConfig;
import metammf.fusion.MetaLayer.Form;
import metammf.model.GcnConfig;
import metammf.model.Recommender;
import metammf.model.Triples;
import metammf.train.Adam;
import metammf.train.TripletSampler;

/** Times training steps as the peer does, with the same options, and prints one JSON object. */
final class Steps {
    private static final int BATCH = 3000;

    private final Map<String, String> options = new HashMap<>();

    private Steps(String[] arguments) {
        for (int n = 0; n < arguments.length; n += 2) {
            options.put(arguments[n].substring(2), arguments[n + 1]);
        }
    }

    /**
     * Runs one work.
     *
     * @param arguments the peer's options: dims, fusion, head, meta-hidden, steps, and users, items, interactions, or none
     *     of these three for the built-in set
     * @throws IOException if the resident memory cannot be read
     */
    public static void main(String[] arguments) throws IOException {
        Steps work = new Steps(arguments);
        int steps = work.number("steps");
        Dataset data = work.data();
        TripletSampler sampler = new TripletSampler(data.split().train(), 1, false, 1);
        double[] seconds = new double[steps + 1];
        try (Recommender model = work.model(data);
                Adam adam = new Adam(model.parameters().values(), 1e-3, 1e-6)) {
            model.parameters().values().forEach(p -> p.setRequiresGradient(true));
            Triples[] epoch = sampler.epoch(1, BATCH);
            for (int n = 0; n <= steps; n++) {
                long start = System.nanoTime();
                step(model, epoch[n % epoch.length], adam);
                seconds[n] = (System.nanoTime() - start) / 1e9;
            }
        }
        double[] warm = Arrays.stream(seconds).skip(1).sorted().toArray();
        System.out.printf(
                Locale.ROOT, "{\"step_s_median\": %.5f, \"peak_rss_gb\": %.3f}%n", warm[steps / 2], Synthetic.peakGigabytes());
    }

    /** As the trainer does it, with the loss read in every step, as the peer reads it. */
    private static float step(Recommender model, Triples batch, Adam adam) {
        try (Tape tape = Tape.recording()) {
            NDArray loss = model.loss(batch, tape);
            adam.step(tape.gradients(loss, model.parameters().values()));
            return loss.getFloat();
        }
    }

    private Recommender model(Dataset data) {
        int[] dims = dims();
        FusionConfig fusion = FusionConfig.cp(16)
                .withForm(options.get("fusion").equals("full") ? Form.FULL : Form.CP)
                .withMetaHidden(options.containsKey("meta-hidden") ? number("meta-hidden") : dims[0])
                .withMetaActivation(false)
                .withScaling(Scaling.NONE)
                .withWidths(Arrays.copyOfRange(dims, 1, dims.length));
        GcnConfig gcn = GcnConfig.paper().withLastActivation(false);
        return options.get("head").equals("mf")
                ? MetaMmf.mf(data, fusion, Compute.cpu(), 1)
                : MetaMmf.gcn(data, fusion, gcn, Compute.cpu(), 1);
    }

    private Dataset data() {
        return options.containsKey("users")
                ? Synthetic.of(number("users"), number("items"), number("interactions"), dims()[0])
                : Datasets.tiktok();
    }

    private int[] dims() {
        return Arrays.stream(options.get("dims").split("-"))
                .mapToInt(Integer::parseInt)
                .toArray();
    }

    private int number(String option) {
        return Integer.parseInt(options.get(option));
    }
}
