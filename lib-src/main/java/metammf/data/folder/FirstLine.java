package metammf.data.folder;

import static metammf.base.MetaMmfException.require;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * The first line of a table of items: the names of its columns, or the numbers of its first item.
 *
 * @param fields its fields
 * @param ids the column with the items' ids, or -1
 * @param index the column in which pandas wrote the names of rows, or -1
 */
record FirstLine(List<String> fields, int ids, int index) {
    /** What pandas calls the column with the names of rows: nothing, or when it reads that again, {@code Unnamed: 0}. */
    private static final String INDEX = "|index|unnamed";

    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");
    private static final Pattern MISSING = Pattern.compile("(?i)[+-]?(nan|inf|infinity)|na|n/a|<na>|null|none");

    /** A first line that can be one of features of items. */
    static FirstLine of(String place, List<String> fields) {
        Columns columns = new Columns(place, fields);
        int item = columns.find(Columns.ITEM);
        boolean index = fields.size() > 1
                && columns.name(0).matches(INDEX)
                && fields.stream().skip(1).noneMatch(String::isBlank);
        FirstLine line = new FirstLine(fields, index && item < 0 ? 0 : item, index ? 0 : -1);
        List<String> users = columns.names(columns.all(Columns.USER));
        require(users.isEmpty(), "%s: expected features of items, received a column %s", place, users);
        List<String> unknown = line.isHeader() && line.ids < 0 ? line.unknownIds() : List.of();
        String items = "%s: expected a column of items, called %s, or numbers only, received a column %.200s";
        require(unknown.isEmpty(), items, place, Columns.ITEM, unknown);
        String expected = "%s: expected names of columns or a number in each, received both: %.200s."
                + " A column of ids is called item";
        require(line.isHeader() || fields.stream().allMatch(FirstLine::isNumber), expected, place, fields);
        return line;
    }

    /** How many columns contain features. */
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

    /** The names of columns that look like ids, of whatever; these are no features. */
    private List<String> unknownIds() {
        return fields.stream()
                .filter(name -> name.strip().matches("(?i)asin|(.*[^a-z])?id|.*[a-z](?-i:Id|ID)"))
                .toList();
    }

    /**
     * Whether it may be a header of numbers: as names of columns they are different, and they are whole or grow from left
     * to right.
     */
    boolean mayBeNames() {
        boolean different = numbers().distinct().count() == fields.size();
        boolean whole = numbers().allMatch(number -> number >= 0 && number % 1 == 0);
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

    private DoubleStream numbers() {
        return IntStream.range(0, fields.size()).mapToDouble(this::number);
    }

    private double number(int n) {
        return Double.isNaN(number(fields.get(n))) ? Double.NaN : Double.parseDouble(fields.get(n));
    }
}
