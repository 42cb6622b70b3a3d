package metammf.eval;

import static metammf.MetaMmfException.require;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import metammf.data.Dataset;
import metammf.data.Interactions;
import metammf.data.Split;
import metammf.engine.Compute;
import metammf.engine.NativeArrays;
import metammf.engine.Tape;
import metammf.model.Embeddings;

/**
 * Ranks all items for every user, but those the user has trained on, and measures where the held-out items land.
 * Validation items are candidates of the test and the other way round, as in the paper. Ties go to the smaller item id.
 */
public final class FullRanking {
    /** Bytes of scores held at a time; a block of users is as large as this allows. */
    private static final long BLOCK_BYTES = 32L << 20;

    private final int[] cutOffs; // ascending

    private FullRanking(int[] cutOffs) {
        this.cutOffs = cutOffs;
    }

    /**
     * An evaluation at several cut-offs from one pass.
     *
     * @param cutOffs the lengths K of the recommendation lists
     * @return the evaluation
     * @throws metammf.MetaMmfException if there is none or one is not positive
     */
    public static FullRanking at(int... cutOffs) {
        int[] sorted = Arrays.stream(cutOffs).sorted().distinct().toArray();
        require(sorted.length > 0, "ranking: expected at least one K");
        require(sorted[0] > 0, "ranking: expected K of at least 1, received %d", sorted[0]);
        return new FullRanking(sorted);
    }

    /**
     * Measures on the test split; for the one final look.
     *
     * @param embeddings vectors of users and items
     * @param data the data set, whose name and fingerprint go into the report
     * @return the metrics
     * @throws metammf.MetaMmfException if sizes differ, K exceeds the number of items, or the test split is empty
     */
    public Report evaluate(Embeddings embeddings, Dataset data) {
        return evaluate(embeddings, data.split().train(), data.split().test(), data.identity());
    }

    /**
     * Measures on the test split of no data set in particular.
     *
     * @param embeddings vectors of users and items
     * @param split the data
     * @return the metrics
     * @throws metammf.MetaMmfException if sizes differ, K exceeds the number of items, or the test split is empty
     */
    public Report evaluate(Embeddings embeddings, Split split) {
        return evaluate(embeddings, split.train(), split.test());
    }

    /**
     * Measures on any held-out interactions.
     *
     * @param embeddings vectors of users and items
     * @param train interactions that are not recommended again
     * @param heldOut interactions to be found
     * @return the metrics over the users with at least one held-out item
     * @throws metammf.MetaMmfException if sizes differ, K exceeds the number of items, or nothing is held out
     */
    public Report evaluate(Embeddings embeddings, Interactions train, Interactions heldOut) {
        return evaluate(embeddings, train, heldOut, "");
    }

    private Report evaluate(Embeddings embeddings, Interactions train, Interactions heldOut, String data) {
        requireFit(embeddings, train, maxK());
        requireFit(embeddings, heldOut, maxK());
        require(heldOut.size() > 0, "ranking: expected at least one held-out interaction, received none");
        int[] users = IntStream.range(0, heldOut.users())
                .filter(u -> heldOut.degree(u) > 0)
                .toArray();
        int[][] lists = rank(embeddings, train, users, maxK());
        List<UserRanks> found = IntStream.range(0, users.length)
                .mapToObj(n -> found(users[n], lists[n], heldOut))
                .toList();
        return checked(new Report(data, Arrays.stream(cutOffs).boxed().toList(), found));
    }

    private static UserRanks found(int user, int[] list, Interactions heldOut) {
        int[] ranks = IntStream.rangeClosed(1, list.length)
                .filter(rank -> heldOut.contains(user, list[rank - 1]))
                .toArray();
        return new UserRanks(user, heldOut.degree(user), ranks);
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

    private int maxK() {
        return cutOffs[cutOffs.length - 1];
    }

    /**
     * The best new items for users.
     *
     * @param embeddings vectors of users and items
     * @param train interactions that are not recommended again
     * @param users the users
     * @param k length of the lists, K
     * @return for each user the items, best first; fewer than K where fewer are new
     * @throws metammf.MetaMmfException if sizes differ, K exceeds the number of items, or a user is out of range
     */
    public static int[][] recommend(Embeddings embeddings, Interactions train, int[] users, int k) {
        requireFit(embeddings, train, k);
        for (int user : users) {
            require(
                    user >= 0 && user < train.users(),
                    "expected a user in 0 .. %d, received %d",
                    train.users() - 1,
                    user);
        }
        return rank(embeddings, train, users, k);
    }

    private static void requireFit(Embeddings embeddings, Interactions interactions, int k) {
        require(
                embeddings.users() == interactions.users() && embeddings.items() == interactions.items(),
                "ranking: expected vectors of %d users and %d items, received %d and %d",
                interactions.users(),
                interactions.items(),
                embeddings.users(),
                embeddings.items());
        require(
                k > 0 && k <= embeddings.items(),
                "ranking: expected K in 1 .. %d items, received %d",
                embeddings.items(),
                k);
    }

    /** Scores blocks of users in the engine and picks their best items in Java. */
    private static int[][] rank(Embeddings embeddings, Interactions train, int[] users, int k) {
        int[][] lists = new int[users.length][];
        int block = (int) Math.max(1, BLOCK_BYTES / Float.BYTES / embeddings.items());
        try (NDManager manager = Compute.cpu().newManager()) {
            NDArray items = NativeArrays.of(manager, embeddings.itemRows(), embeddings.items(), embeddings.width());
            for (int from = 0; from < users.length; from += block) {
                int[] some = Arrays.copyOfRange(users, from, Math.min(users.length, from + block));
                System.arraycopy(rankBlock(embeddings, items, train, some, k), 0, lists, from, some.length);
            }
        }
        return lists;
    }

    private static int[][] rankBlock(Embeddings embeddings, NDArray items, Interactions train, int[] users, int k) {
        try (Tape tape = Tape.computing()) {
            NDArray rows =
                    NativeArrays.of(items.getManager(), rows(embeddings, users), users.length, embeddings.width());
            NDArray scores = rows.matMul(items.transpose()); // (B, D) x (D, I) -> (B, I)
            FloatBuffer values =
                    scores.toByteBuffer(true).order(ByteOrder.nativeOrder()).asFloatBuffer();
            int[][] lists = IntStream.range(0, users.length)
                    .parallel()
                    .mapToObj(n -> best(values, n, train, users[n], k))
                    .toArray(int[][]::new);
            rows.close();
            return lists;
        }
    }

    private static float[] rows(Embeddings embeddings, int[] users) {
        int width = embeddings.width();
        float[] rows = new float[users.length * width];
        for (int n = 0; n < users.length; n++) {
            System.arraycopy(embeddings.user(users[n]), 0, rows, n * width, width);
        }
        return rows;
    }

    private static int[] best(FloatBuffer scores, int row, Interactions train, int user, int k) {
        float[] own = new float[train.items()];
        scores.get(row * own.length, own);
        for (int pair = train.first(user); pair < train.first(user + 1); pair++) {
            own[train.item(pair)] = Float.NEGATIVE_INFINITY;
        }
        return new TopItems(k).offerAll(own).items();
    }
}
