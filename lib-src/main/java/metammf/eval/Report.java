package metammf.eval;

import static metammf.base.MetaMmfException.require;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import metammf.data.Dataset.Identity;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * The result of a full ranking: the ranks of the held-out items of each user, and the metrics at several cut-offs. A
 * method throws a {@link metammf.base.MetaMmfException} for any other cut-off.
 *
 * @param data the data set
 * @param cutOffs the cut-offs K, ascending
 * @param perUser the users with held-out items, in ascending order
 * @param lists the recommendation lists; null in a report that was read from a file
 */
public record Report(Identity data, List<Integer> cutOffs, List<UserRanks> perUser, Lists lists) {
    private static final int[] ITEM_DEGREES = {0, 2, 10};
    private static final int[] USER_DEGREES = {0, 5, 10, 20};

    /**
     * Ranking metrics at one cut-off K, over the users with at least one held-out item (section 5.2 of the paper, where
     * {@code microRecall} is called HR@K).
     *
     * @param precision mean over users of hits / K
     * @param recall mean over users of hits / held-out items
     * @param microRecall all hits / all held-out items
     * @param hitRate share of users with at least one hit
     * @param ndcg mean over users of the discounted gain, divided by that of min(K, held-out items) hits at the top
     */
    public record Metrics(double precision, double recall, double microRecall, double hitRate, double ndcg) {}

    /** Keeps unmodifiable copies. */
    public Report {
        cutOffs = List.copyOf(cutOffs);
        perUser = List.copyOf(perUser);
    }

    /** A report without recommendation lists. */
    public Report(Identity data, List<Integer> cutOffs, List<UserRanks> perUser) {
        this(data, cutOffs, perUser, null);
    }

    /** {@return |U_t|, the number of users with held-out items} */
    public int users() {
        return perUser.size();
    }

    /** {@return |T|, the number of held-out items of all users} */
    public int positives() {
        return perUser.stream().mapToInt(UserRanks::positives).sum();
    }

    /** {@return the metrics at a cut-off} */
    public Metrics at(int k) {
        return new Metrics(
                mean(Metric.PRECISION, k),
                mean(Metric.RECALL, k),
                mean(Metric.MICRO_RECALL, k),
                mean(Metric.HIT_RATE, k),
                mean(Metric.NDCG, k));
    }

    /** {@return the mean over the users of a metric at a cut-off} */
    public double mean(Metric metric, int k) {
        requireK(k);
        double sum = 0;
        for (UserRanks user : perUser) {
            sum += user.value(metric, k);
        }
        return sum / (metric == Metric.MICRO_RECALL ? positives() : users());
    }

    /** {@return a metric at a cut-off for each user, for a paired test: numbers whose mean is the metric, (|U_t|)} */
    public double[] perUser(Metric metric, int k) {
        requireK(k);
        double scale = metric == Metric.MICRO_RECALL ? (double) users() / positives() : 1;
        return perUser.stream()
                .mapToDouble(user -> scale * user.value(metric, k))
                .toArray();
    }

    /**
     * {@return the first K items of each list, which tell their coverage, popularity, novelty and diversity}
     *
     * @throws metammf.base.MetaMmfException if the report has no lists, as it was read from a file
     */
    public Lists lists(int k) {
        requireK(k);
        return known().first(k);
    }

    private Lists known() {
        require(lists != null, "report: expected the lists of a ranking, received a report that was read from a file");
        return lists;
    }

    /**
     * {@return the report by the popularity of the held-out items, for each group that contains any} The lists stay as
     * they are; recall, for example, becomes the share of a user's held-out items of the group that are in the list.
     *
     * @param most the largest number of training interactions of each group except the last, ascending; none: 0, 2, 10
     * @throws metammf.base.MetaMmfException if the report has no lists
     */
    public Groups byItemDegree(int... most) {
        int[] degrees = known().train().itemDegrees();
        return groups(
                "training interactions of the item",
                pair -> degrees[lists.heldOut().item(pair)],
                most.length > 0 ? most : ITEM_DEGREES);
    }

    /**
     * {@return the report by the activity of the users, for each group that contains users with held-out items}
     *
     * @param most the largest number of training interactions of each group except the last, ascending; none: 0, 5, 10,
     *     20
     * @throws metammf.base.MetaMmfException if the report has no lists
     */
    public Groups byUserDegree(int... most) {
        int[] users = known().heldOut().userColumn();
        return groups(
                "training interactions of the user",
                pair -> lists.train().degree(users[pair]),
                most.length > 0 ? most : USER_DEGREES);
    }

    private Groups groups(String by, IntUnaryOperator degree, int... most) {
        Map<String, Report> groups = new LinkedHashMap<>();
        for (int n = 0; n <= most.length; n++) {
            int low = n == 0 ? 0 : most[n - 1] + 1;
            int high = n == most.length ? Integer.MAX_VALUE : most[n];
            require(low <= high, "groups: expected ascending numbers, received %s", Arrays.toString(most));
            Lists part = lists.only(pair -> degree.applyAsInt(pair) >= low && degree.applyAsInt(pair) <= high);
            if (part.users().length > 0) {
                groups.put(range(low, high), part.report(data, cutOffs));
            }
        }
        return new Groups(by, groups);
    }

