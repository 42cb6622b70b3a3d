package metammf.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.util.Locale;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.knowm.xchart.style.theme.AbstractBaseTheme;
import org.knowm.xchart.style.theme.Theme;

/**
 * The look of every figure: white, which a notebook inverts on a dark page; the colours of Okabe and Ito, which the colour-blind
 * tell apart; another marker and another dash for every series, so that print without colour reads too.
 */
final class PlotTheme {
    static final int WIDTH = 640;
    static final int HEIGHT = 400;

    /** What {@link #dress} begins with. */
    static final Theme BASE = new AbstractBaseTheme() {};

    static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
    private static final float TITLE_SIZE = 14f;
    private static final float AXIS_SIZE = 13f;
    private static final float SMALLEST = 8f;
    private static final int TITLE_LETTERS = 55; // what fits above the narrowest plot
    private static final int X_LETTERS = 72; // what fits below it
    private static final int Y_LETTERS = 40; // and beside it
    static final String OURS = "MetaMMF"; // how the names of our models begin

    static final Color BLUE = new Color(0x0072B2);
    static final Color VERMILLION = new Color(0xD55E00);
    static final Color GREEN = new Color(0x009E73);
    static final Color PURPLE = new Color(0xCC79A7);
    static final Color ORANGE = new Color(0xE69F00);
    static final Color SKY = new Color(0x56B4E9);
    static final Color INK = new Color(0x222222);
    static final Color GREY = new Color(0x666666);
    private static final Color FRAME = new Color(0x999999);
    private static final Color GRID = new Color(0xE3E3E3);

    // Seven colours and six markers repeat together only after 42 series.
    private static final Color[] COLORS = {BLUE, VERMILLION, GREEN, PURPLE, ORANGE, SKY, INK};
    private static final Marker[] MARKERS = {
        SeriesMarkers.CIRCLE,
        SeriesMarkers.SQUARE,
        SeriesMarkers.TRIANGLE_UP,
        SeriesMarkers.DIAMOND,
        Outline.CROSS,
        SeriesMarkers.TRIANGLE_DOWN
    };
    private static final BasicStroke[] LINES = {line(2), line(2, 8, 5), line(2, 2, 4), line(2, 10, 4, 2, 4)};
    private static final BasicStroke[] HEAVY = {line(4), line(4, 8, 6), line(4, 2, 6)};

    private PlotTheme() {}

    private static BasicStroke line(float width, float... dashes) {
        return new BasicStroke(
                width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND, 10f, dashes.length == 0 ? null : dashes, 0f);
    }

    /** The colour of a series by its place. */
    static Color color(int series) {
        return COLORS[series % COLORS.length];
    }

    /** The marker of a series by its place. */
    static Marker marker(int series) {
        return MARKERS[series % MARKERS.length];
    }

    /** Whether a name is that of the paper's model, which stands out among others. */
    static boolean isOurs(String name) {
        return name.startsWith(OURS);
    }

    /** Gives a curve the colour, the dash and, unless it has too many points, the marker of a place. */
    static void dress(XYSeries curve, int place, int mostMarkers) {
        dress(curve, place, LINES[place % LINES.length], mostMarkers);
    }

    /** Gives a curve of our model a heavy line and a colour that {@link #dressOther} does not use. */
    static void dressOurs(XYSeries curve, int place, int mostMarkers) {
        dress(curve, 2 * place + 1, HEAVY[place % HEAVY.length], mostMarkers);
    }

    static void dressOther(XYSeries curve, int place, int mostMarkers) {
        dress(curve, 2 * place, LINES[(place + 1) % LINES.length], mostMarkers);
    }

    private static void dress(XYSeries curve, int place, BasicStroke line, int mostMarkers) {
        curve.setLineColor(color(place));
        curve.setMarkerColor(color(place));
        curve.setLineStyle(line);
        curve.setMarker(curve.getXData().length > mostMarkers ? SeriesMarkers.NONE : marker(place));
    }

    /** Makes a line that is only there to compare with: grey, dashed and without markers. */
    static void dressReference(XYSeries line, int place) {
        line.setLineColor(GREY);
        line.setLineStyle(LINES[1 + place % (LINES.length - 1)]);
        line.setMarker(SeriesMarkers.NONE);
    }

    /** Gives a new chart its look and its title, and writes numbers as in the library's other texts. {@return the chart} */
    static <C extends Chart<? extends AxesChartStyler, ?>> C dress(C chart, String title) {
        chart.setTitle(Letters.shown(title));
        AxesChartStyler styler = chart.getStyler();
        styler.setLocale(Locale.ROOT)
                .setSeriesColors(COLORS.clone())
                .setSeriesMarkers(MARKERS.clone())
                .setSeriesLines(LINES.clone())
                .setBaseFont(FONT)
                .setChartTitleFont(fitting(FONT.deriveFont(Font.BOLD), TITLE_SIZE, TITLE_LETTERS, chart.getTitle()))
                .setChartTitleBoxVisible(false)
                .setLegendFont(FONT)
                .setLegendBorderColor(Color.WHITE)
                .setLegendPosition(LegendPosition.OutsideS)
                .setPlotBorderColor(FRAME)
                .setChartFontColor(INK);
        styler.setAxisTitleFont(FONT.deriveFont(AXIS_SIZE))
                .setAxisTickLabelsFont(FONT)
                .setAxisTickLabelsColor(INK)
                .setPlotGridLinesColor(GRID)
                .setPlotGridLinesStroke(AbstractBaseTheme.BASE_STROKE)
                .setPlotTicksMarksVisible(false)
                .setErrorBarsColor(INK);
        return chart;
    }

    /** Sets the titles of both axes, the smaller the longer. */
    static void axes(CategoryChart chart, String x, String y) {
        chart.setXAxisTitle(Letters.shown(x));
        chart.setYAxisTitle(Letters.shown(y));
        Font font = fitting(FONT, AXIS_SIZE, X_LETTERS, chart.getXAxisTitle());
        chart.getStyler().setAxisTitleFont(fitting(font, font.getSize2D(), Y_LETTERS, chart.getYAxisTitle()));
    }

    private static Font fitting(Font font, float size, int letters, String text) {
        return font.deriveFont(Math.max(SMALLEST, size * Math.min(1f, (float) letters / text.length())));
    }
}
