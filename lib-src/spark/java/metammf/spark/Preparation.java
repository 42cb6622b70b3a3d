package metammf.spark;

import static metammf.base.MetaMmfException.require;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * How raw interactions become a data set: the columns to read, the pairs to keep, and the split. Whatever the number of
 * partitions and executors, and whichever of them die, the result is that of the one-machine code, row for row:
 * {@link metammf.data.Subset} and {@link metammf.data.Split} on users and items in the order of their ids.
 *
 * <p>Memory: a task holds the pairs of its users, 4 bytes a pair, 12 with times, and 4 bytes for every item; the driver 4
 * bytes for every item and a bit for every user, and for {@link Way#PER_INTERACTION} 5 bytes for every pair.
 *
 * @param user name of the column with the users' ids, of any type
 * @param item name of the column with the items' ids, of any type
 * @param rating name of the column with ratings, or an empty text: every row counts
 * @param leastRating the lowest rating that stays
 * @param time name of the column with times: numbers in any unit, dates and date-times as {@link metammf.data.folder.Datasets}
 *     reads them, or timestamps of Spark; or an empty text. Of a pair that occurs twice the first time counts
 * @param perUser the fewest items of a user
 * @param perItem the fewest users of an item
 * @param again whether users and items are counted again until everyone who is left has enough (the k-core), or once
 * @param way how pairs are split
 * @param seed where the split's random order comes from
 */
public record Preparation(
        String user,
        String item,
        String rating,
        double leastRating,
        String time,
        int perUser,
        int perItem,
        boolean again,
        Way way,
        long seed) {
    /** How pairs are split; each constant is the method of {@link metammf.data.Split} of its name. */
    public enum Way {
        /** {@link metammf.data.Split#perUser}. */
        PER_USER,
        /** {@link metammf.data.Split#perInteraction}. */
        PER_INTERACTION,
        /** {@link metammf.data.Split#byTime}. */
        BY_TIME,
        /** {@link metammf.data.Split#byTimePerUser}. */
        BY_TIME_PER_USER,
        /** {@link metammf.data.Split#leaveOneOut}. */
        LEAVE_ONE_OUT,
        /** {@link metammf.data.Split#leaveLastOut}. */
        LEAVE_LAST_OUT;

        boolean needsTimes() {
            return this == BY_TIME || this == BY_TIME_PER_USER || this == LEAVE_LAST_OUT;
        }
    }

    /** Checks that columns are named and that a split by time has times. */
    public Preparation {
        require(!user.isBlank() && !item.isBlank(), "preparation: expected names of two columns, received none");
        require(!way.needsTimes() || !time.isEmpty(), "preparation: expected a column of times for %s", way);
    }

    /**
     * {@return a preparation to change: the columns {@code user} and {@code item}, all pairs, split per user with seed
     * 1}
     */
    public static Preparation defaults() {
        return new Preparation("user", "item", "", 0, "", 1, 1, true, Way.PER_USER, 1);
    }

    /**
     * Other columns of ids.
     *
     * @param users name of the column with the users' ids
     * @param items name of the column with the items' ids
     * @return a changed copy
     */
    public Preparation withColumns(String users, String items) {
        return new Preparation(users, items, rating, leastRating, time, perUser, perItem, again, way, seed);
    }

    /**
     * Implicit feedback from ratings: rows that are rated lower do not count.
     *
     * @param column name of the column with ratings
     * @param least the lowest rating that stays
     * @return a changed copy
     */
    public Preparation withRating(String column, double least) {
        return new Preparation(user, item, column, least, time, perUser, perItem, again, way, seed);
    }

    /**
     * With times.
     *
     * @param column name of the column with times
     * @return a changed copy
     */
    public Preparation withTime(String column) {
        return new Preparation(user, item, rating, leastRating, column, perUser, perItem, again, way, seed);
    }

    /**
     * The pairs of users and items that have enough, counted once, as {@link metammf.data.Subset#atLeast}.
     *
     * @param leastOfUser the fewest items of a user
     * @param leastOfItem the fewest users of an item
     * @return a changed copy
     */
    public Preparation withAtLeast(int leastOfUser, int leastOfItem) {
        return new Preparation(user, item, rating, leastRating, time, leastOfUser, leastOfItem, false, way, seed);
    }

    /**
     * The k-core, as {@link metammf.data.Subset#core}.
     *
     * @param leastOfUser the fewest items of a user
     * @param leastOfItem the fewest users of an item
     * @return a changed copy
     */
    public Preparation withCore(int leastOfUser, int leastOfItem) {
        return new Preparation(user, item, rating, leastRating, time, leastOfUser, leastOfItem, true, way, seed);
    }

    /**
     * Another split.
     *
     * @param value how pairs are split; by time only {@link #withTime}
     * @return a changed copy
     */
    public Preparation withSplit(Way value) {
        return new Preparation(user, item, rating, leastRating, time, perUser, perItem, again, value, seed);
    }

    /**
     * Another seed.
     *
     * @param value where the split's random order comes from
     * @return a changed copy
     */
    public Preparation withSeed(long value) {
        return new Preparation(user, item, rating, leastRating, time, perUser, perItem, again, way, value);
    }

    /**
     * Files of comma-separated values with the same header, as raw interactions: every field a text, and lines that have
     * not the header's number of fields are kept for the quarantine, as are ids that are not UTF-8 or contain the character
     * U+FFFD, which stands for bytes that were lost. Parquet is read by {@code spark.read().parquet}.
     *
     * @param spark the session
     * @param files paths of files or folders
     * @return the rows, with one more column for lines that do not fit
     */
    public static Dataset<Row> csv(SparkSession spark, String... files) {
        return RawRows.csv(spark, files);
    }

    /**
     * Prepares raw interactions. What cannot be read goes to a table of its own, with the reason.
     *
     * @param raw rows with the named columns; other columns are not read
     * @param folder where the result goes, as Parquet; must not exist
     * @return what was written
     * @throws metammf.base.MetaMmfException if a column is missing, the folder exists, or no pair is left; then nothing is
     *     written
     */
    public Prepared run(Dataset<Row> raw, String folder) {
        PreparedFolder target = new PreparedFolder(raw.sparkSession(), folder);
        target.requireNone();
        try (PreparationJob job = new PreparationJob(this, raw, target)) {
            job.run();
        }
        return new Prepared(target);
    }
}
