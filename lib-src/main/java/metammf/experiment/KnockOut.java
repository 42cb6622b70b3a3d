package metammf.experiment;

import static metammf.base.MetaMmfException.require;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import metammf.base.Seeds;
import metammf.data.ItemFeatures;
import metammf.data.Modality;
import metammf.fusion.FusionConfig;

/**
 * The same model without what it is said to live on, chosen, trained and tested in the same way. If a model does as well
 * with its items' content shuffled, it has not used the content; if it does as well with static weights alone, its
 * dynamic fusion has done nothing. {@link Results#cold} asks the same of items of which nothing but the content is known.
 *
 * <pre>{@code
 * List<Grid<?>> rows = KnockOut.ofContent(grid, data.features());
 * Experiment.in(folder).on(data).models(rows).run().comparison()
 * }</pre>
 */
public final class KnockOut {
    private static final long SEED = 1; // of what replaces the content: the same for all models and seeds

    private KnockOut() {}

    /**
     * A model as it is, with shuffled, noise and constant features, and, if there are several modalities, with each of
     * them alone.
     *
     * @param <C> the model's settings
     * @param grid the model
     * @param features tell the names of the modalities
     * @return a grid a row
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
     * A model as it is, without its static weights, and with nothing but static weights.
     *
     * @param grid the model
     * @param staticOnly makes it with a static fusion of the same widths
     * @return a grid a row
     */
    public static List<Grid<?>> ofWeights(Grid<FusionConfig> grid, Grid.Builder<FusionConfig> staticOnly) {
        return List.of(
                grid,
                grid.with(grid.model() + ", dynamic only", config -> config.withStaticWeights(false)),
                grid.with(grid.model() + ", static only", staticOnly));
    }

    /**
     * Every item has the features of another one: as many and the same vectors, but they say nothing of the item.
     *
     * @param features of all items
     * @param seed where the order comes from
     * @return changed features
     */
    public static ItemFeatures shuffled(ItemFeatures features, long seed) {
        int[] order = IntStream.range(0, features.items()).toArray();
        Seeds.shuffle(order, Seeds.stream(seed, "knock-out"));
        return changed(features, (modality, values) -> {
            int width = modality.width();
            for (int item = 0; item < order.length; item++) {
                System.arraycopy(modality.values(), order[item] * width, values, item * width, width);
            }
            return values;
        });
    }

    /**
     * Gaussian noise with each modality's mean and standard deviation in the place of its values.
     *
     * @param features of all items
     * @param seed where the noise comes from
     * @return changed features
     */
    public static ItemFeatures noise(ItemFeatures features, long seed) {
        SplittableRandom random = Seeds.stream(seed, "knock-out");
        return changed(features, (modality, values) -> {
            double mean = average(modality.values(), value -> value);
            double deviation = Math.sqrt(average(modality.values(), value -> (value - mean) * (value - mean)));
            for (int n = 0; n < values.length; n++) {
                values[n] = (float) (mean + deviation * random.nextGaussian());
            }
            return values;
        });
    }

    private static double average(float[] values, DoubleUnaryOperator function) {
        return IntStream.range(0, values.length)
                .mapToDouble(n -> function.applyAsDouble(values[n]))
                .average()
                .orElseThrow();
    }

    /**
     * Every item has the mean of all items' features.
     *
     * @param features of all items
     * @return changed features
     */
    public static ItemFeatures constant(ItemFeatures features) {
        return changed(features, (modality, values) -> {
            int width = modality.width();
            for (int column = 0; column < width; column++) {
                double sum = 0;
                for (int n = column; n < values.length; n += width) {
                    sum += modality.values()[n];
                }
                for (int n = column; n < values.length; n += width) {
                    values[n] = (float) (sum / modality.items());
                }
            }
            return values;
        });
    }

    private static ItemFeatures changed(ItemFeatures features, BiFunction<Modality, float[], float[]> change) {
        return new ItemFeatures(
                features.items(),
                features.modalities().stream()
                        .map(m -> new Modality(
                                m.name(), m.items(), m.width(), change.apply(m, new float[m.values().length])))
                        .toList());
    }
}
