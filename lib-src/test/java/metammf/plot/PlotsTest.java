package metammf.plot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import metammf.base.MetaMmfException;
import metammf.data.Dataset;
import metammf.data.Interactions;
import metammf.data.PlantedVideos;
import metammf.eval.FullRanking;
import metammf.eval.Metric;
import metammf.eval.Report;
import metammf.eval.Significance.Interval;
import metammf.model.Embeddings;
import metammf.model.Explanation;
import metammf.model.Explanation.Alike;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategorySeries;
import org.knowm.xchart.HeatMapChart;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

class PlotsTest {
    private static final double[][] SQUARE = {{0, 0}, {0, 1}, {4, 0}, {4, 1}};

    private static Map<String, Double> values(double mf, double gcn) {
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("MF", mf);
        values.put("GCN", gcn);
        return values;
    }

    @Test
    void comparisonKeepsTheOrderOfTheMap() {
        CategoryChart chart = Plots.comparison("recall@20", "", "", values(0.2, 0.4));
        CategorySeries bars = chart.getSeries("recall@20");
        assertEquals(List.of("MF", "GCN"), List.copyOf(bars.getXData()));
        assertArrayEquals(new double[] {0.2, 0.4}, bars.getYData());
    }

    @Test
    void groupsAreALineForEachModel() {
        Dataset data = PlantedVideos.of(1).dataset();
        Report report =
                FullRanking.at(20).evaluate(Embeddings.popularity(data.split().train()), data);
        CategoryChart chart = Plots.groups(Metric.RECALL, 20, Map.of("popularity", report.byItemDegree()));
        CategorySeries line = chart.getSeries("popularity");
        assertEquals(List.copyOf(report.byItemDegree().reports().keySet()), List.copyOf(line.getXData()));
        assertEquals(0, line.getYData()[0], "popularity recommends no item without training interactions");
        Map<String, Report.Groups> different =
                new TreeMap<>(Map.of("a", report.byItemDegree(), "b", report.byUserDegree()));
        assertThrows(MetaMmfException.class, () -> Plots.groups(Metric.RECALL, 20, different));
        assertThrows(MetaMmfException.class, () -> Plots.groups(Metric.RECALL, 20, Map.of()));
    }

    @Test
    void aBarOfTwiceTheValueHasTwiceTheArea() {
        long low = Pictures.allPixels(Plots.comparison("m", "", "", values(0.2, 0)), PlotTheme.BLUE);
        long both = Pictures.allPixels(Plots.comparison("m", "", "", values(0.2, 0.2)), PlotTheme.BLUE);
        assertEquals(2.0, (double) both / low, 0.02);
    }

    @Test
    void barsOfAnySizeShowDigitsOfTheirValues() {
        assertEquals("0.00E0", pattern(1e-9));
        assertEquals("0.0000", pattern(0));
        assertEquals("0.0000", pattern(0.2));
        assertEquals("#,##0", pattern(12_345));
        assertEquals("0.00E0", pattern(1e30)); // XChart searches for ever among labels of 31 digits
        assertEquals(0, Pictures.allPixels(Plots.comparison("m", "", "", values(0, 0)), PlotTheme.BLUE));
    }

    @Test
    void numbersOfBarsHaveNoZerosAtTheirEnd() {
        Function<Double, String> label =
                Plots.comparison("m", "", "", values(0.0865, 0.05)).getStyler().getYAxisTickLabelsFormattingFunction();
        assertEquals(
                List.of("0.09", "0.0865", "0", "-0.1"),
                Stream.of(0.09, 0.08651, 0.0, -0.1).map(label).toList());
        assertEquals("0", Ticks.label(-1e-6, 0.02));
        assertEquals("12,000", Ticks.label(12_000, 20_000));
        assertEquals("2E-9", Ticks.label(2e-9, 3e-9));
    }

    @Test
    void ourBarsHaveAColourOfTheirOwnAmongOthers() {
        Map<String, Double> models = new LinkedHashMap<>();
        models.put("VBPR", 0.2);
        models.put("MetaMMF_MF", 0.1);
        models.put("GAT", 0.2);
        CategoryChart chart = Plots.comparison("m", "", "", models);
        long others = Pictures.allPixels(chart, PlotTheme.BLUE);
        assertEquals(4.0, (double) others / Pictures.allPixels(chart, PlotTheme.VERMILLION), 0.1);
        assertEquals(
                0, Pictures.allPixels(Plots.comparison("m", "", "", Map.of("MetaMMF_MF", 0.1)), PlotTheme.VERMILLION));
    }

