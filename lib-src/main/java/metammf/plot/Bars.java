package metammf.plot;

import static metammf.base.MetaMmfException.require;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import metammf.eval.Metric;
import metammf.eval.Report;
import metammf.model.Explanation;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategorySeries;
import org.knowm.xchart.CategorySeries.CategorySeriesRenderStyle;
import org.knowm.xchart.style.CategoryStyler;
import org.knowm.xchart.style.Styler.LegendLayout;

/** Numbers by name: one bar a name, with its value as text and, if given, its error bar; or a line over groups. */
final class Bars {
    private static final int NAME_PIXELS = 520; // what the names may take together before they are turned
    private static final int LETTER_PIXELS = 8;
    private static final int NARROW = 8; // bars: more of them have no room for a value between the sides
    private static final int NARROWER = 12; // bars: more of them have no room for a value above
    private static final double LINE = 0.1; // of the plot's height, for a value and the space below it
    private static final double UPRIGHT = 0.22; // for a value that is turned
    private static final int MOST_ALIKE = 3; // fusion functions, what fits in the width

    private Bars() {}

    /** Bars with the titles of both axes. */
    static CategoryChart of(String title, String x, String y, Map<String, Double> values, Map<String, Double> errors) {
        CategoryChart chart = of(title, values, errors);
        PlotTheme.axes(chart, x, y);
        return chart;
    }

    private static CategoryChart of(String metric, Map<String, Double> values, Map<String, Double> errors) {
        require(!values.isEmpty(), "%s: expected at least one value, received none", metric);
        values.forEach((name, value) -> require(
                Double.isFinite(value), "%s of %s: expected a finite number, received %s", metric, name, value));
        CategoryChart chart = empty(metric);
        boolean compared =
                values.keySet().stream().map(PlotTheme::isOurs).distinct().count() > 1;
        if (compared) { // two series at the same places, each without the bars of the other
            add(chart, metric, values, errors, name -> !PlotTheme.isOurs(name)).setFillColor(PlotTheme.BLUE);
            add(chart, PlotTheme.OURS, values, errors, PlotTheme::isOurs).setFillColor(PlotTheme.VERMILLION);
            chart.getStyler().setOverlapped(true);
        } else {
            add(chart, metric, values, errors, name -> true).setFillColor(PlotTheme.BLUE);
        }
        style(chart.getStyler(), values, errors);
        return chart;
    }

    private static CategorySeries add(
            CategoryChart chart,
            String series,
            Map<String, Double> values,
            Map<String, Double> errors,
            Predicate<String> isShown) {
        List<String> names = values.keySet().stream().map(Letters::shown).toList();
        List<Double> heights = new ArrayList<>();
        List<Double> deviations = new ArrayList<>();
        values.forEach((name, value) -> {
            heights.add(isShown.test(name) ? value : null);
            deviations.add(errors.isEmpty() || !isShown.test(name) ? null : error(series, name, errors));
        });
        return chart.addSeries(Letters.key(series), names, heights, errors.isEmpty() ? null : deviations);
    }

    private static double largest(Map<String, Double> values) {
        return values.values().stream().mapToDouble(Math::abs).max().orElse(0);
    }

    private static CategoryChart empty(String title) {
        return PlotTheme.dress(new CategoryChart(PlotTheme.WIDTH, PlotTheme.HEIGHT, PlotTheme.BASE), title);
    }

    private static double error(String metric, String name, Map<String, Double> errors) {
        Double error = errors.get(name);
        boolean good = error != null && Double.isFinite(error) && error >= 0;
        require(good, "%s of %s: expected an error of at least 0, received %s", metric, name, error);
        return error;
    }

