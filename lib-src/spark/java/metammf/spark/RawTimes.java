package metammf.spark;

import static metammf.base.MetaMmfException.require;
import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.udf;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import metammf.data.folder.Times;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** Times as one machine reads them, and as whole numbers in their order. */
final class RawTimes {
    /** The column with the form of a time: numbers and dates cannot be compared. */
    static final String FORM = "form";

    private static final int DIGITS = 18; // behind the point; 20 are left before it
    private static final BigDecimal MOST = BigDecimal.valueOf(Long.MAX_VALUE);

    private static final UserDefinedFunction TIME =
            udf((UDF1<String, BigDecimal>) RawTimes::time, DataTypes.createDecimalType(38, DIGITS));
    private static final UserDefinedFunction FORM_OF =
            udf((UDF1<String, String>) text -> text == null ? null : Times.form(text), DataTypes.StringType);

    private RawTimes() {}

    private static BigDecimal time(String text) {
        BigDecimal time = text == null ? null : Times.decimal(text);
        return time == null ? null : time.setScale(DIGITS, RoundingMode.FLOOR);
    }

    /** A time as a decimal number; null if it is none. */
    static Column time(Dataset<Row> raw, String column) {
        return TIME.apply(text(raw, column));
    }

    /** The form of a time; null if it is none. */
    static Column form(Dataset<Row> raw, String column) {
        return FORM_OF.apply(text(raw, column));
    }

    /** A timestamp of Spark's as seconds, everything else as it is written. */
    private static Column text(Dataset<Row> raw, String column) {
        DataType type = raw.schema().apply(column).dataType();
        boolean moment = List.of(DataTypes.TimestampType, DataTypes.TimestampNTZType, DataTypes.DateType)
                .contains(type);
        Column value = RawRows.named(column);
        return moment
                ? value.cast(DataTypes.TimestampType).cast("decimal(20,6)").cast("string")
                : value.cast("string");
    }

    /** The rows with their times as whole numbers; if some have fractions, multiplied by a power of ten. */
    static Dataset<Row> whole(Dataset<Row> good) {
        Row all = good.agg(
                        collect_set(col(FORM)),
                        max(abs(col("time"))),
                        max(col("time").notEqual(floor(col("time")))))
                .head();
        List<String> forms = all.<String>getList(0).stream().sorted().toList();
        require(forms.size() < 2, "raw interactions: expected times of one form, received %s", forms);
        int power = forms.isEmpty() || !all.getBoolean(2) ? 0 : power(all.getDecimal(1));
        UserDefinedFunction shifted = udf(
                (UDF1<BigDecimal, Long>) time -> time.scaleByPowerOfTen(power).longValue(), DataTypes.LongType);
        return good.withColumn("time", shifted.apply(col("time"))).drop(FORM);
    }

    /** As many digits behind the point as a long has room for. */
    private static int power(BigDecimal largest) {
        int power = DIGITS;
        while (power > 0 && largest.scaleByPowerOfTen(power).compareTo(MOST) >= 0) {
            power--;
        }
        return power;
    }
}