    @Test
    void aLevelCurveIsALineToCompareWithAndAnAxisSaysThatItIsCut() {
        double[] x = {1, 2};
        XYChart chart = Plots.lines(
                "depth", "layers", "recall", Map.of("curve", new double[][] {x, {0.8, 0.9}}, "other", new double[][] {
                    x, {0.7, 0.7}
                }));
        assertEquals(SeriesMarkers.NONE, chart.getSeries("other").getMarker());
        assertEquals(PlotTheme.GREY, chart.getSeries("other").getLineColor());
        assertNotEquals(SeriesMarkers.NONE, chart.getSeries("curve").getMarker());
        assertEquals(PlotTheme.BLUE, chart.getSeries("curve").getLineColor());
        assertEquals("recall (axis does not start at 0)", chart.getYAxisTitle());
        Map<String, double[][]> fromZero = Map.of("curve", new double[][] {x, {0, 1}});
        assertEquals(
                "recall", Plots.lines("depth", "layers", "recall", fromZero).getYAxisTitle());
    }

    @Test
    void ourCurvesStandOutAmongOthersOnly() {
        double[][] curve = {{1, 2}, {0, 1}};
        XYChart chart =
                Plots.lines("t", "x", "y", new TreeMap<>(Map.of("GAT", curve, "MetaMMF_MF", curve, "NGCF", curve)));
        XYSeries ours = chart.getSeries("MetaMMF_MF");
        assertEquals(PlotTheme.VERMILLION, ours.getLineColor());
        assertTrue(width(ours) > width(chart.getSeries("GAT")));
        assertEquals(
                3,
                Stream.of("GAT", "MetaMMF_MF", "NGCF")
                        .map(name -> chart.getSeries(name).getLineColor())
                        .distinct()
                        .count());
        XYChart alone = Plots.lines("t", "x", "y", Map.of("MetaMMF_MF", curve));
        assertEquals(PlotTheme.BLUE, alone.getSeries("MetaMMF_MF").getLineColor());
    }

    private static float width(XYSeries series) {
        return series.getLineStyle().getLineWidth();
    }

    @Test
    void manyEpochsHaveRoundNumbersOnTheirAxis() {
        double[] epochs = IntStream.rangeClosed(1, 100).asDoubleStream().toArray();
        XYChart chart = Plots.lines("t", "epoch", "y", Map.of("curve", new double[][] {epochs, epochs}));
        assertEquals(0.5, chart.getStyler().getXAxisMin());
        assertEquals(SeriesMarkers.NONE, chart.getSeries("curve").getMarker());
    }

    @Test
    void valuesInsideBarsAreHiddenIfAnErrorBarReachesThem() {
        assertTrue(Plots.comparison("m", "", "", values(0.2, 0.4), Map.of("MF", 0.1, "GCN", 0.1))
                .getStyler()
                .isLabelsVisible());
        assertFalse(Plots.comparison("m", "", "", values(0.2, 0.4), Map.of("MF", 0.19, "GCN", 0.1))
                .getStyler()
                .isLabelsVisible());
    }

    @Test
    void axesHaveTitles() {
        CategoryChart bars = Plots.comparison("t", "model", "recall", values(1, 2));
        assertEquals("model, recall", bars.getXAxisTitle() + ", " + bars.getYAxisTitle());
        CategoryChart intervals = Plots.intervals("t", "model", "recall", Map.of("MF", new Interval(0.3, 0.1, 0.4)));
        assertArrayEquals(new double[] {0.3}, intervals.getSeries("t").getYData());
        assertArrayEquals(new double[] {0.15}, intervals.getSeries("t").getExtraValues(), 1e-12);
        HeatMapChart map = Plots.heatMap("t", "items", "users", new float[1][1]);
        assertEquals("items, users", map.getXAxisTitle() + ", " + map.getYAxisTitle());
        XYChart points = Plots.scatter("t", "true", "learned", SQUARE, new int[4]);
        assertEquals("true, learned", points.getXAxisTitle() + ", " + points.getYAxisTitle());
        assertTrue(points.getStyler().isXAxisTicksVisible());
        assertFalse(Plots.scatter("t", SQUARE, new int[4]).getStyler().isXAxisTicksVisible());
    }

    @Test
    void aHeatMapWithoutNegativeNumbersBeginsAtWhite() {
        HeatMapChart chart = Plots.heatMap("counts", "column", "row", new float[][] {{0, 1}, {2, 4}});
        assertEquals(0, chart.getStyler().getMin());
        assertEquals(0, Pictures.pixels(chart, PlotTheme.BLUE));
    }

