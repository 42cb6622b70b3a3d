package metammf.eval;

import static metammf.base.MetaMmfException.require;

import java.util.Arrays;
import java.util.stream.IntStream;
import metammf.base.Heap;
import metammf.data.Dataset;
import metammf.data.Dataset.Identity;
import metammf.data.Interactions;
import metammf.data.Split;

/**
 * Ranks all items for every user by a model's scores, such as {@link metammf.model.Embeddings}, except the training
 * items of the user, and determines the ranks of the held-out items. Validation items are candidates in the test and
 * vice versa, as in the paper. Ties go to the smaller item id. If sizes differ, K exceeds the number of items, or there
 * are no held-out items, an evaluation throws a {@link metammf.base.MetaMmfException}.
 */
public final class FullRanking {
    private final int[] cutOffs; // ascending

    private FullRanking(int[] cutOffs) {
        this.cutOffs = cutOffs;
    }

    /** {@return an evaluation at several cut-offs, the lengths K of the recommendation lists, from one pass} */
    public static FullRanking at(int... cutOffs) {
        int[] sorted = Arrays.stream(cutOffs).sorted().distinct().toArray();
        require(sorted.length > 0, "ranking: expected at least one K");
        require(sorted[0] > 0, "ranking: expected K of at least 1, received %d", sorted[0]);
        return new FullRanking(sorted);
    }

    /** {@return the metrics on the test split of a data set, whose name and fingerprint go into the report} */
    public Report evaluate(Scores scores, Dataset data) {
        return evaluate(scores, data.split().train(), data.split().test(), data.identity());
    }

    /** {@return the metrics on a test split without a data set; the report has no name and fingerprint} */
    public Report evaluate(Scores scores, Split split) {
        return evaluate(scores, split.train(), split.test());
    }

    /**
     * {@return the metrics on any held-out interactions, over the users with at least one held-out item}
     *
     * @param train interactions that are not recommended again
     * @param heldOut interactions that the lists should contain
     */
    public Report evaluate(Scores scores, Interactions train, Interactions heldOut) {
        return evaluate(scores, train, heldOut, Identity.NONE);
    }

    private Report evaluate(Scores scores, Interactions train, Interactions heldOut, Identity data) {
        int maxK = cutOffs[cutOffs.length - 1];
        requireFit(scores, train, maxK);
        requireFit(scores, heldOut, maxK);
        require(heldOut.size() > 0, "ranking: expected at least one held-out interaction, received none");
        int[] users = IntStream.range(0, heldOut.users())
                .filter(u -> heldOut.degree(u) > 0)
                .toArray();
        try {
            Lists lists = new Lists(train, heldOut, users, rank(scores, train, users, maxK));
            return checked(lists.report(data, Arrays.stream(cutOffs).boxed().toList()));
        } catch (OutOfMemoryError e) {
            throw Heap.explained(e);
        }
    }

    /** K P@K / microRecall@K = |T| / |U_t| holds on any split for any model: a free check of the bookkeeping. */
    private static Report checked(Report report) {
        for (int k : report.cutOffs()) {
            double hitsByPrecision = report.mean(Metric.PRECISION, k) * k * report.users();
            double hitsByRecall = report.mean(Metric.MICRO_RECALL, k) * report.positives();
            if (Math.abs(hitsByPrecision - hitsByRecall) > 1e-6 * Math.max(1, hitsByRecall)) {
                throw new IllegalStateException("the metrics contradict each other:\n" + report);
            }
        }
        return report;
    }

    /**
     * {@return the K best new items for each user, best first; fewer if fewer are new}
     *
     * @param train interactions that are not recommended again
     * @throws metammf.base.MetaMmfException if sizes differ, K exceeds the number of items, or a user is out of range
     */
    public static int[][] recommend(Scores scores, Interactions train, int[] users, int k) {
        requireFit(scores, train, k);
        for (int user : users) {
            boolean exists = user >= 0 && user < train.users();
            require(exists, "expected a user in 0 .. %d, received %d", train.users() - 1, user);
        }
        return rank(scores, train, users, k);
    }

    private static void requireFit(Scores scores, Interactions interactions, int k) {
        int users = interactions.users();
        int items = interactions.items();
        String expected = "ranking: expected scores of %d users and %d items, received %d and %d";
        boolean fit = scores.users() == users && scores.items() == items;
        require(fit, expected, users, items, scores.users(), scores.items());
        require(k > 0 && k <= scores.items(), "ranking: expected K in 1 .. %d items, received %d", scores.items(), k);
    }

    private static int[][] rank(Scores scores, Interactions train, int[] users, int k) {
        TopItems[] best = Arrays.stream(users)
                .mapToObj(user -> new TopItems(k, train, user))
                .toArray(TopItems[]::new);
        scores.forEachTile(users, tile -> {
            float[] values = new float[tile.width()];
            for (int row = 0; row < tile.rows(); row++) {
                tile.copyRow(row, values);
                best[tile.firstRow() + row].offer(tile.firstItem(), values);
            }
        });
        return Arrays.stream(best).map(TopItems::items).toArray(int[][]::new);
    }
}
