package metammf.eval;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import metammf.data.Dataset.Identity;
import metammf.data.Interactions;
import metammf.data.ItemFeatures;
import metammf.data.Modality;
import metammf.eval.Report.UserRanks;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.Table;

/**
 * The recommendation lists L_u of a ranking and metrics beyond accuracy. n_i is the number of training interactions of
 * item i. Empty lists are excluded from means.
 *
 * @param train training interactions, which are not recommended again
 * @param heldOut interactions that the lists should contain
 * @param users the users, ascending, each with at least one held-out item
 * @param items the items of each user's list, best first; not to be changed
 */
public record Lists(Interactions train, Interactions heldOut, int[] users, int[][] items) {
    private static final int HEAD = 5; // the most popular fifth of the items

    /** {@return the first K items of each list} */
    Lists first(int k) {
        int[][] shorter = Arrays.stream(items)
                .map(list -> Arrays.copyOf(list, Math.min(k, list.length)))
                .toArray(int[][]::new);
        return new Lists(train, heldOut, users, shorter);
    }

    /** {@return the same lists with some of the held-out pairs, for the users who have any of these} */
    Lists only(IntPredicate heldOutPairs) {
        Interactions part = heldOut.only(heldOutPairs);
        int[] kept = IntStream.range(0, users.length)
                .filter(n -> part.degree(users[n]) > 0)
                .toArray();
        return new Lists(
                train,
                part,
                Arrays.stream(kept).map(n -> users[n]).toArray(),
                Arrays.stream(kept).mapToObj(n -> items[n]).toArray(int[][]::new));
    }

    /** {@return what the lists found of the held-out items} */
    Report report(Identity data, List<Integer> cutOffs) {
        return new Report(
                data,
                cutOffs,
                IntStream.range(0, users.length).mapToObj(this::found).toList(),
                this);
    }

    private UserRanks found(int n) {
        int[] ranks = IntStream.rangeClosed(1, items[n].length)
                .filter(rank -> heldOut.contains(users[n], items[n][rank - 1]))
                .toArray();
        return new UserRanks(users[n], heldOut.degree(users[n]), ranks);
    }

    /** {@return catalogue coverage, the share of all items that are in at least one list (Ge et al. 2010)} */
    public double coverage() {
        return (double) Arrays.stream(items)
                        .flatMapToInt(Arrays::stream)
                        .distinct()
                        .count()
                / train.items();
    }

    /**
     * {@return the Gini index of the number of lists that contain an item (Fleder and Hosanagar 2009)} It is 0 if all
     * items are recommended equally often and near 1 if all lists contain the same items. See {@link
     * Interactions#gini()}.
     */
    public double gini() {
        int[] user = IntStream.range(0, items.length)
                .flatMap(n -> Arrays.stream(items[n]).map(item -> n))
                .toArray();
        int[] item = Arrays.stream(items).flatMapToInt(Arrays::stream).toArray();
        return Interactions.of(items.length, train.items(), user, item).gini();
    }

    /** {@return average recommendation popularity, the mean over lists of the mean n_i of a list (Yin et al. 2012)} */
    public double popularity() {
        int[] degrees = train.itemDegrees();
        return mean(item -> degrees[item]);
    }

    /**
     * {@return the average percentage of long-tail items as a share, the mean over lists of the share of items outside
     * the head (Abdollahpouri et al. 2019)} The head is the fifth of the items with the largest n_i, rounded down, but
     * at least one item; of equal n_i the smaller item id comes first.
     */
    public double tailShare() {
        int[] degrees = train.itemDegrees();
        boolean[] head = new boolean[degrees.length];
        IntStream.range(0, degrees.length)
                .boxed()
                .sorted(Comparator.comparingInt(item -> -degrees[item])) // stable
                .limit(Math.max(1, degrees.length / HEAD))
                .forEach(item -> head[item] = true);
        return mean(item -> head[item] ? 0 : 1);
    }

