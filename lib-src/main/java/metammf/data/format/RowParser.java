package metammf.data.format;

import static metammf.base.MetaMmfException.require;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Splits a text into rows of fields. It is our own, because the parsers at hand pass over what this library has to refuse:
 * a quotation that does not end, and rows behind a carriage return in a quoted field.
 */
final class RowParser {
    private static final int LONGEST_FIELD = 1 << 20; // characters
    private static final int LONGEST_ROW = 1 << 24;
    private static final int MOST_FIELDS = 1 << 20;
    private static final char QUOTE = '"';
    private static final int END = -1;

    private final String file;
    private final Reader text;
    private final char separator;
    private final boolean quotes;
    private final char[] buffer = new char[1 << 16];
    private int at;
    private int filled;
    private long line = 1; // of the row
    private int lines; // that the row spans so far
    private int length; // of the row so far
    private char[] field = new char[64];
    private int size; // of the field so far
    private int width;
    private boolean allQuoted = true;

    /**
     * A parser at the start of a text.
     *
     * @param file its name, for an error
     * @param text to be read
     * @param separator between two fields
     * @param quotes whether a quotation mark at the start of a field begins a quotation
     */
    RowParser(String file, Reader text, char separator, boolean quotes) throws IOException {
        this.file = file;
        this.text = text;
        this.separator = separator;
        this.quotes = quotes;
        if (next() != LineCounter.MARK) {
            at = 0;
        }
    }

    /** The next character, or {@link #END}. */
    private int next() throws IOException {
        return at < filled || fill() ? buffer[at++] : END;
    }

    private boolean fill() throws IOException {
        filled = Math.max(0, text.read(buffer, 0, buffer.length));
        at = 0;
        return filled > 0;
    }

    /** Where the next row starts. */
    long line() {
        return line;
    }

    /** The next row, or null behind the last one. */
    DelimitedRow row() throws IOException {
        int character = next();
        if (character == END) {
            return null;
        }
        lines = 1;
        length = 0;
        List<String> fields = new ArrayList<>(Math.max(1, width));
        if (!endsLine(character)) {
            character = takeField(character, fields);
            while (character == separator) {
                character = takeField(next(), fields);
            }
        }
        if (character == '\r' && (at < filled || fill()) && buffer[at] == '\n') {
            at++;
        }
        return row(fields);
    }

    private DelimitedRow row(List<String> fields) {
        width = width == 0 ? fields.size() : width;
        boolean suspect = lines > 1 && !allQuoted && DelimitedRow.linesAreRows(fields, separator, width);
        if (suspect) {
            refuse("the quotation to end in this line, received one that ends in line " + (line + lines - 1)
                    + "; its lines read as rows. If it is meant, quote all fields of the file; if not, double quotation"
                    + " marks or use .tsv, where they are ordinary characters");
        }
        DelimitedRow row = new DelimitedRow(line, lines, fields);
        line += lines;
        return row;
    }

    private static boolean endsLine(int character) {
        return character == '\n' || character == '\r';
    }

    /** Takes a field from its first character on, and returns the character behind it. */
    private int takeField(int first, List<String> fields) throws IOException {
        size = 0;
        int behind;
        if (quotes && first == QUOTE) {
            behind = takeQuoted();
        } else {
            allQuoted = false;
            behind = first;
            while (behind != separator && behind != END && !endsLine(behind)) {
                append((char) behind);
                behind = next();
            }
        }
        if (fields.size() == MOST_FIELDS || (length += size) > LONGEST_ROW) {
            refuse("up to %,d fields of %,d characters, received more", MOST_FIELDS, LONGEST_ROW);
        }
        fields.add(new String(field, 0, size));
        return behind;
    }

    private int takeQuoted() throws IOException {
        char last = 0;
        while (true) {
            int character = next();
            if (character == QUOTE) {
                character = next();
                if (character != QUOTE) {
                    boolean ends = character == separator || character == END || endsLine(character);
                    if (!ends) {
                        refuse("a separator or the end of the line behind a quotation, received %c", character);
                    }
                    return character;
                }
            }
            if (character == END) {
                refuse("the quotation to end, received the end of the file");
            }
            lines += LineCounter.isEnd(last, (char) character) ? 1 : 0;
            last = (char) character;
            append(last);
        }
    }

    private void append(char character) {
        if (size == field.length) {
            if (size >= LONGEST_FIELD) {
                refuse("a field of up to %,d characters, received a longer one", LONGEST_FIELD);
            }
            field = Arrays.copyOf(field, 2 * size);
        }
        field[size++] = character;
    }

    private void refuse(String message, Object... values) {
        require(false, "%s: line %d: expected %s", file, line, String.format(Locale.ROOT, message, values));
    }
}
