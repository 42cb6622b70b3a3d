package metammf.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import metammf.base.MetaMmfException;
import metammf.data.Dataset;
import metammf.data.folder.Datasets;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class GrowthTest {
    private static final Dataset TIKTOK = Datasets.tiktok();
    private static SparkSession spark;

    @BeforeAll
    static void open() {
        spark = Cluster.open("local[2]");
    }

    @AfterAll
    static void close() throws IOException {
        spark.close();
    }

    private static List<Row> rows(int interactions, int partitions) {
        return Growth.of(spark, TIKTOK, interactions, 3, 1).coalesce(partitions).collectAsList();
    }

    @Test
    void aRowDependsOnItsNumberAlone() {
        assertEquals(rows(1000, 1), rows(2000, 2).subList(0, 1000));
    }

    @Test
    void everyPairHasItsTurnAndMostKeepTheirItem() {
        List<Row> rows = rows(TIKTOK.split().all().size() + 1, 2);
        HashSet<String> users = new HashSet<>();
        HashSet<String> items = new HashSet<>();
        rows.forEach(row -> users.add(row.getString(0)));
        rows.forEach(row -> items.add(row.getString(1)));
        assertEquals(TIKTOK.users() + 1, users.size());
        assertTrue(users.contains("0-1") && users.contains("9307-0"));
        assertTrue(items.size() > 2 * TIKTOK.items() && items.size() <= 3 * TIKTOK.items(), "items: " + items.size());
        int[] ownItems = TIKTOK.split().all().itemColumn();
        long own = IntStream.range(0, ownItems.length)
                .filter(n -> rows.get(n).getString(1).startsWith(ownItems[n] + "-"))
                .count();
        assertEquals(0.9, (double) own / ownItems.length, 0.01);
    }

    @Test
    void nothingCannotBeGrown() {
        assertEquals(
                "growth: expected interactions and copies of items, received 5 and 0",
                assertThrows(MetaMmfException.class, () -> Growth.of(spark, TIKTOK, 5, 0, 1))
                        .getMessage());
    }
}
