package metammf.baseline;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import metammf.data.Interactions;
import metammf.eval.Scores;

/** Scores r_u W without training: each item that a user has counts for other items with its row of W, (I, I). */
record ItemToItem(String name, Interactions train, Row... rows) implements Scores {
    /** Scores in a tile: 4 MB. */
    private static final int TILE = 1 << 20;

    /** A row of W: where it has entries, and these; those of an item that occurs twice are summed. */
    record Row(int[] items, float[] weights) {}

    /** Makes a row of W from an item's row of R^T diag(w) R. */
    interface Maker {
        /** Makes an item's row from the others with a user in common, ascending, and the sums of w over these, (I). */
        Row row(int item, int[] others, double[] common);
    }

    /** Scores by users in common, each of a weight w; the time grows with the sum of their squared degrees. */
    static ItemToItem of(String name, Interactions train, IntToDoubleFunction weight, Maker maker) {
        Interactions users = train.byItem();
        Row[] rows = new Row[train.items()];
        double[] common = new double[rows.length];
        for (int item = 0; item < rows.length; item++) {
            Arrays.fill(common, 0);
            for (int user : users.itemsOf(item)) {
                double w = weight.applyAsDouble(user);
                for (int other : train.itemsOf(user)) {
                    common[other] += w;
                }
            }
            int own = item;
            int[] others = IntStream.range(0, common.length)
                    .filter(other -> other != own && common[other] > 0)
                    .toArray();
            rows[item] = maker.row(item, others, common);
        }
        return new ItemToItem(name, train, rows);
    }

    @Override
    public int users() {
        return train.users();
    }

    @Override
    public int items() {
        return train.items();
    }

    @Override
    public void forEachTile(int[] users, Consumer<Tile> action) {
        int height = Math.max(1, TILE / items());
        for (int from = 0; from < users.length; from += height) {
            int first = from;
            float[] scores = new float[Math.min(height, users.length - from) * items()];
            IntStream.range(0, scores.length / items())
                    .parallel()
                    .forEach(row -> add(users[first + row], scores, row * items()));
            action.accept(new Tile(from, 0, items(), FloatBuffer.wrap(scores)));
        }
    }

    private void add(int user, float[] scores, int start) {
        for (int item : train.itemsOf(user)) {
            Row row = rows[item];
            for (int n = 0; n < row.items.length; n++) {
                scores[start + row.items[n]] += row.weights[n];
            }
        }
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s(%,d users, %,d items)", name, users(), items());
    }
}
