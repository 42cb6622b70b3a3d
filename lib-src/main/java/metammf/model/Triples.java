package metammf.model;

import static metammf.base.MetaMmfException.require;

/**
 * A batch of training triples: user u prefers item i, which it has interacted with, to item j, which it has not.
 *
 * @param users u, (B)
 * @param positives i, (B)
 * @param negatives j, (B)
 */
public record Triples(int[] users, int[] positives, int[] negatives) {
    /** Checks that the three have one length. */
    public Triples {
        require(
                users.length == positives.length && users.length == negatives.length,
                "triples: expected three arrays of one length, received %d, %d and %d",
                users.length,
                positives.length,
                negatives.length);
    }

    /** {@return B, the number of triples} */
    public int size() {
        return users.length;
    }

    @Override
    public String toString() {
        return "Triples(" + size() + ")";
    }
}
