package metammf.spark;

import static org.apache.spark.sql.functions.col;

import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import metammf.data.Modality;
import metammf.engine.Compute.OneThread;
import metammf.model.ItemTower;
import org.apache.spark.TaskContext;
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
import org.apache.spark.util.TaskCompletionListener;

/**
 * The vectors of any number of items from their content, by the {@link ItemTower} of a trained model; a new item gets
 * its vector without training.
 *
 * <p>The tower travels once to every executor, whose tasks, a partition each, use the engine of its JVM with one
 * thread. A task fuses up to 4,096 items at a time, whose features are 16 MiB at most. It needs the weights and less
 * than 150 MB, whatever the number of items.
 */
public final class FusedItems {
    private static final int ITEMS = 4096;
    private static final int NUMBERS = 1 << 22; // of the features of some items

    private static final StructType NAMES = new StructType()
            .add(Vectors.ID, DataTypes.StringType, false)
            .add(Vectors.NUMBER, DataTypes.IntegerType, false);

    private FusedItems() {}

    /**
     * Fuses items, when the result is read.
     *
     * @param tower of a trained model
     * @param items {@code number} (int; of the training set, or behind its last for new items, see {@link #numbered}),
     *     {@code id} (text), and for each modality a column of its name with its numbers as they come, not scaled yet
     * @return a row an item, as in {@link Vectors}; the job fails where content is missing, not finite or of another
     *     width
     */
    public static Dataset<Row> of(ItemTower tower, Dataset<Row> items) {
        List<String> modalities = tower.modalities();
        Stream<Column> content =
                modalities.stream().map(name -> col("`" + name + "`").cast("array<float>"));
        Column[] columns = Stream.concat(Stream.of(col(Vectors.NUMBER), col(Vectors.ID)), content)
                .toArray(Column[]::new);
        Broadcast<ItemTower> sent = JavaSparkContext.fromSparkContext(
                        items.sparkSession().sparkContext())
                .broadcast(tower);
        JavaRDD<Row> rows = items.select(columns)
                .queryExecution()
                .toRdd()
                .toJavaRDD()
                .map(row -> ItemRow.of(row, modalities))
                .mapPartitions(some -> fused(sent.value(), some));
        return items.sparkSession().createDataFrame(rows, Vectors.SCHEMA);
    }

    private static Iterator<Row> fused(ItemTower tower, Iterator<ItemRow> items) {
        ItemTower.Open open = tower.open();
        TaskContext.get().addTaskCompletionListener((TaskCompletionListener) task -> open.close());
        int size = Math.max(1, Math.min(ITEMS, NUMBERS / tower.inputWidth()));
        return Chunks.of(items, size)
                .flatMap(some -> fused(open, tower.modalities(), some))
                .iterator();
    }

    private static Stream<Row> fused(ItemTower.Open tower, List<String> modalities, List<ItemRow> items) {
        int[] numbers = items.stream().mapToInt(ItemRow::number).toArray();
        try (OneThread here = new OneThread()) {
            float[] vectors = tower.vectors(ItemRow.features(items, modalities), numbers);
            int width = vectors.length / numbers.length;
            return IntStream.range(0, numbers.length)
                    .mapToObj(n -> Vectors.row(numbers[n], items.get(n).id(), vectors, n, width));
        }
    }

    /**
     * The content of a data set's items as a table, the first or an example of those that {@link #of} takes.
     *
     * @param spark the session
     * @param data its items and their features, held in this machine's memory
     * @return {@code number} (int), {@code id} (text) and for each modality a column of its name (float32 arrays)
     */
    public static Dataset<Row> content(SparkSession spark, metammf.data.Dataset data) {
        StructType schema = new StructType()
                .add(Vectors.NUMBER, DataTypes.IntegerType, false)
                .add(Vectors.ID, DataTypes.StringType, false);
        for (Modality modality : data.features().modalities()) {
            schema = schema.add(modality.name(), DataTypes.createArrayType(DataTypes.FloatType, false), false);
        }
        List<Row> rows = IntStream.range(0, data.items())
                .mapToObj(item -> row(data, item))
                .toList();
        return spark.createDataFrame(rows, schema);
    }

    private static Row row(metammf.data.Dataset data, int item) {
        Stream<Object> names = Stream.of(item, data.ids().item(item));
        Stream<Object> content = data.features().modalities().stream().map(m -> Vectors.seq(m.row(item)));
        return RowFactory.create(Stream.concat(names, content).toArray());
    }

    /**
     * Numbers for items by their ids: known ones keep theirs, new ones follow in the order of their ids.
     *
     * @param items a row an item: {@code id} (text), and whatever else
     * @param known the items of the training set: {@code number} (int, from 0 without gaps) and {@code id} (text)
     * @return the items with the column {@code number}
     */
    public static Dataset<Row> numbered(Dataset<Row> items, Dataset<Row> known) {
        int count = Math.toIntExact(known.count());
        JavaRDD<Row> fresh = items.select(Vectors.ID)
                .except(known.select(Vectors.ID))
                .orderBy(Vectors.ID)
                .javaRDD()
                .zipWithIndex()
                .map(id -> RowFactory.create(id._1().getString(0), Math.toIntExact(count + id._2())));
        Dataset<Row> names = items.sparkSession().createDataFrame(fresh, NAMES);
        return items.join(known.select(Vectors.ID, Vectors.NUMBER).union(names), Vectors.ID);
    }
}
