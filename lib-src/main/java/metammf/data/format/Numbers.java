package metammf.data.format;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.IntFunction;
import metammf.base.Heap;

/**
 * An array of numbers in a file: where they lie and how. Its size was checked against the file's length; the numbers
 * are read when somebody asks for them, in pieces, so that no second copy of the file is made.
 *
 * @param bytes from the first number on
 * @param shape length of every dimension; none for a single number
 * @param strides from one number to the next along every dimension, in numbers
 */
public record Numbers(Bytes bytes, NumberType type, ByteOrder order, long[] shape, long[] strides) {
    private static final int PIECE = 1 << 18; // bytes: stays in the cache of a core

    /** Checks that shape and strides stay within the bytes. */
    public Numbers {
        long size = size(shape);
        double span = 0; // a double, because lengths and strides that lie may overflow a long
        for (int d = 0; d < shape.length && size > 0; d++) {
            span += strides[d] < 0 ? Double.NaN : (shape[d] - 1.0) * strides[d];
        }
        long there = bytes.length() / type.width;
        if (size < 0 || size > there || size > 0 && !(span < Math.min(there, Integer.MAX_VALUE - 8))) {
            String layout = Arrays.toString(shape) + " with strides " + Arrays.toString(strides);
            throw bytes.error("numbers of " + type.width + " bytes, of shape " + layout, bytes.length() + " bytes");
        }
    }

    /** Numbers that lie one after another and fill the bytes; by column the first index changes fastest (Fortran). */
    static Numbers filling(Bytes bytes, NumberType type, ByteOrder order, long[] shape, boolean byColumn) {
        long size = size(shape);
        if (size < 0 || size != bytes.length() / type.width || bytes.length() % type.width != 0) {
            String lengths = shape.length == 0 ? "1" : Npy.joined(" x ", shape);
            throw bytes.error(lengths + " values of " + type.width + " bytes", bytes.length() + " bytes");
        }
        return new Numbers(bytes, type, order, shape, strides(shape, byColumn));
    }

    private static long[] strides(long[] shape, boolean byColumn) {
        long[] strides = new long[shape.length];
        long stride = 1;
        for (int n = 0; n < shape.length; n++) {
            int d = byColumn ? n : shape.length - 1 - n;
            strides[d] = stride;
            stride *= shape[d];
        }
        return strides;
    }

    /** The product of a shape, or -1 where it is none or beyond an array of Java. */
    static long size(long... shape) {
        double size = 1;
        for (long length : shape) {
            size *= length < 0 || length > Integer.MAX_VALUE ? Double.NaN : length;
        }
        return size <= Integer.MAX_VALUE - 8 ? (long) size : -1;
    }

    /** {@return the number of elements, which is the product of the shape} */
    public int size() {
        return (int) size(shape);
    }

    /** {@return whether a number may have a fraction: false for integers and truth values} */
    public boolean fractional() {
        return type.fractional;
    }

    /** {@return the rows of a matrix; anything else is refused} */
    public int rows() {
        return length(0);
    }

    /** {@return the columns of a matrix; anything else is refused} */
    public int columns() {
        return length(1);
    }

    private int length(int dimension) {
        bytes.check(shape.length == 2, "a matrix", "the shape " + Arrays.toString(shape));
        return (int) shape[dimension];
    }

    /** {@return the numbers row by row, as float32; one of a wider type is rounded} */
    public float[] floats() {
        return rowByRow(Float.BYTES, float[]::new, type::floats);
    }

    /** {@return the numbers row by row, as whole numbers; refused if one has a fraction} */
    public long[] longs() {
        return rowByRow(Long.BYTES, long[]::new, (piece, out, at) -> type.longs(piece, out, at, bytes.name()));
    }

    double only() {
        return type.number(ByteBuffer.wrap(bytes.all()).order(order));
    }

    @FunctionalInterface
    private interface Decoder<A> {
        void decode(ByteBuffer piece, A out, int at);
    }

    /** Decodes into an array of Java; numbers that do not lie row by row are copied once more. */
    private <A> A rowByRow(int width, IntFunction<A> array, Decoder<A> decoder) {
        boolean inOrder = size() == 0 || isRowByRow();
        int span = size() == 0 ? 0 : place(size() - 1) + 1; // to the last number, with what lies between
        Heap.require(bytes.name(), width * ((long) span + (inOrder ? 0 : size())));
        A values = array.apply(span);
        readAll(span, values, decoder);
        if (inOrder) {
            return values;
        }
        A ordered = array.apply(size());
        for (int n = 0; n < size(); n++) {
            System.arraycopy(values, place(n), ordered, n, 1);
        }
        return ordered;
    }

    /** Where a number lies, which is given by its place row by row. */
    private int place(int number) {
        long place = 0;
        int rest = number;
        for (int d = shape.length - 1; d >= 0; d--) {
            place += rest % shape[d] * strides[d];
            rest /= (int) shape[d];
        }
        return (int) place;
    }

    private boolean isRowByRow() {
        long[] packed = strides(shape, false);
        for (int d = 0; d < shape.length; d++) {
            if (shape[d] != 1 && strides[d] != packed[d]) {
                return false;
            }
        }
        return true;
    }

    private <A> void readAll(int numbers, A out, Decoder<A> decoder) {
        byte[] piece = new byte[(int) Math.min(PIECE, (long) numbers * type.width)];
        try (InputStream stream = bytes.stream()) {
            for (int at = 0, wanted; at < numbers; at += wanted / type.width) {
                wanted = (int) Math.min(piece.length, (long) (numbers - at) * type.width);
                int count = stream.readNBytes(piece, 0, wanted);
                bytes.check(count == wanted, "more bytes", "their end");
                decoder.decode(ByteBuffer.wrap(piece, 0, wanted).order(order), out, at);
            }
        } catch (IOException e) {
            throw Bytes.unreadable(bytes.name(), e);
        }
    }

    @Override
    public String toString() {
        return type + Arrays.toString(shape) + " in " + bytes.name();
    }
}
