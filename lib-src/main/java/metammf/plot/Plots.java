package metammf.plot;

import static metammf.base.MetaMmfException.require;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import metammf.data.Interactions;
import metammf.eval.Metric;
import metammf.eval.Report;
import metammf.model.Explanation;
import metammf.train.History;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategorySeries.CategorySeriesRenderStyle;
import org.knowm.xchart.HeatMapChart;
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
     * @throws metammf.base.MetaMmfException if no epoch was finished
     */
    public static XYChart learningCurve(History history) {
        return LearningCurve.of(history);
    }

    /**
     * Bars with their values, in the order of the map (a {@link java.util.LinkedHashMap} keeps its own; that of
     * {@code Map.of} changes from run to run).
     *
     * @param metric what the values are, the title
     * @param values name to value, finite, at least one
     * @return a chart
     * @throws metammf.base.MetaMmfException if there is no value or one is not finite
     */
    public static CategoryChart comparison(String metric, Map<String, Double> values) {
        return Bars.of(metric, values, Map.of());
    }

    /**
     * Bars with their values and with error bars of {@code value - error .. value + error}, for example a standard
     * deviation over seeds.
     *
     * @param metric what the values are, the title
     * @param values name to value, finite, at least one, in order
     * @param errors name to error, at least 0, one for each value
     * @return a chart
     * @throws metammf.base.MetaMmfException if there is no value, one is not finite, or an error is missing or negative
     */
    public static CategoryChart comparison(String metric, Map<String, Double> values, Map<String, Double> errors) {
        return Bars.of(metric, values, errors);
    }

    /**
     * Returns a chart of one metric by groups of items or users, with a line for each model.
     *
     * @param metric the metric
     * @param k a cut-off of the reports
     * @param models name of each model and its groups, in order, at least one; all have the same groups
     * @return a chart
     * @throws metammf.MetaMmfException if there is no model, the groups differ or the reports have no such cut-off
     */
    public static CategoryChart groups(Metric metric, int k, Map<String, Report.Groups> models) {
        require(!models.isEmpty(), "groups: expected at least one model, received none");
        Report.Groups first = models.values().iterator().next();
        List<String> names = List.copyOf(first.reports().keySet());
        CategoryChart chart = new CategoryChart(PlotTheme.WIDTH, PlotTheme.HEIGHT, new PlotTheme());
        PlotTheme.title(chart, metric.at(k) + " by " + first.by());
        PlotTheme.xTitle(chart, first.by());
        chart.getStyler().setDefaultSeriesRenderStyle(CategorySeriesRenderStyle.Line);
        chart.getStyler().setLegendLayout(LegendLayout.Horizontal);
        chart.getStyler().setYAxisTickLabelsFormattingFunction(Ticks::label);
        models.forEach((name, groups) -> {
            List<String> own = List.copyOf(groups.reports().keySet());
            require(names.equals(own), "groups: expected those of the first model, %s, received %s", names, own);
            List<Double> values = groups.reports().values().stream()
                    .map(report -> report.mean(metric, k))
                    .toList();
            chart.addSeries(Letters.key(name), names, values).setLabel(Letters.shown(Letters.key(name)));
        });
        return chart;
    }

    /**
     * Why a user is offered an item: bars for the score, the parts that add up to it, and each modality, with their signs;
     * below, the items whose fusion functions are most alike, and their distances.
     *
     * @param why the explanation
     * @return a chart
     */
    public static CategoryChart explanation(Explanation why) {
        CategoryChart chart = comparison("What makes the score of " + why.pair(), why.parts());
        String decimals = chart.getStyler().getYAxisDecimalPattern();
        chart.getStyler().setYAxisDecimalPattern("+" + decimals + ";-" + decimals);
        String alike = why.alike().stream()
                .limit(3) // what fits in the width
                .map(other -> String.format(Locale.ROOT, "%s (%.3f)", other.id(), other.distance()))
                .collect(Collectors.joining(", "));
        PlotTheme.xTitle(chart, alike.isEmpty() ? "" : "fusion functions most alike: " + alike);
        return chart;
    }

    /**
     * The popularity of items: rank against number of interactions, both axes logarithmic. The title says which part
     * of the interactions the most popular fifth has; items without interactions count in the title but have no place
     * on a logarithmic axis.
     *
     * @param interactions at least one
     * @return a chart
     * @throws metammf.base.MetaMmfException if there is no interaction
     */
    public static XYChart longTail(Interactions interactions) {
        return LongTail.of(interactions);
    }

    /**
     * Points of the plane, coloured and marked by label, for example those of {@link Projection#tsne}. Both axes span
     * the same range and have no numbers.
     *
     * @param title the title
     * @param points (n, 2), finite, at least one
     * @param labels the label of each point, (n), from 0
     * @param names the name of each label; none: their numbers
     * @return a chart
     * @throws metammf.base.MetaMmfException if sizes differ, a number is not finite, or a label has no name
     */
    public static XYChart scatter(String title, double[][] points, int[] labels, String... names) {
        return Scatter.of(title, points, labels, names);
    }

    /**
     * The same with a silhouette in the title, usually {@link Silhouette#of} the rows before their projection.
     *
     * @param title the title
     * @param silhouette in -1 .. 1
     * @param points (n, 2), finite, at least one
     * @param labels the label of each point, (n), from 0
     * @param names the name of each label; none: their numbers
     * @return a chart
     * @throws metammf.base.MetaMmfException if sizes differ, a number is not finite, or a label has no name
     */
    public static XYChart scatter(String title, double silhouette, double[][] points, int[] labels, String... names) {
        return scatter(String.format(Locale.ROOT, "%s (silhouette %.2f)", title, silhouette), points, labels, names);
    }

    /**
     * Users as stars, linked to their items, another colour and another marker for each user; Fig. 4 of the paper.
     *
     * @param title the title
     * @param users (u, 2), finite, at least one
     * @param items (n, 2), finite
     * @param userOf to which of the users an item belongs, (n), from 0
     * @return a chart
     * @throws metammf.base.MetaMmfException if sizes differ, a number is not finite, or an item is of none of the users
     */
    public static XYChart links(String title, double[][] users, double[][] items, int[] userOf) {
        return Links.of(title, users, items, userOf);
    }

    /**
     * A matrix in colours, row 0 on top: blue below 0, white at 0, vermillion above, for example W_i - W. A small one, of
     * at most 160 cells, shows its values too.
     *
     * @param title the title
     * @param matrix (rows, columns), finite, not empty
     * @return a chart
     * @throws metammf.base.MetaMmfException if the matrix is empty, its rows differ in width or a number is not finite
     */
    public static HeatMapChart heatMap(String title, float[][] matrix) {
        return HeatMap.of(title, matrix);
    }

    /**
     * Curves with markers, for example a metric against the number of layers.
     *
     * @param title the title
     * @param x title of the x axis
     * @param y title of the y axis
     * @param curves name to {@code {xs, ys}}, two arrays of the same length, in order, at least one
     * @return a chart
     * @throws metammf.base.MetaMmfException if there is no curve or one is not two finite arrays of the same length
     */
    public static XYChart lines(String title, String x, String y, Map<String, double[][]> curves) {
        require(!curves.isEmpty(), "%s: expected at least one curve, received none", title);
        XYChart chart = xyChart(title, x, y);
        chart.getStyler().setXAxisTickLabelsFormattingFunction(Ticks::label);
        curves.forEach((name, curve) -> addCurve(chart, name, curve));
        return chart;
    }

    /**
     * The same with a logarithmic x axis, for numbers such as the ranks 1, 2, 4, 8.
     *
     * @param title the title
     * @param x title of the x axis
     * @param y title of the y axis
     * @param curves name to {@code {xs, ys}}, two arrays of the same length, xs above 0, in order, at least one
     * @return a chart
     * @throws metammf.base.MetaMmfException if there is no curve, one is not two finite arrays of the same length, or an x is not
     *     above 0
     */
    public static XYChart logLines(String title, String x, String y, Map<String, double[][]> curves) {
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

    /**
     * Curves in bands, for example a validation metric by epochs: the mean over seeds between the worst and the best seed.
     *
     * @param title the title
     * @param x title of the x axis
     * @param y title of the y axis
     * @param bands name to {@code {xs, ys, lows, highs}}, four arrays of the same length, low &lt;= y &lt;= high, in order,
     *     at least one
     * @return a chart
     * @throws metammf.base.MetaMmfException if there is no band, or one is not four finite arrays of the same length in that order
     */
    public static XYChart bands(String title, String x, String y, Map<String, double[][]> bands) {
        return Bands.of(title, x, y, bands);
    }

    private static void addCurve(XYChart chart, String name, double[][] curve) {
        require(
                curve.length == 2 && curve[0].length == curve[1].length && curve[0].length > 0,
                "%s: expected the curve %s as {xs, ys} of one length, received lengths %s",
                chart.getTitle(),
                name,
                Arrays.stream(curve).map(array -> array.length).toList());
        Rows.requireFinite(chart.getTitle(), curve);
        chart.addSeries(Letters.key(name), curve[0], curve[1]).setLabel(Letters.shown(Letters.key(name)));
    }

    /** An empty chart in the look of all. */
    static XYChart xyChart(String title, String x, String y) {
        XYChart chart = new XYChart(PlotTheme.WIDTH, PlotTheme.HEIGHT, new PlotTheme());
        PlotTheme.title(chart, title);
        chart.setXAxisTitle(Letters.shown(x));
        chart.setYAxisTitle(Letters.shown(y));
        chart.getStyler().setYAxisTickLabelsFormattingFunction(Ticks::label);
        chart.getStyler().setLegendLayout(LegendLayout.Horizontal);
        return chart;
    }
}
