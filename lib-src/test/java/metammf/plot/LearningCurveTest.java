package metammf.plot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.util.List;
import metammf.base.MetaMmfException;
import metammf.train.History;
import metammf.train.History.Epoch;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.XYChart;

class LearningCurveTest {
    private static final History THREE = new History(
            "recall@20", List.of(new Epoch(1, 0.7, 0.01, 1), new Epoch(2, 0.5, 0.03, 1), new Epoch(3, 0.4, 0.02, 1)));

    @Test
    void showsLossMetricAndBestEpoch() {
        XYChart chart = Plots.learningCurve(THREE);
        assertEquals(List.of("loss", "recall@20", "best: 0.0300 in epoch 2"), Pictures.names(chart));
        assertArrayEquals(new double[] {0.7, 0.5, 0.4}, chart.getSeries("loss").getYData());
        assertArrayEquals(new double[] {1, 2, 3}, chart.getSeries("recall@20").getXData());
    }

    @Test
    void lossAndMetricHaveTheirOwnAxes() {
        XYChart chart = Plots.learningCurve(THREE);
        assertEquals(0, chart.getSeries("loss").getYAxisGroup());
        assertEquals(1, chart.getSeries("recall@20").getYAxisGroup());
    }

    @Test
    void drawsBothCurves() {
        XYChart chart = Plots.learningCurve(THREE);
        assertTrue(Pictures.pixels(chart, PlotTheme.BLUE) > 300);
        assertTrue(Pictures.pixels(chart, PlotTheme.VERMILLION) > 300);
    }

    @Test
    void drawsBothPointsOfTheFirstEpoch() {
        XYChart chart =
                Plots.learningCurve(new History("ndcg@20", THREE.epochs().subList(0, 1)));
        assertTrue(Pictures.pixels(chart, PlotTheme.BLUE) > 20);
        assertTrue(Pictures.pixels(chart, PlotTheme.VERMILLION) > 20);
    }

    @Test
    void leavesOutWhatIsNotFinite() {
        History diverged = new History(
                "ndcg@20", List.of(new Epoch(1, 0.7, Double.NaN, 1), new Epoch(2, Double.POSITIVE_INFINITY, 0.03, 1)));
        XYChart chart = Plots.learningCurve(diverged);
        assertArrayEquals(new double[] {1}, chart.getSeries("loss").getXData());
        assertArrayEquals(
                new double[] {2}, chart.getSeries("best: 0.0300 in epoch 2").getXData());
    }

    @Test
    void aTrainingThatDivergedAtOnceStillDraws() {
        XYChart chart = Plots.learningCurve(new History("ndcg@20", List.of(new Epoch(1, Double.NaN, Double.NaN, 1))));
        assertTrue(Pictures.pixels(chart, Color.WHITE) > 50_000);
    }

    @Test
    void refusesAHistoryWithoutEpochs() {
        assertThrows(MetaMmfException.class, () -> Plots.learningCurve(new History("ndcg@20", List.of())));
    }
}