    private static String pattern(double value) {
        CategoryChart chart = Plots.comparison("m", "", "", values(value, value / 2));
        BitmapEncoder.getBufferedImage(chart);
        return chart.getStyler().getYAxisDecimalPattern();
    }

    @Test
    void titlesAndNamesMayBeEmptyAndOfSeveralLines() {
        CategoryChart bars = Plots.comparison("", "", "", new TreeMap<>(Map.of("", 0.1, "two\nlines", 0.2)));
        assertEquals(List.of("", "two lines"), List.copyOf(bars.getSeries(" ").getXData()));
        BitmapEncoder.getBufferedImage(bars);
        BitmapEncoder.getBufferedImage(Plots.lines("", "", "", Map.of("", new double[][] {{1, 2}, {0, 0}})));
        BitmapEncoder.getBufferedImage(Plots.bands("", "", "", Map.of("", new double[][] {{1}, {0}, {0}, {0}})));
    }

    @Test
    void equalAndEmptyNamesOfLabelsAreToldApart() {
        XYChart chart = Plots.scatter("t-SNE", SQUARE, new int[] {0, 1, 1, 2}, "same", "same", "");
        assertEquals(List.of("same", "same (1)", " (2)"), Pictures.names(chart));
        BitmapEncoder.getBufferedImage(chart);
    }

    @Test
    void aSingleItemIsSeenInTheLongTail() {
        XYChart chart = Plots.longTail(Interactions.of(1, 1, new int[] {0}, new int[] {0}));
        assertTrue(Pictures.pixels(chart, PlotTheme.BLUE) > 20);
    }

    @Test
    void aSingleRankHasItsLabel() {
        XYChart chart = Plots.logLines("Error", "rank", "error", Map.of("CP", new double[][] {{4}, {1}}));
        assertEquals(
                "4", chart.getStyler().getXAxisTickLabelsFormattingFunction().apply(4.0));
    }

    @Test
    void lettersWithoutAFontAreEscapes() {
        String nowhere = "\uFDD0"; // no letter, and in no font
        XYChart chart = Plots.lines(nowhere + " a", "x", "y", Map.of(nowhere, new double[][] {{1}, {1}}));
        assertEquals("\\uFDD0 a", chart.getTitle());
        assertEquals("\\uFDD0", chart.getSeries(nowhere).getLabel());
        assertEquals(
                List.of("\\uFDD0"),
                List.copyOf(Plots.comparison("m", "", "", Map.of(nowhere, 1.0))
                        .getSeries("m")
                        .getXData()));
        assertEquals("ä \u03b1 \\uDBFF\\uDFFF", Letters.shown("ä \u03b1 \uDBFF\uDFFF"));
    }

    @Test
    void numbersHaveTheSameDigitsInEveryLanguage() {
        assertEquals(
                Locale.ROOT,
                Plots.comparison("m", "", "", values(1, 2)).getStyler().getLocale());
        assertEquals(
                Locale.ROOT,
                Plots.heatMap("W", "column", "row", new float[1][1]).getStyler().getLocale());
        assertEquals(
                Locale.ROOT, Plots.scatter("s", SQUARE, new int[4]).getStyler().getLocale());
    }

    @Test
    void comparisonFindsEachErrorByItsName() {
        Map<String, Double> errors = Map.of("GCN", 0.02, "MF", 0.01);
        CategorySeries bars =
                Plots.comparison("recall@20", "", "", values(0.2, 0.4), errors).getSeries("recall@20");
        assertArrayEquals(new double[] {0.01, 0.02}, bars.getExtraValues());
    }

    @Test
    void comparisonRefusesWhatItCannotDraw() {
        assertRefused("received none", () -> Plots.comparison("m", "", "", Map.of()));
        assertRefused("m of MF: expected a finite number", () -> Plots.comparison("m", "", "", values(Double.NaN, 1)));
        assertRefused("received null", () -> Plots.comparison("m", "", "", values(1, 1), Map.of("MF", 0.1)));
        assertRefused(
                "received -0.1", () -> Plots.comparison("m", "", "", values(1, 1), Map.of("MF", 0.1, "GCN", -0.1)));
    }

    private static CategoryChart explained(Map<String, Double> modalities, Alike... alike) {
        return Plots.explanation(new Explanation("user 7, item 42", 1, 0.5, 0.75, modalities, List.of(alike)));
    }

