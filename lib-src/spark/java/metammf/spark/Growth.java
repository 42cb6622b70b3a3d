package metammf.spark;

import static metammf.base.MetaMmfException.require;

import java.io.Serializable;
import java.util.SplittableRandom;
import metammf.base.Seeds;
import metammf.data.Interactions;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A small data set blown up to raw interactions for a cluster: copies of its users, who like copies of its items.
 *
 * <p>The n-th row comes from the n-th pair, counted round and round. Nine times in ten it has the pair's item, else one
 * drawn by popularity, so that the copies of a user differ; of the item it has any copy. Copy 7 of {@code film} is called
 * {@code film-7}; without what follows the last hyphen it is the original, whose content it has. Every row depends on its
 * number and the seed alone, so all partitions and clusters give the same rows.
 */
public final class Growth {
    private static final double OWN_ITEM = 0.9;
    private static final long START = 1_700_000_000L; // seconds since 1970, in November 2023
    private static final long YEAR = 365L * 24 * 60 * 60;
    private static final StructType SCHEMA = new StructType()
            .add("user", DataTypes.StringType, false)
            .add("item", DataTypes.StringType, false)
            .add("time", DataTypes.LongType, false);

    private Growth() {}

    /** What every task needs of the small set. */
    private record Source(int[] users, int[] items, String[] userIds, String[] itemIds, int itemCopies, long seed)
            implements Serializable {
        Row row(long n) {
            SplittableRandom random = Seeds.stream(seed, "growth", n);
            int pair = (int) (n % users.length);
            int item = items[random.nextDouble() < OWN_ITEM ? pair : random.nextInt(items.length)];
            return RowFactory.create(
                    userIds[users[pair]] + "-" + n / users.length,
                    itemIds[item] + "-" + random.nextInt(itemCopies),
                    START + random.nextLong(YEAR));
        }
    }

    /**
     * Raw interactions.
     *
     * @param spark the session
     * @param data the small set, of whose parts all pairs are taken
     * @param interactions number of rows; some of them repeat a pair
     * @param itemCopies how many copies an item has
     * @param seed where the differences between copies come from
     * @return rows of user, item and time, in seconds within a year
     * @throws metammf.base.MetaMmfException if nothing or less than nothing is asked for
     */
    public static Dataset<Row> of(
            SparkSession spark, metammf.data.Dataset data, long interactions, int itemCopies, long seed) {
        require(
                interactions > 0 && itemCopies > 0,
                "growth: expected interactions and copies of items, received %d and %d",
                interactions,
                itemCopies);
        Interactions all = data.split().all();
        Broadcast<Source> source = JavaSparkContext.fromSparkContext(spark.sparkContext())
                .broadcast(new Source(
                        all.userColumn(),
                        all.itemColumn(),
                        data.ids().users().toArray(String[]::new),
                        data.ids().items().toArray(String[]::new),
                        itemCopies,
                        seed));
        MapFunction<Long, Row> row = n -> source.value().row(n);
        return spark.range(interactions).map(row, Encoders.row(SCHEMA));
    }
}
