package metammf.data;

import static metammf.base.MetaMmfException.require;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Describes the origin, the terms and the known problems of a data set.
 *
 * @param description a description in one sentence
 * @param origin public repository and commit, or how the data were generated
 * @param checksum SHA-256 that identifies a copy, or the reason why there is none
 * @param citation the work to cite
 * @param terms licence or the lack of one
 * @param notes what was recognised, changed and left out while the files were read
 */
public record DataCard(
        String description, String origin, String checksum, String citation, String terms, List<Finding> notes)
        implements Serializable {
    /**
     * A property of a data set that affects the interpretation of results.
     *
     * @param severity how much it matters
     * @param what a description, for example {@code pairs that occur twice, dropped}
     * @param count number of cases; 0 if there is nothing to count
     * @param example one case, with its place, or an empty text
     */
    public record Finding(Severity severity, String what, long count, String example) implements Serializable {
        /** A warning on users who are evaluated and not trained. */
        public static final String UNTRAINED_USERS =
                "users to evaluate without training items: their vectors are never trained";

        /** A warning on items that are held out and never trained on. */
        public static final String COLD_ITEMS = "cold items, held out but never trained on: only content finds them";

        /** How much a finding matters. */
        public enum Severity {
            /** Information: a format that was recognised, or ids that were renumbered. */
            NOTE,
            /** Results can be misinterpreted: pairs were dropped, or content is empty. */
            WARNING
        }

        /** Checks that it says something. */
        public Finding {
            require(severity != null && what != null && !what.isBlank(), "finding: expected a severity and a text");
            require(count >= 0 && example != null, "%s: expected a count and an example, received %d", what, count);
        }

        /** {@return a note, given as a sentence} */
        public static Finding note(String what) {
            return new Finding(Severity.NOTE, what, 0, "");
        }

        /** {@return a warning that results can be misread} */
        public static Finding warning(String what, long count, String example) {
            return new Finding(Severity.WARNING, what, count, example);
        }

        /** {@return warnings on a validation and a test part without pairs} */
        public static List<Finding> emptyParts(long validation, long test) {
            List<Finding> findings = new ArrayList<>();
            if (validation == 0) {
                findings.add(warning("no validation pairs: nothing to stop by", 0, ""));
            }
            if (test == 0) {
                findings.add(warning("no test pairs: nothing to measure", 0, ""));
            }
            return findings;
        }

        /** {@return the same finding about something that was left out} */
        public Finding leftOut() {
            return new Finding(severity, what + ", left out", count, example);
        }

        /** {@return a note on how many users and items remain} */
        public static Finding subset(int users, int allUsers, int items, int allItems) {
            return note(String.format(
                    Locale.ROOT, "a subset: %,d of %,d users and %,d of %,d items", users, allUsers, items, allItems));
        }

        /** {@return a data set's findings as a table: a row for each, with severity, finding, count and example} */
        public static Table table(String name, List<Finding> findings) {
            String title = findings.isEmpty() ? "%s: clean, nothing found" : "%s: %d findings";
            return Table.create(
                    String.format(Locale.ROOT, title, name, findings.size()),
                    texts("severity", findings, finding -> finding.severity()
                            .name()
                            .toLowerCase(Locale.ROOT)),
                    texts("finding", findings, Finding::what),
                    LongColumn.create("count", findings.stream().mapToLong(Finding::count)),
                    texts("example", findings, Finding::example));
        }

        private static StringColumn texts(String name, List<Finding> findings, Function<Finding, String> text) {
            return StringColumn.create(name, findings.stream().map(text));
        }

        @Override
        public String toString() {
            String text = count == 0 ? what : String.format(Locale.ROOT, "%,d %s", count, what);
            return example.isEmpty() ? text : text + ", for example " + example;
        }
    }

    /** Checks that no part is missing. */
    public DataCard {
        requireText("description", description);
        requireText("origin", origin);
        requireText("checksum", checksum);
        requireText("citation", citation);
        requireText("terms", terms);
        notes = List.copyOf(notes);
    }

    /** Makes a card without notes. */
    public DataCard(String description, String origin, String checksum, String citation, String terms) {
        this(description, origin, checksum, citation, terms, List.of());
    }

    private static void requireText(String what, String value) {
        require(value != null && !value.isBlank(), "data card: expected a text for %s, received none", what);
    }

    /** {@return a card for data of the user, without checksum, citation and terms} */
    public static DataCard unknown(String origin) {
        return new DataCard("data of the user", origin, "unknown", "unknown", "unknown");
    }

    /** {@return the same card with other notes} */
    public DataCard withNotes(List<Finding> value) {
        return new DataCard(description, origin, checksum, citation, terms, value);
    }
}
