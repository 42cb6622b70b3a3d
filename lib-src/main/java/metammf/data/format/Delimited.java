package metammf.data.format;

import static metammf.base.MetaMmfException.require;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import de.siegmar.fastcsv.writer.QuoteStrategies;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
    private static final int LONGEST_FIELD = 1 << 20; // characters
    private static final int LONGEST_ROW = 1 << 24;
    private static final int MOST_FIELDS = 1 << 20;
    private static final char NO_QUOTE = '\udc00'; // the second half of a pair: no field of Unicode starts with it
    private static final Pattern LINE_END = Pattern.compile("\\r\\n|[\\r\\n]");
    private static final char MARK = '\ufeff';

    private Delimited() {}

    /** What is done with a line. */
    @FunctionalInterface
    public interface Line {
        /** Takes a line by its number from 1 and its fields, of which a line without characters has none. */
        void take(long number, List<String> fields);
    }

    /** The row that is being read, and what is known of the file so far. */
    private static final class Row extends AbstractBaseCsvCallbackHandler<Row> {
        private long line;
        private long nextLine = 1;
        private List<String> fields = List.of();
        private int length;
        private boolean quoted; // some field of the row
        private int width; // fields of the first row
        private boolean allQuoted = true;

        @Override
        protected void handleBegin(long startingLine) {
            line = nextLine++; // FastCSV's own number is too small behind a field with CR and LF apart
            fields = new ArrayList<>(Math.max(1, width));
            length = 0;
            quoted = false;
        }

        @Override
        protected void handleField(int index, char[] buffer, int offset, int size, boolean quoted) {
            length += size;
            if (index == MOST_FIELDS || length > LONGEST_ROW) {
                throw new CsvParseException("more than %s fields of %s characters".formatted(MOST_FIELDS, LONGEST_ROW));
            }
            String field = new String(buffer, offset, size);
            fields.add(field);
            nextLine += spansLines(field) ? LINE_END.matcher(field).results().count() : 0;
            this.quoted |= quoted;
            allQuoted &= quoted;
        }

        @Override
        protected Row buildRecord() {
            width = width == 0 ? fields.size() : width;
            return this;
        }
    }

    /** {@return the number of rows, which it reads one by one: lines, without the line breaks within fields} */
    public static long read(Bytes file, char separator, Line line) {
        Row row = new Row();
        long count = 0;
        try (BufferedReader text = file.utf8()) {
            text.mark(1);
            if (text.read() != MARK) {
                text.reset();
            }
            for (Row next : reader(separator).build(row, text)) {
                count++;
                requireThatNoLineIsSwallowed(file.name(), next, separator);
                line.take(next.line, next.fields);
            }
        } catch (CsvParseException e) {
            String cause = (e.getCause() == null ? e : e.getCause()).getMessage();
            String place = file.name() + ": line " + row.line;
            throw new MetaMmfException(place + ": expected fields between separators, received " + cause, e);
        } catch (IOException | UncheckedIOException e) {
            IOException cause = e instanceof UncheckedIOException unchecked ? unchecked.getCause() : (IOException) e;
            String reason = cause instanceof CharacterCodingException ? "other bytes" : MetaMmfException.reason(cause);
            String place = file.name() + ": after line " + (row.line - 1);
            throw new MetaMmfException(place + ": expected lines of UTF-8 text, received " + reason, e);
        }
        return count;
    }

    private static CsvReader.CsvReaderBuilder reader(char separator) {
        return CsvReader.builder()
                .fieldSeparator(separator)
                .quoteCharacter(separator == ',' ? '"' : NO_QUOTE)
                .skipEmptyLines(false)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .allowUnclosedQuote(false)
                .maxBufferSize(LONGEST_FIELD);
    }

    private static void requireThatNoLineIsSwallowed(String file, Row row, char separator) {
        String message = "%s: line %s: expected the quotation to end in this line, received one that goes on; its lines"
                + " read as rows. If it is meant, quote all fields of the file; if not, double quotation marks or use"
                + " .tsv, where they are ordinary characters";
        boolean suspect = !row.allQuoted && row.quoted && linesAreRows(row.fields, separator, row.width);
        require(!suspect, message, file, row.line);
    }

    /** Whether a row spans several lines, in quoted fields, and each of them has so many fields. */
    private static boolean linesAreRows(List<String> fields, char separator, int width) {
        if (fields.stream().noneMatch(Delimited::spansLines)) {
            return false;
        }
        String row = fields.stream() // a quotation within a line hides its separators
                .map(field -> spansLines(field) ? field : field.replace(separator, ' '))
                .collect(Collectors.joining(String.valueOf(separator)));
        return LINE_END.splitAsStream(row + ".") // without it an empty last line would be left out
                .allMatch(line ->
                        line.chars().filter(letter -> letter == separator).count() == width - 1);
    }

    private static boolean spansLines(String field) {
        return field.indexOf('\n') >= 0 || field.indexOf('\r') >= 0;
    }

    /** {@return the whole number that stands there, or -1 if it is none in {@code 0 .. 2^31 - 2}} */
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

    /**
     * Writes rows between commas; the file appears whole or not at all. A field is quoted where it must be; all fields are
     * quoted if the line breaks of one could be taken for those of the file, so that {@link #read} gives every text back.
     *
     * @param rows gives the rows, each as long as the header; asked twice
     */
    public static void write(Path file, List<String> header, Supplier<Stream<List<String>>> rows) {
        boolean quoteAll = rows.get().anyMatch(row -> linesAreRows(row, ',', header.size()));
        WholeFile.write(file, out -> {
            CharsetEncoder encoder = StandardCharsets.UTF_8.newEncoder(); // refuses half a pair
            CsvWriter csv = CsvWriter.builder()
                    .lineDelimiter(LineDelimiter.LF)
                    .quoteStrategy(quoteAll ? QuoteStrategies.ALWAYS : QuoteStrategies.REQUIRED)
                    .build(new BufferedWriter(new OutputStreamWriter(out, encoder)));
            try {
                Stream.concat(Stream.of(header), rows.get()).forEach(csv::writeRecord);
                csv.flush();
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        });
    }
}
