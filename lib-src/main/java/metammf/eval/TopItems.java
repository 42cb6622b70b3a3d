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
     * Offers the scores of neighbouring items. Calls come with ascending items, so that ties keep the smaller id. An
     * item with a score of negative infinity or NaN is no candidate.
     */
    void offer(int first, float[] values) {
        for (int n = next(values, 0); n < values.length; n = next(values, n + 1)) {
            if (isNew(first + n)) {
                insert(first + n, values[n]);
            }
        }
    }

    /** The first place from a given one on whose score is high enough: rare, and all that most scores go through. */
    private int next(float[] values, int from) {
        float threshold = threshold();
        for (int n = from; n < values.length; n++) {
            if (values[n] > threshold) {
                return n;
            }
        }
        return values.length;
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
