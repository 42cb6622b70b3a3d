package metammf.data;

import static metammf.MetaMmfException.require;

import java.util.Locale;

/**
 * Something about a data set that its user should know.
 *
 * @param severity how much it matters
 * @param what it is, for example {@code pairs that occur twice, dropped}
 * @param count of how many it is true; 0 where there is nothing to count
 * @param example one of them, with its place, or an empty text
 */
public record Finding(Severity severity, String what, long count, String example) {
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

    @Override
    public String toString() {
        String text = count == 0 ? what : String.format(Locale.ROOT, "%,d %s", count, what);
        return example.isEmpty() ? text : text + ", for example " + example;
    }
}