    @Test
    void anExplanationHasABarForEachPartAndSaysWhatIsAlike() {
        CategoryChart chart = explained(Map.of("visual", -0.125), new Alike(3, "b07", 0.5));
        CategorySeries bars = chart.getSeries(chart.getTitle());
        assertEquals("What makes the score of user 7, item 42", chart.getTitle());
        assertEquals(
                List.of("score", "collaborative", "multimodal", "rest", "modality visual"),
                List.copyOf(bars.getXData()));
        assertArrayEquals(new double[] {1, 0.5, 0.75, -0.25, -0.125}, bars.getYData());
        assertEquals("fusion functions most alike: b07 (0.500)", chart.getXAxisTitle());
        assertEquals("+0.0000;-0.0000", chart.getStyler().getYAxisDecimalPattern());
    }

    @Test
    void anExplanationNamesNoFusionFunctionsWhereItemsShareOne() {
        assertEquals("", explained(Map.of()).getXAxisTitle());
    }

    @Test
    void longIdsGetSmallerLetters() {
        String id = "6829381234567890123"; // as TikTok's own
        CategoryChart chart = explained(Map.of(), new Alike(3, id, 0.5), new Alike(4, id, 0.5), new Alike(5, id, 0.5));
        BufferedImage image = BitmapEncoder.getBufferedImage(chart);
        for (int y = 0; y < image.getHeight(); y++) {
            assertEquals(Color.WHITE.getRGB(), image.getRGB(image.getWidth() - 1, y), "cut at the edge");
        }
    }

    @Test
    void longTailSaysWhatThePopularFifthHas() {
        // Ten items; the first two have 4 and 2 of 8 interactions, two have one, six have none.
        Interactions interactions =
                Interactions.of(4, 10, new int[] {0, 1, 2, 3, 0, 1, 0, 0}, new int[] {7, 7, 7, 7, 2, 2, 0, 9});
        XYChart chart = Plots.longTail(interactions);
        assertEquals("Long tail: 20% of the items have 75% of the interactions", chart.getTitle());
        assertEquals(List.of("head: 2 items, 6 interactions", "tail: 2 items, 2 interactions"), Pictures.names(chart));
        assertArrayEquals(
                new double[] {4, 2},
                chart.getSeries("head: 2 items, 6 interactions").getYData());
        assertArrayEquals(
                new double[] {3, 4},
                chart.getSeries("tail: 2 items, 2 interactions").getXData());
    }

    @Test
    void longTailDrawsEqualItemsByTheirEndsOnly() {
        int[] ids = IntStream.range(0, 1000).toArray();
        XYChart chart = Plots.longTail(Interactions.of(1000, 1000, ids, ids));
        double[] ranks = chart.getSeries("tail: 800 items, 800 interactions").getXData();
        assertArrayEquals(new double[] {201, 1000}, ranks);
    }

    @Test
    void longTailRefusesNoInteractions() {
        assertRefused("received none", () -> Plots.longTail(Interactions.of(2, 2, new int[0], new int[0])));
    }

    @Test
    void scatterHasASeriesALabelEachWithItsOwnColourAndMarker() {
        XYChart chart = Plots.scatter("t-SNE", SQUARE, new int[] {0, 0, 1, 1}, "left", "right");
        assertEquals(List.of("left", "right"), Pictures.names(chart));
        assertArrayEquals(new double[] {4, 4}, chart.getSeries("right").getXData());
        assertNotEquals(
                chart.getSeries("left").getMarker(), chart.getSeries("right").getMarker());
        assertTrue(Pictures.pixels(chart, PlotTheme.BLUE) > 50);
        assertTrue(Pictures.pixels(chart, PlotTheme.VERMILLION) > 50);
    }

    @Test
    void aLabelKeepsItsColourWhenOthersAreAbsent() {
        XYChart chart = Plots.scatter("t-SNE", SQUARE, new int[] {2, 2, 2, 2});
        assertEquals(List.of("2"), Pictures.names(chart));
        assertTrue(Pictures.pixels(chart, PlotTheme.GREEN) > 50);
    }

    @Test
    void scatterSpansTheSameRangeOnBothAxes() {
        XYChart chart = Plots.scatter("t-SNE", SQUARE, new int[4]);
        double width = chart.getStyler().getXAxisMax() - chart.getStyler().getXAxisMin();
        double height = chart.getStyler().getYAxisMax() - chart.getStyler().getYAxisMin();
        assertEquals(width, height, 1e-12);
        assertTrue(width > 4);
    }

