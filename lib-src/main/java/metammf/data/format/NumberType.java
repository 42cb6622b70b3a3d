package metammf.data.format;

import static metammf.base.MetaMmfException.require;

import ai.djl.util.Float16Utils;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** The representation of a number in a file; the constants are called as in NumPy, except {@link #BF2}, which NumPy lacks. */
enum NumberType {
    /** Truth: a byte. */
    B1("BOOL", "Bool", 1, false, ByteBuffer::get),
    /** Signed integers of one to eight bytes. */
    I1("I8", "Char", 1, false, ByteBuffer::get),
    I2("I16", "Short", 2, false, ByteBuffer::getShort),
    I4("I32", "Int", 4, false, ByteBuffer::getInt),
    I8("I64", "Long", 8, false, ByteBuffer::getLong),
    /** Unsigned integers. */
    U1("U8", "Byte", 1, false, in -> Byte.toUnsignedInt(in.get())),
    U2("U16", "", 2, false, in -> Short.toUnsignedInt(in.getShort())),
    U4("U32", "", 4, false, in -> Integer.toUnsignedLong(in.getInt())),
    U8("U64", "", 8, false, in -> unsigned(in.getLong())),
    /** IEEE 754 binary16, the upper half of a binary32, binary32 and binary64. */
    F2("F16", "Half", 2, true, in -> half(in.getShort())),
    BF2("BF16", "BFloat16", 2, true, in -> Float.intBitsToFloat(in.getShort() << 16)),
    F4("F32", "Float", 4, true, ByteBuffer::getFloat),
    F8("F64", "Double", 8, true, ByteBuffer::getDouble);

    private static final double EXACT = 0x1p53; // every whole number up to here is a double

    final String safetensors; // its name in that format
    final String storage; // the full name of PyTorch's storage of such numbers; empty if there is none
    final int width; // bytes of a number
    final boolean fractional; // false for integers and truth values
    private final ToDoubleFunction<ByteBuffer> reader;

    NumberType(String safetensors, String torch, int width, boolean fractional, ToDoubleFunction<ByteBuffer> reader) {
        this.safetensors = safetensors;
        storage = torch.isEmpty() ? "" : "torch." + torch + "Storage";
        this.width = width;
        this.fractional = fractional;
        this.reader = reader;
    }

    /** The type of a name like {@code f4}, {@code i8}, {@code b1}, as NumPy writes it. */
    static Optional<NumberType> of(String code) {
        String name = code.equals("?") ? "B1" : code.toUpperCase(Locale.ROOT);
        return of(type -> type == BF2 ? "" : type.name(), name);
    }

    /** The type whose name in a format is this one. */
    static Optional<NumberType> of(Function<NumberType, String> format, String name) {
        return Arrays.stream(values())
                .filter(type -> format.apply(type).equals(name))
                .findFirst();
    }

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
        String expected = "%s: number %d: expected a whole number, received %s";
        require(value == Math.rint(value) && Math.abs(value) <= EXACT, expected, where, index, value);
        return (long) value;
    }

    private static double unsigned(long bits) {
        return bits >= 0 ? bits : (bits >>> 1 | bits & 1) * 2.0;
    }

    static float half(short bits) {
        return Float16Utils.halfToFloat(bits);
    }
}
