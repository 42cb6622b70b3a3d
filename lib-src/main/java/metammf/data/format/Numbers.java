package metammf.data.format;

import static metammf.base.MetaMmfException.require;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import metammf.base.MetaMmfException;

/**
 * An array of numbers in a file: where they lie and how. Its size was checked against the file's length; the numbers
 * are read when somebody asks for them, in pieces, so that no second copy of the file is made.
 *
 * @param bytes from the first number on
 * @param type how a number lies there
 * @param order of a number's bytes
 * @param shape length of every dimension; none for a single number
 * @param strides from one number to the next along every dimension, in numbers
 */
public record Numbers(Bytes bytes, NumberType type, ByteOrder order, long[] shape, long[] strides) {
    private static final int PIECE = 1 << 18; // bytes: stays in the cache of a core

    /** Checks that shape and strides stay within the bytes. */
    public Numbers {
        long size = size(shape);
        require(
                size >= 0 && size <= bytes.length() / type.width(),
                "%s: expected the %d bytes of shape %s, received %d",
                bytes.name(),
                size < 0 ? -1 : size * type.width(),
                Arrays.toString(shape),
                bytes.length());
        double span = 0; // a double, because lengths and strides that lie may overflow a long
        for (int d = 0; d < shape.length && size > 0; d++) {
            span += strides[d] < 0 ? Double.NaN : (shape[d] - 1.0) * strides[d];
        }
        require(
                size == 0 || span + 1 <= (double) (bytes.length() / type.width()) && span < Integer.MAX_VALUE - 8,
                "%s: expected shape %s with strides %s to stay within %d bytes",
                bytes.name(),
                Arrays.toString(shape),
                Arrays.toString(strides),
                bytes.length());
    }

    /**
     * Numbers that lie one after another and fill the bytes.
     *
     * @param bytes exactly those of the numbers
     * @param type how a number lies there
     * @param order of a number's bytes
     * @param shape length of every dimension
     * @param byColumn whether the first index changes fastest (Fortran) and not the last (C)
     * @return the numbers
     * @throws MetaMmfException if there are more or fewer bytes
     */
    static Numbers filling(Bytes bytes, NumberType type, ByteOrder order, long[] shape, boolean byColumn) {
        long size = size(shape);
        require(
                size >= 0 && size == bytes.length() / type.width() && bytes.length() % type.width() == 0,
                "%s: expected %s values of %d bytes, received %d bytes",
                bytes.name(),
                shape.length == 0
                        ? "1"
                        : String.join(
                                " x ",
                                Arrays.stream(shape).mapToObj(Long::toString).toList()),
                type.width(),
                bytes.length());
        return new Numbers(bytes, type, order, shape, strides(shape, byColumn));
    }

    static long[] strides(long[] shape, boolean byColumn) {
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
            size *= length < 0 ? Double.NaN : length;
        }
        return size <= Integer.MAX_VALUE - 8 && Arrays.stream(shape).allMatch(n -> n <= Integer.MAX_VALUE)
                ? (long) size
                : -1;
    }

    /** {@return the number of elements, which is the product of the shape} */
    public int size() {
        return (int) size(shape);
    }

    /**
     * Rows of a matrix.
     *
     * @return its first length
     * @throws MetaMmfException if it is no matrix
     */
    public int rows() {
        requireMatrix();
        return (int) shape[0];
    }

    /**
     * Columns of a matrix.
     *
     * @return its second length
     * @throws MetaMmfException if it is no matrix
     */
    public int columns() {
        requireMatrix();
        return (int) shape[1];
    }

    private void requireMatrix() {
        require(
                shape.length == 2,
                "%s: expected a matrix, received the shape %s",
                bytes.name(),
                Arrays.toString(shape));
    }

    /**
     * The numbers as float32; one of a wider type is rounded.
     *
     * @return row by row
     * @throws MetaMmfException if the file cannot be read
     */
    public float[] floats() {
        requireMemory(Float.BYTES);
        float[] values = new float[span()];
        readAll((piece, at) -> type.floats(piece, values, at));
        if (isRowByRow()) {
            return values;
        }
        float[] ordered = new float[size()];
        forEach((to, from) -> ordered[to] = values[from]);
        return ordered;
    }

    /**
     * The numbers as whole numbers.
     *
     * @return row by row
     * @throws MetaMmfException if one has a fraction, or the file cannot be read
     */
    public long[] longs() {
        requireMemory(Long.BYTES);
        long[] values = new long[span()];
        readAll((piece, at) -> type.longs(piece, values, at, bytes.name()));
        if (isRowByRow()) {
            return values;
        }
        long[] ordered = new long[size()];
        forEach((to, from) -> ordered[to] = values[from]);
        return ordered;
    }

    /** A single number. */
    double only() {
        return type.number(ByteBuffer.wrap(bytes.all()).order(order));
    }

    /** Numbers that do not lie row by row are copied once more. */
    private void requireMemory(int width) {
        Heap.require(bytes.name(), width * ((long) span() + (isRowByRow() ? 0 : size())));
    }

    private int span() {
        long last = 0;
        for (int d = 0; d < shape.length; d++) {
            last += (shape[d] - 1) * strides[d];
        }
        return size() == 0 ? 0 : Math.toIntExact(last + 1);
    }

    private boolean isRowByRow() {
        long stride = 1;
        for (int d = shape.length - 1; d >= 0; d--) {
            if (shape[d] != 1 && strides[d] != stride) {
                return size() == 0;
            }
            stride *= shape[d];
        }
        return true;
    }

    @FunctionalInterface
    private interface PieceReader {
        void read(ByteBuffer piece, int at);
    }

    private void readAll(PieceReader reader) {
        int numbers = span();
        byte[] piece = new byte[(int) Math.min(PIECE, (long) numbers * type.width())];
        try (InputStream stream = bytes.from(0)) {
            for (int at = 0, wanted; at < numbers; at += wanted / type.width()) {
                wanted = (int) Math.min(piece.length, (long) (numbers - at) * type.width());
                int count = stream.readNBytes(piece, 0, wanted);
                require(count == wanted, "%s: expected %d bytes more, received none", bytes.name(), wanted - count);
                reader.read(ByteBuffer.wrap(piece, 0, wanted).order(order), at);
            }
        } catch (IOException e) {
            throw new MetaMmfException(bytes.name() + ": cannot be read: " + MetaMmfException.reason(e), e);
        }
    }

    @FunctionalInterface
    private interface Move {
        void move(int to, int from);
    }

    /** Visits the numbers row by row, with their places in the file. */
    private void forEach(Move move) {
        int[] index = new int[shape.length];
        long from = 0;
        for (int to = 0; to < size(); to++) {
            move.move(to, (int) from);
            for (int d = shape.length - 1; d >= 0; d--) {
                from += strides[d];
                if (++index[d] < shape[d]) {
                    break;
                }
                from -= strides[d] * shape[d];
                index[d] = 0;
            }
        }
    }

    @Override
    public String toString() {
        return type + Arrays.toString(shape) + " in " + bytes.name();
    }
}
