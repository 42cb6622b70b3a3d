package metammf.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import metammf.data.format.Numbers;

/**
 * The content beside a table of interactions: matrices with a row for every item, and tables or JSON files that name the
 * item of every row. Together they say which items there are.
 */
final class ItemContent {
    private static final String MANY = "features\\.(npz|safetensors)";

    private final Numbering items;
    private final List<Modality> byRow = new ArrayList<>();
    private final List<ItemTable> byName = new ArrayList<>();

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
        List<ItemTable> tables = new ArrayList<>();
        for (Path file : files) {
            if (file.getFileName().toString().matches(".*\\.(csv|tsv|json)")) {
                tables.add(new ItemTable(file, findings));
            } else {
                addMatrix(file, all, findings);
            }
        }
        for (ItemTable table : tables) {
            table.decide(given.map(Numbering::size).orElseGet(() -> known(tables)), seen.leastRows());
        }
        tables.stream().filter(table -> !table.named()).forEach(table -> byRow.add(table.byRow()));
        tables.stream().filter(ItemTable::named).forEach(byName::add);
        items = given.orElseGet(() -> itemsOfContent(seen));
        byName.forEach(table -> table.number(items));
    }

    /** How many items there are by files that leave no doubt, or 0. */
    private int known(List<ItemTable> tables) {
        return byRow.isEmpty()
                ? tables.stream()
                        .filter(ItemTable::decided)
                        .mapToInt(ItemTable::rows)
                        .findFirst()
                        .orElse(0)
                : byRow.get(0).items();
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
}
