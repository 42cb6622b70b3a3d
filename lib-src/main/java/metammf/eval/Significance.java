package metammf.eval;

import static metammf.base.MetaMmfException.require;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import metammf.base.Seeds;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.stat.inference.TTest;
import org.apache.commons.math3.stat.ranking.NaNStrategy;
import org.apache.commons.math3.stat.ranking.NaturalRanking;
import org.apache.commons.math3.stat.ranking.TiesStrategy;

/**
 * Compares two models that were evaluated on the same users, user by user ({@link Report#perUser}). All p-values are
 * two-sided; they are 1 if there are no differences.
 *
 * @param difference mean over users, and over runs if there are several, of ours - theirs
 * @param low lower end of the 95% bootstrap interval of the difference
 * @param high its upper end
 * @param t p-value of the paired t-test over users
 * @param wilcoxon p-value of the signed-rank test over users
 * @param seeds p-value of the paired t-test over the runs of the two models, seed by seed; NaN with fewer than two runs
 */
public record Significance(double difference, double low, double high, double t, double wilcoxon, double seeds) {
    private static final int RESAMPLES = 2000; // of the bootstrap
    private static final double TAIL = 0.025; // of a 95% interval, at each end

    /** A mean, and the lower and upper end of its interval. */
    public record Interval(double mean, double low, double high) {
        /** {@return half the width of the interval} */
        public double half() {
            return (high - low) / 2;
        }
    }

    /**
     * {@return the difference of one run of a model and one of another, by a metric of the same users in the same
     * order}
     */
    public static Significance of(double[] ours, double[] theirs, long seed) {
        return of(new double[][] {ours}, new double[][] {theirs}, seed);
    }

    /**
     * {@return the difference of several runs of a model and as many of another} Over users, a user's number is its
     * mean over the runs. The bootstrap for the interval resamples runs and users, so the interval includes the
     * variation of both. With three seeds, the variation between runs is known only roughly.
     *
     * @param ours a metric of every user, (runs, users)
     * @param theirs the other model's, with the same seeds and users in the same order
     * @param seed of the bootstrap
     * @throws metammf.base.MetaMmfException if there are not as many runs and users, or fewer than two users
     */
    public static Significance of(double[][] ours, double[][] theirs, long seed) {
        double[][] differences = differences(ours, theirs);
        double[] users = overRuns(differences);
        double[] runs =
                Arrays.stream(differences).mapToDouble(Significance::mean).toArray();
        Interval interval = interval(differences, seed);
        return new Significance(
                interval.mean(),
                interval.low(),
                interval.high(),
                oneSampleT(users, 0),
                wilcoxon(users),
                runs.length < 2 ? Double.NaN : oneSampleT(runs, 0));
    }

    private static double[][] differences(double[][] ours, double[][] theirs) {
        String runs = "significance: expected as many runs of both, received %d and %d";
        require(ours.length == theirs.length && ours.length > 0, runs, ours.length, theirs.length);
        String users = "significance: expected the same users, two or more, received %d and %d";
        double[][] differences = new double[ours.length][];
        for (int run = 0; run < ours.length; run++) {
            double[] one = ours[run];
            double[] other = theirs[run];
            boolean same = one.length == other.length && one.length == ours[0].length;
            require(same && one.length > 1, users, one.length, other.length);
            differences[run] = IntStream.range(0, one.length)
                    .mapToDouble(user -> one[user] - other[user])
                    .toArray();
        }
        return differences;
    }