    @Test
    void scatterShowsTheSilhouetteInItsTitle() {
        assertEquals(
                "t-SNE (silhouette -0.13)",
                Plots.scatter("t-SNE", -0.126, SQUARE, new int[4]).getTitle());
    }

    @Test
    void scatterRefusesWhatItCannotDraw() {
        assertRefused("received none", () -> Plots.scatter("s", new double[0][], new int[0]));
        assertRefused("width 2, received 3", () -> Plots.scatter("s", new double[1][3], new int[1]));
        assertRefused("below the 1 names, received 1", () -> Plots.scatter("s", SQUARE, new int[] {0, 0, 0, 1}, "one"));
    }

    @Test
    void linksJoinEveryUserToTheOwnItems() {
        double[][] users = {{1, 1}, {3, 3}};
        XYChart chart = Plots.links("Fig. 4", users, SQUARE, new int[] {0, 0, 0, 1});
        assertArrayEquals(
                new double[] {1, SQUARE[0][0], 1, SQUARE[1][0], 1, SQUARE[2][0]},
                chart.getSeries("links 0").getXData());
        assertArrayEquals(
                new double[] {SQUARE[3][1]}, chart.getSeries("items 1").getYData());
        assertArrayEquals(new double[] {3}, chart.getSeries("user 2").getXData());
        assertTrue(Pictures.pixels(chart, PlotTheme.BLUE) > 50);
    }

    @Test
    void aUserWithoutItemsIsAStarAlone() {
        XYChart chart = Plots.links("Fig. 4", new double[][] {{1, 1}, {3, 3}}, SQUARE, new int[4]);
        assertEquals(List.of("links 0", "items 0", "user 1", "user 2"), Pictures.names(chart));
    }

    @Test
    void linksRefuseAnItemOfNobody() {
        assertRefused(
                "of 1 users, received user 2",
                () -> Plots.links("Fig. 4", new double[][] {{1, 1}}, SQUARE, new int[] {0, 0, 0, 2}));
    }

    @Test
    void heatMapDrawsRowZeroOnTopInColoursAroundZero() {
        HeatMapChart chart = Plots.heatMap("W", "column", "row", new float[][] {{0.0312f, 0}, {-0.01f, 0}});
        assertEquals(-0.032, chart.getStyler().getMin());
        assertEquals(0.032, chart.getStyler().getMax());
        Number[] first = chart.getHeatMapSeries().getHeatData().get(0);
        assertArrayEquals(new Number[] {0, 1, 0.0312f}, first); // XChart's row 1 of 2 is the upper one
    }

    @Test
    void heatMapColoursBothSigns() {
        HeatMapChart chart = Plots.heatMap("W", "column", "row", new float[][] {{1, 0}, {-1, 0}});
        assertTrue(Pictures.pixels(chart, PlotTheme.BLUE) > 10_000);
        assertTrue(Pictures.pixels(chart, PlotTheme.VERMILLION) > 10_000);
        assertTrue(Pictures.pixels(chart, Color.WHITE) > 20_000);
    }

    @Test
    void aSmallHeatMapTellsItsSignsWithoutColour() {
        HeatMapChart chart = Plots.heatMap("W", "column", "row", new float[32][4]);
        assertTrue(chart.getStyler().isShowValue());
        assertEquals("+0.0000;-0.0000", chart.getStyler().getHeatMapValueDecimalPattern());
        assertFalse(Plots.heatMap("W", "column", "row", new float[24][24])
                .getStyler()
                .isShowValue());
    }

    @Test
    void heatMapRefusesWhatItCannotDraw() {
        assertRefused("received an empty one", () -> Plots.heatMap("W", "column", "row", new float[0][]));
        assertRefused(
                "received NaN in row 1", () -> Plots.heatMap("W", "column", "row", new float[][] {{0}, {Float.NaN}}));
        assertRefused("width 1, received 2", () -> Plots.heatMap("W", "column", "row", new float[][] {{0}, {0, 1}}));
    }

    @Test
    void linesHaveTheirPointsAndTitles() {
        XYChart chart = Plots.lines("Error", "rank", "error", Map.of("CP", new double[][] {{1, 2, 4}, {9, 5, 1}}));
        assertEquals("rank", chart.getXAxisTitle());
        assertArrayEquals(new double[] {1, 2, 4}, chart.getSeries("CP").getXData());
        assertTrue(Pictures.pixels(chart, PlotTheme.BLUE) > 300);
    }

