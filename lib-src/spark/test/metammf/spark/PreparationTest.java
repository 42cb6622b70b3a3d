package metammf.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import metammf.data.Datasets;
import metammf.data.Interactions;
import metammf.data.Split;
import metammf.data.Subset;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PreparationTest {
    private static final Interactions TIKTOK = Datasets.tiktok().split().all();
    private static SparkSession spark;

    @TempDir
    private Path folder;

    @BeforeAll
    static void open() {
        spark = Cluster.open("local[2]");
    }

    @AfterAll
    static void close() throws IOException {
        spark.close();
    }

    /** When a pair happened: some at the same time. */
    private static long time(int user, int item) {
        return (user * 31L + item * 17L) % 1000;
    }

    /** Every pair, the last ones first, and each tenth twice, later. */
    private static Dataset<Row> raw(Interactions all) {
        int[] users = all.userColumn();
        List<Row> rows = IntStream.range(0, all.size())
                .map(n -> all.size() - 1 - n)
                .boxed()
                .flatMap(n ->
                        IntStream.range(0, n % 10 == 0 ? 2 : 1).mapToObj(twice -> row(users[n], all.item(n), twice)))
                .toList();
        StructType schema = new StructType()
                .add("user", DataTypes.StringType)
                .add("item", DataTypes.StringType)
                .add("time", DataTypes.LongType);
        return spark.createDataFrame(rows, schema).repartition(3);
    }

    private static Row row(int user, int item, int later) {
        return RowFactory.create("" + user, "" + item, time(user, item) + later);
    }

    private Prepared run(Preparation how, Dataset<Row> raw, int partitions) {
        spark.conf().set("spark.sql.shuffle.partitions", partitions);
        return how.run(raw, folder.resolve("prepared").toString());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    void theBuiltInSetIsKeptAndSplitAsOnOneMachine(int partitions) {
        Preparation how = Preparation.defaults().withCore(3, 3).withSeed(5);
        metammf.data.Dataset prepared = run(how, raw(TIKTOK), partitions).toDataset("TikTok");
        Subset core = Subset.core(TIKTOK, 3, 3);
        assertEquals(Split.perUser(core.interactions(), 5), prepared.split());
        assertEquals(core.items()[7], Integer.parseInt(prepared.ids().item(7)));
    }
}
