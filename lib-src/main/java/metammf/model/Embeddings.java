package metammf.model;

import static metammf.base.MetaMmfException.require;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import metammf.base.MetaMmfException;
import metammf.data.Interactions;
import metammf.engine.Compute;
import metammf.engine.Compute.OneThread;
import metammf.engine.NativeArrays;
import metammf.engine.Tape;
import metammf.eval.Scores;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** Final vectors of all users and items, whose inner products are the scores; in Java's memory, without the model. */
public final class Embeddings implements Scores {
    /** Rows and items of a tile: 1 MB of scores, which stay in a core's cache until they are read. */
    private static final int TILE = 512;

    private final int width;
    private final float[] users;
    private final float[] items;
    private final boolean parallel;

    /**
     * Takes over the vectors of users, (U, D), and items, (I, D), given row by row.
     *
     * @throws metammf.base.MetaMmfException if a length is no multiple of D or a value is not finite
     */
    public Embeddings(int width, float[] users, float[] items) {
        this(width, users, items, true);
        require(
                width > 0 && users.length % width == 0 && items.length % width == 0,
                "embeddings: expected multiples of the width %d, received %d and %d values",
                width,
                users.length,
                items.length);
        requireFinite("user", users, width);
        requireFinite("item", items, width);
    }

    private Embeddings(int width, float[] users, float[] items, boolean parallel) {
        this.width = width;
        this.users = users;
        this.items = items;
        this.parallel = parallel;
    }

    private static void requireFinite(String what, float[] values, int width) {
        for (int n = 0; n < values.length; n++) {
            if (!Float.isFinite(values[n])) { // the message's arguments are objects, too slow to make for every number
                throw new MetaMmfException("embedding of %s %s: expected finite numbers, received %s"
                        .formatted(what, n / width, values[n]));
            }
        }
    }

    /** {@return the popularity ranking, vectors of width 1: an item's score is its training interactions} */
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

    /** {@return D, the width of the vectors} */
    public int width() {
        return width;
    }

    /** {@return a user's vector, a copy, (D)} */
    public float[] user(int user) {
        return Arrays.copyOfRange(users, user * width, (user + 1) * width);
    }

    /** {@return an item's vector, a copy, (D)} */
    public float[] item(int item) {
        return Arrays.copyOfRange(items, item * width, (item + 1) * width);
    }

    /** {@return the vectors of the users {@code from .. to - 1}, a copy, row by row, (to - from, D)} */
    public float[] userRows(int from, int to) {
        return Arrays.copyOfRange(users, from * width, to * width);
    }

    /** {@return the vectors of all items, a copy, row by row, (I, D)} */
    public float[] itemRows() {
        return items.clone();
    }

    /** {@return the predicted preference of a user for an item, eq. (16), the inner product of their vectors} */
    public float score(int user, int item) {
        float sum = 0;
        for (int d = 0; d < width; d++) {
            sum += users[user * width + d] * items[item * width + d];
        }
        return sum;
    }

    /** {@return a view of the same arrays for one of many tasks that have a core each: it uses no other thread} */
    public Embeddings sequential() {
        return new Embeddings(width, users, items, false);
    }

    @Override
    public void forEachTile(int[] some, Consumer<Tile> action) {
        if (parallel) {
            tiles(some, action);
        } else {
            try (OneThread here = new OneThread()) {
                tiles(some, action);
            }
        }
    }

    private void tiles(int[] some, Consumer<Tile> action) {
        try (NDManager manager = Compute.cpu().newManager()) {
            NDArray[] tiles = starts(items())
                    .mapToObj(from -> matrix(manager, items, from, Math.min(items(), from + TILE)))
                    .toArray(NDArray[]::new);
            starts(some.length).forEach(from -> {
                int[] block = Arrays.copyOfRange(some, from, Math.min(some.length, from + TILE));
                try (NDArray rows = matrix(manager, rows(block), 0, block.length)) {
                    for (int n = 0; n < tiles.length; n++) {
                        product(rows, tiles[n], from, n * TILE, action);
                    }
                }
            });
        }
    }

    private IntStream starts(int count) {
        IntStream starts = IntStream.range(0, (count + TILE - 1) / TILE).map(n -> n * TILE);
        return parallel ? starts.parallel() : starts;
    }

    private NDArray matrix(NDManager manager, float[] vectors, int from, int to) {
        return NativeArrays.of(manager, Arrays.copyOfRange(vectors, from * width, to * width), to - from, width);
    }

    private float[] rows(int[] some) {
        float[] rows = new float[some.length * width];
        for (int n = 0; n < some.length; n++) {
            System.arraycopy(users, some[n] * width, rows, n * width, width);
        }
        return rows;
    }

    /** (B, D) x (D, T) -> (B, T), handed over where the engine has put it. */
    private static void product(NDArray rows, NDArray tile, int firstRow, int firstItem, Consumer<Tile> action) {
        try (Tape tape = Tape.computing()) {
            NDArray scores = rows.matMul(tile.transpose());
            FloatBuffer values =
                    scores.toByteBuffer(true).order(ByteOrder.nativeOrder()).asFloatBuffer();
            action.accept(new Tile(firstRow, firstItem, (int) tile.getShape().get(0), values));
        }
    }

    /** {@return a row for users and one for items: number, width, least, mean and largest length} */
    public Table toTable() {
        List<DoubleSummaryStatistics> lengths = List.of(lengths(users), lengths(items));
        return Table.create(
                "Embeddings",
                StringColumn.create("vectors of", "users", "items"),
                IntColumn.create("number", users(), items()),
                IntColumn.create("width", width, width),
                DoubleColumn.create("least length", lengths.stream().mapToDouble(DoubleSummaryStatistics::getMin)),
                DoubleColumn.create("mean length", lengths.stream().mapToDouble(DoubleSummaryStatistics::getAverage)),
                DoubleColumn.create("largest length", lengths.stream().mapToDouble(DoubleSummaryStatistics::getMax)));
    }

    private DoubleSummaryStatistics lengths(float... vectors) {
        return IntStream.range(0, vectors.length / width)
                .mapToDouble(n -> length(vectors, n * width))
                .summaryStatistics();
    }

    private double length(float[] vectors, int start) {
        double squares = 0;
        for (int n = start; n < start + width; n++) {
            squares += (double) vectors[n] * vectors[n];
        }
        return Math.sqrt(squares);
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
