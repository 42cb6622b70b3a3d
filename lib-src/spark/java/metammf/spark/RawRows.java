package metammf.spark;

import static metammf.base.MetaMmfException.require;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Rows as they come: what is read of them, and what is wrong with some. */
final class RawRows {
    /** The column with what is wrong with a row. */
    static final String REASON = "reason";
    /** Nothing is wrong. */
    static final String GOOD = "";
    /** Nothing is wrong, and yet it does not count. */
    static final String RATED_LOW = "rated lower than wanted";
    /** The column with the line of a text file that does not fit the header. */
    static final String MALFORMED = "malformed";

    /** What Spark puts in the place of bytes that are not UTF-8: two ids with such bytes would become one. */
    private static final String REPLACEMENT = "\uFFFD";

    private RawRows() {}

    /** Lines of text with a header, every field a text; a line that has not its number of fields is kept beside them. */
    static Dataset<Row> csv(SparkSession spark, String... files) {
        StructType schema = new StructType();
        for (String name : spark.read().option("header", true).csv(files).columns()) {
            schema = schema.add(name, DataTypes.StringType);
        }
        return spark.read()
                .schema(schema.add(MALFORMED, DataTypes.StringType))
                .option("header", true)
                .option("escape", "\"") // as in RFC 4180
                .option("columnNameOfCorruptRecord", MALFORMED)
                .option("columnPruning", false) // or a line would be measured by the columns that are asked for
                .csv(files);
    }

    /** All rows with what is wrong with them in one more column. */
    static Dataset<Row> checked(Dataset<Row> raw, Preparation how) {
        requireColumns(raw, how);
        Column reason = when(lit(false), GOOD);
        if (has(raw, MALFORMED)) {
            reason = reason.when(col(MALFORMED).isNotNull(), "other fields than the header");
        }
        reason = reason.when(isBlank(how.user()), "no user").when(isBlank(how.item()), "no item");
        reason = reason.when(isDamaged(how.user()).or(isDamaged(how.item())), "an id that is not UTF-8");
        if (!how.rating().isEmpty()) {
            Column rating = number(how.rating());
            reason = reason.when(rating.isNull().or(rating.isNaN()), "no number as rating")
                    .when(rating.lt(how.leastRating()), RATED_LOW);
        }
        if (!how.time().isEmpty()) {
            reason = reason.when(RawTimes.time(raw, how.time()).isNull(), "no time");
        }
        return raw.withColumn(REASON, reason.otherwise(GOOD));
    }

    private static void requireColumns(Dataset<Row> raw, Preparation how) {
        for (String name : List.of(how.user(), how.item(), how.rating(), how.time())) {
            require(
                    name.isEmpty() || has(raw, name),
                    "raw interactions: expected a column %s, received %s",
                    name,
                    Arrays.toString(raw.columns()));
        }
    }

    private static boolean has(Dataset<Row> raw, String column) {
        return Arrays.asList(raw.columns()).contains(column);
    }

    /** Whether some of the reasons say that a row cannot be read. */
    static boolean areBad(Set<String> reasons) {
        return !List.of(GOOD, RATED_LOW).containsAll(reasons);
    }

    /** The rows that cannot be read. */
    static Dataset<Row> bad(Dataset<Row> checked) {
        return checked.filter(not(col(REASON).isin(GOOD, RATED_LOW)));
    }

    private static Column isBlank(String column) {
        Column text = named(column).cast("string");
        return text.isNull().or(text.rlike("^\\s*$"));
    }

    private static Column isDamaged(String column) {
        return named(column).cast("string").contains(REPLACEMENT);
    }

    private static Column number(String column) {
        return named(column).try_cast("double");
    }

    static Column named(String column) {
        return col("`" + column + "`");
    }

    /** Of every checked row user and item as texts, the time and its form where there are times, and the reason. */
    static Dataset<Row> read(Dataset<Row> checked, Preparation how) {
        Column user = named(how.user()).cast("string").as("user");
        Column item = named(how.item()).cast("string").as("item");
        return how.time().isEmpty()
                ? checked.select(user, item, col(REASON))
                : checked.select(
                        user,
                        item,
                        RawTimes.time(checked, how.time()).as("time"),
                        RawTimes.form(checked, how.time()).as(RawTimes.FORM),
                        col(REASON));
    }
}
