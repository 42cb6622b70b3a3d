package metammf.plot;

import static metammf.base.MetaMmfException.require;

import java.util.List;
import java.util.Map;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategorySeries;
import org.knowm.xchart.style.CategoryStyler;

/** One bar a name, with its value as text and, if given, its error bar. */
final class Bars {
    private static final int NAME_PIXELS = 520; // what the names may take together before they are turned
    private static final int LETTER_PIXELS = 8;
    private static final int NARROW = 8; // bars: more of them have no room for a value between the sides
    private static final int NARROWER = 12; // bars: more of them have no room for a value above

    private Bars() {}

    static CategoryChart of(String metric, Map<String, Double> values, Map<String, Double> errors) {
        requireValues(metric, values);
        CategoryChart chart = new CategoryChart(PlotTheme.WIDTH, PlotTheme.HEIGHT, new PlotTheme());
        PlotTheme.title(chart, metric);
        CategorySeries series = addBars(chart, Letters.key(metric), values, errors);
        List<String> names = names(values);
        series.setFillColor(PlotTheme.BLUE);
        style(chart.getStyler(), names, !errors.isEmpty(), largest(values));
        return chart;
    }

    private static void requireValues(String metric, Map<String, Double> values) {
        require(!values.isEmpty(), "%s: expected at least one value, received none", metric);
        values.forEach((name, value) -> require(
                Double.isFinite(value), "%s of %s: expected a finite number, received %s", metric, name, value));
    }

    private static CategorySeries addBars(
            CategoryChart chart, String metric, Map<String, Double> values, Map<String, Double> errors) {
        List<String> names = names(values);
        List<Double> heights = List.copyOf(values.values());
        return errors.isEmpty()
                ? chart.addSeries(metric, names, heights)
                : chart.addSeries(
                        metric,
                        names,
                        heights,
                        values.keySet().stream()
                                .map(name -> error(metric, name, errors))
                                .toList());
    }

    private static List<String> names(Map<String, Double> values) {
        return values.keySet().stream().map(Letters::shown).toList();
    }

    private static double error(String metric, String name, Map<String, Double> errors) {
        Double error = errors.get(name);
        require(
                error != null && Double.isFinite(error) && error >= 0,
                "%s of %s: expected an error of at least 0, received %s",
                metric,
                name,
                error);
        return error;
    }

    private static double largest(Map<String, Double> values) {
        return values.values().stream().mapToDouble(Math::abs).max().orElseThrow();
    }

    private static void style(CategoryStyler styler, List<String> names, boolean errors, double largest) {
        styler.setLegendVisible(false);
        styler.setPlotGridVerticalLinesVisible(false);
        styler.setAvailableSpaceFill(names.size() == 1 ? 0.2 : 0.7);
        styler.setYAxisDecimalPattern(Ticks.pattern(largest));
        if (largest == 0) {
            styler.setYAxisMin(0.0).setYAxisMax(1.0); // XChart has no room for bars of no height
        }
        styler.setXAxisTickMarkSpacingHint(1); // every name
        styler.setLabelsVisible(true);
        // Above the bar, or inside at its foot where the error bar does not reach.
        styler.setLabelsPosition(errors ? 0.05 : 1.05);
        styler.setLabelsRotation(names.size() > (errors ? NARROW : NARROWER) ? 90 : 0);
        int letters = names.stream().mapToInt(String::length).max().orElseThrow();
        styler.setXAxisLabelRotation(letters * LETTER_PIXELS * names.size() > NAME_PIXELS ? 35 : 0);
    }
}
