package metammf.baseline;

import static metammf.base.MetaMmfException.require;

import java.io.Serializable;
import java.util.Arrays;
import java.util.stream.IntStream;
import metammf.baseline.ItemToItem.Row;
import metammf.data.Dataset;
import metammf.data.Interactions;
import metammf.data.ItemFeatures.Scaling;
import metammf.eval.Scores;

/**
 * A graph filter in closed form: r_u D^-1/2 (R^T D_u^-1 R D^-beta + alpha sum_m S_m), where D and D_u contain the
 * degrees of items and users, and S_m has the entry 1/k if an item is among the k nearest items of another item by
 * modality m. With beta 1/2 and alpha 0 it is the linear filter of Shen et al. (How Powerful is Graph Convolution for
 * Recommendation?, CIKM 2021), two steps of LightGCN's graph without embeddings. Nothing is trained.
 */
public final class GraphFilter {
    private GraphFilter() {}

    /**
     * The settings of the model.
     *
     * @param beta how strongly popular items are penalised; 0 for no penalty
     * @param neighbours nearest items of an item and modality, including itself, k
     * @param contentWeight alpha; 0 for a filter that needs no content
     */
    public record Config(double beta, int neighbours, double contentWeight) implements Serializable {
        public Config {
            require(contentWeight >= 0, "contentWeight: expected 0 or more, received %s", contentWeight);
        }

        /** {@return the defaults} Settings chosen on the validation split of the built-in set. */
        public static Config defaults() {
            return new Config(0, 10, 0.3);
        }
    }

    /** {@return the predictions with the settings that were chosen on the validation split of the built-in set} */
    public static Scores of(Dataset data) {
        return of(data, Config.defaults());
    }

    /**
     * {@return the predictions; the time grows with the users' squared degrees}
     *
     * @throws metammf.base.MetaMmfException if the filter uses content and the data set has no features
     */
    public static Scores of(Dataset data, Config config) {
        Interactions train = data.split().train();
        int[] degrees = train.itemDegrees();
        int k = config.neighbours();
        int[][] near = config.contentWeight() > 0 ? nearest(data, k) : new int[0][];
        return ItemToItem.of("GraphFilter", train, user -> 1.0 / train.degree(user), (item, others, common) -> {
            int[] items = IntStream.concat(
                            Arrays.stream(others),
                            Arrays.stream(near).flatMapToInt(all -> Arrays.stream(all, item * k, (item + 1) * k)))
                    .toArray();
            float[] weights = new float[items.length];
            double share = 1 / Math.sqrt(degrees[item]);
            for (int n = 0; n < weights.length; n++) {
                double weight = n < others.length
                        ? common[items[n]] * Math.pow(degrees[items[n]], -config.beta())
                        : config.contentWeight() / k;
                weights[n] = (float) (share * weight);
            }
            return new Row(items, weights);
        });
    }

    /** The nearest items of every item, row by row, (I, k), for each modality. */
    private static int[][] nearest(Dataset data, int k) {
        return Content.of(data, Scaling.NONE).modalities().stream()
                .map(modality -> NearestItems.of(modality, k))
                .toArray(int[][]::new);
    }
}
