package metammf.data.folder;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import metammf.data.DataCard.Finding;
import metammf.data.DataCard.Finding.Severity;

/** Counts the rows of a file that are left out: for every reason how many there are, and the place of the first. */
final class LeftOut {
    private final String file;
    private final String place;
    private final Map<String, Finding> reasons = new LinkedHashMap<>();

    /** A place is what a row's number counts, for example a line. */
    LeftOut(String file, String place) {
        this.file = file;
        this.place = place;
    }

    void add(Severity severity, String what, long at) {
        Finding before = reasons.get(what);
        String first = before == null
                ? "%s %s of %s".formatted(place, at, Path.of(file).getFileName())
                : before.example();
        reasons.put(what, new Finding(severity, what, before == null ? 1 : before.count() + 1, first));
    }

    long count() {
        return reasons.values().stream().mapToLong(Finding::count).sum();
    }

    void report(Findings findings) {
        reasons.values().forEach(reason -> findings.add(reason.leftOut()));
    }
}
