package metammf.data.format;

import static metammf.MetaMmfException.require;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A matrix in NumPy's file format: version 1, little endian, row by row, of float16 ({@code <f2}), float32
 * ({@code <f4}) or unsigned 16-bit numbers ({@code <u2}).
 *
 * @param rows number of rows
 * @param columns number of columns
 * @param values row by row; every such number is exact in float32
 */
public record Npy(int rows, int columns, float[] values) {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
    private static final Pattern HEADER = Pattern.compile(
            "\\{'descr': '(<f2|<f4|<u2)', 'fortran_order': False, " + "'shape': \\((\\d{1,9}), (\\d{1,9})\\), \\}\\s*");

    /**
     * Reads a matrix.
     *
     * @param name what to call it in an error
     * @param bytes the whole file
     * @return the matrix
     * @throws metammf.MetaMmfException if it is not such a file, or shorter or longer than its header says
     */
    public static Npy read(String name, byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        require(
                bytes.length >= MAGIC.length + Short.BYTES
                        && buffer.slice(0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC)),
                "%s: expected a NumPy file of version 1",
                name);
        int headerLength = Short.toUnsignedInt(buffer.position(MAGIC.length).getShort());
        require(
                headerLength <= buffer.remaining(),
                "%s: expected a header of %d bytes, received %d",
                name,
                headerLength,
                buffer.remaining());
        String header = new String(bytes, buffer.position(), headerLength, StandardCharsets.ISO_8859_1);
        Matcher matcher = HEADER.matcher(header);
        require(matcher.matches(), "%s: expected a matrix of <f2, <f4 or <u2, received %s", name, header.strip());
        return read(
                name,
                matcher.group(1),
                Integer.parseInt(matcher.group(2)),
                Integer.parseInt(matcher.group(3)),
                buffer.position(buffer.position() + headerLength));
    }

    private static Npy read(String name, String type, int rows, int columns, ByteBuffer data) {
        long size = (long) rows * columns;
        int width = type.equals("<f4") ? Float.BYTES : Short.BYTES;
        require(
                size * width == data.remaining(),
                "%s: expected %d x %d values of %d bytes, received %d bytes",
                name,
                rows,
                columns,
                width,
                data.remaining());
        float[] values = new float[(int) size];
        for (int n = 0; n < values.length; n++) {
            values[n] = switch (type) {
                case "<f2" -> half(data.getShort());
                case "<f4" -> data.getFloat();
                default -> Short.toUnsignedInt(data.getShort());
            };
        }
        return new Npy(rows, columns, values);
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

    @Override
    public String toString() {
        return "Npy(" + rows + " x " + columns + ")";
    }
}
