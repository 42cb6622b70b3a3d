package metammf.data;

import static metammf.MetaMmfException.require;

import java.util.Arrays;

/**
 * One kind of content features: a row of numbers for every item.
 *
 * @param name for example {@code visual}
 * @param items number of rows, I
 * @param width number of columns
 * @param values row by row, (items, width); not to be changed
 */
public record Modality(String name, int items, int width, float[] values) {
    /** Checks the size, and that every value is a finite number. */
    public Modality {
        require(!name.isBlank(), "modality: expected a name");
        require(items > 0 && width > 0, "%s: expected items and columns, received %d x %d", name, items, width);
        require(
                values.length == (long) items * width,
                "%s: expected %d x %d values, received %d",
                name,
                items,
                width,
                values.length);
        for (int n = 0; n < values.length; n++) {
            require(
                    Float.isFinite(values[n]),
                    "%s: item %d, column %d: expected a finite number, received %s",
                    name,
                    n / width,
                    n % width,
                    values[n]);
        }
    }

    /**
     * An item's features.
     *
     * @param item an item
     * @return a copy, (width)
     */
    public float[] row(int item) {
        return Arrays.copyOfRange(values, item * width, (item + 1) * width);
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
        return "%s (%,d x %d)".formatted(name, items, width);
    }
}
