package metammf.data.format;

import static metammf.MetaMmfException.require;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import java.util.ArrayList;
import java.util.List;

/**
 * A row of a file: mostly a line, and more where a quoted field contains line breaks.
 *
 * @param line where it starts, from 1
 * @param lines how many it spans
 * @param fields its fields; none if the line is blank
 */
record DelimitedRow(long line, long lines, List<String> fields) {
    /** Whether it is the line behind the text. */
    boolean isEnd() {
        return fields.size() == 1
                && fields.get(0).length() == 1
                && fields.get(0).charAt(0) == LineCounter.END;
    }

    /** Makes rows of what the parser finds, and watches over quotations. */
    static final class Handler extends AbstractBaseCsvCallbackHandler<DelimitedRow> {
        private static final int LONGEST_FIELD = 1 << 20; // characters
        private static final int LONGEST_ROW = 1 << 24;
        private static final int MOST_FIELDS = 1 << 20;

        private final String file;
        private final char separator;
        private boolean allQuoted = true;
        private int width = -1; // fields of the first row
        private List<String> fields = List.of();
        private long length;
        private long lines;
        private int fieldsOfLine;
        private boolean eachLineIsARow;

        Handler(String file, char separator) {
            this.file = file;
            this.separator = separator;
        }

        @Override
        protected void handleBegin(long startingLineNumber) {
            fields = new ArrayList<>(Math.max(width, 1));
            length = 0;
            lines = 1;
            fieldsOfLine = 0;
            eachLineIsARow = true;
        }

        @Override
        protected void handleField(int index, char[] buffer, int offset, int size, boolean quoted) {
            length += size;
            if (index == MOST_FIELDS || size > LONGEST_FIELD || length > LONGEST_ROW) {
                require(
                        false,
                        "%s: line %d: expected up to %d fields of up to %d characters, %d together, received more",
                        file,
                        getStartingLineNumber(),
                        MOST_FIELDS,
                        LONGEST_FIELD,
                        LONGEST_ROW);
            }
            fields.add(new String(buffer, offset, size));
            allQuoted &= quoted;
            fieldsOfLine++;
            if (quoted) {
                lookForLines(fields.get(index));
            }
        }

        private void lookForLines(String field) {
            if (!field.isEmpty() && field.charAt(field.length() - 1) == LineCounter.END) {
                require(
                        false,
                        "%s: line %d: expected the quotation to end, received the end of the file",
                        file,
                        getStartingLineNumber());
            }
            long before = lines;
            int fieldsBefore = fieldsOfLine;
            char last = 0;
            for (int n = 0; n < field.length(); n++) {
                char character = field.charAt(n);
                if (LineCounter.isEnd(last, character)) {
                    eachLineIsARow &= fieldsOfLine == width;
                    fieldsOfLine = 1;
                    lines++;
                } else if (character == separator) {
                    fieldsOfLine++;
                }
                last = character;
            }
            if (lines == before) { // separators of a line within a quotation are none
                fieldsOfLine = fieldsBefore;
            }
        }

        @Override
        protected DelimitedRow buildRecord() {
            if (lines > 1 && eachLineIsARow && fieldsOfLine == width && !allQuoted) {
                require(
                        false,
                        "%s: line %d: expected the quotation to end in its line, received one up to line %d, whose lines"
                                + " read as rows. If it is right, quote all fields of the file; if quotation marks are"
                                + " ordinary characters here, double them within quoted fields or use tabs and .tsv",
                        file,
                        getStartingLineNumber(),
                        getStartingLineNumber() + lines - 1);
            }
            if (width < 0 && !fields.isEmpty()) {
                width = fields.size();
            }
            return new DelimitedRow(getStartingLineNumber(), lines, fields);
        }
    }
}