    /**
     * {@return mean self-information in bits, the mean over lists of the mean of -log2(n_i / U) (Zhou et al. 2010)} U
     * is the number of users with training interactions. An item without training interactions counts as one with n_i =
     * 1, which is the largest self-information that training can show.
     */
    public double novelty() {
        int[] degrees = train.itemDegrees();
        double users = IntStream.range(0, train.users())
                .filter(user -> train.degree(user) > 0)
                .count();
        return mean(item -> Math.log(users / Math.max(1, degrees[item])) / Math.log(2));
    }

    private double mean(IntToDoubleFunction value) {
        return mean(Arrays.stream(items)
                .mapToDouble(
                        list -> Arrays.stream(list).mapToDouble(value).average().orElse(Double.NaN))
                .toArray());
    }

    /** Leaves NaN out. */
    private static double mean(double[] ofLists) {
        return Arrays.stream(ofLists)
                .filter(value -> !Double.isNaN(value))
                .average()
                .orElse(Double.NaN);
    }

    /**
     * {@return intra-list diversity, the mean over lists of the mean distance of two items of a list (Smyth and McClave
     * 2001); NaN without features} The distance is 1 minus the cosine of the two items' features, and 1 if an item's
     * features are all zero. The diversity by several modalities is their mean. Items that lack a modality, and then
     * lists of fewer than two items, are left out.
     */
    public double diversity(ItemFeatures content) {
        return content.modalities().stream()
                .mapToDouble(this::diversity)
                .average()
                .orElse(Double.NaN);
    }

    private double diversity(Modality modality) {
        return mean(Arrays.stream(items)
                .parallel()
                .mapToDouble(list -> diversity(modality, list))
                .toArray());
    }

    /**
     * Returns the mean of 1 - cos(x_i, x_j) over the pairs of a list. With x of length 1, |sum_i x_i|^2 contains the
     * cosine of every pair twice, so that no loop over pairs is needed.
     */
    private static double diversity(Modality modality, int[] list) {
        int[] present =
                Arrays.stream(list).filter(item -> !modality.isMissing(item)).toArray();
        double[] sum = new double[modality.width()];
        double lengths = 0; // sum_i |x_i|^2, each of which is 1, or 0 without features
        for (int item : present) {
            float[] x = modality.row(item);
            double norm = norm(x);
            for (int column = 0; column < x.length && norm > 0; column++) {
                sum[column] += x[column] / norm;
            }
            lengths += norm > 0 ? 1 : 0;
        }
        double pairs = present.length * (present.length - 1.0) / 2;
        double squared = Arrays.stream(sum).map(value -> value * value).sum();
        return pairs == 0 ? Double.NaN : 1 - (squared - lengths) / 2 / pairs;
    }

    private static double norm(float[] x) {
        double sum = 0;
        for (float value : x) {
            sum += (double) value * value;
        }
        return Math.sqrt(sum);
    }

    /**
     * The metrics of {@link Lists} that have these names; {@code diversity} is NaN without features.
     */
    public record Summary(
            double coverage, double gini, double popularity, double tailShare, double novelty, double diversity) {}

    /** {@return all metrics of these lists, their diversity by this content} */
    public Summary summary(ItemFeatures content) {
        return new Summary(coverage(), gini(), popularity(), tailShare(), novelty(), diversity(content));
    }

    /** {@return one row with a column for each of these numbers} */
    public Table toTable() {
        return Table.create(
                "Recommendation lists of %s users".formatted(users.length),
                DoubleColumn.create("coverage", coverage()),
                DoubleColumn.create("gini", gini()),
                DoubleColumn.create("popularity", popularity()),
                DoubleColumn.create("tailShare", tailShare()),
                DoubleColumn.create("novelty", novelty()));
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "coverage %.4f, Gini index %.4f, popularity %.1f, tail share %.4f, novelty %.2f bits",
                coverage(),
                gini(),
                popularity(),
                tailShare(),
                novelty());
    }
}
