package metammf.model;

import static metammf.MetaMmfException.require;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import metammf.data.Interactions;
import metammf.engine.Compute;
import metammf.engine.NativeArrays;
import metammf.engine.Tape;

/**
 * The final vectors of all users and items, whose inner products are the scores. Held in Java's memory, so that they
 * outlive the model.
 */
public final class Embeddings implements Scores {
    /** Rows and items of a tile: 4 MB of scores, which stay in the processor's cache until they are read. */
    private static final int TILE = 1024;

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

    @Override
    public int users() {
        return users.length / width;
    }

    @Override
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
    public void forEachTile(int[] some, Consumer<Tile> action) {
        try (NDManager manager = Compute.cpu().newManager()) {
            List<NDArray> tiles = starts(items())
                    .mapToObj(from -> matrix(manager, items, from, Math.min(TILE, items() - from)))
                    .toList();
            starts(some.length).forEach(from -> {
                int[] block = Arrays.copyOfRange(some, from, Math.min(some.length, from + TILE));
                try (NDArray rows = matrix(manager, rows(block), 0, block.length)) {
                    for (int n = 0; n < tiles.size(); n++) {
                        product(rows, tiles.get(n), from, n * TILE, action);
                    }
                }
            });
        }
    }

    private static IntStream starts(int count) {
        return IntStream.iterate(0, from -> from < count, from -> from + TILE);
    }

    private NDArray matrix(NDManager manager, float[] vectors, int from, int count) {
        return NativeArrays.of(
                manager, Arrays.copyOfRange(vectors, from * width, (from + count) * width), count, width);
    }

    private float[] rows(int[] some) {
        float[] rows = new float[some.length * width];
        for (int n = 0; n < some.length; n++) {
            System.arraycopy(users, some[n] * width, rows, n * width, width);
        }
        return rows;
    }

    private static void product(NDArray rows, NDArray tile, int firstRow, int firstItem, Consumer<Tile> action) {
        try (Tape tape = Tape.computing()) {
            NDArray scores = rows.matMul(tile.transpose()); // (B, D) x (D, T) -> (B, T)
            FloatBuffer values =
                    scores.toByteBuffer(true).order(ByteOrder.nativeOrder()).asFloatBuffer();
            action.accept(new Tile(firstRow, firstItem, (int) tile.getShape().get(0), values));
        }
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
