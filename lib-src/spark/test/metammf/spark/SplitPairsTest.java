package metammf.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import metammf.data.Interactions;
import metammf.data.Split;
import metammf.data.Subset;
import metammf.data.folder.Datasets;
import metammf.spark.Preparation.Way;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The steps of a preparation beside the one-machine code, on the pairs of the built-in set in 1, 2 and 7 partitions. */
class SplitPairsTest {
    private static final Interactions ALL = Datasets.tiktok().split().all();
    private static final long[] TIMES =
            IntStream.range(0, ALL.size()).mapToLong(n -> n * 7919L % 1000).toArray(); // of some pairs the same
    private static SparkSession spark;

    @BeforeAll
    static void open() {
        spark = Cluster.open("local[2]");
    }

    @AfterAll
    static void close() throws IOException {
        spark.close();
    }

    private static JavaRDD<UserPairs> pairs(int partitions) {
        List<UserPairs> blocks = new ArrayList<>();
        for (int n = 0; n < partitions; n++) {
            blocks.add(block(n * ALL.users() / partitions, (n + 1) * ALL.users() / partitions));
        }
        return JavaSparkContext.fromSparkContext(spark.sparkContext()).parallelize(blocks, partitions);
    }

    private static UserPairs block(int fromUser, int toUser) {
        int[] users = ALL.userColumn();
        return UserPairs.of(IntStream.range(ALL.first(fromUser), ALL.first(toUser))
                .mapToObj(pair -> RowFactory.create(users[pair], ALL.item(pair), TIMES[pair]))
                .iterator());
    }

    private static Split split(Way way) {
        return switch (way) {
            case PER_USER -> Split.perUser(ALL, 3);
            case PER_INTERACTION -> Split.perInteraction(ALL, 3);
            case BY_TIME -> Split.byTime(ALL, TIMES);
            case BY_TIME_PER_USER -> Split.byTimePerUser(ALL, TIMES);
            case LEAVE_ONE_OUT -> Split.leaveOneOut(ALL, 3);
            case LEAVE_LAST_OUT -> Split.leaveLastOut(ALL, TIMES);
        };
    }

    @ParameterizedTest
    @EnumSource
    void everyPairIsInThePartThatOneMachineGivesIt(Way way) {
        Preparation how = Preparation.defaults().withTime("time").withSplit(way).withSeed(3);
        Split expected = split(way);
        int[] items = IntStream.range(0, ALL.items()).toArray();
        for (int partitions : List.of(1, 2, 7)) {
            JavaRDD<UserPairs> pairs = pairs(partitions);
            List<Row> rows = SplitPairs.of(pairs, Splitting.of(how, pairs, ALL.size()))
                    .mapPartitions(some -> some.next().rows(items))
                    .collect();
            assertEquals(expected.train(), part("train", rows));
            assertEquals(expected.validation(), part("validation", rows));
            assertEquals(expected.test(), part("test", rows));
        }
    }

    private static Interactions part(String name, List<Row> rows) {
        List<Row> some =
                rows.stream().filter(row -> row.getString(2).equals(name)).toList();
        return Interactions.of(
                ALL.users(),
                ALL.items(),
                some.stream().mapToInt(row -> row.getInt(0)).toArray(),
                some.stream().mapToInt(row -> row.getInt(1)).toArray());
    }

    @ParameterizedTest
    @EnumSource
    void whoHasEnoughStays(Counted counted) {
        Subset expected = counted == Counted.ONCE ? Subset.atLeast(ALL, 4, 6) : Subset.core(ALL, 4, 6);
        for (int partitions : List.of(1, 2, 7)) {
            JavaRDD<UserPairs> pairs = pairs(partitions);
            Core core = counted == Counted.ONCE
                    ? Core.atLeast(pairs, ALL.items(), 4, 6)
                    : Core.of(pairs, ALL.items(), 4, 6);
            int[] degrees = Core.degrees(core.pairs(), ALL.items());
            assertEquals(expected.interactions().size(), IntStream.of(degrees).sum());
            assertEquals(
                    IntStream.of(expected.items()).boxed().toList(),
                    IntStream.range(0, degrees.length)
                            .filter(item -> degrees[item] > 0)
                            .boxed()
                            .toList());
        }
    }

    private enum Counted {
        ONCE,
        AGAIN
    }
}
