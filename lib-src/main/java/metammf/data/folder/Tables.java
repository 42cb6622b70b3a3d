package metammf.data.folder;

import static metammf.base.MetaMmfException.require;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import metammf.base.MetaMmfException;

/** Finds the tables of interactions in a folder: by their names, else by their first lines. */
final class Tables {
    private static final String OWN = "interactions\\.(csv|tsv)";
    private static final String RECBOLE = ".*\\.inter";
    private static final String ANY = ".*\\.(csv|tsv)";
    private static final String SEQUENCES = ".*_pairs\\.tsv";
    private static final String SEQUENCE = "\\S+\t\\S+( \\S+)* ?"; // a user and its items in the order of time
    private static final int LONGEST = 100_000; // characters of a first line that are looked at

    private Tables() {}

    /** The table that is called interactions; without one, all of RecBole's and MMRec's kind. */
    static List<Path> byName(Folder folder) {
        List<Path> own = folder.all(OWN);
        String expected = "%s: expected one table of interactions, received %s";
        require(own.size() < 2, expected, folder.path(), Folder.names(own));
        return own.isEmpty() ? ofRecBole(folder) : own;
    }

    static List<Path> ofRecBole(Folder folder) {
        return folder.all(RECBOLE);
    }

    /** The tables whose header has a column of users and one of items; without one, MicroLens' sequences. */
    static List<Path> byHeader(Folder folder) {
        List<Path> tables = folder.all(ANY).stream().filter(Tables::hasPairs).toList();
        return tables.isEmpty()
                ? folder.all(ANY).stream().filter(Tables::isSequences).toList()
                : tables;
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
}
