package metammf.spark;

import static metammf.base.MetaMmfException.require;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import metammf.data.DataCard.Finding;
import metammf.data.Dataset.Statistics;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/** One preparation on its way: rows are checked, ids numbered, pairs kept and split, and all of it written. */
final class PreparationJob implements AutoCloseable {
    private static final StorageLevel LEVEL = StorageLevel.MEMORY_AND_DISK();
    private static final long LARGE = 1_000_000; // pairs: a task of a second

    private final Preparation how;
    private final PreparedFolder folder;
    private final Dataset<Row> checked;
    private final Dataset<Row> rows;
    private final List<Runnable> releases = new ArrayList<>(); // of what Spark holds for later steps
    private final List<Finding> notes = new ArrayList<>();
    private NumberedIds users;
    private NumberedIds items;

    PreparationJob(Preparation how, Dataset<Row> raw, PreparedFolder folder) {
        this.how = how;
        this.folder = folder;
        checked = RawRows.checked(raw, how);
        rows = RawRows.read(checked, how).persist(LEVEL);
        releases.add(rows::unpersist);
    }

    void run() {
        Map<String, Long> reasons = reasons();
        require(reasons.containsKey(RawRows.GOOD), "raw interactions: expected some, received rows with %s", reasons);
        JavaRDD<UserPairs> all = numbered(reasons.get(RawRows.GOOD));
        long pairs = size(all);
        rows.unpersist();
        JavaRDD<UserPairs> kept = kept(all);
        long left = size(kept);
        require(left > 0, "preparation: expected interactions that stay, received none of %d", pairs);
        all.unpersist();
        noteRows(reasons, reasons.get(RawRows.GOOD) - pairs);
        write(kept, left);
    }

    /** How many rows there are for every reason. */
    private Map<String, Long> reasons() {
        Map<String, Long> reasons = new TreeMap<>();
        for (Row row : rows.groupBy(RawRows.REASON).agg(count(lit(1))).collectAsList()) {
            reasons.put(row.getString(0), row.getLong(1));
        }
        return reasons;
    }

    private JavaRDD<UserPairs> numbered(long size) {
        Dataset<Row> read =
                rows.filter(col(RawRows.REASON).equalTo(RawRows.GOOD)).drop(RawRows.REASON);
        Dataset<Row> good = how.time().isEmpty() ? read : RawTimes.whole(read);
        users = NumberedIds.of(good, "user");
        releases.add(users::release);
        items = NumberedIds.of(good, "item");
        releases.add(items::release);
        return held(byUser(users.number(items.number(good)), partitions(size)));
    }

    /** As many as other shuffles have, but not more than there are cores unless every one then has a lot to do. */
    private int partitions(long size) {
        int most = Integer.parseInt(checked.sparkSession().conf().get("spark.sql.shuffle.partitions"));
        int cores = checked.sparkSession().sparkContext().defaultParallelism();
        return (int) Math.min(most, Math.max(cores, size / LARGE));
    }

    /** All pairs of a user in one partition, users in their order; which partition depends on numbers alone. */
    private JavaRDD<UserPairs> byUser(Dataset<Row> numbered, int partitions) {
        String partition = "CAST(CAST(user AS BIGINT) * %s DIV %s AS INT)".formatted(partitions, users.count());
        Column[] order = how.time().isEmpty()
                ? new Column[] {col("user"), col("item")}
                : new Column[] {col("user"), col("item"), col("time")};
        return numbered.select(order)
                .repartitionById(partitions, expr(partition))
                .sortWithinPartitions(order)
                .javaRDD()
                .mapPartitions(some -> List.of(UserPairs.of(some)).iterator());
    }

    private <T> JavaRDD<T> held(JavaRDD<T> values) {
        releases.add(values::unpersist);
        return values.persist(LEVEL);
    }

    private static long size(JavaRDD<UserPairs> pairs) {
        return pairs.map(some -> (long) some.size()).reduce(Long::sum);
    }

    private JavaRDD<UserPairs> kept(JavaRDD<UserPairs> all) {
        Core core = how.again()
                ? Core.of(all, items.count(), how.perUser(), how.perItem())
                : Core.atLeast(all, items.count(), how.perUser(), how.perItem());
        if (how.perUser() > 1 || how.perItem() > 1) {
            notes.add(Finding.note(String.format(
                    Locale.ROOT,
                    "at least %d items a user and %d users an item, %s",
                    how.perUser(),
                    how.perItem(),
                    how.again() ? "counted until nothing changed, in " + core.passes() + " passes" : "counted once")));
        }
        return held(core.pairs());
    }

    private void noteRows(Map<String, Long> reasons, long twice) {
        notes.addAll(folder.writeQuarantine(checked, RawRows.areBad(reasons.keySet())));
        if (reasons.containsKey(RawRows.RATED_LOW)) {
            String what = "rows " + RawRows.RATED_LOW + ", left out";
            notes.add(new Finding(Finding.Severity.NOTE, what, reasons.get(RawRows.RATED_LOW), ""));
        }
        if (twice > 0) {
            notes.add(Finding.warning("rows of pairs that occur twice, counted once", twice, ""));
        }
    }

    private void write(JavaRDD<UserPairs> kept, long size) {
        BitSet usersLeft = kept.map(UserPairs::userSet).treeReduce(PreparationJob::union);
        int[] degrees = Core.degrees(kept, items.count());
        BitSet itemsLeft = new BitSet();
        IntStream.range(0, degrees.length).filter(item -> degrees[item] > 0).forEach(itemsLeft::set);
        int[] degreesLeft = itemsLeft.stream().map(item -> degrees[item]).toArray();
        if (usersLeft.cardinality() < users.count() || degreesLeft.length < items.count()) {
            notes.add(Finding.subset(usersLeft.cardinality(), users.count(), degreesLeft.length, items.count()));
        }
        JavaRDD<SplitPairs> split = held(SplitPairs.of(kept, Splitting.of(how, kept, size)));
        long[] sizes = split.map(SplitPairs::sizes).reduce(PreparationJob::plus);
        folder.writeInteractions(split, itemsLeft, !how.time().isEmpty());
        folder.writeIds(users.kept(usersLeft), items.kept(itemsLeft));
        folder.writeReport(Statistics.of(usersLeft.cardinality(), sizes[0], sizes[1], sizes[2], degreesLeft), notes);
    }

    private static BitSet union(BitSet one, BitSet other) {
        one.or(other);
        return one;
    }

    private static long[] plus(long[] one, long[] other) {
        Arrays.setAll(one, n -> one[n] + other[n]);
        return one;
    }

    @Override
    public void close() {
        releases.forEach(Runnable::run);
    }
}
