package metammf.data.folder;

import static metammf.base.MetaMmfException.require;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import metammf.base.MetaMmfException;
import metammf.data.Finding;

/** Chooses among several tables of interactions: preprocessing leaves its steps next to the last one. */
final class TableChoice {
    private TableChoice() {}

    /** Reads a table and the content next to it. */
    @FunctionalInterface
    interface Reader {
        /**
         * Reads a folder.
         *
         * @param folder where
         * @param table of the interactions
         * @param findings what the user should know
         * @return what they hold
         */
        Draft read(Folder folder, Path table, Consumer<Finding> findings);
    }

    /**
     * Chooses the table that can be read with the content next to it. Of several, it is the one that is called like the
     * folder, as MMRec has it, or the only one that says which pairs train and test, or any if all hold the same.
     *
     * @param folder where
     * @param tables at least two
     * @param reader reads one
     * @param findings where to report the others
     * @return one of the tables
     * @throws MetaMmfException if several tables may be meant, or none can be read
     */
    static Path choose(Folder folder, List<Path> tables, Reader reader, Consumer<Finding> findings) {
        Map<Path, Draft> good = new LinkedHashMap<>();
        Map<Path, String> refused = new LinkedHashMap<>();
        for (Path table : tables) {
            try {
                good.put(table, reader.read(folder, table, ignored -> {}));
            } catch (MetaMmfException e) {
                refused.put(table, e.getMessage());
            }
        }
        List<Path> named = only(good, table -> Contents.stem(table).equals(folder.name()));
        List<Path> split = only(good, Tables::hasParts);
        List<Path> chosen = named.size() == 1 ? named : split.size() == 1 ? split : oneIfEqual(good);
        require(
                chosen.size() == 1,
                "%s: expected one table of interactions, received %s%s; move the others to another folder",
                folder.path(),
                Folder.names(tables),
                refused.isEmpty() ? "" : ", of which cannot be read: " + refused.values());
        Path table = chosen.get(0);
        tables.stream()
                .filter(other -> !other.equals(table))
                .forEach(other -> findings.accept(
                        refused.containsKey(other) ? leftOut(other, refused.get(other)) : leftOut(other, table)));
        return table;
    }

    /** What is said of a table that is not read, because another one is. */
    static Finding leftOut(Path table, Path other) {
        return leftOut(table, other.getFileName() + " is read");
    }

    private static Finding leftOut(Path table, String reason) {
        return Finding.warning("%s, left out: %s".formatted(table.getFileName(), reason), 0, "");
    }

    private static List<Path> only(Map<Path, Draft> good, Predicate<Path> condition) {
        return good.keySet().stream().filter(condition).toList();
    }

    private static List<Path> oneIfEqual(Map<Path, Draft> good) {
        boolean equal = good.values().stream()
                        .map(draft -> List.of(draft.train(), draft.validation(), draft.test(), draft.ids()))
                        .distinct()
                        .count()
                == 1;
        return equal
                ? good.keySet().stream()
                        .sorted(Comparator.comparingInt(
                                table -> table.toString().length()))
                        .limit(1)
                        .toList()
                : List.copyOf(good.keySet());
    }
}
