package metammf.data.format;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;

/**
 * Counts the lines of a text while a parser reads it, so that the parser's rows can be compared with the lines. A line
 * ends with LF, with CR, or with both.
 */
final class LineCounter extends FilterReader {
    /** May stand at the start of a text and is no part of it. */
    static final char MARK = '\ufeff';

    private long ends;
    private char last = '\n'; // an empty text has no line
    private boolean started;

    LineCounter(Reader text) {
        super(text);
    }

    /** The lines so far, the last one with or without its end. */
    long lines() {
        return last == '\n' || last == '\r' ? ends : ends + 1;
    }

    @Override
    public int read(char[] buffer, int offset, int length) throws IOException {
        int count = super.read(buffer, offset, length);
        for (int n = offset; n < offset + count; n++) {
            ends += isEnd(last, buffer[n]) ? 1 : 0;
            last = started || buffer[n] != MARK ? buffer[n] : last;
            started = true;
        }
        return count;
    }

    /** Whether a character ends a line; LF behind CR ends none, as CR did. */
    static boolean isEnd(char before, char character) {
        return character == '\r' || character == '\n' && before != '\r';
    }
}
