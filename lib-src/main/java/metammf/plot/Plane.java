package metammf.plot;

import static metammf.base.MetaMmfException.require;

import java.awt.BasicStroke;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Points of the plane, one range on both axes: by labels, or each user's items around the user. */
final class Plane {
    private static final int HEIGHT = 480;
    private static final int MANY = 400; // points: above that small markers
    private static final double ROOM = 0.55; // from the middle, of the larger span
    private static final BasicStroke THIN = new BasicStroke(0.6f);

    private Plane() {}

    /** Another colour and another marker for each label. */
    static XYChart scatter(String title, double[][] points, int[] labels, String... names) {
        XYChart chart = around(title, points);
        Rows.requireLabels(title, points, labels);
        Arrays.stream(labels).sorted().distinct().forEach(label -> {
            boolean named = names.length == 0 || label < names.length;
            require(named, "%s: expected labels below the %d names, received %d", title, names.length, label);
            String name = names.length == 0 ? Integer.toString(label) : names[label];
            String key = name.isEmpty() || chart.getSeries(name) != null ? name + " (" + label + ")" : name;
            add(chart, key, label, PlotTheme.marker(label), of(label, points, labels))
                    .setLabel(Letters.shown(key.strip()));
        });
        return chart;
    }

    /** The same with numbers and titles on the axes. */
    static XYChart scatter(String title, String x, String y, double[][] points, int[] labels, String... names) {
        XYChart chart = scatter(title, points, labels, names);
        chart.setXAxisTitle(Letters.shown(x));
        chart.setYAxisTitle(Letters.shown(y));
        XYStyler styler = chart.getStyler();
        styler.setAxisTicksVisible(true).setPlotGridLinesVisible(true).setAxisTitlesVisible(true);
        styler.setXAxisTickLabelsFormattingFunction(Ticks::label);
        styler.setYAxisTickLabelsFormattingFunction(Ticks::label);
        return chart;
    }

    /** A star for a user, a point for each of the user's items, and a line between the two: Fig. 4 of the paper. */
    static XYChart links(String title, double[][] users, double[][] items, int[] userOf) {
        Rows.requireLabels(title, items, userOf);
        int most = Arrays.stream(userOf).max().orElse(-1);
        require(most < users.length, "%s: expected items of %d users, received user %d", title, users.length, most);
        XYChart chart =
                around(title, Stream.of(users, items).flatMap(Arrays::stream).toArray(double[][]::new));
        for (int user = 0; user < users.length; user++) {
            addItems(chart, user, users[user], of(user, items, userOf));
        }
        for (int user = 0; user < users.length; user++) { // above all lines
            add(chart, "user " + (user + 1), user, Outline.STAR, users[user]);
        }
        return chart;
    }

    private static void addItems(XYChart chart, int user, double[] star, double[][] items) {
        if (items.length > 0) {
            double[][] backAndForth =
                    Arrays.stream(items).flatMap(item -> Stream.of(star, item)).toArray(double[][]::new);
            XYSeries lines = add(chart, "links " + user, user, SeriesMarkers.NONE, backAndForth);
            lines.setXYSeriesRenderStyle(XYSeriesRenderStyle.Line).setLineStyle(THIN);
            lines.setLineColor(PlotTheme.color(user)).setShowInLegend(false);
            add(chart, "items " + user, user, PlotTheme.marker(user), items).setShowInLegend(false);
        }
    }

    private static XYSeries add(XYChart chart, String name, int place, Marker marker, double[]... points) {
        XYSeries series = chart.addSeries(name, column(points, 0), column(points, 1));
        series.setMarkerColor(PlotTheme.color(place));
        series.setMarker(marker);
        return series;
    }

    private static double[][] of(int label, double[][] points, int[] labels) {
        return IntStream.range(0, points.length)
                .filter(i -> labels[i] == label)
                .mapToObj(i -> points[i])
                .toArray(double[][]::new);
    }

    private static double[] column(double[][] points, int axis) {
        return Arrays.stream(points).mapToDouble(point -> point[axis]).toArray();
    }

    /** A chart without series, with room for some points. */
    private static XYChart around(String title, double[][] points) {
        require(points.length > 0, "%s: expected at least one point, received none", title);
        Rows.requireFinite(title, points);
        require(points[0].length == 2, "%s: expected points of width 2, received %d", title, points[0].length);
        XYChart chart = PlotTheme.dress(new XYChart(PlotTheme.WIDTH, HEIGHT, PlotTheme.BASE), title);
        XYStyler styler = chart.getStyler();
        styler.setDefaultSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
        styler.setMarkerSize(points.length > MANY ? 6 : 9);
        styler.setLegendPosition(LegendPosition.OutsideE).setLegendLayout(LegendLayout.Vertical);
        styler.setAxisTicksVisible(false).setPlotGridLinesVisible(false).setAxisTitlesVisible(false);
        DoubleSummaryStatistics x = Arrays.stream(column(points, 0)).summaryStatistics();
        DoubleSummaryStatistics y = Arrays.stream(column(points, 1)).summaryStatistics();
        double half = ROOM * Math.max(x.getMax() - x.getMin(), y.getMax() - y.getMin());
        double room = half > 0 ? half : 1;
        styler.setXAxisMin(middle(x) - room).setXAxisMax(middle(x) + room);
        styler.setYAxisMin(middle(y) - room).setYAxisMax(middle(y) + room);
        return chart;
    }

    private static double middle(DoubleSummaryStatistics values) {
        return (values.getMax() + values.getMin()) / 2;
    }
}
