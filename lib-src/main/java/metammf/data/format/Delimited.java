package metammf.data.format;

import static metammf.base.MetaMmfException.require;

import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import metammf.base.MetaMmfException;

/**
 * Lines of text with fields between separators: comma, tab or blank. UTF-8, with or without the mark at its start.
 *
 * <p>Only fields between commas may be quoted as in <a href="https://www.rfc-editor.org/rfc/rfc4180">RFC 4180</a>.
 * Between tabs and blanks a quotation mark is a character like any other.
 *
 * <p>A quoted field may contain line breaks. A stray quotation mark would swallow the lines up to the next one. Therefore
 * a field that spans lines is refused if each of its lines has as many fields as the first line of the file, unless all
 * fields of the file are quoted.
 */
public final class Delimited {
    private Delimited() {}

    /** What is done with a line. */
    @FunctionalInterface
    public interface Line {
        /**
         * Takes a line.
         *
         * @param number of the line in the file, from 1
         * @param fields at least one
         */
        void take(long number, List<String> fields);

        /**
         * Passes over a line without characters.
         *
         * @param number of the line in the file, from 1
         */
        default void blank(long number) {}
    }

    /**
     * Reads a file line by line.
     *
     * @param file the whole file
     * @param separator between two fields
     * @param line gets every line
     * @return the number of rows in the file: its lines, counted as characters, without the line breaks within fields
     * @throws MetaMmfException if the file cannot be read, is not UTF-8, or has a line that is too long, a quotation that
     *     does not end, or one that may have swallowed lines
     */
    public static long read(Bytes file, char separator, Line line) {
        long rows = 0;
        long next = 1;
        try (LineCounter text = new LineCounter(new InputStreamReader(
                file.stream(), StandardCharsets.UTF_8.newDecoder()))) { // a decoder refuses other bytes
            RowParser parser = new RowParser(file.name(), text, separator, separator == ',');
            for (DelimitedRow row = parser.row(); row != null; row = parser.row()) {
                next += row.lines();
                rows++;
                if (row.fields().isEmpty()) {
                    line.blank(row.line());
                } else {
                    line.take(row.line(), row.fields());
                }
            }
            require(
                    text.lines() == next - 1,
                    "%s: expected rows of all %d lines, received %d",
                    file.name(),
                    text.lines(),
                    next - 1);
        } catch (IOException e) {
            String reason = e instanceof CharacterCodingException ? "other bytes" : MetaMmfException.reason(e);
            throw new MetaMmfException(
                    "%s: after line %s: expected lines of UTF-8 text, received %s"
                            .formatted(file.name(), next - 1, reason),
                    e);
        }
        return rows;
    }

    /**
     * A whole number.
     *
     * @param digits what stands there
     * @return its value, or -1 if it is none in {@code 0 .. 2^31 - 2}
     */
    public static int id(String digits) {
        int length = digits.length();
        long value = 0;
        boolean good = length > 0 && length <= 10;
        for (int n = 0; n < length && good; n++) {
            int digit = digits.charAt(n) - '0';
            good = digit >= 0 && digit <= 9;
            value = 10 * value + digit;
        }
        return good && value < Integer.MAX_VALUE ? (int) value : -1;
    }
}
