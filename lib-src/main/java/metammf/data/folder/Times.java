package metammf.data.folder;

import it.unimi.dsi.fastutil.doubles.DoubleArrayList;
import it.unimi.dsi.fastutil.ints.IntArrays;
import it.unimi.dsi.fastutil.ints.IntComparator;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import metammf.base.MetaMmfException;

/**
 * The times of a column, read as they are: numbers in any unit, or dates such as {@code 2020-09-01}, {@code 2020-09-01
 * 11:27:10.599} and {@code 2020-09-01T11:27:10+08:00}. A number is kept as its whole part, a long, and its fraction, a
 * double, so that neither nanoseconds nor fractions lose their order.
 */
public final class Times {
    private static final Pattern NUMBER =
            Pattern.compile("[+-]?(\\d{1,400}(\\.\\d{0,400})?|\\.\\d{1,400})([eE][+-]?\\d{1,3})?");
    private static final double NANO = 1e-9;
    private static final DateTimeFormatter DATE = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendPattern("[['T'][ ]")
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .appendPattern("[ ][XXX][XX][X]]")
            .toFormatter(Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT);

    private static final String A_NUMBER = "a number";

    private record Time(String form, long whole, double fraction) {}

    private final LongArrayList wholes = new LongArrayList();
    private final DoubleArrayList fractions = new DoubleArrayList(); // stays empty while all are whole numbers
    private String form; // of the first time
    private String first;

    Times() {}

    /** Whether a text is a time. */
    static boolean reads(String text) {
        return parse(text) != null;
    }

    /** {@return a time as a number, for a date the seconds since 1970; null if the text is no time} */
    public static BigDecimal decimal(String text) {
        Time time = parse(text);
        return time == null ? null : BigDecimal.valueOf(time.whole).add(BigDecimal.valueOf(time.fraction));
    }

    /** {@return the form of a time in words; null if the text is no time} Times of two forms cannot be compared. */
    public static String form(String text) {
        Time time = parse(text);
        return time == null ? null : time.form;
    }

    /** Adds a time, which can be compared with the first one. */
    void add(String text, String file, long line) {
        Time time = parse(text);
        if (time == null || form != null && !form.equals(time.form)) {
            String like = time == null ? "" : " of the form of " + first;
            throw new MetaMmfException("%s: line %s: expected a time%s, received %.80s"
                    .formatted(file, line, like, text.isBlank() ? "nothing" : text));
        }
        if (form == null) {
            form = time.form;
            first = text;
        }
        if (time.fraction != 0 || !fractions.isEmpty()) {
            fractions.size(wholes.size()); // zeros for those before the first fraction
            fractions.add(time.fraction);
        }
        wholes.add(time.whole);
    }

    private static Time parse(String text) {
        String stripped = text.strip();
        return isWhole(stripped) ? new Time(A_NUMBER, Long.parseLong(stripped), 0) : parseOther(stripped);
    }

    private static boolean isWhole(String text) {
        int start = text.startsWith("-") ? 1 : 0;
        boolean whole = text.length() > start && text.length() <= start + 18; // digits that surely fit
        for (int n = start; n < text.length() && whole; n++) {
            whole = text.charAt(n) >= '0' && text.charAt(n) <= '9';
        }
        return whole;
    }

    private static Time parseOther(String text) {
        if (NUMBER.matcher(text).matches()) {
            BigDecimal number = new BigDecimal(text);
            BigDecimal whole = number.setScale(0, RoundingMode.FLOOR);
            boolean fits = whole.precision() <= 19 && whole.toBigInteger().bitLength() < Long.SIZE;
            double fraction = fits ? number.subtract(whole).doubleValue() : 0;
            return fits ? new Time(A_NUMBER, whole.longValue(), fraction) : null;
        }
        try {
            return time(DATE.parseBest(text, OffsetDateTime::from, LocalDateTime::from, LocalDate::from));
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static Time time(TemporalAccessor date) {
        if (date instanceof OffsetDateTime time) {
            return new Time("a date with offset", time.toEpochSecond(), time.getNano() * NANO);
        }
        LocalDateTime time = date instanceof LocalDate day ? day.atStartOfDay() : (LocalDateTime) date;
        return new Time("a date", time.toEpochSecond(ZoneOffset.UTC), time.getNano() * NANO);
    }

    int size() {
        return wholes.size();
    }

    /**
     * A number for each time, in the order in which the times were added: the times themselves if all are whole numbers,
     * otherwise their ranks. Equal times have equal numbers.
     */
    long[] inOrder() {
        if (fractions.isEmpty()) {
            return wholes.toLongArray();
        }
        IntComparator byTime = (a, b) -> wholes.getLong(a) == wholes.getLong(b)
                ? Double.compare(fractions.getDouble(a), fractions.getDouble(b))
                : Long.compare(wholes.getLong(a), wholes.getLong(b));
        int[] order = IntStream.range(0, size()).toArray();
        IntArrays.quickSort(order, byTime);
        long[] ranks = new long[order.length];
        for (int n = 1; n < order.length; n++) {
            boolean later = byTime.compare(order[n], order[n - 1]) > 0;
            ranks[order[n]] = ranks[order[n - 1]] + (later ? 1 : 0);
        }
        return ranks;
    }
}
