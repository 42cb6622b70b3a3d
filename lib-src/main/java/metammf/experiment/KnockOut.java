package metammf.experiment;

import static metammf.base.MetaMmfException.require;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import metammf.base.Seeds;
import metammf.data.Dataset;
import metammf.data.ItemFeatures;
import metammf.data.ItemFeatures.Imputation;
import metammf.data.Modality;
import metammf.fusion.FusionConfig;

/**
 * The same model without what it is said to live on, chosen, trained and tested in the same way. If a model does as well
 * with its items' content shuffled, it has not used the content; if it does as well with static weights alone, its
 * dynamic fusion has done nothing. {@link Results#cold} asks the same of items of which nothing but the content is known.
 */
final class KnockOut {
    private static final long SEED = 1; // of what replaces the content: the same for all models and seeds

    private KnockOut() {}

    /** A model as it is, with shuffled, noise and constant features, and with each of several modalities only. */
    static <C> List<Grid<?>> ofContent(Grid<C> grid, ItemFeatures features) {
        require(features.width() > 0, "knock-out: expected features, received none");
        List<Grid<?>> grids = new ArrayList<>(List.of(
                grid,
                on(grid, "shuffled", content -> shuffled(content, SEED)),
                on(grid, "noise", content -> noise(content, SEED)),
                on(grid, "constant", KnockOut::constant)));
        if (features.modalities().size() > 1) {
            features.modalities().forEach(m -> grids.add(on(grid, m.name(), content -> content.only(m.name()))));
        }
        return grids;
    }

    private static <C> Grid<C> on(Grid<C> grid, String what, UnaryOperator<ItemFeatures> change) {
        return grid.on(grid.model() + ", " + what, data -> data.withFeatures(change.apply(data.features())));
    }

    /** A model as it is, without its static weights, and with a static fusion of the same widths. */
    static List<Grid<?>> ofWeights(Grid<FusionConfig> grid, Grid.Builder<FusionConfig> staticOnly) {
        return List.of(
                grid,
                grid.with(grid.model() + ", dynamic only", config -> config.withStaticWeights(false)),
                grid.with(grid.model() + ", static only", staticOnly));
    }

    /** A model as it is, and with meta information from another item, the mean of all, and popularity alone. */
    static List<Grid<?>> ofMeta(Grid<FusionConfig> grid) {
        return List.of(
                grid,
                metaOf(grid, "others' meta information", data -> shuffled(data.features(), SEED)),
                metaOf(grid, "constant meta information", data -> constant(data.features())),
                metaOf(grid, "popularity as meta information", KnockOut::popularity));
    }

    private static Grid<?> metaOf(Grid<FusionConfig> grid, String what, Function<Dataset, ItemFeatures> source) {
        String name = grid.model() + ", " + what;
        return grid.with(name, config -> config.withMetaApart(true)).on(name, data -> {
            List<Modality> both = new ArrayList<>(data.features().modalities());
            source.apply(data).modalities().forEach(m -> both.add(m.named("meta " + m.name())));
            return data.withFeatures(ItemFeatures.of(both));
        });
    }

    /** Popularity in the place of the content: a column of ones and one of ln(1 + clicks), so that a scaling of rows leaves it. */
    static ItemFeatures popularity(Dataset data) {
        int[] clicks = data.split().train().itemDegrees();
        return data.features().changed(modality -> {
            float[] values = new float[modality.values().length];
            for (int item = 0; item < clicks.length; item++) {
                values[item * modality.width()] = 1;
                values[(item + 1) * modality.width() - 1] = (float) Math.log1p(clicks[item]);
            }
            return modality.with(values);
        });
    }

    /** The same model with each imputation, on data in which a share of the items lacks each modality. */
    static <C> List<Grid<?>> missing(Grid<C> grid, double share) {
        return Arrays.stream(Imputation.values())
                .<Grid<?>>map(how -> grid.on(
                        "%s, %s %% missing, %s"
                                .formatted(
                                        grid.model(),
                                        Math.round(100 * share),
                                        how.name().toLowerCase(Locale.ROOT)),
                        data -> data.withFeatures(missing(data.features(), share, SEED)
                                .imputed(how, data.split().train()))))
                .toList();
    }

    /** In each modality a share of the items, rounded down and drawn at random, lacks it and has zeros. */
    static ItemFeatures missing(ItemFeatures features, double share, long seed) {
        require(share >= 0 && share <= 1, "missing: expected a share in 0 .. 1, received %s", share);
        SplittableRandom random = Seeds.stream(seed, "missing");
        return features.changed(modality -> modality.without(
                Arrays.copyOf(Seeds.shuffled(features.items(), random), (int) (share * features.items()))));
    }

    /** Every item has the features of another one: as many and the same vectors, but they say nothing of the item. */
    static ItemFeatures shuffled(ItemFeatures features, long seed) {
        int[] order = Seeds.shuffled(features.items(), Seeds.stream(seed, "knock-out"));
        return features.changed(modality -> modality.rows(order));
    }

    /** Gaussian noise with each modality's mean and standard deviation in the place of its values. */
    static ItemFeatures noise(ItemFeatures features, long seed) {
        SplittableRandom random = Seeds.stream(seed, "knock-out");
        return features.changed(modality -> modality.with(noise(random, modality.values())));
    }

    private static float[] noise(SplittableRandom random, float... values) {
        double mean = average(values, value -> value);
        double deviation = Math.sqrt(average(values, value -> (value - mean) * (value - mean)));
        return noise(random, values.length, mean, deviation);
    }

    /** Numbers from a normal distribution. */
    static float[] noise(SplittableRandom random, int size, double mean, double deviation) {
        float[] noise = new float[size];
        for (int n = 0; n < size; n++) {
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

    /** Every item has the mean of all items' features. */
    static ItemFeatures constant(ItemFeatures features) {
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
