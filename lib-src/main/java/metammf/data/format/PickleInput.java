package metammf.data.format;

import it.unimi.dsi.fastutil.bytes.ByteArrays;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import metammf.base.MetaMmfException;

/** The bytes of pickles: numbers, texts and bytes as the instructions write them, and what they may cost. */
final class PickleInput {
    static final int CONTAINER = 4; // what a container costs, in bytes of the file

    private static final int LONGEST_NUMBER = 400; // characters: a double has under 330 digits before its point
    private static final long ALLOWANCE = 4096;
    private static final Pattern QUOTED = Pattern.compile("(?s)\\\\(x..|.?)"); // an escape in a text in quotes
    private static final Pattern UNQUOTED = Pattern.compile("(?s)\\\\(u.{4}|U.{8}|[uU])"); // code points only
    private static final String ESCAPES = "\\'\"abfnrtv"; // of Python, and the characters that they stand for
    private static final String CHARACTERS = "\\'\"\u0007\b\f\n\r\t\u000b";

    private final String name;
    private final byte[] bytes;
    private final ByteBuffer in;
    private long budget;

    PickleInput(Bytes file) {
        name = file.name();
        bytes = file.all();
        in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        budget = ALLOWANCE + 2L * bytes.length;
    }

    String name() {
        return name;
    }

    int position() {
        return in.position();
    }

    int remaining() {
        return in.remaining();
    }

    MetaMmfException error(String expected, String received) {
        return new MetaMmfException(
                name + ": byte " + in.position() + ": expected " + expected + ", received " + received);
    }

    void check(boolean holds, String expected, Object received) {
        if (!holds) {
            throw error(expected, Pickle.describe(received));
        }
    }

    /** Charges what an instruction makes or copies, so that no small file fills the memory. */
    void charge(long cost) {
        budget -= cost;
        if (budget < 0) {
            throw error("objects in proportion to the file's " + bytes.length + " bytes", "more");
        }
    }

    /** The buffer, which has so many bytes more. */
    ByteBuffer need(long count) {
        if (count < 0 || count > in.remaining()) {
            throw error(count + " bytes", "" + in.remaining());
        }
        return in;
    }

    void protocol() {
        int version = octet();
        check(version <= 5, "a protocol up to 5", version);
    }

    int octet() {
        return (int) number(1);
    }

    /** A number of so many bytes, the lowest first; below eight bytes it has no sign. */
    long number(int length) {
        need(length);
        long value = 0;
        for (int shift = 0; shift < 8 * length; shift += 8) {
            value |= (in.get() & 0xffL) << shift;
        }
        return value;
    }

    String line() {
        int start = in.position();
        int end = start;
        while (end < bytes.length && bytes[end] != '\n') {
            end++;
        }
        check(end < bytes.length, "the end of a line", "the end of the file");
        in.position(end + 1);
        int last = end > start && bytes[end - 1] == '\r' ? end - 1 : end;
        return new String(bytes, start, last - start, StandardCharsets.ISO_8859_1);
    }

    Number decimal() {
        return decimal(line());
    }

    private Number decimal(String digits) {
        check(digits.matches("[+-]?\\d{1,400}L?"), "a whole number", digits);
        return whole(new BigInteger(digits.replace("L", "").replace("+", "")));
    }

    private static Number whole(BigInteger value) {
        return value.bitLength() < Long.SIZE ? (Number) value.longValue() : value;
    }

    /** A whole number, or 00 and 01, which are the truth values of protocol 0. */
    Object truthOrDecimal() {
        String digits = line();
        return digits.matches("0[01]") ? (Object) digits.equals("01") : decimal(digits);
    }

    Double fraction() {
        String digits = line();
        check(digits.length() <= LONGEST_NUMBER, "a number", digits);
        try {
            return Double.valueOf(digits.replace("inf", "Infinity").replace("nan", "NaN"));
        } catch (NumberFormatException e) {
            throw error("a number", Pickle.describe(digits));
        }
    }

    /** A whole number of so many bytes, the lowest first. */
    Number whole(long length) {
        check(length <= 255, "a number of up to 255 bytes", length);
        byte[] digits = new byte[(int) length];
        need(length).get(digits);
        return length == 0 ? (Number) 0L : whole(new BigInteger(ByteArrays.reverse(digits)));
    }

    /** So many bytes, which stay where they are. */
    Bytes binary(long length) {
        charge(CONTAINER);
        return Bytes.of(name, bytes, skip(length), (int) length);
    }

    /** Goes on behind so many bytes, and says where they start. */
    private int skip(long length) {
        int start = in.position();
        need(length).position(start + (int) length);
        return start;
    }

    /** A str of Python 2, which is bytes. */
    String latin1(long length) {
        return new String(bytes, skip(length), (int) length, StandardCharsets.ISO_8859_1);
    }

    String utf8(long length) {
        try {
            ByteBuffer part = in.slice(skip(length), (int) length);
            return StandardCharsets.UTF_8.newDecoder().decode(part).toString();
        } catch (CharacterCodingException e) {
            throw error("UTF-8", "other bytes");
        }
    }

    /** A byte string of protocol 0, in Python's own notation. */
    String quoted() {
        String text = line();
        int last = text.length() - 1;
        char quote = last >= 1 ? text.charAt(0) : 0;
        check((quote == '\'' || quote == '"') && text.charAt(last) == quote, "a text in quotes", text);
        return unescaped(QUOTED, text.substring(1, last));
    }

    /** A text of protocol 0, which knows the escapes of code points alone. */
    String unquoted() {
        return unescaped(UNQUOTED, line());
    }

    private String unescaped(Pattern escapes, String text) {
        try {
            return escapes.matcher(text).replaceAll(escape -> Matcher.quoteReplacement(plain(escape.group(1))));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw error("a text with Python's escapes", Pickle.describe(text));
        }
    }

    private static String plain(String escape) {
        char kind = escape.charAt(0);
        int codePoint = "xuU".indexOf(kind) >= 0
                ? Integer.parseInt(escape.substring(1), 16)
                : CHARACTERS.charAt(ESCAPES.indexOf(kind));
        return Character.toString(codePoint);
    }
}
