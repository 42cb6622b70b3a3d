package metammf.data.folder;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The first line of a table of items: the names of its columns, or the numbers of its first item.
 *
 * @param columns its fields as names
 * @param fields its fields
 * @param ids the column with the items' ids, or -1
 * @param index the column in which pandas wrote the names of rows, or -1
 */
record FirstLine(Columns columns, List<String> fields, int ids, int index) {
    /** What pandas calls the column with the names of rows: nothing, or when it reads that again, {@code Unnamed: 0}. */
    private static final String INDEX = "|index|unnamed";

    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");
    private static final Pattern MISSING = Pattern.compile("(?i)[+-]?(nan|inf|infinity)|na|n/a|<na>|null|none");

    static FirstLine of(String file, long line, List<String> fields) {
        Columns columns = new Columns(file, line, fields);
        int item = columns.find(Columns.ITEM);
        boolean index = fields.size() > 1
                && columns.name(0).matches(INDEX)
                && fields.stream().skip(1).noneMatch(String::isBlank);
        return new FirstLine(columns, fields, index && item < 0 ? 0 : item, index ? 0 : -1);
    }

    /** How many columns hold features. */
    int width() {
        return fields.size() - (ids < 0 ? 0 : 1) - (index < 0 || index == ids ? 0 : 1);
    }

    /** Whether a text is a number, or one of the words for a missing one. */
    static boolean isNumber(String text) {
        String stripped = text.strip();
        return NUMBER.matcher(stripped).matches() || MISSING.matcher(stripped).matches();
    }

    /** The value of a text that {@link #isNumber}. */
    static float number(String text) {
        return MISSING.matcher(text.strip()).matches() ? Float.NaN : Float.parseFloat(text);
    }

    /** Whether it can only be a header: it has a column of ids, or not a single number. */
    boolean isHeader() {
        return ids >= 0 || fields.stream().noneMatch(name -> name.isBlank() || isNumber(name));
    }

    /** Whether all of it are numbers, so that it is a header or an item. */
    boolean isNumbers() {
        return ids < 0 && fields.stream().allMatch(FirstLine::isNumber);
    }

    /** The names of columns that look like ids, of whatever; these are no features. */
    List<String> unknownIds() {
        return fields.stream()
                .filter(name -> name.strip().matches("(?i)asin|(.*[^a-z])?id|.*[a-z](?-i:Id|ID)"))
                .toList();
    }

    /**
     * Whether it may be a header of numbers: as names of columns they are different, and they are whole or grow from left
     * to right.
     */
    boolean mayBeNames() {
        boolean different = IntStream.range(0, fields.size())
                        .mapToDouble(this::number)
                        .distinct()
                        .count()
                == fields.size();
        boolean whole = IntStream.range(0, fields.size()).allMatch(n -> number(n) >= 0 && number(n) % 1 == 0);
        return different && (whole || IntStream.range(1, fields.size()).allMatch(n -> number(n - 1) < number(n)));
    }

    /** Whether it counts the columns, from 0 or from 1. */
    boolean counts() {
        double first = number(0);
        return (first == 0 || first == 1) && IntStream.range(0, fields.size()).allMatch(n -> number(n) == first + n);
    }

    /** Whether all its numbers are written without a fraction. */
    boolean isWhole() {
        return fields.stream().allMatch(FirstLine::isWhole);
    }

    /** Whether a number is written without a fraction. */
    static boolean isWhole(String text) {
        return text.indexOf('.') < 0 && text.indexOf('e') < 0 && text.indexOf('E') < 0;
    }

    private double number(int n) {
        return Double.isNaN(number(fields.get(n))) ? Double.NaN : Double.parseDouble(fields.get(n));
    }
}
