package metammf.notebook;

import ai.djl.ndarray.NDArray;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import javax.imageio.ImageIO;
import metammf.data.Dataset;
import metammf.data.ItemFeatures;
import metammf.data.Split;
import metammf.eval.Lists;
import metammf.eval.Report;
import metammf.experiment.Comparison;
import metammf.fusion.Fusion;
import metammf.model.Embeddings;
import metammf.model.Explanation;
import metammf.model.Recommender;
import metammf.plot.Diagram;
import metammf.train.History;
import org.knowm.xchart.internal.chartpart.Chart;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.FloatColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.NumberColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/** A value as a front end shows it: content of a MIME type, and text for a front end that shows only text. */
record Rich(String type, String content, String text) {
    /** Pixels of a picture for each point of its size, so that it is crisp on dense screens. */
    private static final int DENSITY = 2;

    /** A chart in the page's colours: on a dark page light and dark change places, and the hues stay. */
    private static final String CHART =
            """
            <svg xmlns='http://www.w3.org/2000/svg' width='%s' height='%s'>
            <style>@media (prefers-color-scheme: dark) { image { filter: invert(.93) hue-rotate(180deg) } }</style>
            <image width='100%%' height='100%%' href='data:image/png;base64,%s'/></svg>""";

    /** The types that show themselves, and how. */
    static final Map<Class<?>, Function<Object, Rich>> TYPES = Map.ofEntries(
            entry(Table.class, table -> table(table, text(table))),
            tabular(Dataset.class, Dataset::toTable),
            tabular(Split.class, Split::toTable),
            tabular(ItemFeatures.class, ItemFeatures::toTable),
            tabular(Fusion.class, fusion -> arrays(fusion.toString(), fusion.weights())),
            tabular(Recommender.class, model -> arrays(model.toString(), model.parameters())),
            tabular(Embeddings.class, Embeddings::toTable),
            tabular(Explanation.class, Explanation::toTable),
            tabular(History.class, History::toTable),
            tabular(Report.class, Report::toTable),
            tabular(Report.Groups.class, Report.Groups::toTable),
            tabular(Lists.class, Lists::toTable),
            entry(Comparison.class, Rich::comparison),
            entry(Chart.class, Rich::chart),
            entry(Diagram.class, Rich::diagram),
            entry(Rich.class, rich -> rich));

    private static <T> Map.Entry<Class<?>, Function<Object, Rich>> entry(Class<T> type, Function<T, Rich> how) {
        return Map.entry(type, value -> how.apply(type.cast(value)));
    }

    private static <T> Map.Entry<Class<?>, Function<Object, Rich>> tabular(Class<T> type, Function<T, Table> how) {
        return entry(type, value -> table(how.apply(value), value.toString()));
    }

    /** Without these a kernel shows an array's hash code, another one in every run. */
    static final List<Class<?>> ARRAYS = List.of(
            boolean[].class,
            int[].class,
            long[].class,
            float[].class,
            double[].class,
            String[].class,
            int[][].class,
            float[][].class,
            double[][].class);

    private static final int MOST_CHARACTERS = 2000;

    /** An array as text, the end left out where it is long. */
    static Rich array(Object array) {
        String nested = Arrays.deepToString(new Object[] {array});
        String text = nested.substring(1, nested.length() - 1);
        String shown = text.length() > MOST_CHARACTERS ? text.substring(0, MOST_CHARACTERS) + " ..." : text;
        return new Rich("text/plain", shown, shown);
    }

    static Rich html(String html, String text) {
        return new Rich("text/html", html, text);
    }

    private static Rich table(Table table, String text) {
        return html(Html.table(table), text);
    }

    /** As the table prints itself, but fractions with four decimals. */
    private static String text(Table table) {
        Table copy = table.copy();
        for (Column<?> column : copy.columns()) {
            if (column instanceof DoubleColumn || column instanceof FloatColumn) {
                ((NumberColumn<?, ?>) column).setPrintFormatter(Html.DECIMALS);
            }
        }
        return copy.toString();
    }

    /** What a model or a fusion learns. */
    private static Table arrays(String title, Map<String, NDArray> arrays) {
        return Table.create(
                title,
                StringColumn.create("array", arrays.keySet()),
                StringColumn.create("shape", arrays.values().stream().map(array -> array.getShape()
                        .toString())),
                LongColumn.create("numbers", arrays.values().stream().mapToLong(NDArray::size)));
    }

    private static Rich comparison(Comparison comparison) {
        String title = "Comparison on " + Comparison.markdown(comparison.data()) + "\n\n";
        return new Rich("text/markdown", title + comparison.toMarkdown(), comparison.toString());
    }

    private static Rich chart(Chart<?, ?> chart) {
        return html(image(chart), AltText.of(chart));
    }

    private static Rich diagram(Diagram diagram) {
        String words = diagram.toString();
        return html(image(diagram.width(), diagram.height(), words, diagram.svg()), words);
    }

    /** A chart for a page, which is dark on a dark page; not as a bare picture, for which JupyterLab knows no alternative text. */
    static String image(Chart<?, ?> chart) {
        String svg = String.format(
                Locale.ROOT,
                CHART,
                DENSITY * chart.getWidth(),
                DENSITY * chart.getHeight(),
                Base64.getEncoder().encodeToString(png(chart)));
        return image(chart.getWidth(), chart.getHeight(), AltText.of(chart), svg);
    }

    /** An SVG as a picture of its own: of a bare one, pages that do not trust the notebook show the letters only. */
    private static String image(int width, int height, String alt, String svg) {
        String url = svg.replace("%", "%25")
                .replace("#", "%23")
                .replace("<", "%3C")
                .replace(">", "%3E")
                .replace("\n", " ");
        return tag(width, height, alt, "svg+xml," + url);
    }

    private static String tag(int width, int height, String alt, String data) {
        return "<img decoding=\"sync\" width=\"%s\" height=\"%s\" alt=\"%s\" src=\"data:image/%s\">"
                .formatted(width, height, Html.escaped(alt), Html.escaped(data));
    }

    /** A picture of its own size, such as a frame of a video. */
    static Rich picture(String words, BufferedImage picture) {
        String data = "png;base64," + Base64.getEncoder().encodeToString(png(picture));
        return html(tag(picture.getWidth(), picture.getHeight(), words, data), words);
    }

    /** A chart as a PNG file. */
    static byte[] png(Chart<?, ?> chart) {
        int width = chart.getWidth();
        int height = chart.getHeight();
        BufferedImage image = new BufferedImage(DENSITY * width, DENSITY * height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.scale(DENSITY, DENSITY);
        chart.paint(graphics, width, height);
        graphics.dispose();
        return png(image);
    }

    /** A picture as a PNG file. */
    static byte[] png(BufferedImage image) {
        try (ByteArrayOutputStream bytes = new ByteArrayOutputStream()) {
            ImageIO.write(image, "png", bytes);
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
