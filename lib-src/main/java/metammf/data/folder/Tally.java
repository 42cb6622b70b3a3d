package metammf.data.folder;

import static metammf.base.MetaMmfException.require;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import metammf.data.Finding;
import metammf.data.Finding.Severity;
import metammf.data.format.Bytes;
import metammf.data.format.Delimited;

/**
 * Accounts for the rows of a file. A reader says of each row that it is read, or why it is left out; {@link #settle} then
 * reports the reasons and refuses the file unless both together are all of its rows. The number of rows comes from the
 * file itself: its lines, its shape, its entries.
 */
final class Tally {
    /** Why a line without text is left out. */
    static final String BLANK = "blank lines, left out";

    private final String file;
    private final String place;
    private final Map<String, LeftOut> reasons = new LinkedHashMap<>();
    private long read;

    private record LeftOut(Severity severity, long count, long first) {}

    /**
     * No rows yet.
     *
     * @param file its path
     * @param place what a row's place is called, for example a line
     */
    Tally(String file, String place) {
        this.file = file;
        this.place = place;
    }

    /** Counts rows that are read. */
    void read(long count) {
        read += count;
    }

    /**
     * Counts a row that is left out.
     *
     * @param severity how much it matters
     * @param what such rows are called, for example {@code blank lines, left out}
     * @param at the place of this row
     */
    void leftOut(Severity severity, String what, long at) {
        reasons.merge(
                what, new LeftOut(severity, 1, at), (all, one) -> new LeftOut(all.severity, all.count + 1, all.first));
    }

    /**
     * Checks that no row is missing.
     *
     * @param rows how many the file has
     * @param findings where to report what is left out
     * @throws metammf.base.MetaMmfException if rows that were read and rows that were left out are not all rows
     */
    void settle(long rows, Consumer<Finding> findings) {
        long left = reasons.values().stream().mapToLong(LeftOut::count).sum();
        require(
                read + left == rows,
                "%s: expected every %s to be read or left out with a reason, received %d read and %d left out of %d",
                file,
                place,
                read,
                left,
                rows);
        reasons.forEach((what, rest) -> findings.accept(new Finding(
                rest.severity,
                what,
                rest.count,
                place + " " + rest.first + " of " + file.replaceFirst(".*[/\\\\]", ""))));
    }

    /**
     * Reads the lines of a file and accounts for each of them, blank ones too.
     *
     * @param file with fields between separators
     * @param separator between two fields
     * @param line reads a line that is not blank, or throws
     * @param findings where to report what is left out
     * @throws metammf.base.MetaMmfException as {@link Delimited#read}
     */
    static void lines(Path file, char separator, Delimited.Line line, Consumer<Finding> findings) {
        Tally tally = new Tally(file.toString(), "line");
        long rows = Delimited.read(Bytes.of(file), separator, new Delimited.Line() {
            @Override
            public void take(long number, List<String> fields) {
                line.take(number, fields);
                tally.read(1);
            }

            @Override
            public void blank(long number) {
                tally.leftOut(Severity.NOTE, BLANK, number);
            }
        });
        tally.settle(rows, findings);
    }
}
