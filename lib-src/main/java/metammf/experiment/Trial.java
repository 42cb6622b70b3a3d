package metammf.experiment;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import metammf.base.Sha256;
import metammf.data.Dataset;
import metammf.engine.Compute;
import metammf.eval.Scores;
import metammf.model.Recommender;
import metammf.train.TrainConfig;

/** What a run is made from: what the model learns from, and what is learned. */
record Trial(Data data, Point<?> point) {
    /** What results are listed under, and as a model sees it, perhaps with other content; one object if unchanged. */
    record Data(Dataset original, Dataset changed) implements Serializable {}

    /**
     * One point of a grid with one seed: the model's name in tables, how its scores come to be, its own settings, how it
     * is trained (of this, only the seed and K matter if it is counted), whether it computes in bfloat16, also in other
     * processes, and the cut-offs of the final evaluation.
     */
    record Point<C>(
            String model,
            Grid.Method<C> method,
            C settings,
            TrainConfig training,
            boolean bfloat16,
            List<Integer> cutOffs)
            implements Serializable {
        long seed() {
            return training.seed();
        }

        /** The settings as text, which tells whatever may change the result. */
        String setting() {
            return settings + (bfloat16 ? " in bfloat16" : "");
        }

        boolean isTrained() {
            return method instanceof Grid.Builder;
        }

        /** An untrained model. */
        Recommender build(Dataset data) {
            Compute compute = new Compute(Compute.auto().device(), bfloat16);
            return ((Grid.Builder<C>) method).make(data, settings, compute, seed());
        }

        Scores count(Dataset data) {
            return ((Grid.Counter<C>) method).count(data, settings);
        }
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
