package metammf.plot;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import metammf.data.Interactions;
import metammf.eval.Metric;
import metammf.eval.Report;
import metammf.eval.Significance.Interval;
import metammf.model.Explanation;
import metammf.train.History;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.HeatMapChart;
import org.knowm.xchart.XYChart;

/**
 * The figures of the notebooks, all in one look and at most 640 pixels wide. Each method returns a chart of XChart,
 * whose styler and series can be changed before it is shown. Names and curves are in the order of their map (a
 * {@link java.util.LinkedHashMap} keeps its own; that of {@code Map.of} changes from run to run).
 *
 * <p>All numbers must be finite, and there must be at least one. Otherwise, and if sizes differ, a method throws a
 * {@link metammf.base.MetaMmfException} with the title and the place.
 */
public final class Plots {
    private Plots() {}

    /**
     * {@return loss (left axis) and validation metric (right axis) per epoch; a ring marks the best epoch} Works from
     * the first epoch on. A loss or a validation that is not finite is left out.
     */
    public static XYChart learningCurve(History history) {
        return LearningCurve.of(history);
    }

    /**
     * {@return bars with their values, by name}
     *
     * @param x what the names are, for example models
     * @param y what the values are, for example recall@20
     */
    public static CategoryChart comparison(String title, String x, String y, Map<String, Double> values) {
        return Bars.of(title, x, y, values, Map.of());
    }

    /**
     * {@return the same with error bars of {@code value - error .. value + error}} Each value has an error of at least
     * 0, for example a standard deviation over seeds.
     */
    public static CategoryChart comparison(
            String title, String x, String y, Map<String, Double> values, Map<String, Double> errors) {
        return Bars.of(title, x, y, values, errors);
    }

    /**
     * {@return bars with the means of intervals, by name; the error bars are half as wide as the intervals} For example
     * a column of a table of results.
     */
    public static CategoryChart intervals(String title, String x, String y, Map<String, Interval> intervals) {
        Map<String, Double> means = new LinkedHashMap<>();
        Map<String, Double> errors = new LinkedHashMap<>();
        intervals.forEach((name, interval) -> {
            means.put(name, interval.mean());
            errors.put(name, interval.half());
        });
        return Bars.of(title, x, y, means, errors);
    }

    /**
     * {@return one metric at a cut-off by groups of items or users, with a line for each model}
     *
     * @param models name of each model and its groups; all have the same groups
     */
    public static CategoryChart groups(Metric metric, int k, Map<String, Report.Groups> models) {
        return Bars.groups(metric, k, models);
    }

    /**
     * {@return why a user is offered an item: bars for the score, the parts that add up to it, and each modality, with
     * their signs} Below are the items whose fusion functions are most alike, and their distances.
     */
    public static CategoryChart explanation(Explanation why) {
        return Bars.explanation(why);
    }

    /**
     * {@return the popularity of items: rank against number of interactions, both axes logarithmic} The title says
     * which part of the interactions the most popular fifth has; items without interactions count in the title but have
     * no place on a logarithmic axis.
     */
    public static XYChart longTail(Interactions interactions) {
        return LongTail.of(interactions);
    }

    /**
     * {@return points of the plane, coloured and marked by label, for example those of {@link Projection#tsne}} Both
     * axes span the same range and have no numbers.
     *
     * @param points (n, 2)
     * @param labels the label of each point, (n), from 0
     * @param names the name of each label; none: their numbers
     */
    public static XYChart scatter(String title, double[][] points, int[] labels, String... names) {
        return Plane.scatter(title, points, labels, names);
    }

    /**
     * {@return points whose coordinates mean something, with numbers and titles on the axes} Both axes span the same
     * range.
     */
    public static XYChart scatter(String title, String x, String y, double[][] points, int[] labels, String... names) {
        return Plane.scatter(title, x, y, points, labels, names);
    }

    /** {@return the same with a silhouette in the title, usually {@link Silhouette#of} the rows before their projection} */
    public static XYChart scatter(String title, double silhouette, double[][] points, int[] labels, String... names) {
        return scatter(String.format(Locale.ROOT, "%s (silhouette %.2f)", title, silhouette), points, labels, names);
    }

    /**
     * {@return users as stars, linked to their items, another colour and another marker for each user; Fig. 4 of the
     * paper}
     *
     * @param users (u, 2)
     * @param items (n, 2)
     * @param userOf to which of the users an item belongs, (n), from 0
     */
    public static XYChart links(String title, double[][] users, double[][] items, int[] userOf) {
        return Plane.links(title, users, items, userOf);
    }

    /**
     * {@return a matrix in colours, row 0 on top: blue below 0, white at 0, vermillion above, for example W_i - W} A
     * small one, of at most 160 cells, shows its values too.
     */
    public static HeatMapChart heatMap(String title, String x, String y, float[][] matrix) {
        return HeatMap.of(title, x, y, matrix);
    }

    /**
     * {@return curves with markers, for example a metric against the number of layers} A curve on one level is a value to
     * compare with and becomes a dashed grey line. Among other models, MetaMMF has heavy lines.
     *
     * @param curves name to {@code {xs, ys}}, two arrays of the same length
     */
    public static XYChart lines(String title, String x, String y, Map<String, double[][]> curves) {
        return Curves.lines(title, x, y, curves);
    }

    /** {@return the same with a logarithmic x axis, for xs above 0 such as the ranks 1, 2, 4, 8} */
    public static XYChart logLines(String title, String x, String y, Map<String, double[][]> curves) {
        return Curves.logLines(title, x, y, curves);
    }

    /**
     * {@return curves in bands, for example a validation metric by epochs: the mean over seeds between the worst and
     * the best seed}
     *
     * @param bands name to {@code {xs, ys, lows, highs}}, four arrays of the same length, low &lt;= y &lt;= high
     */
    public static XYChart bands(String title, String x, String y, Map<String, double[][]> bands) {
        return Curves.bands(title, x, y, bands);
    }
}
