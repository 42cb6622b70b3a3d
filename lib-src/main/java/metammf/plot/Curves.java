package metammf.plot;

import static metammf.base.MetaMmfException.require;

import java.awt.Color;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
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
    private static final int MARKERS_UP_TO = 35; // points: beyond that markers hide the line and the band
    private static final String BAND = " band";

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
        XYChart chart = of(title, x, y, curves);
        Ticks.roundNumbers(chart.getStyler(), curves.values());
        return chart;
    }

    private static XYChart of(String title, String x, String y, Map<String, double[][]> curves) {
        require(!curves.isEmpty(), "%s: expected at least one curve, received none", title);
        XYChart chart = empty(title, x, y);
        add(chart, title, curves);
        sayWhereItStarts(chart, y, curves, MIDDLE);
        return chart;
    }

    private static void add(XYChart chart, String title, Map<String, double[][]> curves) {
        curves.forEach((name, curve) -> {
            List<Integer> lengths =
                    Arrays.stream(curve).map(array -> array.length).toList();
            boolean good = curve.length == 2 && lengths.get(0).equals(lengths.get(1)) && lengths.get(0) > 0;
            String expected = "%s: expected the curve %s as {xs, ys} of one length, received lengths %s";
            require(good, expected, title, name, lengths);
            Rows.requireFinite(title, curve);
            chart.addSeries(Letters.key(name), curve[0], curve[1]).setLabel(Letters.shown(Letters.key(name)));
        });
        dress(chart, curves);
        chart.getStyler().setXAxisTickLabelsFormattingFunction(Ticks::label);
    }

    private static void dress(XYChart chart, Map<String, double[][]> curves) {
        List<XYSeries> levels = new ArrayList<>();
        List<XYSeries> ours = new ArrayList<>();
        List<XYSeries> others = new ArrayList<>();
        curves.forEach((name, curve) -> {
            XYSeries series = chart.getSeries(Letters.key(name));
            (isLevel(curve[1]) ? levels : PlotTheme.isOurs(name) ? ours : others).add(series);
        });
        each(levels, PlotTheme::dressReference);
        if (ours.isEmpty() || others.isEmpty()) {
            each(ours.isEmpty() ? others : ours, (series, place) -> PlotTheme.dress(series, place, MARKERS_UP_TO));
        } else {
            each(ours, (series, place) -> PlotTheme.dressOurs(series, place, MARKERS_UP_TO));
            each(others, (series, place) -> PlotTheme.dressOther(series, place, MARKERS_UP_TO));
        }
    }

    private static void each(List<XYSeries> series, BiConsumer<XYSeries, Integer> dress) {
        IntStream.range(0, series.size()).forEach(place -> dress.accept(series.get(place), place));
    }

    /** Whether a curve is only a value to compare with. */
    private static boolean isLevel(double[] ys) {
        return ys.length > 1 && Arrays.stream(ys).allMatch(y -> y == ys[0]);
    }

    /** An axis starts at 0, or says that it does not: differences then look larger than they are. */
    private static void sayWhereItStarts(XYChart chart, String y, Map<String, double[][]> curves, int lowest) {
        DoubleSummaryStatistics all = curves.values().stream()
                .flatMapToDouble(curve -> Arrays.stream(curve[lowest]))
                .summaryStatistics();
        if (all.getMin() > CUT * all.getMax()) {
            chart.setYAxisTitle(Letters.shown(y) + " (axis does not start at 0)");
        } else if (all.getMin() > 0) {
            chart.getStyler().setYAxisMin(0.0);
        }
    }

    static XYChart logLines(String title, String x, String y, Map<String, double[][]> curves) {
        XYChart chart = of(title, x, y, curves);
        curves.forEach((name, curve) -> {
            boolean above = Arrays.stream(curve[0]).allMatch(value -> value > 0);
            String received = Arrays.toString(curve[0]);
            require(above, "%s: expected the curve %s with xs above 0, received %s", title, name, received);
        });
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
        require(!bands.isEmpty(), "%s: expected at least one curve, received none", title);
        Map<String, double[][]> middles = new LinkedHashMap<>();
        bands.forEach((name, band) -> {
            requireBand(title, name, band);
            middles.put(name, new double[][] {band[XS], band[MIDDLE]});
        });
        XYChart chart = empty(title, x, y);
        bands.forEach((name, band) -> addBand(chart, name, band)); // behind all curves
        add(chart, title, middles);
        bands.keySet().forEach(name -> color(chart, name));
        sayWhereItStarts(chart, y, bands, LOW);
        Ticks.roundNumbers(chart.getStyler(), bands.values());
        return chart;
    }

    private static void requireBand(String title, String name, double[][] band) {
        String four = "%s: expected %s as {xs, ys, lows, highs}, received %d arrays";
        require(band.length == 4, four, title, name, band.length);
        Rows.requireFinite(title, band);
        String order = "%s: expected %s with low <= y <= high, received %s, %s, %s at x = %s";
        for (int n = 0; n < band[XS].length; n++) {
            double y = band[MIDDLE][n];
            double low = band[LOW][n];
            double high = band[HIGH][n];
            require(low <= y && y <= high, order, title, name, low, y, high, band[XS][n]);
        }
    }

    /** A polygon: along the upper edge there, along the lower one back. */
    private static void addBand(XYChart chart, String name, double[][] band) {
        XYSeries polygon = chart.addSeries(name + BAND, joined(band[XS], band[XS]), joined(band[HIGH], band[LOW]));
        polygon.setXYSeriesRenderStyle(XYSeriesRenderStyle.PolygonArea);
        polygon.setLineStyle(SeriesLines.NONE).setShowInLegend(false);
        polygon.setMarker(SeriesMarkers.NONE);
    }

    private static void color(XYChart chart, String name) {
        Color color = chart.getSeries(Letters.key(name)).getLineColor();
        Color pale = new Color(color.getRed(), color.getGreen(), color.getBlue(), OPACITY);
        chart.getSeries(name + BAND).setFillColor(pale);
    }

    private static double[] joined(double[] there, double[] back) {
        int n = there.length;
        return IntStream.range(0, 2 * n)
                .mapToDouble(k -> k < n ? there[k] : back[2 * n - 1 - k])
                .toArray();
    }
}
