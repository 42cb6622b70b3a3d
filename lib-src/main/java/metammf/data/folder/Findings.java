package metammf.data.folder;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import metammf.data.DataCard.Finding;

/** What the user of a folder should know, in the order in which it was found. */
final class Findings {
    private final List<Finding> all = new ArrayList<>();

    List<Finding> all() {
        return all;
    }

    void add(Finding finding) {
        all.add(finding);
    }

    void note(String pattern, Object... values) {
        add(Finding.note(String.format(Locale.ROOT, pattern, values)));
    }

    /** Adds a warning; the count is 0 if there is nothing to count. */
    void warn(long count, String pattern, Object... values) {
        add(Finding.warning(String.format(Locale.ROOT, pattern, values), count, ""));
    }

    /** Warns of a file that is not read. */
    void leftOut(Path file, String reason) {
        warn(0, "%s, left out: %s", file.getFileName(), reason);
    }
}
