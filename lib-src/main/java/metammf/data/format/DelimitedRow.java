package metammf.data.format;

import java.util.List;

/**
 * A row of a file: mostly a line, and more where a quoted field contains line breaks.
 *
 * @param line where it starts, from 1
 * @param lines how many it spans
 * @param fields its fields; none if the line is blank
 */
record DelimitedRow(long line, int lines, List<String> fields) {
    /**
     * Whether the lines of a row are rows themselves, so that its quotation may be a stray mark that swallowed lines.
     *
     * @param fields of a row; line breaks and separators are in quoted fields
     * @param separator between two fields
     * @param width number of fields of a row
     * @return whether there are several lines, each with so many fields
     */
    static boolean linesAreRows(List<String> fields, char separator, int width) {
        int lines = 1;
        int inLine = 0;
        for (String field : fields) {
            int first = lines;
            int before = ++inLine;
            for (int n = 0; n < field.length(); n++) {
                if (LineCounter.isEnd(n == 0 ? 0 : field.charAt(n - 1), field.charAt(n))) {
                    if (inLine != width) {
                        return false;
                    }
                    lines++;
                    inLine = 1;
                } else if (field.charAt(n) == separator) {
                    inLine++;
                }
            }
            inLine = lines == first ? before : inLine; // a quotation within a line hides its separators
        }
        return lines > 1 && inLine == width;
    }
}
