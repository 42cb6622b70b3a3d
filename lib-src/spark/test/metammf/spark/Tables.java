package metammf.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import metammf.base.Seeds;
import metammf.data.Ids;
import metammf.data.Interactions;
import metammf.model.Embeddings;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** What one machine has in arrays, as Spark's tables. */
final class Tables {
    private Tables() {}

    static Dataset<Row> users(SparkSession spark, Embeddings vectors) {
        return Vectors.users(spark, vectors, Ids.numbers(vectors.users(), vectors.items()));
    }

    static Dataset<Row> items(SparkSession spark, Embeddings vectors) {
        return Vectors.items(spark, vectors, Ids.numbers(vectors.users(), vectors.items()));
    }

    static Dataset<Row> pairs(SparkSession spark, Interactions interactions) {
        int[] user = interactions.userColumn();
        int[] item = interactions.itemColumn();
        StructType schema =
                new StructType().add("user", DataTypes.IntegerType, false).add("item", DataTypes.IntegerType, false);
        List<Row> rows = IntStream.range(0, user.length)
                .mapToObj(n -> RowFactory.create(user[n], item[n]))
                .toList();
        return spark.createDataFrame(rows, schema);
    }

    /** Vectors in the order of their numbers, which must be 0, 1, 2 and so on. */
    static float[] matrix(Dataset<Row> vectors) {
        List<Row> rows = vectors.collectAsList().stream()
                .sorted(Comparator.comparingInt(row -> row.getInt(0)))
                .toList();
        int width = rows.get(0).getList(2).size();
        float[] matrix = new float[rows.size() * width];
        for (int n = 0; n < rows.size(); n++) {
            assertEquals(n, rows.get(n).getInt(0));
            System.arraycopy(Vectors.floats(rows.get(n).getList(2)), 0, matrix, n * width, width);
        }
        return matrix;
    }

    /** A column of lists of numbers, in the order of the column before them. */
    static int[][] lists(Dataset<Row> table, String key, String lists) {
        return table.select(key, lists).collectAsList().stream()
                .sorted(Comparator.comparingInt(row -> row.getInt(0)))
                .map(row -> row.<Integer>getList(1).stream().mapToInt(n -> n).toArray())
                .toArray(int[][]::new);
    }

    /** Random item vectors, and users who like what they have seen: many held-out items are found. */
    static Embeddings taste(Interactions seen, int width, long seed) {
        SplittableRandom random = Seeds.stream(seed, "taste");
        float[] items = new float[seen.items() * width];
        for (int n = 0; n < items.length; n++) {
            items[n] = (float) random.nextGaussian();
        }
        float[] users = new float[seen.users() * width];
        for (int u = 0; u < seen.users(); u++) {
            for (int item : seen.itemsOf(u)) {
                for (int d = 0; d < width; d++) {
                    users[u * width + d] += items[item * width + d];
                }
            }
        }
        return new Embeddings(width, users, items);
    }

    /** Small whole numbers: exact scores, many of them equal. */
    static Embeddings ties(int users, int items, int width, long seed) {
        SplittableRandom random = Seeds.stream(seed, "ties");
        return new Embeddings(width, small(random, users * width), small(random, items * width));
    }

    private static float[] small(SplittableRandom random, int count) {
        float[] values = new float[count];
        for (int n = 0; n < count; n++) {
            values[n] = random.nextInt(-3, 4);
        }
        return values;
    }

    /** So many pairs, some of which come twice. */
    static Interactions random(int users, int items, int pairs, long seed) {
        SplittableRandom random = Seeds.stream(seed, "pairs");
        int[] user = random.ints(pairs, 0, users).toArray();
        return Interactions.of(users, items, user, random.ints(pairs, 0, items).toArray());
    }

    /** Every message on the way to the cause. */
    static String messages(Throwable error) {
        return error == null ? "" : error.getMessage() + "\n" + messages(error.getCause());
    }

    static int[] all(int count) {
        return IntStream.range(0, count).toArray();
    }
}
