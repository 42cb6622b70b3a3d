package metammf.plot;

import static metammf.base.MetaMmfException.require;

import java.util.Arrays;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;
import smile.manifold.TSNE;
import smile.math.MathEx;

/**
 * From many dimensions to two, to look at: exact t-SNE by Smile (L. van der Maaten, G. Hinton, Visualizing Data using
 * t-SNE, Journal of Machine Learning Research 9, 2008).
 */
public final class Projection {
    private static final int MAX_ROWS = 5_000; // three n x n matrices of Smile: 600 MB
    private static final int ROUNDS = 10;
    private static final int STEPS = 100; // a round; the stop button is looked at in between
    private static final int WORKERS = 4; // fixed: Smile's parallel sums depend on their number, not on the machine's
    private static final double SPREAD = 1e-4; // standard deviation of the starting points
    private static final double TIE_BREAK = 1e-6; // of a row's mean distance

    private Projection() {}

    /**
     * {@return the rows as points of the plane, (n, 2), with mean 0, in which near rows stay near} Axes, distances between
     * groups and the sizes of groups mean nothing. The same rows, perplexity and seed give the same points bit for bit,
     * whatever the number of cores. Time and memory grow with the square of n: 1,500 rows take about ten seconds on two
     * cores. The stop button ends it early with the points reached so far.
     *
     * @param rows (n, d), finite, not all equal, 5 to 5,000 of them
     * @param perplexity about how many neighbours a row has: above 1, at most (n - 1) / 3; usually 5 to 50
     * @param seed of the starting points
     */
    public static double[][] tsne(double[][] rows, double perplexity, long seed) {
        requireRows(rows);
        requirePerplexity(rows.length, perplexity);
        double[][] distances = neighbourDistances(rows, seed);
        ForkJoinPool workers = new ForkJoinPool(WORKERS);
        try {
            return optimise(workers, distances, perplexity, seed);
        } finally {
            workers.shutdown();
        }
    }

    /** {@return the same for single precision} */
    public static double[][] tsne(float[][] rows, double perplexity, long seed) {
        return tsne(Rows.of(rows), perplexity, seed);
    }

    private static void requireRows(double[][] rows) {
        int n = rows.length;
        require(n >= 5 && n <= MAX_ROWS, "t-SNE: expected 5 to %d rows, received %d", MAX_ROWS, n);
        Rows.requireFinite("t-SNE", rows);
        boolean equal = Arrays.stream(rows).allMatch(row -> MathEx.squaredDistance(row, rows[0]) == 0);
        require(!equal, "t-SNE: expected rows that differ, received %d equal ones", n);
    }

    private static void requirePerplexity(int n, double perplexity) {
        double most = (n - 1) / 3.0;
        String expected = "t-SNE: expected a perplexity above 1 and at most %.1f for %d rows, received %s";
        require(perplexity > 1 && perplexity <= most, expected, most, n, perplexity);
    }

    private static double[][] optimise(ForkJoinPool workers, double[][] distances, double perplexity, long seed) {
        double rate = Math.max(50, distances.length / 12.0); // Belkina et al. 2019, for the exaggeration of 12
        TSNE tsne = workers.submit(() -> new TSNE(distances, 2, perplexity, rate, 0))
                .join();
        start(tsne.coordinates, seed);
        for (int round = 0; round < ROUNDS && !Thread.interrupted(); round++) {
            workers.submit(() -> tsne.update(STEPS)).join();
        }
        return tsne.coordinates;
    }

    /** Starting points of our own: Smile's come from a generator that all code on the thread shares. */
    private static void start(double[][] points, long seed) {
        Random random = new Random(seed);
        for (double[] point : points) {
            Arrays.setAll(point, axis -> SPREAD * random.nextGaussian());
        }
    }

    /**
     * Squared distances, (n, n); a square matrix is what Smile takes for distances. How likely a row picks which
     * neighbour depends on neither the origin nor the scale of its distances, so each row is shifted to a smallest
     * distance of 0 and scaled to a mean of 1, and ties are broken by a millionth: without that Smile's search for the
     * width of a neighbourhood does not end well for far or equal rows.
     */
    private static double[][] neighbourDistances(double[][] rows, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return IntStream.range(0, rows.length)
                .mapToObj(i -> neighbourDistances(rows, i, random))
                .toArray(double[][]::new);
    }

    private static double[] neighbourDistances(double[][] rows, int i, SplittableRandom random) {
        double[] distances = Arrays.stream(rows)
                .mapToDouble(row -> MathEx.squaredDistance(row, rows[i]))
                .toArray();
        distances[i] = Double.POSITIVE_INFINITY;
        double nearest = Arrays.stream(distances).min().orElseThrow();
        distances[i] = nearest;
        double mean = Arrays.stream(distances).map(d -> d - nearest).sum() / (rows.length - 1);
        for (int j = 0; j < rows.length; j++) {
            distances[j] = (mean == 0 ? 0 : (distances[j] - nearest) / mean) + TIE_BREAK * random.nextDouble();
        }
        distances[i] = 0;
        return distances;
    }
}
