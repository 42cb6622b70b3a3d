package metammf.data.folder;

import static metammf.base.MetaMmfException.require;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The file {@code user_ids.csv} or {@code item_ids.csv}: a row with the columns {@code number}, from 0, and {@code id} for
 * every user or item, also for those without interactions. A file of the same name with other columns is left out.
 */
final class IdTable {
    private static final List<String> HEADER = List.of("number", "id");

    private final Path file;
    private final Numbering ids = Numbering.asTheyCome();
    private List<String> header = List.of();

    private IdTable(Path file) {
        this.file = file;
    }

    /** The numbering of {@code user} or {@code item}, to which no id can be added; none without such a file. */
    static Optional<Numbering> read(Folder folder, String what, Findings findings) {
        return folder.find(what + "_ids\\.csv").flatMap(file -> new IdTable(file).read(findings));
    }

    private Optional<Numbering> read(Findings findings) {
        Lines.fields(file, this::take, findings);
        if (!header.equals(HEADER)) {
            findings.leftOut(file, "expected the columns %s, received %.200s".formatted(HEADER, header));
            return Optional.empty();
        }
        require(ids.size() > 0, "%s: expected ids, received none", file);
        ids.close(file.getFileName().toString());
        findings.note("ids are numbered by %s", file.getFileName());
        return Optional.of(ids);
    }

    private void take(long line, List<String> fields) {
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
