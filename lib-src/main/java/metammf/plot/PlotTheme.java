package metammf.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.util.Locale;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.knowm.xchart.style.theme.AbstractBaseTheme;

/**
 * The look of every figure: white, so that it reads on dark pages; the colours of Okabe and Ito, which the colour-blind
 * tell apart; another marker and another dash for every series, so that print without colour reads too.
 */
final class PlotTheme extends AbstractBaseTheme {
    static final int WIDTH = 640;
    static final int HEIGHT = 400;
    private static final float TITLE_SIZE = 14f;
    private static final float SMALLEST = 8f;
    private static final int TITLE_LETTERS = 55; // what fits above the narrowest plot
    private static final int AXIS_LETTERS = 72; // what fits below it

    static final Color BLUE = new Color(0x0072B2);
    static final Color VERMILLION = new Color(0xD55E00);
    static final Color GREEN = new Color(0x009E73);
    static final Color PURPLE = new Color(0xCC79A7);
    static final Color ORANGE = new Color(0xE69F00);
    static final Color SKY = new Color(0x56B4E9);
    static final Color INK = new Color(0x222222);
    private static final Color FRAME = new Color(0x999999);
    private static final Color GRID = new Color(0xE3E3E3);

    // Seven colours and six markers repeat together only after 42 series.
    private static final Color[] COLORS = {BLUE, VERMILLION, GREEN, PURPLE, ORANGE, SKY, INK};
    private static final Marker[] MARKERS = {
        SeriesMarkers.CIRCLE,
        SeriesMarkers.SQUARE,
        SeriesMarkers.TRIANGLE_UP,
        SeriesMarkers.DIAMOND,
        new BoldCross(),
        SeriesMarkers.TRIANGLE_DOWN
    };
    private static final BasicStroke[] LINES = {dashes(), dashes(8, 5), dashes(2, 4), dashes(10, 4, 2, 4)};

    private static BasicStroke dashes(float... lengths) {
        return new BasicStroke(
                2f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND, 10f, lengths.length == 0 ? null : lengths, 0f);
    }

    /** The colour of a series by its place. */
    static Color color(int series) {
        return COLORS[series % COLORS.length];
    }

    /** The marker of a series by its place. */
    static Marker marker(int series) {
        return MARKERS[series % MARKERS.length];
    }

    /** Sets a title, the smaller the longer, so that it fits; and numbers as in the library's other texts. */
    static void title(Chart<?, ?> chart, String title) {
        String shown = Letters.shown(title);
        chart.setTitle(shown);
        chart.getStyler()
                .setLocale(Locale.ROOT)
                .setChartTitleFont(fitting(chart.getStyler().getChartTitleFont(), TITLE_SIZE, TITLE_LETTERS, shown));
    }

    /** Sets the title of the x axis in the same way, where there is none of the y axis. */
    static void xTitle(CategoryChart chart, String title) {
        String shown = Letters.shown(title);
        chart.setXAxisTitle(shown);
        Font font = chart.getStyler().getAxisTitleFont();
        chart.getStyler().setAxisTitleFont(fitting(font, font.getSize2D(), AXIS_LETTERS, shown));
    }

    private static Font fitting(Font font, float size, int letters, String text) {
        return font.deriveFont(Math.max(SMALLEST, size * Math.min(1f, (float) letters / text.length())));
    }

    /** The dashes of a series by its place. */
    static BasicStroke line(int series) {
        return LINES[series % LINES.length];
    }

    @Override
    public Color[] getSeriesColors() {
        return COLORS.clone();
    }

    @Override
    public Marker[] getSeriesMarkers() {
        return MARKERS.clone();
    }

    @Override
    public BasicStroke[] getSeriesLines() {
        return LINES.clone();
    }

    @Override
    public Font getBaseFont() {
        return new Font(Font.SANS_SERIF, Font.PLAIN, 12);
    }

    @Override
    public Font getChartTitleFont() {
        return getBaseFont().deriveFont(Font.BOLD, TITLE_SIZE);
    }

    @Override
    public Font getAxisTitleFont() {
        return getBaseFont().deriveFont(13f);
    }

    @Override
    public Font getAxisTickLabelsFont() {
        return getBaseFont();
    }

    @Override
    public Font getLegendFont() {
        return getBaseFont();
    }

    @Override
    public Color getChartFontColor() {
        return INK;
    }

    @Override
    public Color getAxisTickLabelsColor() {
        return INK;
    }

    @Override
    public boolean isChartTitleBoxVisible() {
        return false;
    }

    @Override
    public Color getLegendBorderColor() {
        return Color.WHITE;
    }

    @Override
    public LegendPosition getLegendPosition() {
        return LegendPosition.OutsideS;
    }

    @Override
    public Color getPlotBorderColor() {
        return FRAME;
    }

    @Override
    public Color getPlotGridLinesColor() {
        return GRID;
    }

    @Override
    public BasicStroke getPlotGridLinesStroke() {
        return BASE_STROKE;
    }

    @Override
    public boolean isPlotTicksMarksVisible() {
        return false;
    }

    @Override
    public Color getErrorBarsColor() {
        return INK;
    }
}
