package metammf.eval;

import java.nio.FloatBuffer;
import java.util.function.Consumer;

/**
 * The predictions of a model for every user and item; a ranking uses nothing else of the model. An item whose score is
 * negative infinity or NaN is never recommended to that user.
 */
public interface Scores {
    /** {@return U, the number of users} */
    int users();

    /** {@return I, the number of items} */
    int items();

    /**
     * Predicts the preferences of some users, the rows of a table, for all items. How the table is cut into tiles is up
     * to the model. Several threads may hand tiles over, but those of one row come from one thread with ascending
     * items.
     */
    void forEachTile(int[] users, Consumer<Tile> action);

    /**
     * Scores of neighbouring rows and items, row by row, (rows, width), from a first row of the table and a first item
     * on. Only valid while it is handed over.
     */
    record Tile(int firstRow, int firstItem, int width, FloatBuffer values) {
        /** {@return the number of users of the tile} */
        public int rows() {
            return values.capacity() / width;
        }

        /** Copies the scores of a row, counted from the tile's first, to an array of {@code width} numbers or more. */
        public void copyRow(int row, float[] target) {
            values.get(row * width, target, 0, width);
        }
    }
}
