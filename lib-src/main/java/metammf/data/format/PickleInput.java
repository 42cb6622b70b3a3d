package metammf.data.format;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import metammf.base.MetaMmfException;

/** The bytes of pickles: numbers, texts and bytes as the instructions write them, and what they may cost. */
final class PickleInput {
    /** What a container costs, in bytes of the file. */
    static final int CONTAINER = 4;

    private static final int LONGEST_NUMBER = 400; // characters: a double has under 330 digits before its point
    private static final long ALLOWANCE = 4096;

    private final Bytes file;
    private final byte[] bytes;
    private final ByteBuffer in;
    private long budget;

    PickleInput(Bytes file) {
        this.file = file;
        bytes = file.all();
        in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        budget = ALLOWANCE + 2L * bytes.length;
    }

    String name() {
        return file.name();
    }

    int position() {
        return in.position();
    }

    int remaining() {
        return in.remaining();
    }

    int octet() {
        return need(1).get() & 0xff;
    }

    long word() {
        return Integer.toUnsignedLong(need(4).getInt());
    }

    void check(boolean holds, String expected, String received) {
        if (!holds) { // texts may hold anything, so they are no patterns
            throw new MetaMmfException(
                    file.name() + ": byte " + in.position() + ": expected " + expected + ", received " + received);
        }
    }

    /** Charges what an instruction makes or copies, so that no small file fills the memory. */
    void charge(long cost) {
        budget -= cost;
        if (budget < 0) {
            check(false, "objects in proportion to the file's " + bytes.length + " bytes", "more");
        }
    }

    ByteBuffer need(long count) {
        if (count < 0 || count > in.remaining()) {
            check(false, count < 0 ? "a length" : count + " bytes", count < 0 ? "" + count : "" + in.remaining());
        }
        return in;
    }

    String line() {
        int start = in.position();
        int end = start;
        while (end < bytes.length && bytes[end] != '\n') {
            end++;
        }
        check(end < bytes.length, "the end of a line", "the end of the file");
        in.position(end + 1);
        int length = end > start && bytes[end - 1] == '\r' ? end - 1 - start : end - start;
        return new String(bytes, start, length, StandardCharsets.ISO_8859_1);
    }

    Number decimal() {
        String digits = line();
        check(digits.matches("[+-]?\\d{1,400}L?"), "a whole number", Pickle.describe(digits));
        return whole(new BigInteger(digits.replace("L", "").replace("+", "")));
    }

    private static Number whole(BigInteger value) {
        return value.bitLength() < Long.SIZE ? (Number) value.longValue() : value;
    }

    Object number(int code) {
        return switch (code) {
            case 'I' -> truthOrDecimal();
            case 'L' -> decimal();
            case 'J' -> (long) need(4).getInt();
            case 'K' -> (long) octet();
            case 'M' -> (long) (need(2).getShort() & 0xffff);
            case 'F' -> fraction();
            case 'G' -> Double.longBitsToDouble(Long.reverseBytes(need(8).getLong()));
            case 0x8a -> littleEndian(octet());
            default -> littleEndian(need(4).getInt());
        };
    }

    private Object truthOrDecimal() {
        if (in.remaining() >= 3 && bytes[in.position()] == '0' && bytes[in.position() + 2] == '\n') {
            byte digit = bytes[in.position() + 1];
            if (digit == '0' || digit == '1') { // 00 and 01 are the truth values of protocol 0
                line();
                return digit == '1';
            }
        }
        return decimal();
    }

    private Double fraction() {
        String digits = line();
        check(digits.length() <= LONGEST_NUMBER, "a number", Pickle.describe(digits));
        try {
            return Double.valueOf(digits.replace("inf", "Infinity").replace("nan", "NaN"));
        } catch (NumberFormatException e) {
            check(false, "a number", Pickle.describe(digits));
            return null;
        }
    }

    private Number littleEndian(int length) {
        check(length >= 0 && length <= 255, "a number of up to 255 bytes", Integer.toString(length));
        byte[] digits = new byte[length];
        need(length);
        for (int n = length - 1; n >= 0; n--) {
            digits[n] = in.get();
        }
        return length == 0 ? (Number) 0L : whole(new BigInteger(digits));
    }

    private long length(int code) {
        return switch (code) {
            case 'C', 'U', 0x8c -> octet();
            case 'B', 'X' -> word();
            case 'T' -> need(4).getInt();
            default -> need(8).getLong();
        };
    }

    Bytes binary(int code) {
        charge(CONTAINER);
        int start = skip(length(code));
        return new BytesOf.Memory(file.name(), bytes, start, in.position() - start);
    }

    /** Goes on behind so many bytes, and says where they start. */
    private int skip(long length) {
        int start = in.position();
        need(length).position(start + (int) length);
        return start;
    }

    String text(int code) {
        if (code == 'S' || code == 'V') {
            return unescaped(line(), code == 'S');
        }
        boolean old = code == 'T' || code == 'U'; // a str of Python 2: bytes
        int start = skip(length(code));
        ByteBuffer part = in.slice(start, in.position() - start);
        try {
            return (old ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8)
                    .newDecoder()
                    .decode(part)
                    .toString();
        } catch (CharacterCodingException e) {
            check(false, "UTF-8", "other bytes");
            return null;
        }
    }

    /** A text of protocol 0, in Python's own notation. */
    private String unescaped(String text, boolean quoted) {
        String inner = text;
        if (quoted) {
            int last = text.length() - 1;
            check(
                    last >= 1
                            && (text.charAt(0) == '\'' || text.charAt(0) == '"')
                            && text.charAt(last) == text.charAt(0),
                    "a text in quotes",
                    Pickle.describe(text));
            inner = text.substring(1, last);
        }
        if (inner.indexOf('\\') < 0) {
            return inner;
        }
        try {
            return PickleTexts.unescaped(inner, quoted);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            check(false, "a text with Python's escapes", Pickle.describe(text));
            return null;
        }
    }
}
