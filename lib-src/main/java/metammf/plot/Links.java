package metammf.plot;

import static metammf.base.MetaMmfException.require;

import java.awt.BasicStroke;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** A star for a user, a point for each of the user's items, and a line between the two: Fig. 4 of the paper. */
final class Links {
    private static final BasicStroke THIN = new BasicStroke(0.6f);

    private Links() {}

    static XYChart of(String title, double[][] users, double[][] items, int[] userOf) {
        Rows.requireLabels(title, items, userOf);
        int most = Arrays.stream(userOf).max().orElse(-1);
        require(most < users.length, "%s: expected items of %d users, received user %d", title, users.length, most);
        XYChart chart = Scatter.around(
                title, Stream.of(users, items).flatMap(Arrays::stream).toArray(double[][]::new));
        for (int user = 0; user < users.length; user++) {
            addItems(chart, user, users[user], of(user, items, userOf));
        }
        for (int user = 0; user < users.length; user++) { // above all lines
            add(chart, "user " + (user + 1), user, new Star(), users[user]);
        }
        return chart;
    }

    private static double[][] of(int user, double[][] items, int[] userOf) {
        return IntStream.range(0, items.length)
                .filter(i -> userOf[i] == user)
                .mapToObj(i -> items[i])
                .toArray(double[][]::new);
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

    private static XYSeries add(XYChart chart, String name, int user, Marker marker, double[]... points) {
        XYSeries series = chart.addSeries(name, column(points, 0), column(points, 1));
        series.setMarkerColor(PlotTheme.color(user));
        series.setMarker(marker);
        return series;
    }

    private static double[] column(double[][] points, int axis) {
        return Arrays.stream(points).mapToDouble(point -> point[axis]).toArray();
    }
}
