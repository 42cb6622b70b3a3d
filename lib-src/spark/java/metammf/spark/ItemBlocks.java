package metammf.spark;

import static metammf.base.MetaMmfException.require;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import metammf.eval.Scores;
import metammf.model.Embeddings;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The vectors of all items, in blocks of neighbours that are broadcast one by one: a task works on one of them at a time,
 * and Spark may put the others on disk.
 *
 * @param width D
 * @param items I
 * @param blocks row by row
 */
record ItemBlocks(int width, int items, List<Broadcast<float[]>> blocks) implements Serializable {
    /** Reads all items, of which a block has up to so many numbers. */
    static ItemBlocks of(Dataset<Row> table, int numbers) {
        JavaSparkContext context =
                JavaSparkContext.fromSparkContext(table.sparkSession().sparkContext());
        Iterator<Row> rows = table.select(Vectors.NUMBER, Vectors.VECTOR)
                .orderBy(Vectors.NUMBER)
                .toLocalIterator();
        require(rows.hasNext(), "ranking: expected items, received none");
        List<Broadcast<float[]>> blocks = new ArrayList<>();
        int item = 0;
        int width = 0;
        while (rows.hasNext()) {
            Row first = rows.next();
            width = item == 0 ? first.getList(1).size() : width;
            Block block = new Block(item, width, Math.max(1, numbers / width));
            block.add(first);
            while (rows.hasNext() && !block.isFull()) {
                block.add(rows.next());
            }
            item += block.count;
            blocks.add(context.broadcast(block.values()));
        }
        return new ItemBlocks(width, item, blocks);
    }

    /** A block that is being filled. */
    private static final class Block {
        private final int from;
        private final int width;
        private final float[] values;
        private int count;

        Block(int from, int width, int size) {
            this.from = from;
            this.width = width;
            this.values = new float[size * width];
        }

        boolean isFull() {
            return (count + 1) * width > values.length;
        }

        void add(Row row) {
            int number = row.getInt(0);
            require(number == from + count, "ranking: expected item %d next, received %d", from + count, number);
            float[] vector = Vectors.floats(row.getList(1));
            requireWidth("item", number, vector, width);
            System.arraycopy(vector, 0, values, count++ * width, width);
        }

        float[] values() {
            return Arrays.copyOf(values, count * width);
        }
    }

    private static void requireWidth(String what, int number, float[] vector, int width) {
        require(
                vector.length == width,
                "ranking: %s %d: expected a vector of width %d, received %d",
                what,
                number,
                width,
                vector.length);
    }

    /** Checks that a user's vector is as wide as the items'. */
    void requireWidth(int user, float[] vector) {
        requireWidth("user", user, vector, width);
    }

    /** Takes a block and the number of its first item. */
    interface Action {
        void accept(int first, Embeddings block);
    }

    /** Goes through the blocks, each joined with the vectors of users, row by row, (n, D). */
    void forEach(float[] users, Action action) {
        int first = 0;
        for (Broadcast<float[]> block : blocks) {
            Embeddings vectors = new Embeddings(width, users, block.value());
            action.accept(first, vectors);
            first += vectors.items();
        }
    }

    /** The scores of users, whose vectors are given row by row, (n, D); computed by the calling thread alone. */
    Scores scores(float[] users) {
        return new Scores() {
            @Override
            public int users() {
                return users.length / width;
            }

            @Override
            public int items() {
                return items;
            }

            @Override
            public void forEachTile(int[] rows, Consumer<Tile> action) {
                forEach(users, (first, block) -> block.sequential()
                        .forEachTile(rows, tile -> action.accept(moved(tile, first))));
            }
        };
    }

    private static Scores.Tile moved(Scores.Tile tile, int first) {
        return new Scores.Tile(tile.firstRow(), first + tile.firstItem(), tile.width(), tile.values());
    }
}