    private static double[] overRuns(double[][] values) {
        return IntStream.range(0, values[0].length)
                .mapToDouble(user ->
                        Arrays.stream(values).mapToDouble(run -> run[user]).sum() / values.length)
                .toArray();
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    /**
     * {@return a mean with its 95% interval by the percentiles of the bootstrap (Efron 1979): runs and users are
     * resampled with replacement}
     *
     * @param values of every run and user, (runs, users)
     * @param seed of the draws
     */
    public static Interval interval(double[][] values, long seed) {
        return intervals(List.<double[][]>of(values), seed).get(0);
    }

    /**
     * {@return the intervals of several metrics of the same runs and users, which are drawn for all of them at once}
     */
    public static List<Interval> intervals(List<double[][]> metrics, long seed) {
        double[][] means = IntStream.range(0, RESAMPLES)
                .parallel()
                .mapToObj(n -> resampled(metrics, Seeds.stream(seed, "bootstrap", n)))
                .toArray(double[][]::new);
        return IntStream.range(0, metrics.size())
                .mapToObj(metric -> {
                    double[] sorted = Arrays.stream(means)
                            .mapToDouble(resample -> resample[metric])
                            .sorted()
                            .toArray();
                    int tail = (int) (TAIL * RESAMPLES);
                    double mean = mean(overRuns(metrics.get(metric)));
                    return new Interval(mean, sorted[tail], sorted[RESAMPLES - 1 - tail]);
                })
                .toList();
    }

    /** The mean of each metric over runs and users that are drawn. */
    private static double[] resampled(List<double[][]> metrics, SplittableRandom random) {
        int[] runs = drawn(metrics.get(0).length, random);
        int[] users = drawn(metrics.get(0)[0].length, random);
        return metrics.stream().mapToDouble(values -> mean(values, runs, users)).toArray();
    }

    private static int[] drawn(int size, SplittableRandom random) {
        int[] positions = new int[size];
        Arrays.setAll(positions, n -> random.nextInt(size));
        return positions;
    }

    private static double mean(double[][] values, int[] runs, int[] users) {
        double sum = 0;
        for (int run : runs) {
            for (int user : users) {
                sum += values[run][user];
            }
        }
        return sum / users.length / runs.length;
    }

    /**
     * {@return the p-value of the signed-rank test (Wilcoxon 1945) that the distribution of differences is symmetric
     * about 0; 1 if all are 0} It takes the normal approximation, which is meant for some twenty differences and more:
     * zeros are left out, equal sizes share their mean rank, and the variance is corrected for them. Commons Math has
     * this test, but counts the ranks of zeros as negative.
     */
    public static double wilcoxon(double[] differences) {
        double[] d = Arrays.stream(differences).filter(value -> value != 0).toArray();
        if (d.length == 0) {
            return 1;
        }
        double[] ranks = new NaturalRanking(NaNStrategy.FAILED, TiesStrategy.AVERAGE)
                .rank(Arrays.stream(d).map(Math::abs).toArray());
        double n = d.length;
        double positive = IntStream.range(0, d.length)
                .filter(i -> d[i] > 0)
                .mapToDouble(i -> ranks[i])
                .sum();
        double squares = Arrays.stream(ranks).map(rank -> rank * rank).sum(); // smaller where ranks are shared
        double z = (positive - n * (n + 1) / 4) / Math.sqrt(squares / 4);
        return 2 * new NormalDistribution().cumulativeProbability(-Math.abs(z));
    }

    /**
     * {@return the p-value of the one-sample t-test that values have a mean; 1 if all values are this mean} The paper
     * uses this test to compare its runs with one number of the strongest baseline. The test treats this number as
     * exact. It ignores that the runs of the baseline vary too and that the users are a sample, so it reports
     * significance too often. For differences and the mean 0 it is the paired t-test.
     *
     * @throws metammf.base.MetaMmfException if there are fewer than two values
     */
    public static double oneSampleT(double[] values, double mean) {
        require(values.length > 1, "t-test: expected at least two values, received %d", values.length);
        boolean equal = Arrays.stream(values).allMatch(value -> value == mean);
        return equal ? 1 : new TTest().tTest(mean, values);
    }

    /** {@return p-values corrected so that the chance of any false discovery stays below the level (Holm 1979)} */
    public static double[] holm(double... p) {
        int[] order = ascending(p);
        double[] corrected = new double[p.length];
        double most = 0;
        for (int n = 0; n < p.length; n++) {
            most = Math.max(most, Math.min(1, (p.length - n) * p[order[n]]));
            corrected[order[n]] = most;
        }
        return corrected;
    }

    /**
     * {@return p-values corrected so that the expected share of false discoveries among all stays below the level
     * (Benjamini and Hochberg 1995)}
     */
    public static double[] benjaminiHochberg(double... p) {
        int[] order = ascending(p);
        double[] corrected = new double[p.length];
        double least = 1;
        for (int n = p.length - 1; n >= 0; n--) {
            least = Math.min(least, p.length * p[order[n]] / (n + 1));
            corrected[order[n]] = least;
        }
        return corrected;
    }

    private static int[] ascending(double[] p) {
        for (double value : p) {
            require(value >= 0 && value <= 1, "p-values: expected numbers in 0 .. 1, received %s", value);
        }
        return IntStream.range(0, p.length)
                .boxed()
                .sorted(Comparator.comparingDouble(n -> p[n]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    @Override
    public String toString() {
        String text = "difference %+.4f [%+.4f, %+.4f], p %.2g (t), %.2g (Wilcoxon)";
        String overSeeds = Double.isNaN(seeds) ? "" : ", %.2g (t over seeds)";
        return String.format(Locale.ROOT, text + overSeeds, difference, low, high, t, wilcoxon, seeds);
    }
}
