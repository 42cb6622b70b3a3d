package metammf.data;

import static metammf.base.MetaMmfException.require;

import java.io.Serializable;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Locale;
import java.util.stream.IntStream;
import metammf.base.MetaMmfException;
import metammf.data.ItemFeatures.Imputation;

/**
 * One kind of content features: a row of numbers for every item. An item may lack the modality; its row then contains
 * zeros or what {@link ItemFeatures#imputed} has put there. An item or a column that does not exist raises a {@link
 * MetaMmfException}.
 *
 * @param name for example {@code visual}
 * @param items number of rows, I
 * @param width number of columns
 * @param values row by row, (items, width); not to be changed
 * @param missing the items that lack the modality; not to be changed
 */
public record Modality(String name, int items, int width, float[] values, BitSet missing) implements Serializable {
    /** Checks the size, and that every value is a finite number. */
    public Modality {
        require(name != null && !name.isBlank(), "modality: expected a name");
        require(items > 0 && width > 0, "%s: expected items and columns, received %d x %d", name, items, width);
        long size = (long) items * width;
        require(values.length == size, "%s: expected %d x %d values, received %d", name, items, width, values.length);
        int bad = firstNotFinite(values);
        if (bad >= 0) {
            throw new MetaMmfException("%s: item %s, column %s: expected a finite number, received %s"
                    .formatted(name, bad / width, bad % width, values[bad]));
        }
        require(missing.length() <= items, "%s: expected at most %d missing items, received %s", name, items, missing);
    }

    /** Makes a modality that every item has. */
    public Modality(String name, int items, int width, float[] values) {
        this(name, items, width, values, new BitSet());
    }

    /** {@return a modality that the items with a row of NaN lack} Their values are set to 0, in the array itself. */
    public static Modality ofRows(String name, int items, int width, float[] values) {
        BitSet missing = new BitSet();
        for (int start = 0; width > 0 && start + width <= values.length; start += width) {
            if (Float.isNaN(values[start]) && isNaN(values, start, width)) {
                Arrays.fill(values, start, start + width, 0);
                missing.set(start / width);
            }
        }
        return new Modality(name, items, width, values, missing);
    }

    private static boolean isNaN(float[] values, int start, int width) {
        return IntStream.range(start, start + width).allMatch(n -> Float.isNaN(values[n]));
    }

    private static int firstNotFinite(float[] values) {
        for (int n = 0; n < values.length; n++) { // a stream takes four times as long for a gigabyte
            if (!Float.isFinite(values[n])) {
                return n;
            }
        }
        return -1;
    }

    /** {@return an item's features, (width), a copy} */
    public float[] row(int item) {
        requireIn("item", item, items);
        return Arrays.copyOfRange(values, item * width, (item + 1) * width);
    }

    /** {@return the item's value in the column} */
    public float value(int item, int column) {
        requireIn("item", item, items);
        requireIn("column", column, width);
        return values[item * width + column];
    }

    private void requireIn(String what, int index, int count) {
        require(index >= 0 && index < count, "%s: expected %s 0 .. %d, received %d", name, what, count - 1, index);
    }

    /** {@return whether an item lacks the modality} */
    public boolean isMissing(int item) {
        return missing.get(item);
    }

    /** {@return the modality with other values of the same items and columns, row by row, (items, width)} */
    public Modality with(float... others) {
        return new Modality(name, items, width, others, missing);
    }

    /** {@return the modality under another name} */
    public Modality named(String other) {
        return new Modality(other, items, width, values, missing);
    }

    /** {@return the modality without some further items, whose rows become 0} */
    public Modality without(int... without) {
        float[] rest = values.clone();
        BitSet all = (BitSet) missing.clone();
        for (int item : without) {
            requireIn("item", item, items);
            Arrays.fill(rest, item * width, (item + 1) * width, 0);
            all.set(item);
        }
        return new Modality(name, items, width, rest, all);
    }

    /** {@return the rows of some items, in the order wanted} */
    public Modality rows(int... rows) {
        float[] some = new float[Math.multiplyExact(rows.length, width)];
        BitSet without = new BitSet();
        for (int n = 0; n < rows.length; n++) {
            System.arraycopy(values, rows[n] * width, some, n * width, width);
            without.set(n, isMissing(rows[n]));
        }
        return new Modality(name, rows.length, width, some, without);
    }

    /** Returns the modality with the missing rows filled; see {@link ItemFeatures#imputed}. */
    Modality imputed(Imputation how, Interactions train) {
        float[] filled = values.clone();
        int[] degrees = train.itemDegrees();
        Interactions byItem = train.byItem();
        double[] mean = mean(Arrays.stream(degrees).map(n -> Math.min(1, n)).toArray());
        missing.stream().parallel().forEach(item -> {
            double[] row =
                    switch (how) {
                        case ZERO -> new double[width];
                        case MEAN -> mean;
                        case NEIGHBOURS -> mean(common(train, byItem.itemsOf(item)));
                    };
            for (int column = 0; column < width; column++) {
                double value = Double.isNaN(row[column]) ? mean[column] : row[column];
                filled[item * width + column] = Double.isNaN(value) ? 0 : (float) value;
            }
        });
        return with(filled);
    }

    /** Returns for every item how many of these users trained on it, (I). */
    private static int[] common(Interactions train, int... users) {
        int[] common = new int[train.items()];
        for (int user : users) {
            for (int item : train.itemsOf(user)) {
                common[item]++;
            }
        }
        return common;
    }

    /** Returns sum_i w_i x_i / sum_i w_i over the items that have the modality, (width); NaN if all weights are 0. */
    private double[] mean(int... weights) {
        double[] sum = new double[width];
        long total = 0;
        for (int item = 0; item < items; item++) {
            int weight = isMissing(item) ? 0 : weights[item];
            total += weight;
            for (int column = 0; column < width && weight > 0; column++) {
                sum[column] += (double) weight * values[item * width + column];
            }
        }
        for (int column = 0; column < width; column++) {
            sum[column] /= total;
        }
        return sum;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Modality that
                && name.equals(that.name)
                && items == that.items
                && missing.equals(that.missing)
                && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        String lacking = missing.isEmpty() ? "" : ", %s missing".formatted(missing.cardinality());
        return String.format(Locale.ROOT, "%s (%,d x %d%s)", name, items, width, lacking);
    }
}
