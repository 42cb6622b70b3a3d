package metammf.data.folder;

import static metammf.base.MetaMmfException.require;

import it.unimi.dsi.fastutil.floats.FloatArrayList;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import metammf.base.MetaMmfException;
import metammf.data.Modality;
import metammf.data.format.Bytes;

/**
 * A file with a row of finite numbers for every item: a table, with or without a header and a column of the items' ids, or
 * a JSON object from ids to lists.
 */
final class ItemTable {
    private static final int WIDE = 8; // columns: a table of so many numbers in a row is meant as features

    final Path file;
    private final String place; // what the place of a row is called
    private final List<String> ids = new ArrayList<>();
    private final FloatArrayList values = new FloatArrayList();
    private FirstLine first;
    private boolean decided = true;
    private boolean wholeBelow; // whether a number behind the first line is written without a fraction
    private int width;
    private int rows;

    ItemTable(Path file) {
        this.file = file;
        place = isJson() ? "entry" : "line";
    }

    private boolean isJson() {
        return file.toString().endsWith(".json");
    }

    void read(Findings findings) {
        if (isJson()) {
            Json.read(Bytes.of(file), this::takeField);
        } else {
            Lines.fields(file, this::takeLine, findings);
        }
        require(rows > 0 && width > 0, "%s: expected rows of numbers, received none", file);
    }

    private void takeField(String id, double[] row) {
        ids.add(id);
        width = rows == 0 ? row.length : width;
        for (double value : row) {
            float number = (float) value;
            add(number, ids.size(), Float.isFinite(number) ? "" : id + ": " + value);
        }
        endRow(row.length, ids.size());
    }

    private void takeLine(long line, List<String> fields) {
        if (first == null) {
            takeFirst(line, fields);
            return;
        }
        for (int n = 0; n < fields.size(); n++) {
            if (n == first.ids()) {
                ids.add(fields.get(n));
            } else if (n != first.index()) {
                wholeBelow |= FirstLine.isWhole(fields.get(n));
                add(number(fields.get(n), line), line, fields.get(n));
            }
        }
        endRow(width + fields.size() - first.fields().size(), line);
    }

    private void takeFirst(long line, List<String> fields) {
        first = FirstLine.of(file + ": line " + line, List.copyOf(fields));
        width = first.width();
        if (!first.isHeader()) {
            decided = false;
            for (String field : fields) {
                add(number(field, line), line, field);
            }
            endRow(fields.size(), line);
        }
    }

    private float number(String text, long line) {
        try {
            boolean plain = !text.isEmpty() && Character.isDigit(text.charAt(text.length() - 1));
            if (plain
                    && text.indexOf('x') < 0
                    && text.indexOf('X') < 0) { // quick, and mostly so; Java also reads 0x1p3
                return Float.parseFloat(text);
            }
        } catch (NumberFormatException e) {
            // told below
        }
        boolean good = FirstLine.isNumber(text);
        require(good, "%s: line %d: expected a number, received %.80s", file, line, text.isBlank() ? "nothing" : text);
        return FirstLine.number(text);
    }

    private void add(float value, long line, String received) {
        if (!Float.isFinite(value)) {
            throw new MetaMmfException(
                    "%s: %s %s: expected a finite number, received %.80s".formatted(file, place, line, received));
        }
        values.add(value);
    }

    private void endRow(int length, long line) {
        require(length == width, "%s: %s %d: expected %d numbers, received %d", file, place, line, width, length);
        rows++;
    }

    int width() {
        return width;
    }

    int rows() {
        return rows;
    }

    /** Whether what could be read looks like features. */
    boolean isWide() {
        return rows > 1 && width >= WIDE;
    }

    /** Whether the rows name their items. */
    boolean named() {
        return !ids.isEmpty();
    }

    /** Whether every one of these items has a row. */
    boolean hasAll(Numbering items) {
        return Set.copyOf(ids).containsAll(items.names());
    }

    /** Whether the first line is known to be a header or an item. */
    boolean decided() {
        return decided;
    }

    /**
     * Decides by the number of rows whether a first line of numbers is a header or an item; refused if both are possible.
     *
     * @param items how many there are, or 0 if nothing says so
     * @param least how many rows there are at least, or -1 if items are not called by the numbers of rows
     */
    void decide(int items, int least) {
        if (decided) {
            return;
        }
        decided = true;
        int below = rows - 1;
        boolean headerFits = first.mayBeNames() && (items > 0 ? below == items : least >= 0 && below >= least);
        boolean looksLikeHeader = width > 1 && first.counts() && first.isWhole() && !wholeBelow;
        boolean itemFits = items <= 0 || rows == items;
        if (!headerFits && !(looksLikeHeader && itemFits)) {
            return;
        }
        String expected = "%s: line 1: expected names of columns or the first item, received numbers that may be both:"
                + " %d or %d items. Call the columns f0, f1 and so on, or put a column item before them";
        boolean holds = headerFits && first.counts() && (items > 0 || below == least && looksLikeHeader);
        require(holds, expected, file, below, rows);
        values.removeElements(0, width);
        rows--;
    }

    /** Its numbers as a matrix, row by row. */
    ContentChoice.Matrix matrix() {
        return new ContentChoice.Matrix(
                file, Contents.modality(file), rows, width, () -> modality(values.toFloatArray()));
    }

    /** The items that the rows name, in their order. */
    Numbering items() {
        Numbering own = Numbering.asTheyCome();
        for (int row = 0; row < rows; row++) {
            own.number(ids.get(row), file.toString(), row + 1L);
        }
        own.close(file.toString());
        return own.byNumber();
    }

    /** Its numbers in the order of the items, each of which has one row. */
    Modality modality(Numbering items) {
        boolean[] seen = new boolean[items.size()];
        float[] ordered = new float[values.size()];
        for (int row = 0; row < rows; row++) {
            int item = items.number(ids.get(row), file.toString(), row + 1L);
            require(!seen[item], "%s: row %d: expected one row of %.80s, received two", file, row + 1, ids.get(row));
            seen[item] = true;
            if (rows == items.size()) {
                values.getElements(row * width, ordered, item * width, width);
            }
        }
        require(rows == items.size(), "%s: expected rows of all %d items, received %d", file, items.size(), rows);
        return modality(ordered);
    }

    private Modality modality(float[] numbers) {
        return new Modality(Contents.modality(file), rows, width, numbers);
    }
}
