package metammf.model;

import static metammf.base.MetaMmfException.require;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import metammf.base.Records;

/**
 * The configuration of a graph convolution.
 *
 * @param layers number of convolutions, L
 * @param dropout share of values dropped after each convolution in training; the last share applies to all following
 *     convolutions
 * @param bias whether a convolution has a bias
 * @param lastActivation whether the last convolution is activated too
 */
public record GcnConfig(int layers, List<Double> dropout, boolean bias, boolean lastActivation)
        implements Serializable {
    public GcnConfig {
        dropout = List.copyOf(dropout);
        require(layers > 0, "layers: expected at least 1, received %d", layers);
        require(!dropout.isEmpty(), "dropout: expected at least one share");
        require(
                dropout.stream().allMatch(share -> share >= 0 && share < 1),
                "dropout: expected shares in [0, 1), received %s",
                dropout);
    }

    /** {@return the defaults: the paper's convolution with dropout 0.5, which the built-in set needs} */
    public static GcnConfig defaults() {
        return paper().withDropout(0.5);
    }

    /** {@return the paper's settings, eq. (18): two layers, both activated, no bias, no dropout} */
    public static GcnConfig paper() {
        return new GcnConfig(2, List.of(0.0), false, true);
    }

    /** {@return the released code's settings: biases, dropout 0.5 and 0.2, no activation at the end} */
    public static GcnConfig released() {
        return new GcnConfig(2, List.of(0.5, 0.2), true, false);
    }

    /** {@return a copy with this many convolutions, L} */
    public GcnConfig withLayers(int value) {
        return Records.with(this, "layers", value);
    }

    /** {@return a copy with these shares of dropout for the convolutions, the last one also for those after it} */
    public GcnConfig withDropout(double... values) {
        return Records.with(this, "dropout", Arrays.stream(values).boxed().toList());
    }

    /** {@return a copy whose last convolution is activated too, or is not} */
    public GcnConfig withLastActivation(boolean value) {
        return Records.with(this, "lastActivation", value);
    }

    /** The share dropped behind a convolution, counted from 0. */
    float dropoutBehind(int layer) {
        return dropout.get(Math.min(layer, dropout.size() - 1)).floatValue();
    }
}
