package metammf.data;

import static metammf.base.MetaMmfException.require;

import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Something about a data set that its user should know.
 *
 * @param severity how much it matters
 * @param what it is, for example {@code pairs that occur twice, dropped}
 * @param count of how many it is true; 0 where there is nothing to count
 * @param example one of them, with its place, or an empty text
 */
public record Finding(Severity severity, String what, long count, String example) implements Serializable {
    /** How much a finding matters. */
    public enum Severity {
        /** Good to know: a format that was recognised, ids that were renumbered. */
        NOTE,
        /** Results can be misread: pairs that were dropped, content that is empty. */
        WARNING
    }

    /** Checks that it says something. */
    public Finding {
        require(severity != null && what != null && !what.isBlank(), "finding: expected a severity and a text");
        require(count >= 0 && example != null, "%s: expected a count and an example, received %d", what, count);
    }

    /**
     * Good to know.
     *
     * @param what the whole sentence
     * @return a finding without a count
     */
    public static Finding note(String what) {
        return new Finding(Severity.NOTE, what, 0, "");
    }

    /**
     * Results can be misread.
     *
     * @param what it is
     * @param count of how many it is true
     * @param example one of them, with its place
     * @return the finding
     */
    public static Finding warning(String what, long count, String example) {
        return new Finding(Severity.WARNING, what, count, example);
    }

    /**
     * Users and items were left out.
     *
     * @param users how many stayed
     * @param allUsers of how many
     * @param items how many stayed
     * @param allItems of how many
     * @return the finding
     */
    public static Finding subset(int users, int allUsers, int items, int allItems) {
        return note(String.format(
                Locale.ROOT, "a subset: %,d of %,d users and %,d of %,d items", users, allUsers, items, allItems));
    }

    /**
     * A part without pairs.
     *
     * @param validation whether it is the validation part, else it is the test part
     * @return the finding
     */
    public static Finding emptyPart(boolean validation) {
        String what = validation ? "no validation pairs: nothing to stop by" : "no test pairs: nothing to measure";
        return warning(what, 0, "");
    }

    /**
     * Users who are evaluated and not trained.
     *
     * @param count of them
     * @param example one of them
     * @return the finding
     */
    public static Finding untrainedUsers(long count, String example) {
        return warning("users to evaluate without training items: their vectors are never trained", count, example);
    }

    /**
     * Items that are held out and never trained on.
     *
     * @param count of them
     * @param example one of them
     * @return the finding
     */
    public static Finding coldItems(long count, String example) {
        return warning("cold items, held out but never trained on: only content finds them", count, example);
    }

    /**
     * Findings as a table.
     *
     * @param name of what was looked at
     * @param findings in their order
     * @return a row a finding, with the columns severity, finding, count and example
     */
    public static Table table(String name, List<Finding> findings) {
        String title = findings.isEmpty() ? "%s: clean, nothing found" : "%s: %d findings";
        return Table.create(
                String.format(Locale.ROOT, title, name, findings.size()),
                texts("severity", findings, finding -> finding.severity().name().toLowerCase(Locale.ROOT)),
                texts("finding", findings, Finding::what),
                LongColumn.create(
                        "count", findings.stream().mapToLong(Finding::count).toArray()),
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
