package metammf.spark;

import static metammf.base.MetaMmfException.require;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.min;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
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
import org.apache.spark.storage.StorageLevel;

/**
 * The different ids of users or items with numbers from 0. Ids that are all whole numbers are in the order of numbers,
 * others in that of their UTF-8 bytes: whatever the partitions, an id has the same number.
 *
 * @param column the ids' column, user or item
 * @param table the number and the id, in the order of the numbers; kept until {@link #release}
 * @param count how many
 */
record NumberedIds(String column, Dataset<Row> table, int count) {
    private static final String NUMBER = "number";
    private static final String WHOLE_NUMBER = "^(0|[1-9][0-9]{0,17})$";
    private static final int FEW = 100_000; // so many ids travel to every task, and no row does: about 10 MB

    static NumberedIds of(Dataset<Row> rows, String column) {
        Dataset<Row> ids = rows.select(column).distinct().persist(StorageLevel.MEMORY_AND_DISK());
        try {
            JavaRDD<Row> numbered = ids.sort(order(ids, column))
                    .javaRDD()
                    .zipWithIndex()
                    .map(id -> RowFactory.create(id._2().intValue(), id._1().getString(0)));
            Dataset<Row> table = ids.sparkSession()
                    .createDataFrame(numbered, schema(column))
                    .persist(StorageLevel.MEMORY_AND_DISK());
            long count = table.count();
            require(count < Integer.MAX_VALUE, "%ss: expected fewer than 2^31 - 1, received %d", column, count);
            return new NumberedIds(column, table, (int) count);
        } finally {
            ids.unpersist();
        }
    }

    private static Column order(Dataset<Row> ids, String column) {
        Row numbers = ids.agg(min(col(column).rlike(WHOLE_NUMBER))).head();
        return !numbers.isNullAt(0) && numbers.getBoolean(0) ? col(column).cast("long") : col(column);
    }

    private static StructType schema(String column) {
        return new StructType().add(NUMBER, DataTypes.IntegerType, false).add(column, DataTypes.StringType, false);
    }

    /** The rows with numbers in place of ids. */
    Dataset<Row> number(Dataset<Row> rows) {
        return rows.join(count <= FEW ? broadcast(table) : table, column)
                .drop(column)
                .withColumnRenamed(NUMBER, column);
    }

    /** The ids of some, numbered anew from 0 in their old order: number and id. */
    Dataset<Row> kept(BitSet some) {
        SparkSession spark = table.sparkSession();
        Broadcast<BitSet> kept =
                JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(some);
        return spark.createDataFrame(
                table.javaRDD().mapPartitions(rows -> renumbered(rows, kept.value())), schema("id"));
    }

    /** Of rows whose numbers follow one another. */
    private static Iterator<Row> renumbered(Iterator<Row> rows, BitSet kept) {
        List<Row> some = new ArrayList<>();
        int next = -1;
        while (rows.hasNext()) {
            Row row = rows.next();
            int number = row.getInt(0);
            next = next < 0 ? kept.get(0, number).cardinality() : next;
            if (kept.get(number)) {
                some.add(RowFactory.create(next++, row.getString(1)));
            }
        }
        return some.iterator();
    }

    void release() {
        table.unpersist();
    }
}
