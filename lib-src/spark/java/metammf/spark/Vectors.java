package metammf.spark;

import static metammf.base.MetaMmfException.require;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import metammf.data.Ids;
import metammf.model.Embeddings;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.collection.immutable.ArraySeq;
import scala.collection.immutable.Seq;

/**
 * Vectors of users or items as a table, which Spark writes to Parquet and any other program reads: {@code number} (int,
 * from 0), {@code id} (text, the original one) and {@code vector} (D float32).
 */
public final class Vectors {
    static final String NUMBER = "number";
    static final String ID = "id";
    static final String VECTOR = "vector";

    static final StructType SCHEMA = new StructType()
            .add(NUMBER, DataTypes.IntegerType, false)
            .add(ID, DataTypes.StringType, false)
            .add(VECTOR, DataTypes.createArrayType(DataTypes.FloatType, false), false);

    /** Numbers that one task brings along from the driver: Spark wants a task below a megabyte. */
    private static final int NUMBERS = 200_000;

    private Vectors() {}

    /** Neighbouring rows of a matrix. */
    private record Block(int first, List<String> ids, float[] values) implements Serializable {
        Iterator<Row> rows() {
            int width = values.length / ids.size();
            return IntStream.range(0, ids.size())
                    .mapToObj(n -> row(first + n, ids.get(n), values, n, width))
                    .iterator();
        }
    }

    /**
     * The users' vectors.
     *
     * @param spark the session
     * @param embeddings vectors of users and items
     * @param ids what users are called
     * @return a row a user
     * @throws metammf.base.MetaMmfException if there are ids of more or fewer users
     */
    public static Dataset<Row> users(SparkSession spark, Embeddings embeddings, Ids ids) {
        return table(spark, embeddings.userRows(0, embeddings.users()), embeddings.width(), ids.users());
    }

    /**
     * The items' vectors.
     *
     * @param spark the session
     * @param embeddings vectors of users and items
     * @param ids what items are called
     * @return a row an item
     * @throws metammf.base.MetaMmfException if there are ids of more or fewer items
     */
    public static Dataset<Row> items(SparkSession spark, Embeddings embeddings, Ids ids) {
        return table(spark, embeddings.itemRows(), embeddings.width(), ids.items());
    }

    private static Dataset<Row> table(SparkSession spark, float[] values, int width, List<String> ids) {
        int rows = values.length / width;
        require(rows == ids.size(), "vectors: expected ids of %d rows, received %d", rows, ids.size());
        int some = Math.max(1, NUMBERS / width);
        List<Block> blocks = IntStream.iterate(0, from -> from < rows, from -> from + some)
                .mapToObj(from -> block(values, width, ids, from, Math.min(rows, from + some)))
                .toList();
        JavaRDD<Row> table = JavaSparkContext.fromSparkContext(spark.sparkContext())
                .parallelize(blocks, Math.max(1, blocks.size()))
                .flatMap(Block::rows);
        return spark.createDataFrame(table, SCHEMA);
    }

    private static Block block(float[] values, int width, List<String> ids, int from, int to) {
        List<String> own = List.copyOf(ids.subList(from, to));
        return new Block(from, own, Arrays.copyOfRange(values, from * width, to * width));
    }

    /** A row of the table, from a row of a matrix. */
    static Row row(int number, String id, float[] matrix, int row, int width) {
        return RowFactory.create(number, id, seq(Arrays.copyOfRange(matrix, row * width, (row + 1) * width)));
    }

    /** An array as Spark's rows want it. */
    static Seq<?> seq(Object array) {
        return ArraySeq.unsafeWrapArray(array);
    }

    /** An array of a row. */
    static float[] floats(List<Float> list) {
        float[] values = new float[list.size()];
        for (int n = 0; n < values.length; n++) {
            values[n] = list.get(n);
        }
        return values;
    }
}
