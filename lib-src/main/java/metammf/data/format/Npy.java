package metammf.data.format;

import static metammf.base.MetaMmfException.require;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import metammf.base.MetaMmfException;

/**
 * Arrays in <a href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">NumPy's file format</a>,
 * versions 1 to 3: numbers of either byte order, by row or by column, single short texts, and arrays of Python objects.
 */
public final class Npy {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int VERSIONS = 3;
    private static final int LONGEST_HEADER = 1 << 20; // NumPy itself stops at 10,000 characters
    private static final int ALIGNMENT = 64;
    private static final Pattern HEADER = Pattern.compile(
            "\\{(?:\\s*+'(?:descr|fortran_order|shape)'\\s*+:\\s*+(?:'[^']*+'|True|False|\\([0-9L, ]*+\\))"
                    + "\\s*+,?+){3}\\s*+\\}\\s*+");
    private static final Pattern TYPE = Pattern.compile("'descr'\\s*+:\\s*+'([<>|=]?)([a-zA-Z?]\\d?)'");
    private static final Pattern BY_COLUMN = Pattern.compile("'fortran_order'\\s*+:\\s*+(True|False)");
    private static final Pattern SHAPE = Pattern.compile("'shape'\\s*+:\\s*+\\(([0-9L, ]*+)\\)");

    private static final String ENDING = ".npy";

    private Npy() {}

    /**
     * Reads an array.
     *
     * @param file the file
     * @return {@link Numbers}, a {@link String}, or a {@link Pickle.Objects} of Python objects
     * @throws MetaMmfException if it is not such a file, or shorter or longer than its header says
     */
    public static Object read(Path file) {
        return read(Bytes.of(file));
    }

    /**
     * Reads an array of numbers.
     *
     * @param bytes the whole file
     * @return the numbers
     * @throws MetaMmfException if it is not such a file, holds objects, or is shorter or longer than its header says
     */
    public static Numbers numbers(Bytes bytes) {
        Object array = read(bytes);
        require(array instanceof Numbers, "%s: expected numbers, received %s", bytes.name(), Pickle.describe(array));
        return (Numbers) array;
    }

