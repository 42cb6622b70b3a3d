package metammf.experiment;

import static metammf.base.MetaMmfException.require;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import metammf.base.Seeds;
import metammf.data.ItemFeatures;
import metammf.data.ItemFeatures.Imputation;
import metammf.data.Modality;
import metammf.fusion.FusionConfig;

/**
 * The same model without what it is said to live on, chosen, trained and tested in the same way. If a model does as well
 * with its items' content shuffled, it has not used the content; if it does as well with static weights alone, its
 * dynamic fusion has done nothing. {@link Results#cold} asks the same of items of which nothing but the content is known.
 *
 * <pre>{@code
 * List<Grid<?>> rows = KnockOut.ofContent(grid, data.features());
 * Experiment.in(folder).withData(data).withModels(rows).run().comparison()
 * }</pre>
 */
public final class KnockOut {
    private static final long SEED = 1; // of what replaces the content: the same for all models and seeds

    private KnockOut() {}

    /**
     * {@return a model as it is, with shuffled, noise and constant features, and, if there are several modalities, with
     * each of them only}
     *
     * @param <C> the model's settings
     * @param grid the model
     * @param features tell the names of the modalities
     */
    public static <C> List<Grid<?>> ofContent(Grid<C> grid, ItemFeatures features) {
        require(features.width() > 0, "knock-out: expected features, received none");
        List<Grid<?>> grids = new ArrayList<>();
        grids.add(grid);
        grids.add(grid.on(grid.model() + ", shuffled", data -> data.withFeatures(shuffled(data.features(), SEED))));
        grids.add(grid.on(grid.model() + ", noise", data -> data.withFeatures(noise(data.features(), SEED))));
        grids.add(grid.on(grid.model() + ", constant", data -> data.withFeatures(constant(data.features()))));
        if (features.modalities().size() > 1) {
            for (Modality modality : features.modalities()) {
                String name = modality.name();
                grids.add(grid.on(
                        grid.model() + ", " + name,
                        data -> data.withFeatures(data.features().only(name))));
            }
        }
        return grids;
    }

    /**
     * {@return a model as it is, without its static weights, and with static weights only}
     *
     * @param grid the model
     * @param staticOnly makes it with a static fusion of the same widths
     */
    public static List<Grid<?>> ofWeights(Grid<FusionConfig> grid, Grid.Builder<FusionConfig> staticOnly) {
        return List.of(
                grid,
                grid.with(grid.model() + ", dynamic only", config -> config.withStaticWeights(false)),
                grid.with(grid.model() + ", static only", staticOnly));
    }

    /**
     * {@return the same model on items of which a share lacks each modality, with each imputation}
     *
     * @param <C> the model's settings
     * @param grid the model
     * @param share of the items that lack a modality, 0 to 1; they differ from modality to modality
     */
    public static <C> List<Grid<?>> missing(Grid<C> grid, double share) {
        List<Grid<?>> grids = new ArrayList<>();
        for (Imputation how : Imputation.values()) {
            String name = "%s, %s %% missing, %s"
                    .formatted(grid.model(), Math.round(100 * share), how.name().toLowerCase(Locale.ROOT));
            grids.add(grid.on(
                    name,
                    data -> data.withFeatures(missing(data.features(), share, SEED)
                            .imputed(how, data.split().train()))));
        }
        return grids;
    }

    /**
     * {@return features in which a share of the items, rounded down and drawn at random, lacks each modality; zeros for what
     * is missing}
     *
     * @param features of all items
     * @param share 0 to 1
     * @param seed where the draws come from
     */
    public static ItemFeatures missing(ItemFeatures features, double share, long seed) {
        require(share >= 0 && share <= 1, "missing: expected a share in 0 .. 1, received %s", share);
        SplittableRandom random = Seeds.stream(seed, "missing");
        return features.changed(
                modality -> modality.without(Arrays.copyOf(order(features, random), (int) (share * features.items()))));
    }

    private static int[] order(ItemFeatures features, SplittableRandom random) {
        int[] order = IntStream.range(0, features.items()).toArray();
        Seeds.shuffle(order, random);
        return order;
    }

    /**
     * {@return features in which every item has the vectors of another one}
     *
     * @param features of all items
     * @param seed where the order comes from
     */
    public static ItemFeatures shuffled(ItemFeatures features, long seed) {
        int[] order = order(features, Seeds.stream(seed, "knock-out"));
        return features.changed(modality -> modality.rows(order));
    }

    /**
     * {@return Gaussian noise with each modality's mean and standard deviation}
     *
     * @param features of all items
     * @param seed where the noise comes from
     */
    public static ItemFeatures noise(ItemFeatures features, long seed) {
        SplittableRandom random = Seeds.stream(seed, "knock-out");
        return features.changed(modality -> modality.with(noise(random, modality.values())));
    }

    private static float[] noise(SplittableRandom random, float... values) {
        double mean = average(values, value -> value);
        double deviation = Math.sqrt(average(values, value -> (value - mean) * (value - mean)));
        float[] noise = new float[values.length];
        for (int n = 0; n < noise.length; n++) {
            noise[n] = (float) (mean + deviation * random.nextGaussian());
        }
        return noise;
    }

    private static double average(float[] values, DoubleUnaryOperator function) {
        return IntStream.range(0, values.length)
                .mapToDouble(n -> function.applyAsDouble(values[n]))
                .average()
                .orElseThrow();
    }

    /**
     * {@return features in which every item has the mean of all items}
     *
     * @param features of all items
     */
    public static ItemFeatures constant(ItemFeatures features) {
        return features.changed(KnockOut::constant);
    }

    private static Modality constant(Modality modality) {
        int width = modality.width();
        float[] values = new float[modality.values().length];
        for (int column = 0; column < width; column++) {
            double sum = 0;
            for (int n = column; n < values.length; n += width) {
                sum += modality.values()[n];
            }
            for (int n = column; n < values.length; n += width) {
                values[n] = (float) (sum / modality.items());
            }
        }
        return modality.with(values);
    }
}
