package metammf.notebook;

import java.util.Locale;
import tech.tablesaw.columns.numbers.NumberColumnFormatter;

/** Fractions as tables show them: four decimals, and the tiny ones, such as p-values and weight decays, by their power. */
final class Decimals extends NumberColumnFormatter {
    private static final double TINY = 1e-4;

    static String text(double value) {
        if (Double.isNaN(value)) {
            return "";
        }
        return String.format(Locale.ROOT, value != 0 && Math.abs(value) < TINY ? "%.1e" : "%.4f", value);
    }

    @Override
    public String format(double value) {
        return text(value);
    }
}
