package metammf.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import metammf.base.MetaMmfException;
import metammf.train.TrainConfig;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.Table;

class GridTest {
    private static final Grid<Integer> GRID =
            Grid.of("X", (data, setting, compute, seed) -> null, 1, 2).withLearningRates(1e-4, 1e-2);

    private static List<TrainConfig> trainings(Grid<?> grid, long seed) {
        return grid.trials(new Trial.Data(Models.DATA, Models.DATA), TrainConfig.defaults(), seed, List.of(10)).stream()
                .map(trial -> trial.point().training())
                .toList();
    }

    private static List<Double> rates(Grid<?> grid, long seed) {
        return trainings(grid, seed).stream().map(TrainConfig::learningRate).toList();
    }

    @Test
    void randomTrialsAreDifferentAndHaveRatesOfAllMagnitudes() {
        List<Double> rates = rates(GRID.random(200, 1), 1);
        assertEquals(200, rates.size());
        assertTrue(new HashSet<>(rates).size() > 150, rates::toString);
        assertTrue(rates.stream().allMatch(rate -> rate >= 1e-4 && rate <= 1e-2), rates::toString);
        long small = rates.stream().filter(rate -> rate < 1e-3).count(); // half of the range of the logarithm
        assertTrue(small > 70 && small < 130, small + " of 200");
    }

    @Test
    void theirOwnSeedDecidesAndThatOfTheTrainingDoesNot() {
        assertEquals(rates(GRID.random(5, 1), 1), rates(GRID.random(5, 1), 2));
        assertNotEquals(rates(GRID.random(5, 1), 1), rates(GRID.random(5, 2), 1));
    }

    @Test
    void numbersWithAZeroAmongThemAreNoRange() {
        Grid<Integer> grid =
                GRID.withLearningRates(1e-3).withWeightDecays(0, 1e-4).random(100, 1);
        assertEquals(4, grid.trials(), "two settings, one rate, two decays");
        List<Double> decays = trainings(grid, 1).stream()
                .map(TrainConfig::weightDecay)
                .sorted()
                .toList();
        assertEquals(List.of(0.0, 0.0, 1e-4, 1e-4), decays);
    }

    @Test
    void everyTrainedModelGetsTheSameNumberOfTrials() {
        assertEquals(4, GRID.trials());
        Table trials = Paper.trials(Paper.withTrials(Paper.baselines(), 7, 1));
        assertEquals(List.of(7), trials.intColumn("trials").unique().asList());
    }

    @Test
    void whatIsCountedIsTriedOnceForEachSetting() {
        Grid<String> counted = Grid.untrained("X", (data, setting) -> null, "a", "b", "c");
        assertEquals(3, counted.withLearningRates(1e-3, 1e-2).random(7, 1).trials());
        assertEquals(2, counted.random(2, 1).trials());
    }

    @Test
    void noTrialsAreRefused() {
        assertThrows(MetaMmfException.class, () -> GRID.random(0, 1));
    }
}
