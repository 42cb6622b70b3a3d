package metammf.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.imageio.ImageIO;
import metammf.data.Dataset;
import metammf.plot.Plots;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;

/**
 * How the time of a step grows when one size changes and the others stay: a table, {@code growth.csv}, and a picture a
 * size, {@code growth-SIZE.png}.
 */
final class Growth {
    private static final Options BASE = new Options(
            "--users 20000 --items 10000 --interactions 300000 --dims 512-128-32 --meta-hidden 256 --fusion cp --steps 7"
                    .split(" "));

    private static final Map<String, List<?>> SIZES = new LinkedHashMap<>();

    static {
        SIZES.put("items", List.of(2500, 5000, 10000, 20000, 40000));
        SIZES.put("interactions", List.of(75000, 150000, 300000, 600000, 1200000));
        SIZES.put("rank", List.of(4, 16, 64, 256));
        SIZES.put("depth", List.of("512-32", "512-128-32", "512-128-64-32", "512-256-128-64-32"));
        SIZES.put("batch", List.of(750, 1500, 3000, 6000, 12000));
    }

    private Growth() {}

    /**
     * Measures all sizes.
     *
     * @param arguments the folder to write to
     * @throws IOException if it cannot be written
     */
    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        List<String> rows = new ArrayList<>(List.of("size,value,model,milliseconds"));
        for (String size : SIZES.keySet()) {
            Map<String, double[][]> curves = new LinkedHashMap<>();
            for (String head : List.of("mf", "gcn")) {
                curves.put("MetaMMF_" + head.toUpperCase(Locale.ROOT), curve(size, head, rows));
            }
            XYChart chart = Plots.lines("A training step by " + size, size, "milliseconds", curves);
            ImageIO.write(
                    BitmapEncoder.getBufferedImage(chart),
                    "png",
                    folder.resolve("growth-" + size + ".png").toFile());
        }
        Files.write(folder.resolve("growth.csv"), rows);
    }

    private static double[][] curve(String size, String head, List<String> rows) {
        double[][] curve = new double[2][SIZES.get(size).size()];
        for (int n = 0; n < curve[0].length; n++) {
            Object value = SIZES.get(size).get(n);
            boolean depth = size.equals("depth");
            Options options = BASE.with("head", head).with(depth ? "dims" : size, value);
            curve[0][n] = depth ? n + 1 : (Integer) value;
            curve[1][n] = milliseconds(options);
            rows.add(String.format(Locale.ROOT, "%s,%.0f,%s,%.2f", size, curve[0][n], head, curve[1][n]));
            System.out.println(rows.get(rows.size() - 1));
        }
        return curve;
    }

    private static double milliseconds(Options options) {
        Dataset data = Work.data(options);
        return 1000 * Steps.seconds(options, data);
    }
}
