package metammf.data.folder;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import metammf.base.MetaMmfException;
import metammf.data.Finding;
import metammf.data.Modality;
import metammf.data.format.Numbers;

/**
 * The content beside a table of interactions: matrices with a row for every item, and tables or JSON files that name the
 * item of every row. Together they say which items there are. Other files are left out with a warning, unless they are
 * called features or look like features with a mistake.
 */
final class ItemContent {
    private static final String MANY = "features\\.(npz|safetensors)";
    private static final String TABLES = ".*\\.(csv|tsv|json)";
    private static final String OTHER_ARRAYS =
            "(?s).*(received the type|expected an array of numbers or objects|which this reader refuses|expected a matrix"
                    + "|expected one array).*";

    private final Numbering seen;
    private final Consumer<Finding> findings;
    private final ContentChoice choice;
    private final Numbering items;
    private final List<Modality> byRow = new ArrayList<>();
    private final List<ItemTable> byName = new ArrayList<>();

    /**
     * Reads files.
     *
     * @param files that may hold content
     * @param given which items there are, if a file says so
     * @param seen the items with interactions
     * @param findings where to report what is left out
     */
    ItemContent(List<Path> files, Optional<Numbering> given, Numbering seen, Consumer<Finding> findings) {
        this.seen = seen;
        this.findings = findings;
        OptionalInt stated = given.map(items -> OptionalInt.of(items.size())).orElse(OptionalInt.empty());
        choice = new ContentChoice(stated, seen.leastRows(), seen.size(), findings);
        List<ContentChoice.Matrix> matrices = new ArrayList<>();
        List<ItemTable> tables = new ArrayList<>();
        for (Path file : files) {
            if (file.getFileName().toString().matches(TABLES)) {
                read(file).ifPresent(tables::add);
            } else {
                addMatrices(file, matrices);
            }
        }
        int known = choice.items(matrices).orElseGet(() -> rowsOfDecided(tables));
        tables.removeIf(table -> !isDecided(table, known));
        tables.stream().filter(table -> !table.named()).forEach(table -> matrices.add(table.matrix()));
        matrices.removeIf(this::isOnlyIds);
        choice.choose(matrices).forEach(matrix -> byRow.add(matrix.content().get()));
        items = given.orElseGet(() -> itemsOf(tables));
        tables.stream().filter(table -> table.named() && fits(table)).forEach(byName::add);
    }

    private Optional<ItemTable> read(Path file) {
        ItemTable table = new ItemTable(file);
        List<Finding> own = new ArrayList<>();
        try {
            table.read(own::add);
        } catch (MetaMmfException e) {
            leaveOut(file, e, table.isWide());
            return Optional.empty();
        }
        own.forEach(findings);
        return Optional.of(table);
    }

    /** Leaves a file out, or throws if it was meant as features. */
    private void leaveOut(Path file, MetaMmfException reason, boolean isMeant) {
        if (isMeant || Contents.isFeature(file)) {
            throw reason;
        }
        choice.leaveOut(file, reason.getMessage().replace(file + ": ", ""));
    }

    private void addMatrices(Path file, List<ContentChoice.Matrix> matrices) {
        if (file.getFileName().toString().matches(MANY)) {
            Contents.arrays(file).forEach((name, array) -> matrices.add(Contents.matrix(file, name, array)));
            return;
        }
        try {
            Numbers matrix = Contents.matrix(file);
            if (!Contents.isPairsOfWords(file, matrix, findings)) {
                matrices.add(Contents.matrix(file, Contents.modality(file), matrix));
            }
        } catch (MetaMmfException e) {
            leaveOut(file, e, !e.getMessage().matches(OTHER_ARRAYS)); // what is broken may have been features
        }
    }

    /** How many items there are by tables that leave no doubt, or 0. */
    private static int rowsOfDecided(List<ItemTable> tables) {
        return tables.stream()
                .filter(table -> table.decided() && Contents.isFeature(table.file()))
                .mapToInt(ItemTable::rows)
                .findFirst()
                .orElse(0);
    }

    private boolean isDecided(ItemTable table, int known) {
        try {
            table.decide(known, seen.leastRows());
            return true;
        } catch (MetaMmfException e) {
            leaveOut(table.file(), e, true);
            return false;
        }
    }

    /** A column of different whole numbers is no content but another name of the items. */
    private boolean isOnlyIds(ContentChoice.Matrix matrix) {
        boolean onlyIds = matrix.width() == 1
                && !matrix.isFeature()
                && areIds(matrix.content().get().values());
        if (onlyIds) {
            leaveOutIds(matrix.file());
        }
        return onlyIds;
    }

    private void leaveOutIds(Path file) {
        choice.leaveOut(
                file,
                "one column of different whole numbers, which are ids; a feature's file is called %s_feat"
                        .formatted(Contents.stem(file)));
    }

    private static boolean areIds(float... values) {
        float[] sorted = values.clone();
        Arrays.sort(sorted);
        for (int n = 0; n < sorted.length; n++) {
            if (sorted[n] != Math.rint(sorted[n]) || n > 0 && sorted[n] == sorted[n - 1]) {
                return false;
            }
        }
        return true;
    }

    /** The items of the content; without content, those that have interactions. */
    private Numbering itemsOf(List<ItemTable> tables) {
        if (!byRow.isEmpty()) {
            return Numbering.rows(byRow.get(0).items());
        }
        return tables.stream()
                .filter(table ->
                        table.named() && (Contents.isFeature(table.file()) || !isOnlyIds(table) && table.hasAll(seen)))
                .min((one, other) -> Boolean.compare(
                        Contents.isFeature(other.file()), Contents.isFeature(one.file()))) // features first
                .map(ItemTable::items)
                .orElseGet(seen::byNumber);
    }

    private boolean isOnlyIds(ItemTable table) {
        return table.width() == 1
                && !Contents.isFeature(table.file())
                && areIds(table.byRow().values());
    }

    private boolean fits(ItemTable table) {
        if (isOnlyIds(table)) {
            leaveOutIds(table.file());
            return false;
        }
        try {
            table.number(items);
            return true;
        } catch (MetaMmfException e) {
            leaveOut(table.file(), e, ContentChoice.isAlmost(table.rows(), table.width(), items.size()));
            return false;
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
