package metammf.model.baseline;

import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** The environment of every pair, at random at first. In the end of a fit, pairs move to where they are scored best. */
final class Environments {
    private final int count;
    private int[] labels; // the environment of every pair, (P)
    private int[] next; // what it will be after this fit, (P)
    private float[] best; // the score for which, (P)

    /**
     * All pairs in one.
     *
     * @param pairs their number, P
     * @param count number of environments
     */
    Environments(int pairs, int count) {
        this.count = count;
        this.labels = new int[pairs];
        forget();
    }

    private void forget() {
        next = new int[labels.length];
        best = new float[labels.length];
        Arrays.fill(best, Float.NEGATIVE_INFINITY);
    }

    /** Every pair to any of them. */
    void divide(SplittableRandom random) {
        labels = random.ints(labels.length, 0, count).toArray();
        forget();
    }

    /** The pairs of one, in their order. */
    int[] members(int environment) {
        return IntStream.range(0, labels.length)
                .filter(n -> labels[n] == environment)
                .toArray();
    }

    /** What the model of one says to all pairs, (P). */
    void offer(int environment, float[] scores) {
        for (int n = 0; n < scores.length; n++) {
            if (scores[n] > best[n]) {
                best[n] = scores[n];
                next[n] = environment;
            }
        }
    }

    /**
     * Takes every pair to the best offer.
     *
     * @return how many had another environment before
     */
    int move() {
        int moved = (int) IntStream.range(0, labels.length)
                .filter(n -> labels[n] != next[n])
                .count();
        labels = next;
        forget();
        return moved;
    }

    Map<String, float[]> state() {
        return Map.of("labels", floats(labels), "next", floats(next), "best", best.clone());
    }

    void restore(Map<String, float[]> state) {
        labels = ints(state.get("labels"));
        next = ints(state.get("next"));
        best = state.get("best").clone();
    }

    private static float[] floats(int[] values) {
        float[] floats = new float[values.length];
        for (int n = 0; n < values.length; n++) {
            floats[n] = values[n];
        }
        return floats;
    }

    private static int[] ints(float[] values) {
        return IntStream.range(0, values.length).map(n -> (int) values[n]).toArray();
    }
}
