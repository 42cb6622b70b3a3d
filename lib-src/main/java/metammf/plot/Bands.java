package metammf.plot;

import static metammf.base.MetaMmfException.require;

import java.awt.Color;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Curves, each in a band between a lower and an upper one. */
final class Bands {
    private static final int XS = 0;
    private static final int MIDDLE = 1;
    private static final int LOW = 2;
    private static final int HIGH = 3;
    private static final int OPACITY = 60; // of 255, so that two bands which overlap both show
    private static final int MARKERS_UP_TO = 30; // points: beyond that markers hide the band

    private Bands() {}

    static XYChart of(String title, String x, String y, Map<String, double[][]> bands) {
        bands.forEach((name, band) -> requireBand(title, name, band));
        Map<String, double[][]> middles = new LinkedHashMap<>();
        bands.forEach((name, band) -> middles.put(name, new double[][] {band[XS], band[MIDDLE]}));
        XYChart chart = Plots.lines(title, x, y, middles);
        bands.keySet().forEach(name -> styleMiddle(chart, name));
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

    /** As the theme would choose, but told: the bands, which come behind, must not change it. */
    private static void styleMiddle(XYChart chart, String name) {
        XYSeries curve = chart.getSeries(Letters.key(name));
        int place = chart.getSeriesCollection().stream().toList().indexOf(curve);
        curve.setLineColor(PlotTheme.color(place));
        curve.setMarkerColor(PlotTheme.color(place));
        curve.setLineStyle(PlotTheme.line(place));
        curve.setMarker(curve.getXData().length > MARKERS_UP_TO ? SeriesMarkers.NONE : PlotTheme.marker(place));
    }

    /** A polygon: along the upper edge there, along the lower one back. */
    private static void addBand(XYChart chart, String name, double[][] band) {
        Color color = chart.getSeries(Letters.key(name)).getLineColor();
        XYSeries polygon = chart.addSeries(name + " band", joined(band[XS], band[XS]), joined(band[HIGH], band[LOW]));
        polygon.setXYSeriesRenderStyle(XYSeriesRenderStyle.PolygonArea);
        polygon.setFillColor(new Color(color.getRed(), color.getGreen(), color.getBlue(), OPACITY));
        polygon.setLineStyle(SeriesLines.NONE);
        polygon.setMarker(SeriesMarkers.NONE);
        polygon.setShowInLegend(false);
    }

    private static double[] joined(double[] there, double[] back) {
        int n = there.length;
        return IntStream.range(0, 2 * n)
                .mapToDouble(k -> k < n ? there[k] : back[2 * n - 1 - k])
                .toArray();
    }
}
