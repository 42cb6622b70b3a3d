package metammf.data;

import static metammf.MetaMmfException.require;

import it.unimi.dsi.fastutil.floats.FloatArrayList;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import metammf.data.format.Bytes;
import metammf.data.format.Json;
import metammf.data.format.Numbers;

/**
 * The content beside a table of interactions: matrices with a row for every item, and tables or JSON files that name the
 * item of every row. Together they say which items there are.
 */
final class ItemContent {
    private static final String MANY = "features\\.(npz|safetensors)";

    private final Numbering items;
    private final List<Modality> byRow = new ArrayList<>();
    private final List<NamedRows> byName = new ArrayList<>();

    /**
     * Reads files.
     *
     * @param files of content
     * @param all whether each of them has to fit; otherwise a matrix of another size that is not called a feature is left
     *     out
     * @param given which items there are, if a file says so
     * @param seen the items with interactions
     * @param findings where to report what is left out
     */
    ItemContent(List<Path> files, boolean all, Optional<Numbering> given, Numbering seen, Consumer<Finding> findings) {
        List<NamedRows> tables = new ArrayList<>();
        for (Path file : files) {
            if (file.getFileName().toString().matches(".*\\.(csv|tsv|json)")) {
                tables.add(new NamedRows(file, findings));
            } else {
                addMatrix(file, all, findings);
            }
        }
        tables.stream().filter(table -> !table.named()).forEach(table -> byRow.add(table.byRow()));
        tables.stream().filter(NamedRows::named).forEach(byName::add);
        items = given.orElseGet(() -> itemsOfContent(seen));
        byName.forEach(table -> table.number(items));
    }

    private Numbering itemsOfContent(Numbering seen) {
        if (!byRow.isEmpty()) {
            return Numbering.rows(byRow.get(0).items());
        }
        return byName.isEmpty() ? seen.byNumber() : byName.get(0).items();
    }

    private void addMatrix(Path file, boolean all, Consumer<Finding> findings) {
        if (file.getFileName().toString().matches(MANY)) {
            Contents.arrays(file).forEach((name, matrix) -> byRow.add(Contents.modality(file, name, matrix)));
            return;
        }
        Numbers matrix = Contents.matrix(file);
        boolean fits = matrix.shape().length == 2
                && (byRow.isEmpty() || matrix.rows() == byRow.get(0).items());
        if (fits || all || file.getFileName().toString().matches(Contents.FEATURES)) {
            byRow.add(Contents.modality(file, Contents.modality(file), matrix));
        } else {
            findings.accept(Finding.warning("%s, left out: %s".formatted(file.getFileName(), matrix), 0, ""));
        }
    }

    /** The items of the content; without content, those that have interactions. */
    Numbering items() {
        return items;
    }

    /** A modality for every matrix. */
    List<Modality> modalities() {
        List<Modality> modalities = new ArrayList<>(byRow);
        byName.forEach(table -> modalities.add(table.modality()));
        return modalities;
    }

    /** A file with a row of numbers for every item, and maybe the items' ids before them. */
    private static final class NamedRows {
        private final Path file;
        private final String name;
        private final String place; // what the place of a row is called
        private final List<String> ids = new ArrayList<>();
        private final IntArrayList numbers = new IntArrayList();
        private final FloatArrayList values = new FloatArrayList();
        private boolean first = true;
        private boolean named;
        private int width;
        private int rows;

        NamedRows(Path file, Consumer<Finding> findings) {
            this.file = file;
            name = file.toString();
            if (name.endsWith(".json")) {
                place = "entry";
                named = true;
                Json.read(Bytes.of(file), this::takeField);
            } else {
                place = "line";
                Tally.lines(file, TableLayout.separator(file), this::takeLine, findings);
            }
            require(rows > 0 && width > 0, "%s: expected rows of numbers, received none", name);
        }

        private void takeField(String id, double[] row) {
            ids.add(id);
            for (double value : row) {
                float number = (float) value;
                add(number, ids.size(), Float.isFinite(number) ? "" : id + ": " + value);
            }
            endRow(row.length, ids.size());
        }

        private void takeLine(long line, List<String> fields) {
            if (first && (TableLayout.isItem(fields.get(0)) || !isNumber(fields.get(fields.size() - 1)))) { // a header
                named = TableLayout.isItem(fields.get(0));
                first = false;
                return;
            }
            first = false;
            for (int n = named ? 1 : 0; n < fields.size(); n++) {
                add(number(fields.get(n), line), line, fields.get(n));
            }
            if (named) {
                ids.add(fields.get(0));
            }
            endRow(fields.size() - (named ? 1 : 0), line);
        }

        private static boolean isNumber(String text) {
            try {
                Float.parseFloat(text);
                return true;
            } catch (NumberFormatException e) {
                return false;
            }
        }

        private float number(String text, long line) {
            require(isNumber(text), "%s: line %d: expected a number, received %.80s", name, line, text);
            return Float.parseFloat(text);
        }

        private void add(float value, long line, String received) {
            if (!Float.isFinite(value)) {
                require(false, "%s: %s %d: expected a finite number, received %.80s", name, place, line, received);
            }
            values.add(value);
        }

        private void endRow(int length, long line) {
            width = rows == 0 ? length : width;
            require(length == width, "%s: %s %d: expected %d numbers, received %d", name, place, line, width, length);
            rows++;
        }

        boolean named() {
            return named;
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
                require(
                        !seen[item],
                        "%s: row %d: expected one row of %.80s, received two",
                        name,
                        row + 1,
                        ids.get(row));
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
}
