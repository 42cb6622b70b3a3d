package metammf.experiment;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import metammf.base.Sha256;
import metammf.data.Dataset;
import metammf.eval.Scores;
import metammf.model.Recommender;
import metammf.train.TrainConfig;

/**
 * What a run is made from.
 *
 * @param data what the model learns from
 * @param point what is learned
 */
record Trial(Data data, Point point) {
    /**
     * A data set as a model sees it; one object for all models that see it unchanged.
     *
     * @param original the data set that results are listed under
     * @param changed the same interactions, perhaps with other content
     */
    record Data(Dataset original, Dataset changed) implements Serializable {}

    /**
     * One point of a grid with one seed.
     *
     * @param model what it is called in tables
     * @param setting the model's own settings, as text
     * @param training how it is trained, with the seed
     * @param seed of weights and training
     * @param cutOffs of the final evaluation
     * @param recommender makes the model; null if there is nothing to train
     * @param scores makes scores that need no training; null if there is a model
     */
    record Point(
            String model,
            String setting,
            TrainConfig training,
            long seed,
            List<Integer> cutOffs,
            Maker<Recommender> recommender,
            Maker<Scores> scores)
            implements Serializable {
        boolean isTrained() {
            return recommender != null;
        }
    }

    /** Makes a model or scores. */
    @FunctionalInterface
    interface Maker<T> extends Serializable {
        T from(Dataset data);
    }

    /** A name for its files; another one for everything that may change the result. */
    String key() {
        String all = String.join(
                "\n",
                data.original().fingerprint(),
                data.changed().fingerprint(),
                point.model(),
                point.setting(),
                point.isTrained()
                        ? point.training().toString()
                        : "precision@" + point.training().k(),
                point.cutOffs().toString());
        String digest = Sha256.of((all + point.seed()).getBytes(StandardCharsets.UTF_8));
        return "%s-%s-%s".formatted(point.model().replaceAll("[^\\w-]+", "_"), point.seed(), digest.substring(0, 12));
    }
}
