package metammf.data.format;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import metammf.MetaMmfException;

/**
 * Lines of text with fields between separators: comma, tab or blank. UTF-8, with or without the mark at its start; a
 * field may be quoted as in <a href="https://www.rfc-editor.org/rfc/rfc4180">RFC 4180</a>; empty lines are passed over.
 */
public final class Delimited {
    private static final int LONGEST_FIELD = 1 << 20; // characters
    private static final int MOST_FIELDS = 1 << 20;
    private static final int BUFFER = 1 << 24; // characters: what one line may hold at most
    private static final char MARK = '\ufeff';

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
    }

    /**
     * Reads a file line by line.
     *
     * @param file the whole file
     * @param separator between two fields
     * @param line gets every line that is not empty
     * @throws MetaMmfException if the file cannot be read, is no UTF-8, or has a line that is too long or a quotation
     *     that does not end
     */
    public static void read(Bytes file, char separator, Line line) {
        long[] last = {0};
        try (Reader text = new InputStreamReader(
                        file.stream(),
                        StandardCharsets.UTF_8.newDecoder()); // a decoder, so that other bytes are errors
                CsvReader<CsvRecord> records = records(separator, text)) {
            for (CsvRecord record : records) {
                last[0] = record.getStartingLineNumber();
                line.take(last[0], last[0] == 1 ? withoutMark(record.getFields()) : record.getFields());
            }
        } catch (CsvParseException | UncheckedIOException | IOException e) {
            throw new MetaMmfException(
                    file.name() + ": after line " + last[0] + ": expected lines of UTF-8 text, received " + reason(e),
                    e);
        }
    }

    private static CsvReader<CsvRecord> records(char separator, Reader text) {
        return CsvReader.builder()
                .fieldSeparator(separator)
                .allowExtraFields(true)
                .allowMissingFields(true)
                .maxBufferSize(BUFFER)
                .build(
                        CsvRecordHandler.of(limits -> limits.maxFields(MOST_FIELDS)
                                .maxFieldSize(LONGEST_FIELD)
                                .maxRecordSize(BUFFER)),
                        text);
    }

    private static List<String> withoutMark(List<String> fields) {
        String first = fields.get(0);
        if (first.isEmpty() || first.charAt(0) != MARK) {
            return fields;
        }
        List<String> clean = new java.util.ArrayList<>(fields);
        clean.set(0, first.substring(1));
        return clean;
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