    /**
     * Reads an array.
     *
     * @param bytes the whole file
     * @return {@link Numbers}, a {@link String}, or a {@link Pickle.Objects} of Python objects
     * @throws MetaMmfException if it is not such a file, or shorter or longer than its header says
     */
    public static Object read(Bytes bytes) {
        byte[] start = start(bytes, MAGIC.length + 2 + Integer.BYTES);
        int version = version(bytes.name(), start);
        int before = MAGIC.length + 2 + (version == 1 ? Short.BYTES : Integer.BYTES);
        require(start.length >= before, "%s: expected a header, received %d bytes", bytes.name(), bytes.length());
        ByteBuffer sizes = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN).position(MAGIC.length + 2);
        long length = version == 1 ? Short.toUnsignedInt(sizes.getShort()) : Integer.toUnsignedLong(sizes.getInt());
        require(
                length <= Math.min(bytes.length() - before, LONGEST_HEADER),
                "%s: expected a header of %d bytes, received %d",
                bytes.name(),
                length,
                bytes.length() - before);
        String header = new String(bytes.slice(before, length).all(), StandardCharsets.ISO_8859_1);
        return read(header, bytes.slice(before + length, bytes.length() - before - length));
    }

    private static int version(String name, byte[] start) {
        require(
                start.length >= MAGIC.length + 4 && Arrays.equals(MAGIC, Arrays.copyOf(start, MAGIC.length)),
                "%s: expected a NumPy file, received other bytes at its start",
                name);
        int version = start[MAGIC.length];
        require(
                version >= 1 && version <= VERSIONS && start[MAGIC.length + 1] == 0,
                "%s: expected a NumPy file of version 1 to 3, received %d.%d",
                name,
                version,
                start[MAGIC.length + 1]);
        return version;
    }

    /**
     * Reads several arrays of one zip archive, compressed or not, as {@code numpy.savez} writes them.
     *
     * @param file the archive
     * @return names and arrays as {@link #read(Path)} gives them, in the archive's order
     * @throws MetaMmfException if it is malformed, or out of proportion to its length
     */
    public static Map<String, Object> archive(Path file) {
        Map<String, Object> arrays = new LinkedHashMap<>();
        try (Archive archive = new Archive(file)) {
            for (String name : archive.names()) {
                require(name.endsWith(ENDING), "%s: expected files *.npy in it, received %.80s", file, name);
                arrays.put(name.substring(0, name.length() - ENDING.length()), read(archive.bytes(name)));
            }
        }
        return arrays;
    }

    private static byte[] start(Bytes bytes, int length) {
        try (InputStream stream = bytes.stream()) {
            return stream.readNBytes((int) Math.min(length, bytes.length()));
        } catch (IOException e) {
            throw new MetaMmfException(bytes.name() + ": cannot be read: " + MetaMmfException.reason(e), e);
        }
    }

    private static Object read(String header, Bytes data) {
        Matcher type = TYPE.matcher(header);
        Matcher byColumn = BY_COLUMN.matcher(header);
        Matcher shape = SHAPE.matcher(header);
        require(
                HEADER.matcher(header).matches() && type.find() && byColumn.find() && shape.find(),
                "%s: expected an array of numbers or objects, received %.200s",
                data.name(),
                header.strip());
        long[] lengths = lengths(data.name(), shape.group(1));
        if (type.group(2).startsWith("O")) {
            return objects(data, lengths);
        }
        if (lengths.length == 0 && type.group(2).matches("[SU]\\d")) {
            return text(type.group(2), order(type.group(1)), data);
        }
        NumberType number = NumberType.of(type.group(2))
                .orElseThrow(() -> new MetaMmfException(
                        data.name() + ": expected numbers or objects, received the type " + type.group(2)));
        return Numbers.filling(
                data, number, order(type.group(1)), lengths, byColumn.group(1).equals("True"));
    }

    /** A single text, such as the kind of a sparse matrix: bytes (S) or four bytes for a letter (U). */
    private static String text(String type, ByteOrder order, Bytes data) {
        byte[] bytes = data.all();
        int width = type.charAt(0) == 'S' ? 1 : Integer.BYTES;
        int length = width * (type.charAt(1) - '0');
        require(bytes.length == length, "%s: expected %d bytes, received %d", data.name(), length, bytes.length);
        Charset letters = width == 1
                ? StandardCharsets.ISO_8859_1
                : Charset.forName(order == ByteOrder.BIG_ENDIAN ? "UTF-32BE" : "UTF-32LE");
        return new String(bytes, letters).replaceFirst("\0+$", "");
    }

    private static Pickle.Objects objects(Bytes data, long[] shape) {
        Object array = Pickle.read(data);
        require(
                array instanceof Pickle.Objects objects && Arrays.equals(objects.shape(), shape),
                "%s: expected objects of the shape %s, received %s",
                data.name(),
                Arrays.toString(shape),
                Pickle.describe(array));
        return (Pickle.Objects) array;
    }

    static ByteOrder order(String sign) {
        return sign.equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }

    private static long[] lengths(String name, String shape) {
        require(
                shape.matches("(\\d{1,10}L?(, ?\\d{1,10}L?)*+,? ?)?"),
                "%s: expected a shape, received (%.200s)",
                name,
                shape);
        return shape.isBlank()
                ? new long[0]
                : Arrays.stream(shape.replace("L", "").split(","))
                        .map(String::strip)
                        .filter(length -> !length.isEmpty())
                        .mapToLong(Long::parseLong)
                        .toArray();
    }

    /**
     * Writes float32 numbers; the file appears whole or not at all.
     *
     * @param file where to; replaced if it exists
     * @param values row by row
     * @param shape length of every dimension
     * @throws MetaMmfException if the shape does not fit, or the file cannot be written
     */
    public static void write(Path file, float[] values, long... shape) {
        WholeFile.write(file, out -> {
            out.write(header(file, "<f4", values.length, shape));
            out.write(values);
        });
    }

    /**
     * Writes 64-bit integers; the file appears whole or not at all.
     *
     * @param file where to; replaced if it exists
     * @param values row by row
     * @param shape length of every dimension
     * @throws MetaMmfException if the shape does not fit, or the file cannot be written
     */
    public static void write(Path file, long[] values, long... shape) {
        WholeFile.write(file, out -> {
            out.write(header(file, "<i8", values.length, shape));
            out.write(values);
        });
    }

    private static ByteBuffer header(Path file, String type, int size, long... shape) {
        require(
                Numbers.size(shape) == size,
                "%s: expected the values of shape %s, received %d",
                file,
                Arrays.toString(shape),
                size);
        String lengths =
                String.join(", ", Arrays.stream(shape).mapToObj(Long::toString).toList());
        String header = "{'descr': '%s', 'fortran_order': False, 'shape': (%s%s), }"
                .formatted(type, lengths, shape.length == 1 ? "," : "");
        int before = MAGIC.length + 2 + Short.BYTES;
        int padded = (before + header.length() + ALIGNMENT) / ALIGNMENT * ALIGNMENT - before; // and the line's end
        ByteBuffer buffer = ByteBuffer.allocate(before + padded).order(ByteOrder.LITTLE_ENDIAN);
        buffer.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) padded);
        buffer.put(header.getBytes(StandardCharsets.US_ASCII));
        while (buffer.remaining() > 1) {
            buffer.put((byte) ' ');
        }
        return buffer.put((byte) '\n').flip();
    }
}