    private static void style(CategoryStyler styler, Map<String, Double> values, Map<String, Double> errors) {
        Set<String> names = values.keySet();
        double largest = largest(values);
        boolean inside = largest(errors) > 0;
        boolean upright = names.size() > (inside ? NARROW : NARROWER);
        styler.setLegendVisible(false);
        styler.setPlotGridVerticalLinesVisible(false);
        styler.setAvailableSpaceFill(names.size() == 1 ? 0.2 : 0.7);
        styler.setYAxisDecimalPattern(Ticks.pattern(largest));
        styler.setYAxisTickLabelsFormattingFunction(value -> Ticks.label(value, largest));
        if (largest == 0) {
            styler.setYAxisMin(0.0).setYAxisMax(1.0); // XChart has no room for bars of no height
        }
        styler.setXAxisTickMarkSpacingHint(1); // every name
        styler.setLabelsVisible(!inside || haveRoom(values, errors, upright ? UPRIGHT : LINE));
        styler.setLabelsFont(PlotTheme.FONT).setLabelsFontColor(PlotTheme.INK);
        // Above the bar, or inside at its foot where the error bar does not reach.
        styler.setLabelsPosition(inside ? 0.05 : 1.05);
        styler.setLabelsRotation(upright ? 90 : 0);
        int letters = names.stream().mapToInt(String::length).max().orElseThrow();
        styler.setXAxisLabelRotation(letters * LETTER_PIXELS * names.size() > NAME_PIXELS ? 35 : 0);
    }

    /** Whether no error bar reaches down to the value at the foot of its bar. */
    private static boolean haveRoom(Map<String, Double> values, Map<String, Double> errors, double room) {
        double top = values.keySet().stream()
                .mapToDouble(name -> Math.abs(values.get(name)) + errors.get(name))
                .max()
                .orElseThrow();
        return values.keySet().stream().allMatch(name -> Math.abs(values.get(name)) - errors.get(name) > room * top);
    }

    static CategoryChart explanation(Explanation why) {
        CategoryChart chart = of("What makes the score of " + why.pair(), why.parts(), Map.of());
        String decimals = chart.getStyler().getYAxisDecimalPattern();
        chart.getStyler().setYAxisDecimalPattern("+" + decimals + ";-" + decimals);
        double largest = largest(why.parts());
        chart.getStyler().setYAxisTickLabelsFormattingFunction(value -> signed(Ticks.label(value, largest)));
        String alike = why.alike().stream()
                .limit(MOST_ALIKE)
                .map(other -> String.format(Locale.ROOT, "%s (%.3f)", other.id(), other.distance()))
                .collect(Collectors.joining(", "));
        PlotTheme.axes(chart, alike.isEmpty() ? "" : "fusion functions most alike: " + alike, "part of the score");
        return chart;
    }

    private static String signed(String number) {
        return number.equals("0") || number.startsWith("-") ? number : "+" + number;
    }

    static CategoryChart groups(Metric metric, int k, Map<String, Report.Groups> models) {
        require(!models.isEmpty(), "groups: expected at least one model, received none");
        Report.Groups first = models.values().iterator().next();
        List<String> names = List.copyOf(first.reports().keySet());
        CategoryChart chart = empty(metric.at(k) + " by " + first.by());
        PlotTheme.axes(chart, first.by(), metric.at(k));
        chart.getStyler().setDefaultSeriesRenderStyle(CategorySeriesRenderStyle.Line);
        chart.getStyler().setOverlapped(true).setYAxisMin(0.0); // the models of a group above each other
        chart.getStyler().setLegendLayout(LegendLayout.Horizontal);
        chart.getStyler().setYAxisTickLabelsFormattingFunction(Ticks::label);
        models.forEach((name, groups) -> {
            List<String> own = List.copyOf(groups.reports().keySet());
            require(names.equals(own), "groups: expected those of the first model, %s, received %s", names, own);
            List<Double> values = groups.reports().values().stream()
                    .map(report -> report.mean(metric, k))
                    .toList();
            chart.addSeries(Letters.key(name), names, values).setLabel(Letters.shown(Letters.key(name)));
        });
        return chart;
    }
}
