package metammf.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;

import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import metammf.data.DataCard;
import metammf.data.DataCard.Finding;
import metammf.data.Dataset.Statistics;
import metammf.data.Ids;
import metammf.data.Interactions;
import metammf.data.ItemFeatures;
import metammf.data.Split;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import tech.tablesaw.api.Table;

/**
 * A prepared data set: a folder of Parquet tables.
 *
 * <pre>
 * interactions   user, item: numbers from 0; time, if there were times, a whole number in their order; part: train, validation or test
 * users, items   number, id: what the numbers are called where they come from
 * quarantine     the raw rows that could not be read, with the reason
 * </pre>
 */
public final class Prepared {
    private final PreparedFolder folder;

    Prepared(PreparedFolder folder) {
        this.folder = folder;
    }

    /**
     * Opens what {@link Preparation#run} wrote.
     *
     * @param spark the session
     * @param folder where
     * @return the data set
     * @throws metammf.base.MetaMmfException if there is none, or the job that wrote it has not ended
     */
    public static Prepared open(SparkSession spark, String folder) {
        PreparedFolder opened = new PreparedFolder(spark, folder);
        opened.requireComplete();
        return new Prepared(opened);
    }

    /** {@return one row for each pair, in any order: user, item, time if there is one, and part} */
    public Dataset<Row> interactions() {
        return folder.read("interactions");
    }

    /** {@return one row for each user, in any order: number and id} */
    public Dataset<Row> users() {
        return folder.read("users");
    }

    /** {@return one row for each item, in any order: number and id} */
    public Dataset<Row> items() {
        return folder.read("items");
    }

    /**
     * {@return the raw rows that could not be read: their columns as they came, in text files also the line if it did
     * not fit, and the reason}
     */
    public Dataset<Row> quarantine() {
        return folder.read("quarantine");
    }

    /** {@return the sizes of the parts and the tail of the items} */
    public Statistics statistics() {
        return folder.statistics();
    }

    /** {@return the notes of the data card: what was recognised, changed and left out} */
    public List<Finding> notes() {
        return folder.notes();
    }

    /**
     * {@return what to know before training, one row for each finding as in {@link metammf.data.Dataset#check}} The
     * data set need not fit into one machine's memory.
     */
    public Table report() {
        List<Finding> findings = new ArrayList<>(notes());
        findings.removeIf(note -> note.severity() != Finding.Severity.WARNING);
        Statistics statistics = statistics();
        findings.addAll(Finding.emptyParts(statistics.validation(), statistics.test()));
        addUntrained("user", users(), Finding.UNTRAINED_USERS, findings);
        addUntrained("item", items(), Finding.COLD_ITEMS, findings);
        return Finding.table(folder.path(), findings);
    }

    /** Users or items with pairs, none of which is a training pair. */
    private void addUntrained(String column, Dataset<Row> ids, String what, List<Finding> findings) {
        Row found = interactions()
                .groupBy(column)
                .agg(max(col("part").equalTo("train")).as("trained"))
                .filter("NOT trained")
                .agg(count(lit(1)), min(column))
                .head();
        if (found.getLong(0) > 0) {
            int first = found.getInt(1);
            String id = ids.filter(col("number").equalTo(first)).head().getString(1);
            findings.add(Finding.warning(what, found.getLong(0), Ids.describe(column, id, first)));
        }
    }

    /**
     * The data set in this machine's memory, about 32 bytes a pair while it is read; without content, which
     * {@link metammf.data.Dataset#withFeatures} adds.
     *
     * @param name what it is called in tables
     * @return the data set
     */
    public metammf.data.Dataset toDataset(String name) {
        Statistics sizes = statistics();
        Split split = new Split(part("train", sizes), part("validation", sizes), part("test", sizes));
        return new metammf.data.Dataset(
                name,
                split,
                new Ids(ids(users(), sizes.users()), ids(items(), sizes.items())),
                ItemFeatures.none(sizes.items()),
                DataCard.unknown(folder.path()).withNotes(notes()));
    }

    private Interactions part(String name, Statistics sizes) {
        List<long[]> keys = interactions()
                .filter(col("part").equalTo(name))
                .select("user", "item")
                .javaRDD()
                .mapPartitions(rows -> List.of(keys(rows)).iterator())
                .collect();
        long[] all = keys.stream().flatMapToLong(Arrays::stream).toArray();
        int[] user =
                Arrays.stream(all).mapToInt(key -> (int) (key >> Integer.SIZE)).toArray();
        int[] item = Arrays.stream(all).mapToInt(key -> (int) key).toArray();
        return Interactions.of(sizes.users(), sizes.items(), user, item);
    }

    private static long[] keys(Iterator<Row> rows) {
        LongArrayList keys = new LongArrayList();
        rows.forEachRemaining(row -> keys.add((long) row.getInt(0) << Integer.SIZE | row.getInt(1)));
        return keys.toLongArray();
    }

    private static List<String> ids(Dataset<Row> table, int size) {
        String[] ids = new String[size];
        table.toLocalIterator().forEachRemaining(row -> ids[row.getInt(0)] = row.getString(1));
        return Arrays.asList(ids);
    }

    @Override
    public String toString() {
        return "%s\n%s".formatted(folder.path(), statistics().toTable().print());
    }
}
