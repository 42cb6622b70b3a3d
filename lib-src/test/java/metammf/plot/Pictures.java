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

    /** How many pixels of the drawn chart have a colour, nearly: smoothed edges do not count. */
    static long pixels(Chart<?, ?> chart, Color color) {
        BufferedImage image = BitmapEncoder.getBufferedImage(chart);
        return IntStream.range(0, image.getWidth() * image.getHeight())
                .map(n -> image.getRGB(n % image.getWidth(), n / image.getWidth()))
                .filter(rgb -> (rgb & 0xFFFFFF) == (color.getRGB() & 0xFFFFFF))
                .count();
    }
}
