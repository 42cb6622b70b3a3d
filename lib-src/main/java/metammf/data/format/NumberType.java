package metammf.data.format;

import static metammf.base.MetaMmfException.require;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** How a number lies in a file. */
public enum NumberType {
    /** Truth: a byte. */
    B1(1, false, ByteBuffer::get),
    /** Signed integers. */
    I1(1, false, ByteBuffer::get),
    /** Of two bytes. */
    I2(2, false, ByteBuffer::getShort),
    /** Of four bytes. */
    I4(4, false, ByteBuffer::getInt),
    /** Of eight bytes. */
    I8(8, false, ByteBuffer::getLong),
    /** Unsigned integers. */
    U1(1, false, in -> Byte.toUnsignedInt(in.get())),
    /** Of two bytes. */
    U2(2, false, in -> Short.toUnsignedInt(in.getShort())),
    /** Of four bytes. */
    U4(4, false, in -> Integer.toUnsignedLong(in.getInt())),
    /** Of eight bytes. */
    U8(8, false, in -> unsigned(in.getLong())),
    /** IEEE 754 binary16. */
    F2(2, true, in -> half(in.getShort())),
    /** The upper half of a binary32. */
    BF2(2, true, in -> Float.intBitsToFloat(in.getShort() << 16)),
    /** IEEE 754 binary32. */
    F4(4, true, ByteBuffer::getFloat),
    /** IEEE 754 binary64. */
    F8(8, true, ByteBuffer::getDouble);

    private static final double EXACT = 0x1p53; // every whole number up to here is a double

    private final int width;
    private final boolean fractional;
    private final ToDoubleFunction<ByteBuffer> reader;

    NumberType(int width, boolean fractional, ToDoubleFunction<ByteBuffer> reader) {
        this.width = width;
        this.fractional = fractional;
        this.reader = reader;
    }

    /**
     * The type of a name like {@code f4}, {@code i8}, {@code b1}.
     *
     * @param code letter and width, as NumPy writes it
     * @return the type, if it is one of a number
     */
    static Optional<NumberType> of(String code) {
        String name = code.equals("?") ? "B1" : code.toUpperCase(java.util.Locale.ROOT);
        return Arrays.stream(values())
                .filter(type -> type.name().equals(name) && type != BF2)
                .findFirst();
    }

    /** {@return the bytes of a number: 1, 2, 4 or 8} */
    public int width() {
        return width;
    }

    /** {@return whether a number may have a fraction: false for integers and truth values} */
    public boolean fractional() {
        return fractional;
    }

    /** Decodes the next number. */
    double number(ByteBuffer in) {
        return reader.applyAsDouble(in);
    }

    /** Decodes all that is left in the buffer. */
    void floats(ByteBuffer in, float[] out, int at) {
        if (this == F4) {
            in.asFloatBuffer().get(out, at, in.remaining() / width);
            return;
        }
        for (int n = at; in.hasRemaining(); n++) {
            out[n] = (float) reader.applyAsDouble(in);
        }
    }

    /** Decodes all that is left in the buffer; a number that is not whole is refused. */
    void longs(ByteBuffer in, long[] out, int at, String where) {
        for (int n = at; in.hasRemaining(); n++) {
            out[n] = whole(in, where, n);
        }
    }

    private long whole(ByteBuffer in, String where, int index) {
        if (width == Long.BYTES && !fractional) {
            long value = in.getLong();
            require(this == I8 || value >= 0, "%s: number %d: expected under 2^63, received more", where, index);
            return value;
        }
        double value = reader.applyAsDouble(in);
        require(
                value == Math.rint(value) && Math.abs(value) <= EXACT,
                "%s: number %d: expected a whole number, received %s",
                where,
                index,
                value);
        return (long) value;
    }

    private static double unsigned(long bits) {
        return bits >= 0 ? bits : (bits >>> 1 | bits & 1) * 2.0;
    }

    /** The value of a float16 (IEEE 754 binary16): one sign bit, five of the exponent, ten of the fraction. */
    static float half(short bits) {
        int exponent = bits >> 10 & 0x1f;
        int fraction = bits & 0x3ff;
        float magnitude = exponent == 0
                ? fraction * 0x1p-24f
                : exponent == 0x1f
                        ? fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN
                        : Math.scalb(1 + fraction * 0x1p-10f, exponent - 15);
        return bits < 0 ? -magnitude : magnitude;
    }
}
