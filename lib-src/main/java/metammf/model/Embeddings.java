package metammf.model;

import static metammf.MetaMmfException.require;

import java.util.Arrays;
import java.util.Locale;
import metammf.data.Interactions;

/**
 * The final vectors of all users and items, whose inner products are the scores: all that ranking sees of a model. Held
 * in Java's memory, so that they outlive the model.
 */
public final class Embeddings {
    private final int width;
    private final float[] users;
    private final float[] items;

    /**
     * Takes over the given vectors.
     *
     * @param width D
     * @param users row by row, (U, D)
     * @param items row by row, (I, D)
     * @throws metammf.MetaMmfException if a length is no multiple of D or a value is not finite
     */
    public Embeddings(int width, float[] users, float[] items) {
        require(
                width > 0 && users.length % width == 0 && items.length % width == 0,
                "embeddings: expected multiples of the width %d, received %d and %d values",
                width,
                users.length,
                items.length);
        requireFinite("user", users, width);
        requireFinite("item", items, width);
        this.width = width;
        this.users = users;
        this.items = items;
    }

    private static void requireFinite(String what, float[] values, int width) {
        for (int n = 0; n < values.length; n++) {
            require(
                    Float.isFinite(values[n]),
                    "embedding of %s %d: expected finite numbers, received %s",
                    what,
                    n / width,
                    values[n]);
        }
    }

    /**
     * The popularity ranking: every user's score of an item is its number of training interactions.
     *
     * @param train training interactions
     * @return vectors of width 1
     */
    public static Embeddings popularity(Interactions train) {
        float[] ones = new float[train.users()];
        Arrays.fill(ones, 1);
        int[] degrees = train.itemDegrees();
        float[] counts = new float[degrees.length];
        for (int item = 0; item < counts.length; item++) {
            counts[item] = degrees[item];
        }
        return new Embeddings(1, ones, counts);
    }

    /**
     * Number of users.
     *
     * @return U
     */
    public int users() {
        return users.length / width;
    }

    /**
     * Number of items.
     *
     * @return I
     */
    public int items() {
        return items.length / width;
    }

    /**
     * Width of the vectors.
     *
     * @return D
     */
    public int width() {
        return width;
    }

    /**
     * A user's vector.
     *
     * @param user a user
     * @return a copy, (D)
     */
    public float[] user(int user) {
        return Arrays.copyOfRange(users, user * width, (user + 1) * width);
    }

    /**
     * An item's vector.
     *
     * @param item an item
     * @return a copy, (D)
     */
    public float[] item(int item) {
        return Arrays.copyOfRange(items, item * width, (item + 1) * width);
    }

    /**
     * The vectors of consecutive users.
     *
     * @param from the first user
     * @param to the user behind the last one
     * @return a copy, row by row, (to - from, D)
     */
    public float[] userRows(int from, int to) {
        return Arrays.copyOfRange(users, from * width, to * width);
    }

    /**
     * The vectors of all items.
     *
     * @return a copy, row by row, (I, D)
     */
    public float[] itemRows() {
        return items.clone();
    }

    /**
     * The predicted preference of a user for an item, eq. (16).
     *
     * @param user a user
     * @param item an item
     * @return the inner product of their vectors
     */
    public float score(int user, int item) {
        float sum = 0;
        for (int d = 0; d < width; d++) {
            sum += users[user * width + d] * items[item * width + d];
        }
        return sum;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Embeddings that
                && width == that.width
                && Arrays.equals(users, that.users)
                && Arrays.equals(items, that.items);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(users) + Arrays.hashCode(items);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "Embeddings(%,d users, %,d items, width %d)", users(), items(), width);
    }
}
