package metammf.data;

import static metammf.MetaMmfException.require;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import metammf.data.ItemFeatures.Scaling;

/**
 * The scale on which features were put: what was measured on the items of a training split, to be applied to them and to
 * any others, such as those that came later.
 */
public final class FeatureScale implements Serializable {
    private final Scaling scaling;
    private final List<Moments> moments; // one a modality; none where nothing is standardised

    /** Mean and standard deviation of every column. */
    private record Moments(double[] means, double[] deviations) implements Serializable {}

    private FeatureScale(Scaling scaling, List<Moments> moments) {
        this.scaling = scaling;
        this.moments = moments;
    }

    /**
     * Measures a scale.
     *
     * @param features of all items
     * @param scaling which scale
     * @param train tells which items the model may learn from
     * @return the scale
     * @throws metammf.MetaMmfException if the training split is of other items
     */
    public static FeatureScale of(ItemFeatures features, Scaling scaling, Interactions train) {
        List<Moments> moments = new ArrayList<>();
        if (scaling == Scaling.STANDARDISED || scaling == Scaling.NORMALISED) {
            require(
                    train.items() == features.items(),
                    "features: expected %d items, received %d",
                    features.items(),
                    train.items());
            int[] degrees = train.itemDegrees();
            features.modalities().forEach(modality -> moments.add(moments(modality, degrees)));
        }
        return new FeatureScale(scaling, List.copyOf(moments));
    }

    private static Moments moments(Modality modality, int[] degrees) {
        double[] means = new double[modality.width()];
        double[] deviations = new double[modality.width()];
        for (int column = 0; column < modality.width(); column++) {
            double squares = 0;
            int count = 0;
            for (int item = 0; item < degrees.length; item++) {
                if (degrees[item] > 0) {
                    double value = modality.values()[item * modality.width() + column];
                    count++;
                    double delta = value - means[column]; // Welford's running mean and squares
                    means[column] += delta / count;
                    squares += delta * (value - means[column]);
                }
            }
            deviations[column] = count == 0 ? 0 : Math.sqrt(squares / count);
        }
        return new Moments(means, deviations);
    }

    /**
     * Features on this scale.
     *
     * @param features of any items, with the modalities on which it was measured
     * @return scaled features
     */
    public ItemFeatures scaled(ItemFeatures features) {
        ItemFeatures scaled = moments.isEmpty() ? features : standardised(features);
        return scaling == Scaling.ROW_NORMALISED || scaling == Scaling.NORMALISED ? scaled.rowNormalised() : scaled;
    }

    private ItemFeatures standardised(ItemFeatures features) {
        List<Modality> scaled = new ArrayList<>();
        for (int m = 0; m < moments.size(); m++) {
            Modality modality = features.modalities().get(m);
            float[] values = standardised(modality, moments.get(m));
            scaled.add(new Modality(modality.name(), modality.items(), modality.width(), values));
        }
        return new ItemFeatures(features.items(), scaled);
    }

    /** A column that was constant where it was measured becomes 0. */
    private static float[] standardised(Modality modality, Moments moments) {
        float[] scaled = new float[modality.values().length];
        for (int column = 0; column < modality.width(); column++) {
            double mean = moments.means()[column];
            double deviation = moments.deviations()[column];
            for (int n = column; n < scaled.length; n += modality.width()) {
                scaled[n] = deviation == 0 ? 0 : (float) ((modality.values()[n] - mean) / deviation);
            }
        }
        return scaled;
    }
}