    @Test
    void logLinesNeedNumbersAboveZero() {
        Map<String, double[][]> curves = Map.of("CP", new double[][] {{0, 1}, {1, 2}});
        assertRefused("xs above 0", () -> Plots.logLines("Error", "rank", "error", curves));
    }

    @Test
    void logLinesHaveALogarithmicAxis() {
        Map<String, double[][]> curves = Map.of("CP", new double[][] {{1, 64}, {1, 2}});
        XYChart chart = Plots.logLines("Error", "rank", "error", curves);
        assertTrue(chart.getStyler().isXAxisLogarithmic());
        assertTrue(Pictures.pixels(chart, PlotTheme.BLUE) > 300);
    }

    @Test
    void linesRefuseWhatTheyCannotDraw() {
        assertRefused("received none", () -> Plots.lines("t", "x", "y", Map.of()));
        assertRefused("lengths [2, 1]", () -> lines(new double[][] {{1, 2}, {1}}));
        assertRefused("lengths [2, 2, 2]", () -> lines(new double[3][2]));
        assertRefused("received Infinity", () -> lines(new double[][] {{1}, {Double.POSITIVE_INFINITY}}));
    }

    @Test
    void aBandIsThePolygonBetweenItsEdgesBehindTheMiddle() {
        double[][] band = {{1, 2, 3}, {5, 6, 7}, {4, 5, 7}, {6, 8, 9}};
        XYChart chart = Plots.bands("Seeds", "epoch", "recall", Map.of("GCN", band));
        assertArrayEquals(band[1], chart.getSeries("GCN").getYData());
        assertArrayEquals(
                new double[] {6, 8, 9, 7, 5, 4}, chart.getSeries("GCN band").getYData());
        Color paleBlue = new Color(195, 221, 237); // BLUE on white, a quarter of it
        assertTrue(Pictures.pixels(chart, paleBlue) > 5000);
        assertTrue(Pictures.pixels(chart, PlotTheme.BLUE) > 300);
    }

    @Test
    void bandsKeepTheColoursAndDashesOfTheirCurves() {
        double[][] low = {{1, 2}, {1, 1.5}, {0, 0}, {2, 2}};
        double[][] high = {{1, 2}, {5, 5.5}, {4, 4}, {6, 6}};
        XYChart chart = Plots.bands("Seeds", "epoch", "recall", new TreeMap<>(Map.of("a", low, "b", high)));
        assertEquals(PlotTheme.VERMILLION, chart.getSeries("b").getLineColor());
        assertNotEquals(
                chart.getSeries("a").getLineStyle(), chart.getSeries("b").getLineStyle());
        assertEquals(List.of("a band", "b band", "a", "b"), Pictures.names(chart), "curves are drawn above all bands");
    }

    @Test
    void bandsRefuseWhatTheyCannotDraw() {
        assertRefused("received none", () -> Plots.bands("t", "x", "y", Map.of()));
        assertRefused("received 2 arrays", () -> bands(new double[2][1]));
        assertRefused("width 2, received 1 in row 3", () -> bands(new double[][] {{1, 2}, {1, 2}, {1, 2}, {1}}));
        assertRefused("received 2.0, 1.0, 3.0 at x = 7.0", () -> bands(new double[][] {{7}, {1}, {2}, {3}}));
    }

    private static void bands(double[][] band) {
        Plots.bands("t", "x", "y", Map.of("band", band));
    }

    private static void lines(double[][] curve) {
        Plots.lines("t", "x", "y", Map.of("curve", curve));
    }

    @Test
    void tickLabelsReadAsNumbersDoInText() {
        assertEquals("0.035", Ticks.label(0.035));
        assertEquals("0.3", Ticks.label(0.1 + 0.2));
        assertEquals("12000", Ticks.label(12_000));
        assertEquals("0", Ticks.label(0));
        assertEquals("1.5E-7", Ticks.label(1.5e-7));
        assertEquals("50", Ticks.roundLabel(50));
        assertEquals(" ", Ticks.roundLabel(40));
    }

    @Test
    void noFigureIsWiderThanANotebookPage() {
        assertEquals(640, Plots.comparison("m", "", "", values(1, 2)).getWidth());
        assertEquals(640, Plots.scatter("s", SQUARE, new int[4]).getWidth());
        assertEquals(640, Plots.heatMap("W", "column", "row", new float[1][1]).getWidth());
    }

    private static void assertRefused(String part, Executable call) {
        String message = assertThrows(MetaMmfException.class, call).getMessage();
        assertTrue(message.contains(part), message);
    }
}
