package metammf.spark;

import static metammf.base.MetaMmfException.require;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataTypes;

/**
 * A user whose best items are wanted, with all that is known of the user.
 *
 * @param number the user
 * @param vector the user's vector, (D)
 * @param train items of training
 * @param heldOut held-out items, ascending
 */
record AskedUser(int number, float[] vector, int[] train, int[] heldOut) {
    // What a row of the joined table tells of a user; a user's rows come in this order.
    private static final int VECTOR = 0;
    private static final int TRAIN = 1;
    private static final int HELD_OUT = 2;

    /**
     * Joins what is known of users: one after the other, a row each for the vector and for every pair. One shuffle and one
     * sort, and no list of a user's items is built on the way. Adaptive execution keeps the number of partitions.
     */
    static Dataset<Row> joined(Dataset<Row> users, Dataset<Row> train, Dataset<Row> heldOut) {
        int partitions = Integer.parseInt(users.sparkSession().conf().get("spark.sql.shuffle.partitions"));
        Dataset<Row> vectors = users.select(
                col(Vectors.NUMBER).as("user"), lit(VECTOR).as("tells"), lit(0).as("item"), col(Vectors.VECTOR));
        return vectors.union(pairs(train, TRAIN))
                .union(pairs(heldOut, HELD_OUT))
                .repartition(partitions, col("user"))
                .sortWithinPartitions("user", "tells");
    }

    private static Dataset<Row> pairs(Dataset<Row> pairs, int tells) {
        Column none = lit(null).cast(DataTypes.createArrayType(DataTypes.FloatType, false));
        return pairs.select(col("user"), lit(tells).as("tells"), col("item"), none.as(Vectors.VECTOR));
    }

    /**
     * The users of a partition of the joined table, whose rows are read as Spark holds them, as there are many. Those without
     * a vector are left out if nothing is held out.
     */
    static Iterator<AskedUser> read(Iterator<InternalRow> joined) {
        return new Reader(joined);
    }

    private static final class Reader implements Iterator<AskedUser> {
        private final Iterator<InternalRow> rows;
        private InternalRow row; // the next one, null behind the last

        Reader(Iterator<InternalRow> rows) {
            this.rows = rows;
            step();
        }

        private void step() {
            row = rows.hasNext() ? rows.next() : null;
        }

        @Override
        public boolean hasNext() {
            while (row != null && row.getInt(1) == TRAIN) { // of somebody who has no vector
                step();
            }
            return row != null;
        }

        @Override
        public AskedUser next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            int user = row.getInt(0);
            require(row.getInt(1) == VECTOR, "ranking: user %d: expected a vector", user);
            float[] vector = row.getArray(3).toFloatArray();
            step();
            boolean isTwice = row != null && row.getInt(0) == user && row.getInt(1) == VECTOR;
            require(!isTwice, "ranking: user %d: expected one vector, received two", user);
            int[] train = items(user, TRAIN);
            return new AskedUser(user, vector, train, items(user, HELD_OUT));
        }

        private int[] items(int user, int tells) {
            IntStream.Builder items = IntStream.builder();
            while (row != null && row.getInt(0) == user && row.getInt(1) == tells) {
                items.add(row.getInt(2));
                step();
            }
            return items.build().sorted().distinct().toArray();
        }
    }
}
