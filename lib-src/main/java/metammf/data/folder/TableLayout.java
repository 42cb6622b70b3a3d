package metammf.data.folder;

import static metammf.base.MetaMmfException.require;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import metammf.base.MetaMmfException;

/**
 * A table of interactions with a header, and content next to it: this library's own folder, and that of MMRec. The
 * description of this package says what may be in it.
 */
final class TableLayout {
    private static final String CONTENT = "(?i).*\\.(npy|npz|safetensors|csv|tsv|json)|.*feat.*\\.pt";
    private static final String NOT_CONTENT = "((user|item)_ids|missing)\\.csv";

    private TableLayout() {}

    /** Reads the one of several tables that fits. */
    static Draft read(Folder folder, List<Path> tables, Findings findings) {
        if (tables.size() > 1) {
            return choose(folder, tables, findings);
        }
        leaveOut(Tables.ofRecBole(folder), Map.of(), tables.get(0), findings);
        return read(folder, tables.get(0), findings);
    }

    private static Draft read(Folder folder, Path file, Findings findings) {
        InteractionTable table = InteractionTable.read(file, findings);
        Numbering users = SideTable.ids(folder, "user", findings)
                .orElseGet(() -> table.users().byNumber());
        return table.draft(users, content(folder, file, table.items(), findings), findings);
    }

    private static ItemContent content(Folder folder, Path table, Numbering items, Findings findings) {
        List<Path> files = folder.all(CONTENT).stream()
                .filter(file -> !file.equals(table) && !Folder.matches(file, NOT_CONTENT))
                .toList();
        Optional<Numbering> given = SideTable.ids(folder, "item", findings);
        return new ItemContent(files, given, items, findings);
    }

    private record Reading(Path table, Draft draft, Findings findings) {}

    /**
     * Chooses the table that can be read with the content next to it: preprocessing leaves its steps next to the last one.
     * Of several, it is the one that is called like the folder, as MMRec has it, or the only one that says which pairs train
     * and test, or any if all contain the same.
     */
    private static Draft choose(Folder folder, List<Path> tables, Findings findings) {
        List<Reading> good = new ArrayList<>();
        Map<Path, String> refused = new LinkedHashMap<>();
        for (Path table : tables) {
            Findings own = new Findings();
            try {
                good.add(new Reading(table, read(folder, table, own), own));
            } catch (MetaMmfException e) {
                refused.put(table, e.getMessage());
            }
        }
        List<Reading> named = only(good, table -> Contents.stem(table).equals(folder.name()));
        List<Reading> split = only(good, Tables::hasParts);
        List<Reading> chosen = named.size() == 1 ? named : split.size() == 1 ? split : oneIfEqual(good);
        require(
                chosen.size() == 1,
                "%s: expected one table of interactions, received %s%s; move the others to another folder",
                folder.path(),
                Folder.names(tables),
                refused.isEmpty() ? "" : ", of which cannot be read: " + refused.values());
        leaveOut(tables, refused, chosen.get(0).table, findings);
        chosen.get(0).findings.all().forEach(findings::add);
        return chosen.get(0).draft;
    }

    private static List<Reading> only(List<Reading> good, Predicate<Path> condition) {
        return good.stream().filter(reading -> condition.test(reading.table)).toList();
    }

    private static List<Reading> oneIfEqual(List<Reading> good) {
        long different = good.stream()
                .map(reading -> List.of(reading.draft.split(), reading.draft.ids()))
                .distinct()
                .count();
        return different > 1
                ? good
                : good.stream()
                        .min(Comparator.comparingInt(
                                reading -> reading.table.toString().length()))
                        .stream()
                        .toList();
    }

    private static void leaveOut(List<Path> tables, Map<Path, String> reasons, Path chosen, Findings findings) {
        tables.stream()
                .filter(other -> !other.equals(chosen))
                .forEach(other ->
                        findings.leftOut(other, reasons.getOrDefault(other, chosen.getFileName() + " is read")));
    }
}
