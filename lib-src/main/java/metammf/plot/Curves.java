package metammf.plot;

import static metammf.base.MetaMmfException.require;

import java.awt.BasicStroke;
import java.awt.Color;
import java.util.Arrays;
import java.util.Collection;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Curves by name, on linear or logarithmic axes, and in bands between a lower and an upper one. */
final class Curves {
    private static final int XS = 0;
    private static final int MIDDLE = 1;
    private static final int LOW = 2;
    private static final int HIGH = 3;
    private static final int OPACITY = 60; // of 255, so that two bands which overlap both show
    private static final double CUT = 0.25; // of the largest value: an axis that starts above says so
    private static final BasicStroke REFERENCE = PlotTheme.dashes(2, 5);
    private static final int MARKERS_UP_TO = 30; // points: beyond that markers hide the band

    private Curves() {}

    /** A chart without curves. */
    static XYChart empty(String title, String x, String y) {
        XYChart chart = PlotTheme.dress(new XYChart(PlotTheme.WIDTH, PlotTheme.HEIGHT, PlotTheme.BASE), title);
        chart.setXAxisTitle(Letters.shown(x));
        chart.setYAxisTitle(Letters.shown(y));
        chart.getStyler().setYAxisTickLabelsFormattingFunction(Ticks::label);
        chart.getStyler().setLegendLayout(LegendLayout.Horizontal);
        return chart;
    }

    static XYChart lines(String title, String x, String y, Map<String, double[][]> curves) {
        require(!curves.isEmpty(), "%s: expected at least one curve, received none", title);
        XYChart chart = empty(title, x, y);
        chart.getStyler().setXAxisTickLabelsFormattingFunction(Ticks::label);
        curves.forEach((name, curve) -> {
            require(
                    curve.length == 2 && curve[0].length == curve[1].length && curve[0].length > 0,
                    "%s: expected the curve %s as {xs, ys} of one length, received lengths %s",
                    title,
                    name,
                    Arrays.stream(curve).map(array -> array.length).toList());
            Rows.requireFinite(title, curve);
            XYSeries series = chart.addSeries(Letters.key(name), curve[0], curve[1]);
            series.setLabel(Letters.shown(Letters.key(name)));
            if (curve[1].length > 1 && isLevel(curve[1])) { // a value to compare with
                series.setMarker(SeriesMarkers.NONE).setLineStyle(REFERENCE);
            }
        });
        sayWhereItStarts(chart, y, curves.values());
        return chart;
    }

    private static boolean isLevel(double[] ys) {
        return Arrays.stream(ys).allMatch(y -> y == ys[0]);
    }

    /** An axis that starts far from 0 makes differences look larger than they are. */
    private static void sayWhereItStarts(XYChart chart, String y, Collection<double[][]> curves) {
        DoubleSummaryStatistics all = curves.stream()
                .flatMapToDouble(curve -> Arrays.stream(curve[1]))
                .summaryStatistics();
        if (all.getMin() > CUT * all.getMax()) {
            chart.setYAxisTitle(Letters.shown(y) + " (axis does not start at 0)");
        }
    }

    static XYChart logLines(String title, String x, String y, Map<String, double[][]> curves) {
        XYChart chart = lines(title, x, y, curves);
        curves.forEach((name, curve) -> require(
                Arrays.stream(curve[0]).allMatch(value -> value > 0),
                "%s: expected the curve %s with xs above 0, received %s",
                title,
                name,
                Arrays.toString(curve[0])));
        chart.getStyler().setXAxisLogarithmic(true).setXAxisLogarithmicDecadeOnly(false);
        boolean several = curves.values().stream()
                        .flatMapToDouble(curve -> Arrays.stream(curve[0]))
                        .distinct()
                        .count()
                > 1;
        chart.getStyler().setXAxisTickLabelsFormattingFunction(several ? Ticks::roundLabel : Ticks::label);
        return chart;
    }

    static XYChart bands(String title, String x, String y, Map<String, double[][]> bands) {
        Map<String, double[][]> middles = new LinkedHashMap<>();
        bands.forEach((name, band) -> {
            requireBand(title, name, band);
            middles.put(name, new double[][] {band[XS], band[MIDDLE]});
        });
        XYChart chart = lines(title, x, y, middles);
        int place = 0;
        for (XYSeries middle : chart.getSeriesCollection()) { // told, since the bands would change it
            PlotTheme.dress(middle, place++, MARKERS_UP_TO);
        }
        bands.forEach((name, band) -> addBand(chart, name, band));
        return chart;
    }

    private static void requireBand(String title, String name, double[][] band) {
        require(
                band.length == 4,
                "%s: expected %s as {xs, ys, lows, highs}, received %d arrays",
                title,
                name,
                band.length);
        Rows.requireFinite(title, band);
        for (int n = 0; n < band[XS].length; n++) {
            require(
                    band[LOW][n] <= band[MIDDLE][n] && band[MIDDLE][n] <= band[HIGH][n],
                    "%s: expected %s with low <= y <= high, received %s, %s, %s at x = %s",
                    title,
                    name,
                    band[LOW][n],
                    band[MIDDLE][n],
                    band[HIGH][n],
                    band[XS][n]);
        }
    }

    /** A polygon: along the upper edge there, along the lower one back. */
    private static void addBand(XYChart chart, String name, double[][] band) {
        Color color = chart.getSeries(Letters.key(name)).getLineColor();
        XYSeries polygon = chart.addSeries(name + " band", joined(band[XS], band[XS]), joined(band[HIGH], band[LOW]));
        polygon.setXYSeriesRenderStyle(XYSeriesRenderStyle.PolygonArea);
        polygon.setFillColor(new Color(color.getRed(), color.getGreen(), color.getBlue(), OPACITY));
        polygon.setLineStyle(SeriesLines.NONE).setShowInLegend(false);
        polygon.setMarker(SeriesMarkers.NONE);
    }

    private static double[] joined(double[] there, double[] back) {
        int n = there.length;
        return IntStream.range(0, 2 * n)
                .mapToDouble(k -> k < n ? there[k] : back[2 * n - 1 - k])
                .toArray();
    }
}
