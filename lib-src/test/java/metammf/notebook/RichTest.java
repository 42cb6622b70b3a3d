package metammf.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import metammf.MetaMmf;
import metammf.data.Dataset;
import metammf.data.Dataset.Identity;
import metammf.data.ItemFeatures;
import metammf.data.PlantedVideos;
import metammf.data.Split;
import metammf.eval.FullRanking;
import metammf.eval.Lists;
import metammf.eval.Report;
import metammf.eval.Report.UserRanks;
import metammf.eval.Significance.Interval;
import metammf.experiment.Comparison;
import metammf.fusion.Fusion;
import metammf.fusion.FusionConfig;
import metammf.model.Embeddings;
import metammf.model.Explanation;
import metammf.model.MatrixFactorization;
import metammf.model.Recommender;
import metammf.notebook.Notebook.Live;
import metammf.plot.Diagram;
import metammf.plot.Plots;
import metammf.train.History;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.knowm.xchart.internal.chartpart.Chart;

class RichTest {
    private static final History HISTORY = new History("precision@20", List.of(new History.Epoch(1, 0.69, 0.01, 2.5)));

    private static Rich rich(Class<?> type, Object value) {
        return Rich.TYPES.get(type).apply(value);
    }

    /** The picture of a page's element. */
    private static String svg(Rich rich) {
        String url = rich.content().replaceFirst("(?s).* src=\"data:image/svg\\+xml,(.*)\">", "$1");
        String text = url.replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&amp;", "&");
        return text.replace("%3C", "<").replace("%3E", ">").replace("%23", "#").replace("%25", "%");
    }

    @Test
    void aPictureHasItsSizeAndWords() {
        Rich rich = Rich.picture("a \"frame\"", new BufferedImage(30, 20, BufferedImage.TYPE_INT_RGB));
        assertTrue(rich.content().contains("width=\"30\" height=\"20\" alt=\"a &quot;frame&quot;\""), rich.content());
        assertTrue(rich.content().contains("src=\"data:image/png;base64,iVBOR"), rich.content());
        assertEquals("a \"frame\"", rich.text());
    }

    @Test
    void aChartIsDarkOnADarkPage() {
        String svg = svg(rich(Chart.class, Plots.learningCurve(HISTORY)));
        assertTrue(svg.startsWith("<svg xmlns='http://www.w3.org/2000/svg' width='1280' height='800'> <style>"), svg);
        assertTrue(svg.contains("prefers-color-scheme: dark) { image { filter: invert("), svg);
    }

