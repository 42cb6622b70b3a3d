package metammf.data.format;

import static metammf.MetaMmfException.require;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import metammf.MetaMmfException;

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
    private static final int BUFFER = 1 << 24; // characters: what one line may hold at most
    private static final char NO_QUOTE = '\udfff'; // the second half of a pair, with which no field can begin

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
        DelimitedRow.Handler handler = new DelimitedRow.Handler(file.name(), separator);
        long rows = 0;
        long next = 1;
        try (LineCounter text = new LineCounter(new InputStreamReader(
                        file.stream(), StandardCharsets.UTF_8.newDecoder())); // a decoder refuses other bytes
                CsvReader<DelimitedRow> records = records(separator, handler, text)) {
            for (DelimitedRow row : records) {
                if (row.isEnd()) {
                    break;
                }
                requireLine(file, next, row.line());
                next += row.lines();
                rows++;
                if (row.fields().isEmpty()) {
                    line.blank(row.line());
                } else {
                    line.take(row.line(), row.fields());
                }
            }
            requireLine(file, next, text.lines() + 1);
        } catch (CsvParseException | UncheckedIOException | IOException e) {
            if (e.getCause() instanceof MetaMmfException known) { // of the handler
                throw known;
            }
            throw new MetaMmfException(
                    "%s: after line %d: expected lines of UTF-8 text, received %s"
                            .formatted(file.name(), next - 1, reason(e)),
                    e);
        }
        return rows;
    }

    private static void requireLine(Bytes file, long expected, long received) {
        if (received != expected) {
            require(false, "%s: line %d: expected the next row, received line %d", file.name(), expected, received);
        }
    }

    private static CsvReader<DelimitedRow> records(char separator, DelimitedRow.Handler handler, Reader text) {
        return CsvReader.builder()
                .fieldSeparator(separator)
                .quoteCharacter(separator == ',' ? '"' : NO_QUOTE)
                .skipEmptyLines(false)
                .allowExtraFields(true)
                .allowMissingFields(true)
                .maxBufferSize(BUFFER)
                .build(handler, text);
    }

    private static String reason(Exception error) {
        Throwable cause = error;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        return cause instanceof CharacterCodingException ? "other bytes" : "others: " + cause.getMessage();
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
