package metammf.eval;

import static metammf.base.MetaMmfException.require;

import java.util.Arrays;

/**
 * The ranks of the held-out items of one user, from which all metrics are computed at any cut-off up to the length of
 * the list.
 *
 * @param user the user
 * @param positives number of held-out items, at least one
 * @param ranks ranks of held-out items in the list, ascending, from 1; not to be changed
 */
public record UserRanks(int user, int positives, int[] ranks) {
    /** Checks that there are at most as many hits as held-out items. */
    public UserRanks {
        String hits = "user %d: expected at most %d hits of at least one, received %d";
        require(positives > 0 && ranks.length <= positives, hits, user, positives, ranks.length);
        String order = "user %d: expected ascending ranks from 1, received %s";
        for (int n = 0; n < ranks.length; n++) {
            require(ranks[n] > (n == 0 ? 0 : ranks[n - 1]), order, user, Arrays.toString(ranks));
        }
    }

    /** {@return the number of held-out items among the first K} */
    public int hits(int k) {
        int hits = 0;
        while (hits < ranks.length && ranks[hits] <= k) {
            hits++;
        }
        return hits;
    }

    /** {@return hits / K; a list that is shorter than K counts as K long} */
    public double precision(int k) {
        return (double) hits(k) / k;
    }

    /** {@return hits among the first K / held-out items} */
    public double recall(int k) {
        return (double) hits(k) / positives;
    }

    /**
     * {@return normalised discounted cumulative gain, the gain over that of min(K, held-out items) hits at the top} A
     * hit at rank r gains 1 / log2(r + 1).
     */
    public double ndcg(int k) {
        double gain = 0;
        for (int n = 0; n < hits(k); n++) {
            gain += discount(ranks[n]);
        }
        double ideal = 0;
        for (int rank = 1; rank <= Math.min(k, positives); rank++) {
            ideal += discount(rank);
        }
        return gain / ideal;
    }

    private static double discount(int rank) {
        return Math.log(2) / Math.log(rank + 1);
    }

    /** A metric but for the micro recall's mean number of held-out items. */
    double value(Metric metric, int k) {
        return switch (metric) {
            case PRECISION -> precision(k);
            case RECALL -> recall(k);
            case MICRO_RECALL -> hits(k);
            case HIT_RATE -> Math.min(1, hits(k));
            case NDCG -> ndcg(k);
        };
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof UserRanks that
                && user == that.user
                && positives == that.positives
                && Arrays.equals(ranks, that.ranks);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * user + positives) + Arrays.hashCode(ranks);
    }

    @Override
    public String toString() {
        return "user %s: %s of %s at %s".formatted(user, ranks.length, positives, Arrays.toString(ranks));
    }
}
