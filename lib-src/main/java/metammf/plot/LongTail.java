package metammf.plot;

import static metammf.base.MetaMmfException.require;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;
import metammf.data.Interactions;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;

/** Items by rank of popularity against their number of interactions, both logarithmic. */
final class LongTail {
    private static final int HEAD_PART = 5; // the head is a fifth of the items

    private LongTail() {}

    static XYChart of(Interactions interactions) {
        require(interactions.size() > 0, "long tail: expected at least one interaction, received none");
        int[] degrees = Arrays.stream(interactions.itemDegrees())
                .map(degree -> -degree)
                .sorted()
                .map(negative -> -negative)
                .toArray(); // descending
        int head = Math.max(1, degrees.length / HEAD_PART);
        XYChart chart = Curves.empty(title(interactions, head), "items, most popular first", "interactions");
        int known = (int) Arrays.stream(degrees).filter(degree -> degree > 0).count();
        addPart(chart, "head", degrees, 0, Math.min(head, known));
        addPart(chart, "tail", degrees, head, known);
        chart.getStyler().setXAxisLogarithmic(true).setYAxisLogarithmic(true);
        chart.getStyler().setXAxisTickLabelsFormattingFunction(Ticks::count);
        chart.getStyler().setYAxisTickLabelsFormattingFunction(Ticks::count);
        return chart;
    }

    private static String title(Interactions interactions, int head) {
        return String.format(
                Locale.ROOT,
                "Long tail: %.0f%% of the items have %.0f%% of the interactions",
                100.0 * head / interactions.items(),
                100 * interactions.headShare(1.0 / HEAD_PART));
    }

    private static void addPart(XYChart chart, String part, int[] degrees, int from, int to) {
        if (from >= to) {
            return;
        }
        int[] ranks = corners(degrees, from, to);
        long pairs = Arrays.stream(degrees, from, to).asLongStream().sum();
        XYSeries series = chart.addSeries(
                String.format(Locale.ROOT, "%s: %,d items, %,d interactions", part, to - from, pairs),
                Arrays.stream(ranks).mapToDouble(rank -> rank + 1).toArray(),
                Arrays.stream(ranks).mapToDouble(rank -> degrees[rank]).toArray());
        PlotTheme.dress(series, chart.getSeriesCollection().size() - 1, 1);
    }

    /** The first and last rank of every level: a curve of 76,000 items draws as fast as one of 100. */
    private static int[] corners(int[] degrees, int from, int to) {
        return IntStream.range(from, to)
                .filter(rank -> rank == from
                        || rank == to - 1
                        || degrees[rank] != degrees[rank - 1]
                        || degrees[rank] != degrees[rank + 1])
                .toArray();
    }
}
