package metammf.data;

import static metammf.base.MetaMmfException.require;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.UnaryOperator;
import metammf.base.Heap;
import metammf.data.ItemFeatures.Scaling;

/**
 * The scale on which features were put: what was measured on the items of a training split, to be applied to them and to
 * any others, such as those that came later.
 */
final class FeatureScale implements UnaryOperator<ItemFeatures>, Serializable {
    private static final double LEAST_NORM = 1e-12;

    private final Scaling scaling;
    private final List<Moments> moments; // one a modality; none where nothing is standardised

    /** Mean and standard deviation of every column. */
    private record Moments(double[] means, double[] deviations) implements Serializable {}

    FeatureScale(Scaling scaling, List<Moments> moments) {
        this.scaling = scaling;
        this.moments = moments;
    }

    /** The scale that is measured on the items of a training split. */
    static FeatureScale of(ItemFeatures features, Scaling scaling, Interactions train) {
        if (scaling != Scaling.STANDARDISED && scaling != Scaling.NORMALISED) {
            return new FeatureScale(scaling, List.of());
        }
        String expected = "features: expected %d items, received %d";
        require(train.items() == features.items(), expected, features.items(), train.items());
        int[] degrees = train.itemDegrees();
        List<Modality> modalities = features.modalities();
        return new FeatureScale(
                scaling, modalities.stream().map(each -> moments(each, degrees)).toList());
    }

    private static Moments moments(Modality modality, int[] degrees) {
        int width = modality.width();
        double[] means = new double[width];
        double[] squares = new double[width];
        int count = 0;
        for (int item = 0; item < degrees.length; item++) { // row by row, as the values are in memory
            if (degrees[item] > 0 && !modality.isMissing(item)) {
                count++;
                for (int column = 0; column < width; column++) {
                    double value = modality.values()[item * width + column];
                    double delta = value - means[column]; // Welford's running mean and squares
                    means[column] += delta / count;
                    squares[column] += delta * (value - means[column]);
                }
            }
        }
        int learned = count;
        double[] deviations = Arrays.stream(squares)
                .map(square -> learned == 0 ? 0 : Math.sqrt(square / learned))
                .toArray();
        return new Moments(means, deviations);
    }

    /** The features of any items, with the modalities on which the scale was measured, on this scale. */
    @Override
    public ItemFeatures apply(ItemFeatures features) {
        if (scaling == Scaling.NONE) {
            return features;
        }
        Iterator<Moments> columns = moments.iterator();
        return features.changed(modality -> modality.with(scaled(modality, columns.hasNext() ? columns.next() : null)));
    }

    /** The one copy of the values, whatever the scaling. */
    private float[] scaled(Modality modality, Moments columns) {
        try {
            float[] values = modality.values().clone();
            if (columns != null) {
                standardise(values, columns);
            }
            if (scaling != Scaling.STANDARDISED) {
                normaliseRows(values, modality.width());
            }
            return values;
        } catch (OutOfMemoryError e) {
            throw Heap.explained(e);
        }
    }

    /** In place; a column that was constant where it was measured becomes 0. */
    private static void standardise(float[] values, Moments moments) {
        int width = moments.means().length;
        for (int start = 0; start < values.length; start += width) {
            for (int column = 0; column < width; column++) {
                double deviation = moments.deviations()[column];
                double distance = values[start + column] - moments.means()[column];
                values[start + column] = deviation == 0 ? 0 : (float) (distance / deviation);
            }
        }
    }

    /** In place; a row of zeros stays. */
    private static void normaliseRows(float[] values, int width) {
        for (int start = 0; start < values.length; start += width) {
            double squares = 0;
            for (int n = start; n < start + width; n++) {
                squares += (double) values[n] * values[n];
            }
            double norm = Math.max(Math.sqrt(squares), LEAST_NORM);
            for (int n = start; n < start + width; n++) {
                values[n] = (float) (values[n] / norm);
            }
        }
    }
}