    private static String range(int low, int high) {
        if (high == Integer.MAX_VALUE) {
            return low + " or more";
        }
        return low == high ? Integer.toString(low) : low + "-" + high;
    }

    /** A report divided into groups of items or users: what divides them, and the report of each group by its name. */
    public record Groups(String by, Map<String, Report> reports) {
        /** {@return a table with one row for each group and cut-off} */
        public Table toTable() {
            return reports.entrySet().stream()
                    .map(group -> rows(group.getKey(), group.getValue()))
                    .reduce(Table::append)
                    .orElseGet(Table::create)
                    .setName("By " + by);
        }

        private static Table rows(String name, Report report) {
            int rows = report.cutOffs.size();
            return report.toTable()
                    .insertColumn(0, StringColumn.create("group", Collections.nCopies(rows, name)))
                    .insertColumn(1, repeated("users", report.users(), rows))
                    .insertColumn(2, repeated("heldOut", report.positives(), rows));
        }

        private static IntColumn repeated(String name, int number, int rows) {
            return IntColumn.create(name, IntStream.generate(() -> number).limit(rows));
        }

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder("by ").append(by).append('\n');
            reports.forEach((name, report) -> text.append("%s (%s users, %s held-out items)%n%s"
                    .formatted(name, report.users(), report.positives(), report.text())));
            return text.toString();
        }
    }

    private void requireK(int k) {
        require(cutOffs.contains(k), "report: expected a K of %s, received %d", cutOffs, k);
    }

    /** {@return a table with one row for each cut-off and one column for each metric} */
    public Table toTable() {
        return Table.create(
                "Full ranking of %s users, %s held-out items".formatted(users(), positives())
                        + (data.equals(Identity.NONE) ? "" : " of " + data.brief()),
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

    @Override
    public String toString() {
        return data.equals(Identity.NONE) ? text() : text() + data.brief() + "\n";
    }

    private String text() {
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
        return text.toString();
    }

    /**
     * The ranks of the held-out items of one user, from which all metrics are computed at any cut-off up to the length of
     * the list.
     *
     * @param user the user
     * @param positives number of held-out items, at least one
     * @param ranks ranks of held-out items in the list, ascending, from 1; not to be changed
     */
    public record UserRanks(int user, int positives, int[] ranks) {
        /** Checks that there are at most as many hits as held-out items. */
        public UserRanks {
            String hits = "user %d: expected at most %d hits of at least one, received %d";
            require(positives > 0 && ranks.length <= positives, hits, user, positives, ranks.length);
            String order = "user %d: expected ascending ranks from 1, received %s";
            for (int n = 0; n < ranks.length; n++) {
                require(ranks[n] > (n == 0 ? 0 : ranks[n - 1]), order, user, Arrays.toString(ranks));
            }
        }

        /** {@return the number of held-out items among the first K} */
        public int hits(int k) {
            int hits = 0;
            while (hits < ranks.length && ranks[hits] <= k) {
                hits++;
            }
            return hits;
        }

        /** {@return hits / K; a list that is shorter than K counts as K long} */
        public double precision(int k) {
            return (double) hits(k) / k;
        }

        /** {@return hits among the first K / held-out items} */
        public double recall(int k) {
            return (double) hits(k) / positives;
        }

        /**
         * {@return normalised discounted cumulative gain, the gain over that of min(K, held-out items) hits at the top} A
         * hit at rank r gains 1 / log2(r + 1).
         */
        public double ndcg(int k) {
            double gain = 0;
            for (int n = 0; n < hits(k); n++) {
                gain += discount(ranks[n]);
            }
            double ideal = 0;
            for (int rank = 1; rank <= Math.min(k, positives); rank++) {
                ideal += discount(rank);
            }
            return gain / ideal;
        }

        private static double discount(int rank) {
            return Math.log(2) / Math.log(rank + 1);
        }

        /** A metric but for the micro recall's mean number of held-out items. */
        double value(Metric metric, int k) {
            return switch (metric) {
                case PRECISION -> precision(k);
                case RECALL -> recall(k);
                case MICRO_RECALL -> hits(k);
                case HIT_RATE -> Math.min(1, hits(k));
                case NDCG -> ndcg(k);
            };
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof UserRanks that
                    && user == that.user
                    && positives == that.positives
                    && Arrays.equals(ranks, that.ranks);
        }

        @Override
        public int hashCode() {
            return 31 * (31 * user + positives) + Arrays.hashCode(ranks);
        }

        @Override
        public String toString() {
            return "user %s: %s of %s at %s".formatted(user, ranks.length, positives, Arrays.toString(ranks));
        }
    }
}
