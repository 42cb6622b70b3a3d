package metammf.notebook;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import javax.imageio.ImageIO;
import metammf.data.Dataset;
import metammf.eval.Report;
import metammf.model.Explanation;
import metammf.train.History;
import org.knowm.xchart.internal.chartpart.Chart;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.FloatColumn;
import tech.tablesaw.api.NumberColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;
import tech.tablesaw.columns.numbers.NumberColumnFormatter;

/**
 * A value as a front end shows it.
 *
 * @param type MIME type of the content
 * @param content HTML, or a picture in Base64
 * @param metadata of the content, for example the size of a picture
 * @param text what is shown where nothing but text can be
 */
record Rich(String type, String content, Map<String, Object> metadata, String text) {
    /** Pixels of a picture for each point of its size, so that it is crisp on dense screens. */
    private static final int DENSITY = 2;

    /** The types that show themselves, and how. */
    static final Map<Class<?>, Function<Object, Rich>> TYPES = Map.of(
            Table.class, value -> table((Table) value, text((Table) value)),
            Report.class, value -> table(((Report) value).toTable(), value.toString()),
            History.class, value -> table(((History) value).toTable(), value.toString()),
            Dataset.class, value -> table(((Dataset) value).toTable(), value.toString()),
            Explanation.class, value -> table(((Explanation) value).toTable(), value.toString()),
            Chart.class, value -> chart((Chart<?, ?>) value),
            Rich.class, value -> (Rich) value);

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
        return new Rich("text/plain", shown, Map.of(), shown);
    }

    static Rich html(String html, String text) {
        return new Rich("text/html", html, Map.of(), text);
    }

    private static Rich table(Table table, String text) {
        return html(Html.table(table), text);
    }

    /** As the table prints itself, but fractions with four decimals. */
    private static String text(Table table) {
        Table copy = table.copy();
        DecimalFormat decimals = new DecimalFormat("0.0000", DecimalFormatSymbols.getInstance(Locale.ROOT));
        for (Column<?> column : copy.columns()) {
            if (column instanceof DoubleColumn || column instanceof FloatColumn) {
                ((NumberColumn<?, ?>) column).setPrintFormatter(new NumberColumnFormatter(decimals));
            }
        }
        return copy.toString();
    }

    private static Rich chart(Chart<?, ?> chart) {
        Map<String, Object> size = Map.of("width", chart.getWidth(), "height", chart.getHeight());
        return new Rich("image/png", base64(chart), size, "Chart: " + chart.getTitle());
    }

    static String base64(Chart<?, ?> chart) {
        return Base64.getEncoder().encodeToString(png(chart));
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
        try (ByteArrayOutputStream bytes = new ByteArrayOutputStream()) {
            ImageIO.write(image, "png", bytes);
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
