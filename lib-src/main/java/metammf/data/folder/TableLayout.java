package metammf.data.folder;

import static metammf.base.MetaMmfException.require;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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
    private static final String OWN = "interactions\\.(csv|tsv)";
    private static final String RECBOLE = ".*\\.inter";
    private static final String ANY = ".*\\.(csv|tsv)";
    private static final String SEQUENCES = ".*_pairs\\.tsv";
    private static final String SEQUENCE = "\\S+\t\\S+( \\S+)* ?"; // a user and its items in the order of time
    private static final int LONGEST = 100_000; // characters of a first line that are looked at
    private static final String CONTENT = "(?i).*\\.(npy|npz|safetensors|csv|tsv|json)|.*feat.*\\.pt";
    private static final String NOT_CONTENT = "((user|item)_ids|missing)\\.csv";

    private TableLayout() {}

    /** The table that is called interactions; without one, all of RecBole's and MMRec's kind. */
    static List<Path> byName(Folder folder) {
        List<Path> own = folder.all(OWN);
        String expected = "%s: expected one table of interactions, received %s";
        require(own.size() < 2, expected, folder.path(), Folder.names(own));
        return own.isEmpty() ? folder.all(RECBOLE) : own;
    }

    /** The tables whose header has a column of users and one of items; without one, MicroLens' sequences. */
    static List<Path> byHeader(Folder folder) {
        List<Path> all = folder.all(ANY);
        List<Path> tables = all.stream().filter(TableLayout::hasPairs).toList();
        return tables.isEmpty() ? all.stream().filter(TableLayout::isSequences).toList() : tables;
    }

    /** Whether the lines of a file are a user and its items, as MicroLens writes them. */
    static boolean isSequences(Path file) {
        return Folder.matches(file, SEQUENCES) && firstLine(file, line -> line.matches(SEQUENCE)) && !hasPairs(file);
    }

    private static boolean hasPairs(Path file) {
        return header(file, columns -> columns.find(Columns.USER) >= 0 && columns.find(Columns.ITEM) >= 0);
    }

    /** Whether a table says which part each of its pairs belongs to. */
    static boolean hasParts(Path file) {
        return header(file, columns -> columns.find(Columns.PART) >= 0);
    }

    private static boolean header(Path file, Predicate<Columns> test) {
        return firstLine(file, line -> {
            String[] fields = line.replace("\"", "").split(String.valueOf(Lines.separator(file)));
            return test.test(new Columns(file + ": line 1", List.of(fields)));
        });
    }

    /** Tests the first line of a file; false if it is no text, or has several columns of users. */
    private static boolean firstLine(Path file, Predicate<String> test) {
        try (BufferedReader text = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            char[] start = new char[LONGEST];
            int length = Math.max(0, text.read(start));
            String line = new String(start, 0, length).lines().findFirst().orElse("");
            return test.test(line.replace("\ufeff", ""));
        } catch (IOException | MetaMmfException e) {
            return false;
        }
    }

    /** Reads the one of several tables that fits. */
    static Draft read(Folder folder, List<Path> tables, Findings findings) {
        if (tables.size() > 1) {
            return choose(folder, tables, findings);
        }
        leaveOut(folder.all(RECBOLE), Map.of(), tables.get(0), findings);
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
     * Of several tables, it is the one with the folder's name, as in MMRec, or the only one that contains the split, or any
     * if all have the same content.
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
        List<Reading> split = only(good, TableLayout::hasParts);
        List<Reading> chosen = named.size() == 1 ? named : split.size() == 1 ? split : oneIfEqual(good);
        String expected = "%s: expected one table of interactions, received %s%s; move the others to another folder";
        String unread = refused.isEmpty() ? "" : ", of which cannot be read: " + refused.values();
        require(chosen.size() == 1, expected, folder.path(), Folder.names(tables), unread);
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
        Comparator<Reading> byName =
                Comparator.comparingInt(reading -> reading.table.toString().length());
        return different > 1 ? good : good.stream().min(byName).stream().toList();
    }

    private static void leaveOut(List<Path> tables, Map<Path, String> reasons, Path chosen, Findings findings) {
        for (Path other : tables) {
            if (!other.equals(chosen)) {
                findings.leftOut(other, reasons.getOrDefault(other, chosen.getFileName() + " is read"));
            }
        }
    }
}
