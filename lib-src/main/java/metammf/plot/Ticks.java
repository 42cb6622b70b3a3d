package metammf.plot;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import org.knowm.xchart.style.AxesChartStyler;

/** Axes: labels that read as numbers do in text, and ranges that are never empty. */
final class Ticks {
    private static final int PLOT_PIXELS = 400; // a little less than the width of any plot
    private static final int LABEL_PIXELS = 50;
    private static final int FEW = 12; // values that all have their label
    private static final MathContext DIGITS = new MathContext(6);

    private Ticks() {}

    /** A number as a label: 0.035, 12000, 1.5E-7. */
    static String label(double value) {
        BigDecimal rounded = new BigDecimal(value).round(DIGITS).stripTrailingZeros();
        double size = Math.abs(value);
        return size == 0 || (size >= 1e-5 && size < 1e8) ? rounded.toPlainString() : rounded.toString();
    }

    /** The pattern of a bar's value, which shows digits of the largest one, whatever its size. */
    static String pattern(double largest) {
        if (largest != 0 && (largest < 1e-3 || largest >= 1e8)) {
            return "0.00E0";
        }
        return largest < 10 ? "0.0000" : largest < 1000 ? "0.00" : "#,##0";
    }

    /** A number of an axis whose values have the digits of {@link #pattern}, without zeros at the end: 0.09, and 0.0865. */
    static String label(double value, double largest) {
        if (largest != 0 && (largest < 1e-3 || largest >= 1e8)) {
            return label(value);
        }
        int decimals = largest < 10 ? 4 : largest < 1000 ? 2 : 0;
        String digits = String.format(Locale.ROOT, "%,." + decimals + "f", value);
        String shown = decimals == 0 ? digits : digits.replaceFirst("\\.?0+$", ""); // has a point
        return shown.equals("-0") ? "0" : shown;
    }

    /** A count as a label: 12,000. */
    static String count(double value) {
        return String.format(Locale.ROOT, "%,d", Math.round(value));
    }

    /** A number as a label if it is 1, 2 or 5 times a power of ten, else a blank. */
    static String roundLabel(double value) {
        String digits = new BigDecimal(value)
                .round(DIGITS)
                .stripTrailingZeros()
                .unscaledValue()
                .toString();
        return digits.equals("1") || digits.equals("2") || digits.equals("5") ? label(value) : " ";
    }

    /** Labels at whole numbers only, for an x axis from {@code first} to {@code last}. */
    static void wholeNumbers(AxesChartStyler styler, double first, double last) {
        double span = last - first + 1;
        // Not symmetric: XChart labels every value, also the ends, where all of them are equally spaced.
        styler.setXAxisMin(first - 0.5).setXAxisMax(last + 0.6);
        styler.setXAxisTickMarkSpacingHint((int) Math.max(LABEL_PIXELS, PLOT_PIXELS / span));
    }

    /** Labels at round numbers for many xs: XChart labels the values 1, 8, 15 where all are equally spaced. */
    static void roundNumbers(AxesChartStyler styler, Collection<double[][]> curves) {
        double[] all = curves.stream()
                .flatMapToDouble(curve -> Arrays.stream(curve[0]))
                .sorted()
                .distinct()
                .toArray();
        if (all.length > FEW && Arrays.stream(all).allMatch(x -> x == Math.rint(x))) {
            wholeNumbers(styler, all[0], all[all.length - 1]);
        }
    }

    /** Lets a y axis start at 0 if all its values are the same: XChart would draw a single label. */
    static void roomAround(AxesChartStyler styler, int axis, double[] values, double times) {
        double min = Arrays.stream(values).min().orElse(0);
        double max = Arrays.stream(values).max().orElse(1);
        if (max - min <= 1e-9 * Math.abs(max)) {
            styler.setYAxisMin(axis, Math.min(0, times * min))
                    .setYAxisMax(axis, max == 0 ? 1 : Math.max(0, times * max));
        }
    }
}
