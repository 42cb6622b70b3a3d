package metammf.notebook;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.knowm.xchart.HeatMapSeries;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.internal.chartpart.AxesChart;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.internal.series.AxesChartSeriesCategory;
import org.knowm.xchart.internal.series.AxesChartSeriesNumerical;
import org.knowm.xchart.internal.series.Series;

/** A chart in words, for screen readers and for front ends that show only text. */
final class AltText {
    private static final int MOST = 20; // series, and bars of a series

    private AltText() {}

    /** Its title, its axes, and where every series begins and ends; of bars every value, of a band its width. */
    static String of(Chart<?, ?> chart) {
        Collection<? extends Series> series = chart.getSeriesCollection();
        StringJoiner text = new StringJoiner("; ").add("Chart: " + chart.getTitle() + axes(chart));
        for (Series one : series.stream().limit(MOST).toList()) {
            String name = series.size() > 1 && one instanceof AxesChartSeriesCategory ? one.getName() + ": " : "";
            text.add(name + words(one, isScatter(chart)));
        }
        if (series.size() > MOST) {
            text.add(series.size() + " series in all");
        }
        return unescaped(text.toString());
    }

    /** The letters for which a chart had no font. */
    private static String unescaped(String text) {
        return Pattern.compile("\\\\u([0-9A-F]{4})")
                .matcher(text)
                .replaceAll(
                        escape -> Matcher.quoteReplacement(Character.toString(Integer.parseInt(escape.group(1), 16))));
    }

    private static boolean isScatter(Chart<?, ?> chart) {
        return chart instanceof XYChart xy
                && xy.getStyler().getDefaultSeriesRenderStyle() == XYSeriesRenderStyle.Scatter;
    }

    private static String axes(Chart<?, ?> chart) {
        return chart instanceof AxesChart<?, ?> axes && isNamed(axes.getXAxisTitle()) && isNamed(axes.getYAxisTitle())
                ? " (" + axes.getYAxisTitle().replaceFirst(" \\(axis .*", "") + " by " + axes.getXAxisTitle() + ")"
                : "";
    }

    private static boolean isNamed(String axis) {
        return axis != null && !axis.isBlank();
    }

    private static String words(Series series, boolean scatter) {
        if (series instanceof HeatMapSeries map) {
            return "%s columns, %s rows, %s"
                    .formatted(map.getXData().size(), map.getYData().size(), span(map.getMin(), map.getMax()));
        }
        if (series instanceof AxesChartSeriesCategory bars) {
            return bars(bars);
        }
        if (series instanceof XYSeries band && isBand(band)) { // along its upper edge there, along the lower one back
            double[] edges = band.getYData();
            return band.getName() + " at its end " + span(edges[edges.length / 2], edges[edges.length / 2 - 1]);
        }
        double[] y = series instanceof AxesChartSeriesNumerical curve ? curve.getYData() : new double[0];
        return y.length < 2 // its name says it
                ? series.getName()
                : series.getName() + " " + (scatter ? y.length + " points" : span(y[0], y[y.length - 1]));
    }

    private static boolean isBand(XYSeries series) {
        return series.getXYSeriesRenderStyle()
                .filter(XYSeriesRenderStyle.PolygonArea::equals)
                .isPresent();
    }

    private static String bars(AxesChartSeriesCategory bars) {
        List<?> names = List.copyOf(bars.getXData());
        double[] values = bars.getYData();
        return IntStream.range(0, values.length)
                .filter(n -> !Double.isNaN(values[n])) // a bar of another series
                .limit(MOST)
                .mapToObj(n -> names.get(n) + " " + number(values[n]))
                .collect(Collectors.joining(", "));
    }

    private static String span(double from, double to) {
        return "from " + number(from) + " to " + number(to);
    }

    /** Four digits; without zeros at the end. */
    private static String number(double value) {
        return Double.toString(Double.parseDouble(String.format(Locale.ROOT, "%.4g", value)))
                .replaceFirst("\\.0$", "");
    }
}
