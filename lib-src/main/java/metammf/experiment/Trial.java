package metammf.experiment;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import metammf.base.Sha256;
import metammf.data.Dataset;
import metammf.eval.Scores;
import metammf.model.Recommender;
import metammf.train.TrainConfig;

/** What a run is made from: what the model learns from, and what is learned. */
record Trial(Data data, Point point) {
    /** What results are listed under, and as a model sees it, perhaps with other content; one object if unchanged. */
    record Data(Dataset original, Dataset changed) implements Serializable {}

    /**
     * One point of a grid with one seed: the model's name in tables, its own settings as text, how its scores come to
     * be, the seed of weights and training, and the cut-offs of the final evaluation.
     */
    record Point(String model, String setting, Task task, long seed, List<Integer> cutOffs) implements Serializable {}

    /** How scores come to be; its text tells whatever may change them. */
    sealed interface Task extends Serializable {}

    /** A model that is trained. */
    record Training(TrainConfig config, Maker<Recommender> model) implements Task {
        @Override
        public String toString() {
            return config.toString();
        }
    }

    /** Scores that are counted, and validated at a cut-off K. */
    record Counting(int k, Maker<Scores> scores) implements Task {
        @Override
        public String toString() {
            return "precision@" + k;
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
                point.task().toString(),
                point.cutOffs().toString());
        String digest = Sha256.of((all + point.seed()).getBytes(StandardCharsets.UTF_8));
        return "%s-%s-%s".formatted(point.model().replaceAll("[^\\w-]+", "_"), point.seed(), digest.substring(0, 12));
    }
}
