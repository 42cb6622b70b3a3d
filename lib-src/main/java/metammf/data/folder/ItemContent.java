package metammf.data.folder;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.stream.Stream;
import metammf.base.MetaMmfException;
import metammf.data.Modality;
import metammf.data.folder.ContentChoice.Matrix;

/**
 * The content next to a table of interactions: matrices with a row for every item, and tables or JSON files that name the
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
    private final Findings findings;
    private final Numbering items;
    private final List<Modality> modalities = new ArrayList<>();

    /** Reads files that may contain content of the items that a file names, or else of those with interactions. */
    ItemContent(List<Path> files, Optional<Numbering> given, Numbering seen, Findings findings) {
        this.seen = seen;
        this.findings = findings;
        List<Matrix> matrices = new ArrayList<>();
        List<ItemTable> tables = new ArrayList<>();
        for (Path file : files) {
            if (Folder.matches(file, TABLES)) {
                readTable(file, tables);
            } else {
                readMatrices(file, matrices);
            }
        }
        OptionalInt stated = given.stream().mapToInt(Numbering::size).findFirst();
        ContentChoice choice = new ContentChoice(stated, seen.leastRows(), seen.size(), findings);
        int known = choice.items(matrices).orElseGet(() -> rowsOfDecided(tables));
        tables.forEach(table -> table.decide(known, seen.leastRows()));
        tables.stream().filter(table -> !table.named()).forEach(table -> matrices.add(table.matrix()));
        matrices.removeIf(this::leaveOutIfIds);
        choice.choose(matrices)
                .forEach(matrix -> modalities.add(matrix.content().get()));
        tables.removeIf(table -> !table.named());
        items = given.orElseGet(() -> itemsOf(tables));
        tables.removeIf(table -> leaveOutIfIds(table.matrix()));
        tables.forEach(this::addNamed);
    }

    private void readTable(Path file, List<ItemTable> tables) {
        ItemTable table = new ItemTable(file);
        Findings own = new Findings();
        if (succeeds(file, () -> table.read(own), error -> table.isWide())) {
            tables.add(table);
            own.all().forEach(findings::add);
        }
    }

    private void readMatrices(Path file, List<Matrix> matrices) {
        if (Folder.matches(file, MANY)) {
            matrices.addAll(Contents.matrices(file));
        } else { // a file that is broken may have been features
            Runnable reading = () -> Contents.matrix(file, findings).ifPresent(matrices::add);
            succeeds(file, reading, error -> !error.getMessage().matches(OTHER_ARRAYS));
        }
    }

    /** Whether a file can be read; one that cannot is left out, unless it is meant as features. */
    private boolean succeeds(Path file, Runnable reading, Predicate<MetaMmfException> isMeant) {
        try {
            reading.run();
            return true;
        } catch (MetaMmfException e) {
            if (Contents.isFeature(file) || isMeant.test(e)) {
                throw e;
            }
            findings.leftOut(file, e.getMessage());
            return false;
        }
    }

    /** How many items there are by tables that leave no doubt, or 0. */
    private static int rowsOfDecided(List<ItemTable> tables) {
        return tables.stream()
                .filter(table -> table.decided() && Contents.isFeature(table.file))
                .mapToInt(ItemTable::rows)
                .findFirst()
                .orElse(0);
    }

    private boolean leaveOutIfIds(Matrix matrix) {
        boolean ids = areIds(matrix);
        if (ids) {
            String reason = "one column of different whole numbers, which are ids; a feature's file is called ";
            findings.leftOut(matrix.file(), reason + Contents.stem(matrix.file()) + "_feat");
        }
        return ids;
    }

    /** A column of different whole numbers is no content but another name of the items. */
    private static boolean areIds(Matrix matrix) {
        if (matrix.width() != 1 || matrix.isFeature()) {
            return false;
        }
        float[] sorted = matrix.content().get().values().clone();
        Arrays.sort(sorted);
        for (int n = 0; n < sorted.length; n++) {
            if (sorted[n] != Math.rint(sorted[n]) || n > 0 && sorted[n] == sorted[n - 1]) {
                return false;
            }
        }
        return true;
    }

    /** The items of the content, of features first; without content, those that have interactions. */
    private Numbering itemsOf(List<ItemTable> named) {
        if (!modalities.isEmpty()) {
            return Numbering.rows(modalities.get(0).items());
        }
        Stream<ItemTable> features = named.stream().filter(table -> Contents.isFeature(table.file));
        Stream<ItemTable> others = named.stream().filter(table -> !areIds(table.matrix()) && table.hasAll(seen));
        return Stream.concat(features, others).findFirst().map(ItemTable::items).orElseGet(seen::byNumber);
    }

    private void addNamed(ItemTable table) {
        boolean almost = ContentChoice.isAlmost(table.rows(), table.width(), items.size());
        succeeds(table.file, () -> modalities.add(table.modality(items)), error -> almost);
    }

    /** The items of the content; without content, those that have interactions. */
    Numbering items() {
        return items;
    }

    List<Modality> modalities() {
        return modalities;
    }
}
