package metammf.data.format;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;

/**
 * Counts the lines of a text while a parser reads it. A line ends with LF, with CR, or with both. The mark that may stand
 * at the start of a text is left out, and behind the text comes a line with {@link #END}: a parser that finds it within a
 * quotation knows that the quotation does not end.
 */
final class LineCounter extends FilterReader {
    /** The second half of a pair, which no decoded text contains alone. */
    static final char END = '\udffe';

    private static final char MARK = '\ufeff';

    private long ends;
    private char last = '\n'; // an empty text has no line
    private boolean started;
    private String rest; // what comes behind the text, once it is over

    LineCounter(Reader text) {
        super(text);
    }

    /** The lines so far, the last one with or without its end. */
    long lines() {
        return endsLine() ? ends : ends + 1;
    }

    private boolean endsLine() {
        return last == '\n' || last == '\r';
    }

    /** Whether a character ends a line; LF behind CR ends none, as CR did. */
    static boolean isEnd(char before, char character) {
        return character == '\r' || character == '\n' && before != '\r';
    }

    @Override
    public int read() throws IOException {
        char[] one = new char[1];
        return read(one, 0, 1) < 0 ? -1 : one[0];
    }

    @Override
    public int read(char[] buffer, int offset, int length) throws IOException {
        int count = rest == null ? super.read(buffer, offset, length) : -1;
        if (count < 0) {
            return readRest(buffer, offset);
        }
        if (!started && count > 0) {
            started = true;
            if (buffer[offset] == MARK) {
                System.arraycopy(buffer, offset + 1, buffer, offset, --count);
            }
        }
        for (int n = offset; n < offset + count; n++) {
            ends += isEnd(last, buffer[n]) ? 1 : 0;
            last = buffer[n];
        }
        return count > 0 ? count : read(buffer, offset, length);
    }

    private int readRest(char[] buffer, int offset) {
        rest = rest == null ? (endsLine() ? "" : "\n") + END : rest;
        if (rest.isEmpty()) {
            return -1;
        }
        buffer[offset] = rest.charAt(0);
        rest = rest.substring(1);
        return 1;
    }
}
