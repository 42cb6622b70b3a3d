package metammf.data.folder;

import static metammf.base.MetaMmfException.require;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import metammf.base.MetaMmfException;

/** Finds the table of interactions in a folder: by its name, else by what its first line holds. */
final class Tables {
    private static final String OWN = "interactions\\.(csv|tsv)";
    private static final String RECBOLE = ".*\\.inter";
    private static final String ANY = ".*\\.(csv|tsv)";
    private static final String SEQUENCES = ".*_pairs\\.tsv";
    private static final String SEQUENCE = "\\S+\t\\S+( \\S+)* ?"; // a user and its items in the order of time
    private static final int LONGEST = 100_000; // characters of a first line that are looked at

    private Tables() {}

    /** The tables that are called interactions; without one, all of RecBole's and MMRec's kind. */
    static List<Path> byName(Folder folder) {
        List<Path> own = folder.all(OWN);
        require(
                own.size() < 2,
                "%s: expected one table of interactions, received %s",
                folder.path(),
                Folder.names(own));
        return own.isEmpty() ? folder.all(RECBOLE) : own;
    }

    /** RecBole's and MMRec's tables next to the one that is read. */
    static List<Path> others(Folder folder, Path table) {
        return folder.all(RECBOLE).stream()
                .filter(other -> !other.equals(table))
                .toList();
    }

    /** The tables whose header has a column of users and one of items; without one, MicroLens' sequences. */
    static List<Path> byHeader(Folder folder) {
        List<Path> tables = folder.all(ANY).stream().filter(Tables::hasHeader).toList();
        return tables.isEmpty()
                ? folder.all(ANY).stream().filter(Tables::isSequences).toList()
                : tables;
    }

    /** Whether the lines of a file are a user and its items, as MicroLens writes them. */
    static boolean isSequences(Path file) {
        try {
            return file.getFileName().toString().matches(SEQUENCES)
                    && firstLine(file).matches(SEQUENCE)
                    && !hasHeader(file);
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean hasHeader(Path file) {
        try {
            Columns columns = header(file);
            return columns.find(Columns.USER) >= 0 && columns.find(Columns.ITEM) >= 0;
        } catch (IOException | MetaMmfException e) { // no text, or several columns of users: another kind of table
            return false;
        }
    }

    /** Whether a table says which part each of its pairs belongs to. */
    static boolean hasParts(Path file) {
        try {
            return header(file).find(Columns.PART) >= 0;
        } catch (IOException | MetaMmfException e) {
            return false;
        }
    }

    private static Columns header(Path file) throws IOException {
        String[] fields = firstLine(file).replace("\"", "").split(String.valueOf(TableLayout.separator(file)));
        return new Columns(file.toString(), 1, List.of(fields));
    }

    private static String firstLine(Path file) throws IOException {
        try (BufferedReader text = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            char[] start = new char[LONGEST];
            int length = Math.max(0, text.read(start));
            return new String(start, 0, length).lines().findFirst().orElse("").replace("\ufeff", "");
        }
    }
}
