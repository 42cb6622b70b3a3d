package metammf.data.folder;

import static metammf.base.MetaMmfException.require;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import metammf.data.Finding;
import metammf.data.format.Delimited;

/**
 * The file {@code user_ids.csv} or {@code item_ids.csv}: a row with the columns {@code number}, from 0, and {@code id} for
 * every user or item. It says which there are, also those without interactions, and how they are numbered. A file of the
 * same name with other columns is left out with a warning.
 */
final class IdTable implements Delimited.Line {
    static final String USERS = "user_ids.csv";
    static final String ITEMS = "item_ids.csv";

    private static final List<String> HEADER = List.of("number", "id");

    private final Path file;
    private final Numbering ids = Numbering.asTheyCome();
    private List<String> header = List.of();

    private IdTable(Path file) {
        this.file = file;
    }

    /**
     * Reads such a file.
     *
     * @param folder where
     * @param name of the file
     * @param findings where to report it
     * @return the numbering, to which no id can be added; none without such a file
     * @throws metammf.base.MetaMmfException if numbers are not 0, 1, 2 and so on, or an id occurs twice
     */
    static Optional<Numbering> read(Folder folder, String name, Consumer<Finding> findings) {
        return folder.find(name.replace(".", "\\.")).flatMap(file -> new IdTable(file).read(findings));
    }

    private Optional<Numbering> read(Consumer<Finding> findings) {
        Tally.lines(file, ',', this, findings);
        if (!header.equals(HEADER)) {
            findings.accept(Finding.warning(
                    "%s, left out: expected the columns %s, received %.200s"
                            .formatted(file.getFileName(), HEADER, header),
                    0,
                    ""));
            return Optional.empty();
        }
        require(ids.size() > 0, "%s: expected ids, received none", file);
        ids.close(file.getFileName().toString());
        findings.accept(Finding.note("ids are numbered by " + file.getFileName()));
        return Optional.of(ids);
    }

    @Override
    public void take(long line, List<String> fields) {
        if (header.isEmpty()) {
            header = List.copyOf(fields);
        } else if (header.equals(HEADER)) {
            int next = ids.size();
            boolean good = fields.size() == 2 && fields.get(0).equals(Integer.toString(next));
            require(good, "%s: line %d: expected the number %d and an id, received %.200s", file, line, next, fields);
            int number = ids.number(fields.get(1), file.toString(), line);
            require(number == next, "%s: line %d: expected another id than that of %d", file, line, number);
        }
    }
}
