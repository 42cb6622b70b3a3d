package metammf.data;

import java.util.Arrays;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.SingularValueDecomposition;

/** Ordinary least squares, for tests that ask how much of a truth some vectors explain. */
public final class LeastSquares {
    private LeastSquares() {}

    /** The features of items as rows. */
    public static float[][] rows(ItemFeatures features, int[] items) {
        float[] x = features.concatenated();
        int width = features.width();
        return Arrays.stream(items)
                .mapToObj(i -> Arrays.copyOfRange(x, i * width, (i + 1) * width))
                .toArray(float[][]::new);
    }

    /** The linear map with intercept that predicts y from x best. */
    public static RealMatrix fit(float[][] x, float[][] y) {
        return new SingularValueDecomposition(withOne(x)).getSolver().solve(matrix(y));
    }

    /** Predictions of a map. */
    public static RealMatrix predict(float[][] x, RealMatrix map) {
        return withOne(x).multiply(map);
    }

    /** R squared of a map on given rows. */
    public static double explained(float[][] x, float[][] y, RealMatrix map) {
        RealMatrix truth = matrix(y);
        double rest = truth.subtract(predict(x, map)).getFrobeniusNorm();
        double all = truth.getFrobeniusNorm(); // the truth has mean zero by construction
        return 1 - rest * rest / (all * all);
    }

    /** R squared of the best map on the rows it was fitted on. */
    public static double explained(float[][] x, float[][] y) {
        return explained(x, y, fit(x, y));
    }

    private static RealMatrix matrix(float[][] rows) {
        return new Array2DRowRealMatrix(
                Arrays.stream(rows).map(LeastSquares::doubles).toArray(double[][]::new));
    }

    private static RealMatrix withOne(float[][] rows) {
        double[][] wide = Arrays.stream(rows)
                .map(row -> Arrays.copyOf(doubles(row), row.length + 1))
                .toArray(double[][]::new);
        Arrays.stream(wide).forEach(row -> row[row.length - 1] = 1);
        return new Array2DRowRealMatrix(wide);
    }

    private static double[] doubles(float[] row) {
        double[] doubles = new double[row.length];
        for (int n = 0; n < row.length; n++) {
            doubles[n] = row[n];
        }
        return doubles;
    }
}
