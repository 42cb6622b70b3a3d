package metammf.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import metammf.data.Interactions;
import metammf.data.format.Bytes;
import metammf.data.format.Npy;
import metammf.eval.FullRanking;
import metammf.eval.Report;
import metammf.eval.Report.Metrics;
import metammf.model.Embeddings;

/**
 * Full rankings, top 20 and all metrics, on the vectors and pairs that {@code env/benchmark/ranking.py} made; prints one
 * JSON line as it does.
 */
final class Ranking {
    private static final int[] KS = {10, 20};

    private Ranking() {}

    /**
     * Ranks in turns with the other programs.
     *
     * @param arguments the option folder
     * @throws IOException if the resident memory cannot be read
     */
    public static void main(String[] arguments) throws IOException {
        Options options = new Options(arguments);
        Path folder = Path.of(options.text("folder"));
        Embeddings vectors = new Embeddings(64, floats(folder, "user"), floats(folder, "item"));
        Interactions train = pairs(folder, "train", vectors);
        Interactions test = pairs(folder, "test", vectors);
        AtomicReference<Report> report = new AtomicReference<>();
        Measured.takeTurns(() -> report.set(FullRanking.at(KS).evaluate(vectors, train, test)));
        System.out.printf(
                Locale.ROOT,
                "{\"peak_rss_gb\": %.3f, \"metrics\": {%s}}%n",
                Measured.peakGigabytes(),
                json(report.get()));
    }

    private static String json(Report report) {
        return "\"users\": " + report.users()
                + Arrays.stream(KS).mapToObj(k -> json(k, report.at(k))).collect(Collectors.joining());
    }

    private static String json(int k, Metrics at) {
        return String.format(
                Locale.ROOT,
                ", \"P@%d\": %s, \"R@%1$d\": %s, \"HR@%1$d\": %s, \"NDCG@%1$d\": %s",
                k,
                at.precision(),
                at.recall(),
                at.microRecall(),
                at.ndcg());
    }

    private static float[] floats(Path folder, String name) {
        return Npy.numbers(Bytes.of(folder.resolve(name + ".npy"))).floats();
    }

    private static Interactions pairs(Path folder, String name, Embeddings vectors) {
        long[] pairs = Npy.numbers(Bytes.of(folder.resolve(name + ".npy"))).longs();
        return Interactions.of(vectors.users(), vectors.items(), column(pairs, 0), column(pairs, 1));
    }

    private static int[] column(long[] pairs, int column) {
        return IntStream.range(0, pairs.length / 2)
                .map(n -> (int) pairs[2 * n + column])
                .toArray();
    }
}
