package metammf.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import metammf.base.MetaMmfException;
import metammf.train.TrainConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

class PaperTest {
    @TempDir
    Path folder;

    private static Table published(int number, String data, String model) {
        return Paper.published(number).where(t -> t.stringColumn("data set")
                .isEqualTo(data)
                .and(t.stringColumn("model").startsWith(model)));
    }

    @Test
    void thePublishedTablesAgreeWithEachOther() {
        assertEquals(
                List.of(3, 33, 42, 12, 12),
                IntStream.rangeClosed(1, 5)
                        .mapToObj(number -> Paper.published(number).rowCount())
                        .toList());
        for (String data : Paper.published(1).stringColumn("data set")) {
            for (String model : List.of("MetaMMF_MF", "MetaMMF_GCN")) {
                Table whole = published(2, data, model);
                for (String metric : List.of("P@10", "R@10", "HR@10", "N@10")) {
                    double best = published(3, data, model).doubleColumn(metric).max(); // of all depths
                    assertEquals(whole.doubleColumn(metric).get(0), best, data + " " + model + " " + metric);
                }
                Table withStatic = published(5, data, model).first(1);
                assertEquals(
                        whole.doubleColumn("HR@10").get(0),
                        withStatic.doubleColumn("HR@10").get(0));
            }
        }
    }

    @Test
    void aTableThatThePaperLacksIsRefused() {
        assertThrows(MetaMmfException.class, () -> Paper.published(6));
    }

    private Results run(List<Grid<?>> grids) {
        List<Grid<?>> quick = grids.stream().<Grid<?>>map(grid -> grid.quick(1)).toList();
        return Experiment.in(folder)
                .withData(Models.DATA)
                .withCutOffs(5)
                .withTraining(TrainConfig.defaults().withBatchSize(100).withK(5))
                .withModels(quick)
                .run();
    }

    private static List<String> models(List<Grid<?>> grids) {
        return grids.stream().map(Grid::model).toList();
    }

    @Test
    void everyModelOfTableTwoIsTrainedAndTested() {
        Results results = run(Paper.table2());
        assertEquals(models(Paper.table2()), results.models());
        assertTrue(results.models().containsAll(List.of("VBPR", "InvRL", "MetaMMF_MF", "MetaMMF_GCN")));
    }

    @Test
    void everyModelBeyondThePaperIsTrainedAndTested() {
        Map<String, Grid<?>> grids = new LinkedHashMap<>();
        Stream.of(Paper.beyond(), Paper.beyondKnockOut(), Paper.metaKnockOut(), Paper.cold())
                .flatMap(List::stream)
                .forEach(grid -> grids.putIfAbsent(grid.model(), grid));
        assertEquals(
                List.copyOf(grids.keySet()), run(List.copyOf(grids.values())).models());
        assertTrue(models(Paper.all()).containsAll(models(Paper.cold())));
        assertTrue(models(Paper.all()).containsAll(models(Paper.baselines())));
        assertTrue(models(Paper.beyond()).containsAll(List.of("MGCN", "MetaMMF_MV")));
    }

    @Test
    void depthsRanksAndWeightsAreTrainedAndTestedWithEitherHead() {
        List<Grid<?>> grids = Stream.of(Paper.table3(1, 2), Paper.table4(), Paper.table5(), Paper.figure5(2, 4))
                .flatMap(List::stream)
                .toList();
        List<String> expected = models(grids);
        assertEquals(expected, run(grids).models());
        for (String head : List.of("MF", "GCN")) {
            assertTrue(expected.containsAll(List.of(
                    "Early_" + head,
                    "MetaMMF_" + head + "-2",
                    "MetaMMF_" + head + ", full",
                    "MetaMMF_" + head + ", dynamic only",
                    "MetaMMF_" + head + ", rank 4")));
        }
    }

    @Test
    void weightsThatLiveAreTheSameModelsWithLessRegularisation() {
        Results results = run(Paper.table5Living());
        assertEquals(List.of("MetaMMF_MF", "MetaMMF_MF, dynamic only", "MetaMMF_MF, static only"), results.models());
        for (Run run : results.runs()) {
            assertTrue(run.setting().contains("l2=0.0"), run.setting());
            assertEquals(1e-5, run.training().orElseThrow().weightDecay());
        }
    }

    @Test
    void contentIsKnockedOutByItsModalities() {
        List<String> names = models(Paper.knockOut(Models.DATA.features()));
        assertTrue(
                names.containsAll(List.of(
                        "MetaMMF_GCN",
                        "MetaMMF_GCN, shuffled",
                        "MetaMMF_GCN, visual",
                        "MetaMMF_GCN, 50 % missing, mean")),
                names::toString);
    }
}