    @Test
    void aChartHasTwoPixelsForEveryPointOfItsSize() throws IOException {
        Rich rich = rich(Chart.class, Plots.learningCurve(HISTORY));
        String html = rich.content();
        assertTrue(html.contains(" width=\"640\" height=\"400\" "), html.substring(0, 60));
        String data = svg(rich).replaceFirst("(?s).*base64,(.*)'/></svg>", "$1");
        BufferedImage image =
                ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(data)));
        assertEquals(1280, image.getWidth());
        assertEquals(800, image.getHeight());
    }

    @Test
    void aChartIsToldInWords() {
        History history = new History(
                "precision@20", List.of(new History.Epoch(1, 0.69, 0.01, 2.5), new History.Epoch(2, 0.5, 0.03, 2.5)));
        Rich rich = rich(Chart.class, Plots.learningCurve(history));
        assertEquals(
                "Chart: Learning curve (loss by epoch); loss from 0.69 to 0.5; precision@20 from 0.01 to 0.03; "
                        + "best: 0.0300 in epoch 2",
                rich.text());
        assertTrue(rich.content().contains("alt=\"" + rich.text() + "\""), rich.content());
    }

    @Test
    void aDiagramIsAPictureWithItsDescription() {
        Rich rich = rich(Diagram.class, Diagram.FUSION);
        assertTrue(rich.text().startsWith("Left, static fusion: "), rich.text());
        assertTrue(
                rich.content().contains(" alt=\"" + rich.text() + "\" src=\"data:image/svg+xml,%3Csvg "),
                rich.content());
        assertEquals(Diagram.FUSION.svg().replace("\n", " "), svg(rich));
    }

    @Test
    void barsPointsAndMatricesAreToldTooAndAnythingIsEscaped() {
        assertEquals(
                "Chart: Recall; A 0.25, B 120",
                AltText.of(Plots.comparison("Recall", "", "", new TreeMap<>(Map.of("A", 0.25, "B", 120.0)))));
        String nowhere = "\uFDD0"; // in no font, so the picture has an escape
        assertEquals(
                "Chart: " + nowhere + "; " + nowhere + " 1",
                AltText.of(Plots.comparison(nowhere, "", "", Map.of(nowhere, 1.0))));
        assertEquals(
                "Chart: Map; left 2 points; right",
                AltText.of(Plots.scatter("Map", new double[3][2], new int[] {0, 0, 1}, "left", "right")));
        assertEquals(
                "Chart: W (row by column); 3 columns, 2 rows, from -1 to 2",
                AltText.of(Plots.heatMap("W", "column", "row", new float[][] {{-1, 0, 0}, {0, 0, 2}})));
        assertEquals(
                "Chart: Seeds (recall by epoch); GCN band at its end from 1.5 to 4; GCN from 1 to 2",
                AltText.of(Plots.bands(
                        "Seeds", "epoch", "recall", Map.of("GCN", new double[][] {{1, 2}, {1, 2}, {0, 1.5}, {3, 4}}))));
        assertTrue(Rich.image(Plots.heatMap("<\"&", "column", "row", new float[1][1]))
                .contains("alt=\"Chart: &lt;&quot;&amp; "));
    }

    @Test
    void allBarsOfTheLargestComparisonAreTold() {
        Map<String, Double> fifteen =
                IntStream.range(0, 15).boxed().collect(Collectors.toMap(n -> "model " + n, n -> n / 8.0));
        String told = AltText.of(Plots.comparison("Recall", "", "", fifteen));
        fifteen.keySet().forEach(name -> assertTrue(told.contains(name + " "), told));
    }

    static Stream<Arguments> tables() {
        PlantedVideos videos = PlantedVideos.of(new PlantedVideos.Sizes(60, 80, 15, 0), 1);
        Dataset data = videos.dataset();
        MatrixFactorization model = MetaMmf.mf(data, FusionConfig.cp(4), 1);
        Report report = FullRanking.at(5).evaluate(model.embeddings(), data);
        return Stream.of(
                arguments(Dataset.class, data),
                arguments(Split.class, data.split()),
                arguments(ItemFeatures.class, data.features()),
                arguments(Fusion.class, model.items().fusion().orElseThrow()),
                arguments(Recommender.class, model),
                arguments(Embeddings.class, model.embeddings()),
                arguments(Explanation.class, new Explanation("user 7, item 42", 1, 0.5, 0.75, Map.of(), List.of())),
                arguments(History.class, HISTORY),
                arguments(Lists.class, report.lists(5)),
                arguments(Report.Groups.class, report.byUserDegree()),
                arguments(Report.class, new Report(Identity.NONE, List.of(10), List.of(new UserRanks(0, 2, new int[] {3
                })))));
    }

    @ParameterizedTest
    @MethodSource("tables")
    void aValueIsATableWithHeadsInThePagesColoursAndItsOwnTextElsewhere(Class<?> type, Object value) {
        Rich rich = rich(type, value);
        assertTrue(rich.content().contains("<th scope=\"col\" "), rich.content());
        assertFalse(rich.content().contains("color"), rich.content());
        assertEquals(value.toString(), rich.text());
        assertFalse(rich.text().matches("(?s).*@[0-9a-f]{5,}.*"), rich.text());
    }

    @Test
    void aComparisonIsATableWithNumbersOnTheRight() {
        Comparison comparison =
                new Comparison("tiktok", List.of("R@20"), Map.of("A", List.of(new Interval(0.5, 0.4, 0.6))));
        Rich rich = rich(Comparison.class, comparison);
        assertEquals("text/markdown", rich.type());
        assertEquals(
                "Comparison on tiktok\n\n| model | R@20 |\n|---|---:|\n| A | **0.5000** ±.1000 |\n", rich.content());
        assertEquals(comparison.toString(), rich.text());
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
    void thePanelMovesWithinTheFirstEpochAlready() {
        Rich panel = TrainingPanel.panel(new History("precision@20", List.of()), 5, 0.25);
        assertEquals("epoch 1 of at most 5, 25 % of its steps", panel.text());
        assertTrue(panel.content().contains("value=\"0.25\" max=\"5\""), panel.content());
    }

    @Test
    void thePanelShowsTheCurveAndTheLineOfTheLastEpoch() {
        Rich panel = TrainingPanel.panel(HISTORY, 5, 0.5);
        assertEquals(HISTORY.progress(5), panel.text());
        assertTrue(panel.content().contains("value=\"1.50\" max=\"5\""), panel.content());
        assertTrue(panel.content().contains("best: 0.0100 in epoch 1"), panel.content());
    }

    @Test
    void theBarOfAnUnknownAmountHasNoValue() {
        Rich panel = Live.panel("Spark", new Live.State(0, 0, "0 of 1 jobs, <init>"));
        assertEquals("0 of 1 jobs, <init>", panel.text());
        assertTrue(panel.content().contains("<progress aria-label=\"Spark\""), panel.content());
        assertTrue(panel.content().contains("&lt;init&gt;") && !panel.content().contains("value"), panel.content());
    }
}
