package metammf.data.folder;

import static metammf.base.MetaMmfException.require;

import it.unimi.dsi.fastutil.floats.FloatArrayList;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import metammf.data.Finding;
import metammf.data.Modality;
import metammf.data.format.Bytes;
import metammf.data.format.Json;

/**
 * A file with a row of numbers for every item: a table, with or without a header and a column of the items' ids, or a JSON
 * object from ids to lists.
 */
final class ItemTable {
    private static final int WIDE = 8; // columns: a table of so many numbers in a row is meant as features

    private final Path file;
    private final String name;
    private final String place; // what the place of a row is called
    private final List<String> ids = new ArrayList<>();
    private final IntArrayList numbers = new IntArrayList();
    private final FloatArrayList values = new FloatArrayList();
    private FirstLine first;
    private boolean decided = true;
    private boolean wholeBelow; // whether a number behind the first line is written without a fraction
    private int width;
    private int rows;

    ItemTable(Path file) {
        this.file = file;
        name = file.toString();
        place = name.endsWith(".json") ? "entry" : "line";
    }

    /**
     * Reads the file.
     *
     * @param findings where to report what is left out
     * @throws metammf.base.MetaMmfException if it holds anything but finite numbers and ids
     */
    void read(Consumer<Finding> findings) {
        if (name.endsWith(".json")) {
            Json.read(Bytes.of(file), this::takeField);
        } else {
            Tally.lines(file, TableLayout.separator(file), this::takeLine, findings);
        }
        require(rows > 0 && width > 0, "%s: expected rows of numbers, received none", name);
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
        first = FirstLine.of(name, line, List.copyOf(fields));
        width = first.width();
        List<String> users = first.columns().names(first.columns().all(Columns.USER));
        require(users.isEmpty(), "%s: line %d: expected features of items, received a column %s", name, line, users);
        if (first.isHeader()) {
            List<String> unknown = first.ids() < 0 ? first.unknownIds() : List.of();
            require(
                    unknown.isEmpty(),
                    "%s: line %d: expected a column of items, called %s, or numbers only, received a column %.200s",
                    name,
                    line,
                    Columns.ITEM,
                    unknown);
            return;
        }
        require(
                first.isNumbers(),
                "%s: line %d: expected names of columns or a number in each, received both: %.200s."
                        + " A column of ids is called item",
                name,
                line,
                fields);
        decided = false;
        for (String field : fields) {
            add(number(field, line), line, field);
        }
        endRow(fields.size(), line);
    }

    private float number(String text, long line) {
        try {
            if (!text.isEmpty() && Character.isDigit(text.charAt(text.length() - 1))) { // quick, and mostly so
                return Float.parseFloat(text);
            }
        } catch (NumberFormatException e) {
            // told below
        }
        boolean good = FirstLine.isNumber(text);
        require(good, "%s: line %d: expected a number, received %.80s", name, line, text.isBlank() ? "nothing" : text);
        return FirstLine.number(text);
    }

    private void add(float value, long line, String received) {
        if (!Float.isFinite(value)) {
            require(false, "%s: %s %d: expected a finite number, received %.80s", name, place, line, received);
        }
        values.add(value);
    }

    private void endRow(int length, long line) {
        require(length == width, "%s: %s %d: expected %d numbers, received %d", name, place, line, width, length);
        rows++;
    }

    Path file() {
        return file;
    }

    int width() {
        return width;
    }

    /** Whether what could be read looks like features. */
    boolean isWide() {
        return rows > 1 && width >= WIDE;
    }

    /** Whether every one of these items has a row. */
    boolean hasAll(Numbering seen) {
        return Set.copyOf(ids).containsAll(seen.names());
    }

    /** Its numbers as a matrix, row by row. */
    ContentChoice.Matrix matrix() {
        return new ContentChoice.Matrix(
                file, Contents.modality(file), Contents.isFeature(file), rows, width, this::byRow);
    }

    /** Whether the rows name their items. */
    boolean named() {
        return !ids.isEmpty();
    }

    /** Whether the first line is known to be a header or an item. */
    boolean decided() {
        return decided;
    }

    int rows() {
        return rows;
    }

    /**
     * Decides whether a first line of numbers is a header or an item, by the number of rows. Other files are decided
     * already.
     *
     * @param items how many there are, or 0 if nothing says so
     * @param least how many rows there are at least, or -1 if items are not called by the numbers of rows
     * @throws metammf.base.MetaMmfException if both are possible
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
        require(
                headerFits && first.counts() && (items > 0 || below == least && looksLikeHeader),
                "%s: line 1: expected names of columns or the first item, received numbers that may be both: %d or %d items."
                        + " Call the columns f0, f1 and so on, or put a column item before them",
                name,
                below,
                rows);
        values.removeElements(0, width);
        rows--;
    }

    Modality byRow() {
        return new Modality(Contents.modality(file), rows, width, values.toFloatArray());
    }

    /** The items that the rows name, in their order. */
    Numbering items() {
        Numbering own = Numbering.asTheyCome();
        for (int row = 0; row < rows; row++) {
            own.number(ids.get(row), name, row + 1L);
        }
        own.close(name);
        return own.byNumber();
    }

    /** Finds the items of the rows. */
    void number(Numbering items) {
        boolean[] seen = new boolean[items.size()];
        for (int row = 0; row < rows; row++) {
            int item = items.number(ids.get(row), name, row + 1L);
            require(!seen[item], "%s: row %d: expected one row of %.80s, received two", name, row + 1, ids.get(row));
            seen[item] = true;
            numbers.add(item);
        }
        require(rows == items.size(), "%s: expected rows of all %d items, received %d", name, items.size(), rows);
    }

    Modality modality() {
        float[] ordered = new float[values.size()];
        for (int row = 0; row < rows; row++) {
            values.getElements(row * width, ordered, numbers.getInt(row) * width, width);
        }
        return new Modality(Contents.modality(file), rows, width, ordered);
    }
}
