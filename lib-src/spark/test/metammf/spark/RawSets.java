package metammf.spark;

import java.util.List;
import java.util.stream.IntStream;
import metammf.data.Interactions;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Raw interactions with a known answer. */
final class RawSets {
    private RawSets() {}

    /** Every pair, and every tenth twice, in an order that is nobody's. */
    static Dataset<Row> twice(SparkSession spark, Interactions all) {
        int[] users = all.userColumn();
        List<String> lines = IntStream.range(0, all.size())
                .mapToObj(pair -> users[pair] + " " + all.item(pair))
                .toList();
        Dataset<Row> pairs = spark.createDataset(lines, Encoders.STRING())
                .selectExpr("split(value, ' ')[0] AS user", "split(value, ' ')[1] AS item");
        return pairs.union(pairs.filter("hash(user, item) % 10 = 0")).repartition(3);
    }
}
