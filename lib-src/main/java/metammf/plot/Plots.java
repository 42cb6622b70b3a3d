package metammf.plot;

import metammf.train.History;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.Styler.LegendLayout;

/**
 * The figures of the notebooks, all in one look and at most 640 pixels wide. Each method returns a chart of XChart,
 * whose styler and series can be changed before it is shown.
 */
public final class Plots {
    private Plots() {}

    /**
     * Loss (left axis) and validation metric (right axis) per epoch; a ring marks the best epoch. Works from the
     * first epoch on. A loss or a validation that is not finite is left out.
     *
     * @param history at least one epoch
     * @return a chart
     * @throws metammf.MetaMmfException if no epoch was finished
     */
    public static XYChart learningCurve(History history) {
        return LearningCurve.of(history);
    }

    /** An empty chart in the look of all. */
    static XYChart xyChart(String title, String x, String y) {
        XYChart chart = new XYChart(PlotTheme.WIDTH, PlotTheme.HEIGHT, new PlotTheme());
        chart.setTitle(title);
        chart.setXAxisTitle(x);
        chart.setYAxisTitle(y);
        chart.getStyler().setYAxisTickLabelsFormattingFunction(Ticks::label);
        chart.getStyler().setLegendLayout(LegendLayout.Horizontal);
        return chart;
    }
}
