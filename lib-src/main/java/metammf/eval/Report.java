package metammf.eval;

import static metammf.base.MetaMmfException.require;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.Table;

/**
 * The outcome of a full ranking: where every user's held-out items were found, and the metrics at several cut-offs.
 *
 * @param data name and fingerprint of the data set; empty if it was not told
 * @param cutOffs the cut-offs K, ascending
 * @param perUser the users with held-out items, in ascending order
 */
public record Report(String data, List<Integer> cutOffs, List<UserRanks> perUser) {
    /** Keeps unmodifiable copies. */
    public Report {
        cutOffs = List.copyOf(cutOffs);
        perUser = List.copyOf(perUser);
    }

    /** {@return |U_t|, the number of users with held-out items} */
    public int users() {
        return perUser.size();
    }

    /** {@return |T|, the number of held-out items of all users} */
    public int positives() {
        return perUser.stream().mapToInt(UserRanks::positives).sum();
    }

    /**
     * The metrics at a cut-off.
     *
     * @param k a cut-off that was asked for
     * @return its metrics
     * @throws metammf.base.MetaMmfException if the report has no such cut-off
     */
    public Metrics at(int k) {
        return new Metrics(
                mean(Metric.PRECISION, k),
                mean(Metric.RECALL, k),
                mean(Metric.MICRO_RECALL, k),
                mean(Metric.HIT_RATE, k),
                mean(Metric.NDCG, k));
    }

    /**
     * One metric at a cut-off.
     *
     * @param metric which
     * @param k a cut-off that was asked for
     * @return its mean over the users
     * @throws metammf.base.MetaMmfException if the report has no such cut-off
     */
    public double mean(Metric metric, int k) {
        requireK(k);
        double sum = 0;
        for (UserRanks user : perUser) {
            sum += user.value(metric, k);
        }
        return sum / (metric == Metric.MICRO_RECALL ? positives() : users());
    }

    /**
     * One metric of every user; what a paired test compares.
     *
     * @param metric which
     * @param k a cut-off that was asked for
     * @return numbers whose mean is the metric, in the order of the users, (|U_t|)
     * @throws metammf.base.MetaMmfException if the report has no such cut-off
     */
    public double[] perUser(Metric metric, int k) {
        requireK(k);
        double scale = metric == Metric.MICRO_RECALL ? (double) users() / positives() : 1;
        return perUser.stream()
                .mapToDouble(user -> scale * user.value(metric, k))
                .toArray();
    }

    private void requireK(int k) {
        require(cutOffs.contains(k), "report: expected a K of %s, received %d", cutOffs, k);
    }

    /** {@return a table with one row for each cut-off and one column for each metric} */
    public Table toTable() {
        return Table.create(
                "Full ranking of %s users, %s held-out items".formatted(users(), positives()) + on(),
                IntColumn.create("K", cutOffs.stream().mapToInt(Integer::intValue)),
                column("precision", Metrics::precision),
                column("recall", Metrics::recall),
                column("microRecall", Metrics::microRecall),
                column("hitRate", Metrics::hitRate),
                column("ndcg", Metrics::ndcg));
    }

    private DoubleColumn column(String name, ToDoubleFunction<Metrics> metric) {
        return DoubleColumn.create(
                name, cutOffs.stream().map(this::at).mapToDouble(metric).toArray());
    }

    /** The data set, with as much of its fingerprint as one reads. */
    private String on() {
        return data.isEmpty() ? "" : " of " + data.replaceFirst("([0-9a-f]{12})[0-9a-f]{52}$", "$1");
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("  K precision  recall microRecall hitRate    ndcg\n");
        for (int k : cutOffs) {
            Metrics m = at(k);
            text.append(String.format(
                    Locale.ROOT,
                    "%3d    %.4f  %.4f      %.4f  %.4f  %.4f%n",
                    k,
                    m.precision(),
                    m.recall(),
                    m.microRecall(),
                    m.hitRate(),
                    m.ndcg()));
        }
        return data.isEmpty()
                ? text.toString()
                : text.append(on().substring(" of ".length())).append('\n').toString();
    }
}
