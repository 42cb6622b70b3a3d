package metammf.eval;

import static metammf.MetaMmfException.require;

import java.util.Collections;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.Table;

/**
 * The outcome of a full ranking: metrics at several cut-offs.
 *
 * @param users number of users with held-out items, |U_t|
 * @param positives number of held-out items, |T|
 * @param byK cut-off K to metrics
 */
public record Report(int users, int positives, SortedMap<Integer, Metrics> byK) {
    /** Keeps an unmodifiable copy of the metrics. */
    public Report {
        byK = Collections.unmodifiableSortedMap(new TreeMap<>(byK));
    }

    /**
     * The metrics at a cut-off.
     *
     * @param k a cut-off that was asked for
     * @return its metrics
     * @throws metammf.MetaMmfException if the report has no such cut-off
     */
    public Metrics at(int k) {
        require(byK.containsKey(k), "report: expected a K of %s, received %d", byK.keySet(), k);
        return byK.get(k);
    }

    /**
     * One row a cut-off, one column a metric.
     *
     * @return a table
     */
    public Table toTable() {
        Table table = Table.create("Full ranking of %d users, %d held-out items".formatted(users, positives));
        IntColumn k = IntColumn.create("K", byK.keySet().stream().mapToInt(Integer::intValue));
        table.addColumns(
                k,
                column(
                        "precision",
                        byK.values().stream().mapToDouble(Metrics::precision).toArray()),
                column(
                        "recall",
                        byK.values().stream().mapToDouble(Metrics::recall).toArray()),
                column(
                        "microRecall",
                        byK.values().stream().mapToDouble(Metrics::microRecall).toArray()),
                column(
                        "hitRate",
                        byK.values().stream().mapToDouble(Metrics::hitRate).toArray()),
                column("ndcg", byK.values().stream().mapToDouble(Metrics::ndcg).toArray()));
        return table;
    }

    private static DoubleColumn column(String name, double[] values) {
        return DoubleColumn.create(name, values);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("  K precision  recall microRecall hitRate    ndcg\n");
        byK.forEach((k, m) -> text.append(String.format(
                Locale.ROOT,
                "%3d    %.4f  %.4f      %.4f  %.4f  %.4f%n",
                k,
                m.precision(),
                m.recall(),
                m.microRecall(),
                m.hitRate(),
                m.ndcg())));
        return text.toString();
    }
}
