package metammf.spark;

import static metammf.base.MetaMmfException.require;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;

import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import metammf.base.MetaMmfException;
import metammf.data.DataCard.Finding;
import metammf.data.Dataset.Statistics;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The tables of a prepared data set: interactions, users, items, quarantine, notes and statistics. Statistics are written
 * last, so that a folder without them is one that a job has left half done.
 *
 * @param spark the session
 * @param path of the folder, on any file system that Spark knows
 */
record PreparedFolder(SparkSession spark, String path) {
    private static final StructType NOTES = new StructType()
            .add("severity", DataTypes.StringType)
            .add("finding", DataTypes.StringType)
            .add("count", DataTypes.LongType)
            .add("example", DataTypes.StringType);
    private static final StructType STATISTICS = new StructType()
            .add("users", DataTypes.IntegerType)
            .add("items", DataTypes.IntegerType)
            .add("train", DataTypes.LongType)
            .add("validation", DataTypes.LongType)
            .add("test", DataTypes.LongType)
            .add("head share", DataTypes.DoubleType)
            .add("gini", DataTypes.DoubleType);

    void requireNone() {
        require(!exists(path), "%s: expected no folder yet, received one", path);
    }

    void requireComplete() {
        require(exists(place("statistics")), "%s: expected a prepared data set, received none that is complete", path);
    }

    private boolean exists(String place) {
        try {
            Path file = new Path(place);
            return file.getFileSystem(spark.sparkContext().hadoopConfiguration())
                    .exists(file);
        } catch (IOException e) {
            throw new MetaMmfException(place + ": cannot be read: " + MetaMmfException.reason(e), e);
        }
    }

    private String place(String table) {
        return path + "/" + table;
    }

    Dataset<Row> read(String table) {
        return spark.read().parquet(place(table));
    }

    void writeInteractions(JavaRDD<SplitPairs> split, BitSet itemsLeft, boolean timed) {
        Broadcast<BitSet> sent =
                JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(itemsLeft);
        JavaRDD<Row> rows = split.mapPartitions(some -> rows(some, sent.value()));
        spark.createDataFrame(rows, SplitPairs.schema(timed))
                .write()
                .partitionBy("part")
                .parquet(place("interactions"));
    }

    private static Iterator<Row> rows(Iterator<SplitPairs> one, BitSet itemsLeft) {
        return one.next().rows(SplitPairs.ranks(itemsLeft));
    }

    void writeIds(Dataset<Row> users, Dataset<Row> items) {
        users.write().parquet(place("users"));
        items.write().parquet(place("items"));
    }

    /** Writes the rows that cannot be read; returns a finding for every reason. */
    List<Finding> writeQuarantine(Dataset<Row> checked, boolean some) {
        Dataset<Row> bad = some ? RawRows.bad(checked) : spark.createDataFrame(List.of(), checked.schema());
        bad.write().parquet(place("quarantine"));
        return read("quarantine")
                .groupBy(RawRows.REASON)
                .agg(count(lit(1)), min(text(checked.columns())))
                .orderBy(RawRows.REASON)
                .collectAsList()
                .stream()
                .map(row -> Finding.warning(
                        "rows in quarantine: " + row.getString(0),
                        row.getLong(1),
                        String.format(Locale.ROOT, "%.80s", row.getString(2))))
                .toList();
    }

    /** A row as it came: the line of a text file, else its values. */
    private static Column text(String... columns) {
        List<String> names = Arrays.asList(columns);
        Column values = concat_ws(
                ",",
                names.stream()
                        .filter(name -> !name.equals(RawRows.REASON) && !name.equals(RawRows.MALFORMED))
                        .map(name -> col("`" + name + "`").cast("string"))
                        .toArray(Column[]::new));
        return names.contains(RawRows.MALFORMED) ? coalesce(col(RawRows.MALFORMED), values) : values;
    }

    void writeReport(Statistics statistics, List<Finding> notes) {
        List<Row> rows = notes.stream()
                .map(note -> RowFactory.create(note.severity().name(), note.what(), note.count(), note.example()))
                .toList();
        spark.createDataFrame(rows, NOTES).coalesce(1).write().parquet(place("notes"));
        Row row = RowFactory.create(
                statistics.users(),
                statistics.items(),
                statistics.train(),
                statistics.validation(),
                statistics.test(),
                statistics.headShare(),
                statistics.gini());
        spark.createDataFrame(List.of(row), STATISTICS).coalesce(1).write().parquet(place("statistics"));
    }

    List<Finding> notes() {
        return read("notes").collectAsList().stream()
                .map(row -> new Finding(
                        Finding.Severity.valueOf(row.getString(0)), row.getString(1), row.getLong(2), row.getString(3)))
                .toList();
    }

    Statistics statistics() {
        Row row = read("statistics").head();
        return new Statistics(
                row.getInt(0),
                row.getInt(1),
                row.getLong(2),
                row.getLong(3),
                row.getLong(4),
                row.getDouble(5),
                row.getDouble(6));
    }
}
