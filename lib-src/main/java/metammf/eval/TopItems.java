package metammf.eval;

import java.util.Arrays;
import metammf.data.Interactions;

/**
 * The K best items of a user seen so far, best first, but those the user has trained on; of equal scores the smaller
 * item id comes first.
 */
final class TopItems {
    private final int[] items;
    private final float[] scores;
    private int count;
    private final Interactions train;
    private int known; // the first training pair of the user that is not behind the last candidate
    private final int end; // of the user's training pairs

    TopItems(int k, Interactions train, int user) {
        items = new int[k];
        scores = new float[k];
        this.train = train;
        known = train.first(user);
        end = train.first(user + 1);
    }

    /**
     * Offers neighbouring items; calls come with ascending items, so that ties keep the smaller id. Few scores are above
     * the threshold, so that all else is done for those alone.
     *
     * @param first the first item
     * @param values scores of the items; one of negative infinity or NaN is no candidate
     */
    void offer(int first, float[] values) {
        float threshold = threshold();
        for (int n = 0; n < values.length; n++) {
            if (values[n] > threshold && isNew(first + n)) {
                insert(first + n, values[n]);
                threshold = threshold();
            }
        }
    }

    private float threshold() {
        return count < items.length ? Float.NEGATIVE_INFINITY : scores[count - 1];
    }

    private boolean isNew(int item) {
        while (known < end && train.item(known) < item) {
            known++;
        }
        return known == end || train.item(known) != item;
    }

    private void insert(int item, float score) {
        int place = count < items.length ? count++ : count - 1;
        while (place > 0 && scores[place - 1] < score) {
            scores[place] = scores[place - 1];
            items[place] = items[place - 1];
            place--;
        }
        scores[place] = score;
        items[place] = item;
    }

    /** The items, best first; fewer than K if there were fewer candidates. */
    int[] items() {
        return Arrays.copyOf(items, count);
    }
}
