package metammf.eval;

import java.util.Arrays;

/** The K best items seen so far, best first; of equal scores the smaller item id comes first. */
final class TopItems {
    private final int[] items;
    private final float[] scores;
    private int count;

    TopItems(int k) {
        items = new int[k];
        scores = new float[k];
    }

    /**
     * Offers every item of a row in ascending order, so that ties keep the smaller id.
     *
     * @param row the items' scores; negative infinity marks an item that is no candidate
     */
    TopItems offerAll(float[] row) {
        for (int item = 0; item < row.length; item++) {
            if (row[item] > threshold()) {
                insert(item, row[item]);
            }
        }
        return this;
    }

    private float threshold() {
        return count < items.length ? Float.NEGATIVE_INFINITY : scores[count - 1];
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
