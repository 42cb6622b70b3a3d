package metammf.train;

import static metammf.base.MetaMmfException.require;

import java.util.SplittableRandom;
import metammf.base.Seeds;
import metammf.data.Interactions;
import metammf.model.Recommender.Triples;

/**
 * Draws the training triples of an epoch: every training interaction with one or more items that its user has no
 * training interaction with, each equally likely, in random order. Held-out items may be drawn, because the sampler
 * does not know them.
 */
public final class TripletSampler {
    private final Interactions train;
    private final int[] users; // of every pair
    private final int negatives;
    private final boolean frozen;
    private final long seed;

    /**
     * Creates a sampler of different negatives for every interaction; if they are frozen, those of the first epoch
     * serve in all, as in the authors' released code. The triples of an epoch depend only on the seed and the number of
     * the epoch.
     *
     * @throws metammf.base.MetaMmfException if a user has fewer untouched items than negatives are asked for
     */
    public TripletSampler(Interactions train, int negatives, boolean frozen, long seed) {
        require(train.size() > 0, "sampler: expected training interactions, received none");
        require(negatives > 0, "negatives: expected at least 1, received %d", negatives);
        for (int u = 0; u < train.users(); u++) {
            require(
                    train.degree(u) == 0 || train.items() - train.degree(u) >= negatives,
                    "user %d: expected at least %d items without interaction, received %d",
                    u,
                    negatives,
                    train.items() - train.degree(u));
        }
        this.train = train;
        this.users = train.userColumn();
        this.negatives = negatives;
        this.frozen = frozen;
        this.seed = seed;
    }

    /** {@return the number of triples in an epoch: interactions times negatives} */
    public int size() {
        return Math.multiplyExact(train.size(), negatives);
    }

    /** {@return the number of batches in an epoch, of which the last one may be smaller} */
    public int batches(int batchSize) {
        return Math.toIntExact((size() + batchSize - 1L) / batchSize);
    }

    /** {@return the triples of an epoch, counted from 1, cut into batches, of which the last one may be smaller} */
    public Triples[] epoch(int epoch, int batchSize) {
        int[] drawn = negatives(Seeds.stream(seed, "negatives", frozen ? 0 : epoch));
        int[] order = Seeds.shuffled(size(), Seeds.stream(seed, "order", epoch));
        Triples[] batches = new Triples[batches(batchSize)];
        for (int b = 0; b < batches.length; b++) {
            int from = b * batchSize;
            batches[b] = batch(drawn, order, from, from + Math.min(batchSize, size() - from));
        }
        return batches;
    }

    private Triples batch(int[] drawn, int[] order, int from, int to) {
        Triples batch = new Triples(new int[to - from], new int[to - from], new int[to - from]);
        for (int n = from; n < to; n++) {
            int pair = order[n] / negatives;
            batch.users()[n - from] = users[pair];
            batch.positives()[n - from] = train.item(pair);
            batch.negatives()[n - from] = drawn[order[n]];
        }
        return batch;
    }

    /** The negatives of all triples, in the order of the interactions. */
    private int[] negatives(SplittableRandom random) {
        int[] drawn = new int[size()];
        for (int n = 0; n < drawn.length; n++) {
            int first = n - n % negatives; // of this interaction
            do {
                drawn[n] = random.nextInt(train.items());
            } while (train.contains(users[n / negatives], drawn[n]) || holds(drawn, first, n, drawn[n]));
        }
        return drawn;
    }

    private static boolean holds(int[] values, int from, int to, int value) {
        for (int n = from; n < to; n++) {
            if (values[n] == value) {
                return true;
            }
        }
        return false;
    }
}
