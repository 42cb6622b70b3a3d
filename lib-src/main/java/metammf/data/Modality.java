package metammf.data;

import static metammf.base.MetaMmfException.require;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Locale;

/**
 * One kind of content features: a row of numbers for every item.
 *
 * @param name for example {@code visual}
 * @param items number of rows, I
 * @param width number of columns
 * @param values row by row, (items, width); not to be changed
 */
public record Modality(String name, int items, int width, float[] values) implements Serializable {
    /** Checks the size, and that every value is a finite number. */
    public Modality {
        require(name != null && !name.isBlank(), "modality: expected a name");
        require(items > 0 && width > 0, "%s: expected items and columns, received %d x %d", name, items, width);
        require(
                values.length == (long) items * width,
                "%s: expected %d x %d values, received %d",
                name,
                items,
                width,
                values.length);
        int bad = firstNotFinite(values);
        require(
                bad < 0,
                "%s: item %d, column %d: expected a finite number, received %s",
                name,
                bad / width,
                bad % width,
                bad < 0 ? 0 : values[bad]);
    }

    private static int firstNotFinite(float[] values) {
        for (int n = 0; n < values.length; n++) { // a stream takes four times as long for a gigabyte
            if (!Float.isFinite(values[n])) {
                return n;
            }
        }
        return -1;
    }

    /**
     * An item's features.
     *
     * @param item an item
     * @return a copy, (width)
     * @throws metammf.base.MetaMmfException if there is no such item
     */
    public float[] row(int item) {
        requireIn("item", item, items);
        return Arrays.copyOfRange(values, item * width, (item + 1) * width);
    }

    /**
     * One number.
     *
     * @param item an item
     * @param column a column
     * @return the item's value in the column
     * @throws metammf.base.MetaMmfException if there is no such item or column
     */
    public float value(int item, int column) {
        requireIn("item", item, items);
        requireIn("column", column, width);
        return values[item * width + column];
    }

    private void requireIn(String what, int index, int count) {
        require(index >= 0 && index < count, "%s: expected %s 0 .. %d, received %d", name, what, count - 1, index);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Modality that
                && name.equals(that.name)
                && items == that.items
                && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s (%,d x %d)", name, items, width);
    }
}
