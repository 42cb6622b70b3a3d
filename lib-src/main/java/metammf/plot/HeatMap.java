package metammf.plot;

import static metammf.base.MetaMmfException.require;

import java.awt.Color;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.stream.IntStream;
import org.knowm.xchart.HeatMapChart;
import org.knowm.xchart.style.HeatMapStyler;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;

/** A matrix in colours: blue below 0, white at 0, vermillion above; from white on if nothing is below 0. */
final class HeatMap {
    private static final int LABELS = 10;
    private static final int CELLS_WITH_VALUES = 160;
    private static final List<Integer> STEPS = List.of(1, 2, 5, 10, 20, 50, 100, 200, 500, 1000);
    private static final MathContext END = new MathContext(2, RoundingMode.UP); // no value beyond the scale

    private HeatMap() {}

    static HeatMapChart of(String title, String x, String y, float[][] matrix) {
        require(matrix.length > 0 && matrix[0].length > 0, "%s: expected a matrix, received an empty one", title);
        double[][] values = Rows.of(matrix);
        Rows.requireFinite(title, values);
        HeatMapChart chart =
                PlotTheme.dress(new HeatMapChart(PlotTheme.WIDTH, PlotTheme.HEIGHT, PlotTheme.BASE), title);
        chart.setXAxisTitle(Letters.shown(x));
        chart.setYAxisTitle(Letters.shown(y));
        List<String> rows = new ArrayList<>(labels(matrix.length));
        Collections.reverse(rows); // XChart counts rows from below
        chart.addSeries("value", labels(matrix[0].length), rows, cells(matrix));
        DoubleSummaryStatistics range =
                Arrays.stream(values).flatMapToDouble(Arrays::stream).summaryStatistics();
        double largest = Math.max(range.getMax(), -range.getMin());
        style(chart.getStyler(), range.getMin() < 0, largest);
        showValues(chart.getStyler(), (int) range.getCount(), largest);
        return chart;
    }

    /** The numbers from 0, blank but for about ten round ones. */
    private static List<String> labels(int count) {
        int step = STEPS.stream().filter(s -> count <= LABELS * s).findFirst().orElse(count);
        return IntStream.range(0, count)
                .mapToObj(n -> n % step == 0 ? Integer.toString(n) : " ")
                .toList();
    }

    /** Triples column, row, value. */
    private static List<Number[]> cells(float[][] matrix) {
        List<Number[]> cells = new ArrayList<>();
        for (int row = 0; row < matrix.length; row++) {
            for (int column = 0; column < matrix[row].length; column++) {
                cells.add(new Number[] {column, matrix.length - 1 - row, matrix[row][column]});
            }
        }
        return cells;
    }

    /** Where there is room: blue and vermillion are equally dark, and print without colour has no signs. */
    private static void showValues(HeatMapStyler styler, int cells, double largest) {
        styler.setShowValue(cells <= CELLS_WITH_VALUES);
        styler.setValueFont(styler.getBaseFont().deriveFont(8f));
        String digits = largest != 0 && (largest < 1e-3 || largest >= 1e8)
                ? "0.0E0"
                : largest < 0.1 ? "0.0000" : largest < 10 ? "0.00" : "0";
        styler.setHeatMapValueDecimalPattern("+" + digits + ";-" + digits);
    }

    private static void style(HeatMapStyler styler, boolean below, double largest) {
        double end = largest == 0 ? 1 : new BigDecimal(largest).round(END).doubleValue();
        styler.setRangeColors(
                below
                        ? new Color[] {PlotTheme.BLUE, Color.WHITE, PlotTheme.VERMILLION}
                        : new Color[] {Color.WHITE, PlotTheme.VERMILLION});
        styler.setMin(below ? -end : 0).setMax(end);
        styler.setPlotContentSize(1);
        styler.setPlotGridLinesVisible(false);
        styler.setXAxisTickMarkSpacingHint(1);
        styler.setAxisTicksMarksVisible(false);
        styler.setLegendPosition(LegendPosition.OutsideE);
        styler.setLegendLayout(LegendLayout.Vertical);
        styler.setGradientColorColumnHeight(200);
        styler.setGradientColorColumnWeight(16);
    }
}
