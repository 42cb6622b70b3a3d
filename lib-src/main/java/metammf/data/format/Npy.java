package metammf.data.format;

import static metammf.base.MetaMmfException.require;

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
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Arrays in <a href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">NumPy's file format</a>,
 * versions 1 to 3: numbers of either byte order, by row or by column, single short texts, and arrays of Python objects.
 */
public final class Npy {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int SIZE_AT = MAGIC.length + 2; // behind two bytes of the version
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

    /** {@return {@link Numbers}, a {@link String}, or a {@link Pickle.Objects} of Python objects} */
    public static Object read(Bytes bytes) {
        byte[] start = bytes.slice(0, Math.min(bytes.length(), SIZE_AT + Integer.BYTES))
                .all();
        int version = version(bytes, start);
        int before = SIZE_AT + (version == 1 ? Short.BYTES : Integer.BYTES);
        long there = bytes.length() - before;
        bytes.check(there >= 0, "a header", bytes.length() + " bytes");
        ByteBuffer size = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN).position(SIZE_AT);
        long length = version == 1 ? Short.toUnsignedInt(size.getShort()) : Integer.toUnsignedLong(size.getInt());
        bytes.check(length <= Math.min(there, LONGEST_HEADER), "a header of " + length + " bytes", there);
        String header = new String(bytes.slice(before, length).all(), StandardCharsets.ISO_8859_1);
        return read(header, bytes.slice(before + length, there - length));
    }

    /** {@return an array as {@link #read(Bytes)} gives it} */
    public static Object read(Path file) {
        return read(Bytes.of(file));
    }

    /** {@return an array of numbers; anything else is refused} */
    public static Numbers numbers(Bytes bytes) {
        Object array = read(bytes);
        bytes.check(array instanceof Numbers, "numbers", array);
        return (Numbers) array;
    }

    /** {@return the arrays of a zip archive as {@code numpy.savez} writes it, compressed or not, by their names} */
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

    private static int version(Bytes bytes, byte[] start) {
        boolean magic =
                start.length >= SIZE_AT + Short.BYTES && Arrays.equals(MAGIC, Arrays.copyOf(start, MAGIC.length));
        bytes.check(magic, "a NumPy file", "other bytes at its start");
        String version = start[MAGIC.length] + "." + start[MAGIC.length + 1];
        bytes.check(version.matches("[123]\\.0"), "a NumPy file of version 1 to 3", version);
        return start[MAGIC.length];
    }

    private static Object read(String header, Bytes data) {
        Matcher type = TYPE.matcher(header);
        Matcher byColumn = BY_COLUMN.matcher(header);
        Matcher shape = SHAPE.matcher(header);
        boolean known = HEADER.matcher(header).matches() && type.find() && byColumn.find() && shape.find();
        data.check(known, "an array of numbers or objects", header.strip());
        long[] lengths = lengths(data, shape.group(1));
        String code = type.group(2);
        if (code.startsWith("O")) {
            return objects(data, lengths);
        }
        if (lengths.length == 0 && code.matches("[SU]\\d")) {
            return text(code, order(type.group(1)), data);
        }
        NumberType number = NumberType.of(code).orElseThrow(() -> data.error("numbers or objects", "the type " + code));
        return Numbers.filling(
                data, number, order(type.group(1)), lengths, byColumn.group(1).equals("True"));
    }

    /** A single text, such as the kind of a sparse matrix: bytes (S) or four bytes for a letter (U). */
    private static String text(String type, ByteOrder order, Bytes data) {
        byte[] bytes = data.all();
        int width = type.charAt(0) == 'S' ? 1 : Integer.BYTES;
        int length = width * (type.charAt(1) - '0');
        data.check(bytes.length == length, length + " bytes", bytes.length);
        Charset letters = width == 1
                ? StandardCharsets.ISO_8859_1
                : Charset.forName(order == ByteOrder.BIG_ENDIAN ? "UTF-32BE" : "UTF-32LE");
        return new String(bytes, letters).replaceFirst("\0+$", "");
    }

    private static Pickle.Objects objects(Bytes data, long[] shape) {
        Object array = Pickle.read(data);
        boolean fits = array instanceof Pickle.Objects objects && Arrays.equals(objects.shape(), shape);
        data.check(fits, "objects of the shape " + Arrays.toString(shape), array);
        return (Pickle.Objects) array;
    }

    /** The order of a number's bytes by NumPy's sign for it. */
    static ByteOrder order(String sign) {
        return sign.equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }

    private static long[] lengths(Bytes data, String shape) {
        data.check(shape.matches("(\\d{1,10}L?(, ?\\d{1,10}L?)*+,? ?)?"), "a shape", "(" + shape + ")");
        Stream<String> lengths = Arrays.stream(shape.split("[L, ]+")).filter(length -> !length.isEmpty());
        return lengths.mapToLong(Long::parseLong).toArray();
    }

    static String joined(String between, long... shape) {
        return Arrays.stream(shape).mapToObj(Long::toString).collect(Collectors.joining(between));
    }

    /** Writes float32 numbers row by row into a file, which appears whole or not at all. */
    public static void write(Path file, float[] values, long... shape) {
        WholeFile.write(file, out -> {
            out.write(header(file, "<f4", values.length, shape));
            WholeFile.write(out, values);
        });
    }

    /** Writes 64-bit integers row by row into a file, which appears whole or not at all. */
    public static void write(Path file, long[] values, long... shape) {
        WholeFile.write(file, out -> {
            out.write(header(file, "<i8", values.length, shape));
            WholeFile.write(out, values);
        });
    }

    private static byte[] header(Path file, String type, int size, long... shape) {
        String expected = "%s: expected the values of shape %s, received %d";
        require(Numbers.size(shape) == size, expected, file, Arrays.toString(shape), size);
        String header = "{'descr': '%s', 'fortran_order': False, 'shape': (%s%s), }"
                .formatted(type, joined(", ", shape), shape.length == 1 ? "," : "");
        int before = SIZE_AT + Short.BYTES;
        int whole = (before + header.length() + ALIGNMENT) / ALIGNMENT * ALIGNMENT; // and the line's end
        ByteBuffer buffer = ByteBuffer.allocate(whole).order(ByteOrder.LITTLE_ENDIAN);
        buffer.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) (whole - before));
        String padded = header + " ".repeat(whole - before - header.length() - 1) + "\n";
        return buffer.put(padded.getBytes(StandardCharsets.US_ASCII)).array();
    }
}
