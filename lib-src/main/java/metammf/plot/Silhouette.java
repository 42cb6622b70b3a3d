package metammf.plot;

import static metammf.base.MetaMmfException.require;

import java.util.Arrays;
import java.util.stream.IntStream;
import smile.math.MathEx;

/**
 * How well labels separate points: the silhouette coefficient of P. J. Rousseeuw, Silhouettes: a graphical aid to the
 * interpretation and validation of cluster analysis, Journal of Computational and Applied Mathematics 20 (1987).
 *
 * <p>For a point, a is its mean distance to the others of its label, b the smallest mean distance to the points of
 * another label; its silhouette is (b - a) / max(a, b): 1 far from the others, 0 on the border, negative on the wrong
 * side. Distances are Euclidean.
 */
public final class Silhouette {
    private Silhouette() {}

    /**
     * {@return the mean silhouette of all points, in -1 .. 1}
     *
     * @param rows the points, (n, d), finite
     * @param labels the label of each point, (n), not negative, at least two different ones
     */
    public static double of(double[][] rows, int[] labels) {
        return Arrays.stream(perSample(rows, labels)).average().orElseThrow();
    }

    /** {@return the same for single precision} */
    public static double of(float[][] rows, int[] labels) {
        return of(Rows.of(rows), labels);
    }

    /**
     * The silhouette of each point. The only point of its label, and a point that coincides with all of its own and of
     * another label, have 0.
     */
    static double[] perSample(double[][] rows, int[] labels) {
        Rows.requireFinite("silhouette", rows);
        Rows.requireLabels("silhouette", rows, labels);
        long different = Arrays.stream(labels).distinct().count();
        require(different >= 2, "silhouette: expected at least two different labels, received %d", different);
        int[] dense = dense(labels);
        int[] sizes = new int[(int) different];
        Arrays.stream(dense).forEach(label -> sizes[label]++);
        return IntStream.range(0, rows.length)
                .mapToDouble(i -> silhouette(distanceSums(rows, dense, i, sizes.length), sizes, dense[i]))
                .toArray();
    }

    /** The labels renumbered 0 .. number of labels - 1. */
    private static int[] dense(int[] labels) {
        int[] known = Arrays.stream(labels).sorted().distinct().toArray();
        return Arrays.stream(labels)
                .map(label -> Arrays.binarySearch(known, label))
                .toArray();
    }

    /** For each label the sum of the distances from a point to its points. */
    private static double[] distanceSums(double[][] rows, int[] labels, int point, int count) {
        double[] sums = new double[count];
        for (int j = 0; j < rows.length; j++) {
            sums[labels[j]] += MathEx.distance(rows[point], rows[j]);
        }
        return sums;
    }

    private static double silhouette(double[] sums, int[] sizes, int own) {
        if (sizes[own] == 1) {
            return 0;
        }
        double a = sums[own] / (sizes[own] - 1);
        double b = Double.POSITIVE_INFINITY;
        for (int label = 0; label < sums.length; label++) {
            if (label != own) {
                b = Math.min(b, sums[label] / sizes[label]);
            }
        }
        double larger = Math.max(a, b);
        return larger == 0 ? 0 : (b - a) / larger;
    }
}
