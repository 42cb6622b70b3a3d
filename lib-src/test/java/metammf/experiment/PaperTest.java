package metammf.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import metammf.train.TrainConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PaperTest {
    @TempDir
    Path folder;

    private Results run(List<Grid<?>> grids) {
        List<Grid<?>> quick = grids.stream().<Grid<?>>map(grid -> grid.quick(1)).toList();
        return Experiment.in(folder)
                .on(Models.DATA)
                .at(5)
                .training(TrainConfig.defaults().withBatchSize(100).withK(5))
                .models(quick)
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
        assertEquals(models(Paper.table5()), results.models());
        for (Run run : results.runs()) {
            assertTrue(run.setting().contains("l2=0.0"), run.setting());
            assertEquals(1e-5, run.training().orElseThrow().weightDecay());
        }
    }

    @Test
    void contentIsKnockedOutByItsModalities() {
        List<String> names = models(Paper.knockOut(Models.DATA.features()));
        assertTrue(
                names.containsAll(List.of("MetaMMF_GCN", "MetaMMF_GCN, shuffled", "MetaMMF_GCN, visual")),
                names::toString);
    }
}
