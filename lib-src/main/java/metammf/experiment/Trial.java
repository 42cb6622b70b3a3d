package metammf.experiment;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import metammf.data.Dataset;
import metammf.model.Recommender;
import metammf.model.Scores;
import metammf.train.TrainConfig;

/**
 * One point of a grid with one seed: what a run is made from.
 *
 * @param original the data set that results are listed under
 * @param data the same, perhaps with other content
 * @param model what it is called in tables
 * @param setting the model's own settings, as text
 * @param training how it is trained, with the seed
 * @param seed of weights and training
 * @param cutOffs of the final evaluation
 * @param work makes what is ranked
 */
record Trial(
        Dataset original,
        Dataset data,
        String model,
        String setting,
        TrainConfig training,
        long seed,
        List<Integer> cutOffs,
        Work work) {
    /** One of both: a model to be trained, or scores that need no training. */
    record Work(Supplier<Recommender> model, Supplier<Scores> scores) {}

    boolean isTrained() {
        return work.model() != null;
    }

    /** A name for its files; another one for everything that may change the result. */
    String key() {
        String all = String.join(
                "\n",
                original.fingerprint(),
                data.fingerprint(),
                model,
                setting,
                isTrained() ? training.toString() : "precision@" + training.k(),
                cutOffs.toString());
        return "%s-%s-%s".formatted(model.replaceAll("[^\\w-]+", "_"), seed, sha256(all + seed));
    }

    /** The first digits. */
    private static String sha256(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)), 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
