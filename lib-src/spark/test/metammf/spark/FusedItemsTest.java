package metammf.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import metammf.MetaMmf;
import metammf.data.ItemFeatures;
import metammf.data.Modality;
import metammf.data.folder.Datasets;
import metammf.engine.Compute;
import metammf.fusion.FusionConfig;
import metammf.model.EncoderModel;
import metammf.model.GcnConfig;
import metammf.model.ItemTower;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FusedItemsTest {
    private static final metammf.data.Dataset DATA = Datasets.tiktok();
    private static final FusionConfig CONFIG = FusionConfig.cp(16);
    private static SparkSession spark;
    private static EncoderModel model;
    private static ItemTower tower;

    @TempDir
    private static Path folder;

    @BeforeAll
    static void writeItems() {
        spark = Cluster.open("local[2]");
        model = MetaMmf.mf(DATA, CONFIG, Compute.cpu(), 1);
        tower = ItemTower.of(model, CONFIG, DATA);
        FusedItems.content(spark, DATA).write().parquet(folder.resolve("items").toString());
    }

    @AfterAll
    static void close() throws IOException {
        model.close();
        spark.close();
    }

    private static Dataset<Row> items() {
        return spark.read().parquet(folder.resolve("items").toString());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    void vectorsAreThoseOfOneMachine(int partitions) {
        Dataset<Row> fused = FusedItems.of(tower, items().repartition(partitions));
        assertArrayEquals(model.embeddings().itemRows(), Tables.matrix(fused), 1e-6f);
    }

    static Stream<FusionConfig> otherKinds() {
        return Stream.of(FusionConfig.early(), FusionConfig.late(), FusionConfig.hybrid());
    }

    @ParameterizedTest
    @MethodSource("otherKinds")
    void allKindsOfFusionAreThoseOfOneMachine(FusionConfig config) {
        try (EncoderModel other = MetaMmf.gcn(DATA, config, GcnConfig.defaults(), Compute.cpu(), 2)) {
            Dataset<Row> fused = FusedItems.of(ItemTower.of(other, config, DATA), items());
            assertArrayEquals(other.embeddings().itemRows(), Tables.matrix(fused), 1e-6f);
        }
    }

    @Test
    void newItemsGetTheNextNumbersAndVectorsWithoutTraining() {
        Dataset<Row> fresh =
                items().where("number IN (3, 5)").selectExpr("concat('new ', id) AS id", "visual", "acoustic");
        Dataset<Row> all = fresh.unionByName(
                items().drop("number").where("id = '" + DATA.ids().item(8) + "'"));
        List<Row> fused = FusedItems.of(tower, FusedItems.numbered(all, items().select("number", "id")))
                .orderBy("number")
                .collectAsList();
        assertEquals(
                List.of(8, DATA.items(), DATA.items() + 1),
                fused.stream().map(row -> row.getInt(0)).toList());
        List<String> names = Stream.of(3, 5)
                .map(item -> "new " + DATA.ids().item(item))
                .sorted()
                .toList();
        assertEquals(names, List.of(fused.get(1).getString(1), fused.get(2).getString(1)));
        assertArrayEquals(
                model.embeddings().item(8), Vectors.floats(fused.get(0).getList(2)), 1e-6f);
        int item = names.get(0).endsWith(DATA.ids().item(3)) ? 3 : 5;
        try (ItemTower.Open open = tower.open()) {
            float[] expected = open.vectors(content(item), DATA.items());
            assertArrayEquals(expected, Vectors.floats(fused.get(1).getList(2)), 1e-6f);
        }
    }

    private static ItemFeatures content(int item) {
        return ItemFeatures.of(DATA.features().modalities().stream()
                .map(m -> new Modality(m.name(), 1, m.width(), m.row(item)))
                .toList());
    }

    @Test
    void anyProgramReadsTheVectorsFromParquet() {
        String path = folder.resolve("vectors").toString();
        FusedItems.of(tower, items()).write().parquet(path);
        Dataset<Row> read = spark.read().parquet(path);
        assertEquals(
                "number INT,id STRING,vector ARRAY<FLOAT>",
                read.schema().toDDL().replaceAll(" NOT NULL", ""));
        assertArrayEquals(model.embeddings().itemRows(), Tables.matrix(read), 1e-6f);
        assertEquals(DATA.ids().item(17), read.where("number = 17").first().getString(1));
    }

    @Test
    void badContentIsRefusedWithTheItem() {
        assertRefused("item x: acoustic: expected numbers, received none", "visual", "NULL");
        assertRefused("item x: acoustic: expected numbers, received none", "visual", "array(1.0F, NULL)");
        assertRefused(
                "item x: visual: expected finite numbers, received NaN", "array(CAST('NaN' AS FLOAT))", "acoustic");
        assertRefused("expected modalities [Input[name=visual", "array(1.0F)", "acoustic");
    }

    private static void assertRefused(String message, String visual, String acoustic) {
        Dataset<Row> bad =
                items().limit(1).selectExpr("number", "'x' AS id", visual + " AS visual", acoustic + " AS acoustic");
        String messages = Tables.messages(
                assertThrows(Exception.class, () -> FusedItems.of(tower, bad).collectAsList()));
        assertTrue(messages.contains(message), messages);
    }
}
