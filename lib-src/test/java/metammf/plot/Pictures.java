package metammf.plot;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.stream.IntStream;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.internal.series.Series;

/** Charts as pixels. */
final class Pictures {
    private Pictures() {}

    /** The names of a chart's series, in order. */
    static List<String> names(Chart<?, ?> chart) {
        return chart.getSeriesCollection().stream().map(Series::getName).toList();
    }

    /** How many pixels inside the plot, away from titles and legend, have nearly a colour. */
    static long pixels(Chart<?, ?> chart, Color color) {
        BufferedImage image = BitmapEncoder.getBufferedImage(chart);
        return count(image.getSubimage(30, 40, image.getWidth() - 150, image.getHeight() - 130), color);
    }

    /** How many pixels of the whole picture have nearly a colour. */
    static long allPixels(Chart<?, ?> chart, Color color) {
        return count(BitmapEncoder.getBufferedImage(chart), color);
    }

    private static long count(BufferedImage image, Color color) {
        int width = image.getWidth();
        return IntStream.range(0, width * image.getHeight())
                .map(n -> image.getRGB(n % width, n / width))
                .filter(rgb -> near(new Color(rgb), color))
                .count();
    }

    private static boolean near(Color one, Color other) {
        return Math.abs(one.getRed() - other.getRed()) < 25
                && Math.abs(one.getGreen() - other.getGreen()) < 25
                && Math.abs(one.getBlue() - other.getBlue()) < 25;
    }
}
