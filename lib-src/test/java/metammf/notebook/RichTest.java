package metammf.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import metammf.eval.Report;
import metammf.eval.UserRanks;
import metammf.model.Explanation;
import metammf.plot.Plots;
import metammf.train.History;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.internal.chartpart.Chart;

class RichTest {
    private static final History HISTORY = new History("precision@20", List.of(new History.Epoch(1, 0.69, 0.01, 2.5)));

    @Test
    void aChartHasTwoPixelsForEveryPointOfItsSize() throws IOException {
        XYChart chart = Plots.learningCurve(HISTORY);
        Rich rich = Rich.TYPES.get(Chart.class).apply(chart);
        BufferedImage image =
                ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(rich.content())));
        assertEquals("image/png", rich.type());
        assertEquals(Map.of("width", 640, "height", 400), rich.metadata());
        assertEquals(1280, image.getWidth());
        assertEquals(800, image.getHeight());
    }

    @Test
    void aChartInTextIsItsTitle() {
        Rich rich = Rich.TYPES.get(Chart.class).apply(Plots.learningCurve(HISTORY));
        assertEquals("Chart: Learning curve", rich.text());
    }

    @Test
    void aReportIsATableOnAPageAndItsOwnTextElsewhere() {
        Report report = new Report("", List.of(10), List.of(new UserRanks(0, 2, new int[] {3})));
        Rich rich = Rich.TYPES.get(Report.class).apply(report);
        assertTrue(rich.content().contains("microRecall</th>"), rich.content());
        assertEquals(report.toString(), rich.text());
    }

    @Test
    void anExplanationIsATableOnAPageAndItsOwnTextElsewhere() {
        Explanation why = new Explanation("user 7, item 42", 1, 0.5, 0.75, Map.of(), List.of());
        Rich rich = Rich.TYPES.get(Explanation.class).apply(why);
        assertTrue(rich.content().contains("multimodal</td>"), rich.content());
        assertEquals(why.toString(), rich.text());
    }

    @Test
    void anArrayShowsItsNumbers() {
        assertEquals("[1, 2]", Rich.array(new int[] {1, 2}).text());
        assertEquals("[[1.0], [2.5]]", Rich.array(new float[][] {{1}, {2.5f}}).text());
        assertEquals("[]", Rich.array(new String[0]).text());
    }

    @Test
    void aLongArrayIsCut() {
        String text = Rich.array(new int[100_000]).text();
        assertTrue(text.length() < 2100 && text.endsWith(" ..."), text.substring(text.length() - 20));
    }

    @Test
    void thePanelTellsTheEpochTheBestAndTheTimeLeft() {
        String line = TrainingPanel.line(HISTORY, 5);
        assertEquals(
                "epoch 1 of at most 5, loss 0.6900, precision@20 0.0100, best 0.0100 in epoch 1, at most 10 s left",
                line);
    }
}
