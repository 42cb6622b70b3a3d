package metammf.data;

import static metammf.base.MetaMmfException.require;

import java.io.Serializable;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import metammf.base.MetaMmfException;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * The content of all items: two, three or more modalities in a fixed order, or none.
 *
 * @param items number of items, I
 * @param modalities the modalities, all with a row for every item and different names
 */
public record ItemFeatures(int items, List<Modality> modalities) implements Serializable {
    /** The scaling of features before they enter a model. */
    public enum Scaling {
        /** As they are. */
        NONE,
        /** Every column to mean 0 and standard deviation 1 over the items of the training split. */
        STANDARDISED,
        /** Every modality's row to length 1. */
        ROW_NORMALISED,
        /** Standardised, then every modality's row to length 1, so that fused vectors start on the scale of embeddings. */
        NORMALISED
    }

    /** The values that replace missing features of an item. */
    public enum Imputation {
        /** Zeros. */
        ZERO,
        /** The mean of the items that have the modality and occur in training. */
        MEAN,
        /**
         * The mean of the items that have the modality and share users with the item in training, each weighted by the
         * number of these users (neighbours' mean, Malitesta et al. 2024); without such items, the mean.
         */
        NEIGHBOURS
    }

    /** Checks that the modalities have the same items and different names. */
    public ItemFeatures {
        modalities = List.copyOf(modalities);
        require(items > 0, "features: expected items, received %d", items);
        for (Modality modality : modalities) {
            String expected = "%s: rows must equal items: expected %d, received %d";
            require(modality.items() == items, expected, modality.name(), items, modality.items());
        }
        String expected = "features: expected different names, received %s";
        require(modalities.stream().map(Modality::name).distinct().count() == modalities.size(), expected, modalities);
    }

    /** {@return the features of one or more modalities} */
    public static ItemFeatures of(Modality... modalities) {
        return of(List.of(modalities));
    }

    /** {@return the features of one or more modalities} */
    public static ItemFeatures of(List<Modality> modalities) {
        require(!modalities.isEmpty(), "features: expected at least one modality");
        return new ItemFeatures(modalities.get(0).items(), modalities);
    }

    /** {@return features of width 0, a set of ids alone, which is enough for models that read no content} */
    public static ItemFeatures none(int items) {
        return new ItemFeatures(items, List.of());
    }

    /** {@return F, the sum of the widths of the modalities} */
    public int width() {
        return modalities.stream().mapToInt(Modality::width).sum();
    }

    /** {@return the modality of a name, which is there} */
    public Modality modality(String name) {
        return modalities.stream()
                .filter(m -> m.name().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new MetaMmfException("features: expected one of %s, received %s".formatted(modalities, name)));
    }

    /** {@return the modalities of some names, in the order wanted; no name leaves no content} */
    public ItemFeatures only(String... names) {
        return new ItemFeatures(items, Arrays.stream(names).map(this::modality).toList());
    }

    /** {@return features with the rows of missing modalities filled} The items still count as lacking them. */
    public ItemFeatures imputed(Imputation how, Interactions train) {
        require(train.items() == items, "features: expected %d items, received %d", items, train.items());
        return changed(modality -> modality.imputed(how, train));
    }

    /** {@return features with each modality changed} */
    public ItemFeatures changed(UnaryOperator<Modality> change) {
        return new ItemFeatures(items, modalities.stream().map(change).toList());
    }

    /** {@return x, the concatenated features of all items, row by row, (I, F)} */
    public float[] concatenated() {
        float[] x = new float[Math.multiplyExact(items(), width())];
        int column = 0;
        for (Modality modality : modalities) {
            int w = modality.width();
            for (int item = 0; item < items(); item++) {
                System.arraycopy(modality.values(), item * w, x, item * width() + column, w);
            }
            column += w;
        }
        return x;
    }

    /** {@return the values of each modality, row by row, (I, width) each; not to be changed} */
    public List<float[]> values() {
        return modalities.stream().map(Modality::values).toList();
    }

    /** {@return the features on another scale, which is measured on the items of the training split} */
    public ItemFeatures scaled(Scaling scaling, Interactions train) {
        return scale(scaling, train).apply(this);
    }

    /**
     * {@return the scale of these features for any items, such as those that come after training; it is serializable}
     *
     * @param train tells which items the model may learn from
     */
    public UnaryOperator<ItemFeatures> scale(Scaling scaling, Interactions train) {
        return FeatureScale.of(this, scaling, train);
    }

    /**
     * {@return features whose columns have mean 0 and standard deviation 1, both measured on the items that occur in
     * training} A column that is constant there becomes 0.
     */
    public ItemFeatures standardised(Interactions train) {
        return scaled(Scaling.STANDARDISED, train);
    }

    /** {@return features in which every row of every modality has length 1} A row of zeros stays as it is. */
    public ItemFeatures rowNormalised() {
        return new FeatureScale(Scaling.ROW_NORMALISED, List.of()).apply(this);
    }

    /** {@return one row for each modality: its width and the mean, the least and the largest of its numbers} */
    public Table toTable() {
        List<DoubleSummaryStatistics> numbers =
                modalities.stream().map(ItemFeatures::numbers).toList();
        return Table.create(
                String.format(Locale.ROOT, "Features of %,d items", items),
                StringColumn.create("modality", modalities.stream().map(Modality::name)),
                IntColumn.create("width", modalities.stream().mapToInt(Modality::width)),
                DoubleColumn.create("mean", numbers.stream().mapToDouble(DoubleSummaryStatistics::getAverage)),
                DoubleColumn.create("least", numbers.stream().mapToDouble(DoubleSummaryStatistics::getMin)),
                DoubleColumn.create("largest", numbers.stream().mapToDouble(DoubleSummaryStatistics::getMax)));
    }

    private static DoubleSummaryStatistics numbers(Modality modality) {
        float[] values = modality.values();
        return IntStream.range(0, values.length).mapToDouble(n -> values[n]).summaryStatistics();
    }

    @Override
    public String toString() {
        return "ItemFeatures" + modalities;
    }
}
