package metammf.plot;

import static metammf.base.MetaMmfException.require;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;

/** Points of the plane, another colour and another marker for each label, one range on both axes. */
final class Scatter {
    private static final int HEIGHT = 480;
    private static final int MANY = 400; // points: above that small markers

    private Scatter() {}

    static XYChart of(String title, double[][] points, int[] labels, String... names) {
        XYChart chart = around(title, points);
        Rows.requireLabels(title, points, labels);
        Arrays.stream(labels).sorted().distinct().forEach(label -> addPoints(chart, points, labels, label, names));
        return chart;
    }

    /** A chart without series, with room for some points. */
    static XYChart around(String title, double[][] points) {
        require(points.length > 0, "%s: expected at least one point, received none", title);
        Rows.requireFinite(title, points);
        require(points[0].length == 2, "%s: expected points of width 2, received %d", title, points[0].length);
        XYChart chart = new XYChart(PlotTheme.WIDTH, HEIGHT, new PlotTheme());
        PlotTheme.title(chart, title);
        style(chart.getStyler(), points);
        return chart;
    }

    private static void addPoints(XYChart chart, double[][] points, int[] labels, int label, String... names) {
        require(
                names.length == 0 || label < names.length,
                "%s: expected labels below the %d names, received %d",
                chart.getTitle(),
                names.length,
                label);
        String name = names.length == 0 ? Integer.toString(label) : names[label];
        String key = name.isEmpty() || chart.getSeries(name) != null ? name + " (" + label + ")" : name;
        XYSeries series = chart.addSeries(key, column(points, labels, label, 0), column(points, labels, label, 1));
        series.setLabel(Letters.shown(key.strip()));
        series.setMarkerColor(PlotTheme.color(label));
        series.setMarker(PlotTheme.marker(label));
    }

    private static double[] column(double[][] points, int[] labels, int label, int axis) {
        return IntStream.range(0, points.length)
                .filter(i -> labels[i] == label)
                .mapToDouble(i -> points[i][axis])
                .toArray();
    }

    private static void style(XYStyler styler, double[][] points) {
        styler.setDefaultSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
        styler.setMarkerSize(points.length > MANY ? 6 : 9);
        styler.setLegendPosition(LegendPosition.OutsideE);
        styler.setLegendLayout(LegendLayout.Vertical);
        styler.setAxisTicksVisible(false).setPlotGridLinesVisible(false).setAxisTitlesVisible(false);
        double half = 0.55 * Math.max(span(points, 0), span(points, 1));
        double x = middle(points, 0);
        double y = middle(points, 1);
        double room = half > 0 ? half : 1;
        styler.setXAxisMin(x - room).setXAxisMax(x + room).setYAxisMin(y - room).setYAxisMax(y + room);
    }

    private static double span(double[][] points, int axis) {
        return max(points, axis) - min(points, axis);
    }

    private static double middle(double[][] points, int axis) {
        return (max(points, axis) + min(points, axis)) / 2;
    }

    private static double max(double[][] points, int axis) {
        return Arrays.stream(points).mapToDouble(point -> point[axis]).max().orElseThrow();
    }

    private static double min(double[][] points, int axis) {
        return Arrays.stream(points).mapToDouble(point -> point[axis]).min().orElseThrow();
    }
}
