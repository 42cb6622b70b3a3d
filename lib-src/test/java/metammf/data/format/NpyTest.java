package metammf.data.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import metammf.base.MetaMmfException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NpyTest {
    private static byte[] file(String header, int dataBytes) {
        ByteBuffer file = ByteBuffer.allocate(10 + header.length() + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
        file.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0}).putShort((short) header.length());
        return file.put(header.getBytes(StandardCharsets.ISO_8859_1)).array();
    }

    private static String header(String type, String shape) {
        return "{'descr': '" + type + "', 'fortran_order': False, 'shape': " + shape + ", }   \n";
    }

    private static ByteBuffer data(byte[] file, int bytes) {
        return ByteBuffer.wrap(file, file.length - bytes, bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static Numbers read(byte[] file) {
        return Npy.numbers(Bytes.of("x.npy", file));
    }

    private static String refusal(byte[] file) {
        String message = assertThrows(MetaMmfException.class, () -> read(file)).getMessage();
        assertTrue(message.startsWith("x.npy: expected "), message);
        return message;
    }

    @Test
    void readsFloat32RowByRow() {
        byte[] file = file(header("<f4", "(2, 3)"), 24);
        data(file, 24).asFloatBuffer().put(new float[] {1, -2.5f, 3, 1e-40f, 5, Float.MAX_VALUE});
        Numbers matrix = read(file);
        assertEquals("F4[2, 3] in x.npy", matrix.toString());
        assertArrayEquals(new float[] {1, -2.5f, 3, 1e-40f, 5, Float.MAX_VALUE}, matrix.floats());
    }

    @Test
    void readsUnsigned16BitNumbers() {
        byte[] file = file(header("<u2", "(1, 3)"), 6);
        data(file, 6).asShortBuffer().put(new short[] {0, (short) 9307, (short) 65535});
        assertArrayEquals(new float[] {0, 9307, 65535}, read(file).floats());
    }

    @Test
    void readsFloat16() {
        byte[] file = file(header("<f2", "(2, 2)"), 8);
        data(file, 8).asShortBuffer().put(new short[] {0x3c00, (short) 0xc000, 0x7bff, 0x3555});
        assertArrayEquals(
                new float[] {1, -2, 65504, 0.333251953125f}, read(file).floats());
    }

    @Test
    void everyFloat16HasTheValueOfItsBits() {
        for (int bits = 0; bits < 0x7c00; bits++) { // exponents 0 and 1 share their unit
            double expected = (bits % 1024 + (bits < 1024 ? 0 : 1024)) * Math.pow(2, Math.max(bits / 1024, 1) - 25);
            assertEquals((float) expected, NumberType.half((short) bits));
            assertEquals((float) -expected, NumberType.half((short) (bits | 0x8000)));
        }
        assertEquals(Float.POSITIVE_INFINITY, NumberType.half((short) 0x7c00));
        assertEquals(Float.NEGATIVE_INFINITY, NumberType.half((short) 0xfc00));
        assertTrue(Float.isNaN(NumberType.half((short) 0x7e00)));
    }

    @Test
    void aMatrixMayHaveNoRows() {
        Numbers empty = read(file(header("<u2", "(0, 2)"), 0));
        assertEquals(0, empty.rows());
        assertEquals(2, empty.columns());
    }

    @Test
    void aFileThatIsCutAnywhereIsRefused() {
        byte[] file = file(header("<f4", "(2, 3)"), 24);
        for (int length = 0; length < file.length; length++) {
            refusal(Arrays.copyOf(file, length));
        }
    }

    @Test
    void aFileThatIsTooLongIsRefused() {
        assertEquals(
                "x.npy: expected 2 x 3 values of 4 bytes, received 25 bytes",
                refusal(file(header("<f4", "(2, 3)"), 25)));
    }

    @Test
    void aHugeShapeIsRefusedBeforeMemoryIsAskedFor() {
        assertEquals(
                "x.npy: expected 999999999 x 999999999 values of 4 bytes, received 4 bytes",
                refusal(file(header("<f4", "(999999999, 999999999)"), 4)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"<c8", "<U3", "|S1", "<M8", "<f3"})
    void otherTypesAreRefusedByName(String type) {
        assertTrue(refusal(file(header(type, "(1, 1)"), 8)).contains("received the type " + type.substring(1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"(-1, 4)", "(4, 99999999999)", "(2, 2", "[4]", "(2 2)", "(,)"})
    void otherShapesAreRefused(String shape) {
        refusal(file(header("<f4", shape), 16));
    }

    @Test
    void otherVersionsAndOtherFilesAreRefused() {
        byte[] file = file(header("<f4", "(1, 1)"), 4);
        file[6] = 4;
        assertEquals("x.npy: expected a NumPy file of version 1 to 3, received 4.0", refusal(file));
        refusal("PK, not NumPy at all".getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void idsWithAFractionAreRefused() {
        byte[] file = file(header("<f4", "(2,)"), 8);
        data(file, 8).asFloatBuffer().put(new float[] {3, 2.5f});
        assertEquals(
                "x.npy: number 1: expected a whole number, received 2.5",
                assertThrows(MetaMmfException.class, () -> read(file).longs()).getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"numbers.npz", "numbers-compressed.npz"})
    void everyTypeOrderAndDimensionOfNumPy(String archive) {
        Map<String, Object> arrays = Npy.archive(Fixtures.file(archive));
        assertEquals(12 * 2 * 2 * 4, arrays.size());
        arrays.forEach((name, array) -> {
            Numbers numbers = (Numbers) array;
            boolean truth = name.startsWith("b1");
            long[] expected = LongStream.range(0, numbers.size())
                    .map(n -> truth ? Math.min(n, 1) : n)
                    .toArray();
            assertArrayEquals(expected, numbers.longs(), name);
            float[] floats = numbers.floats();
            assertTrue(IntStream.range(0, floats.length).allMatch(n -> floats[n] == expected[n]), name);
            assertEquals(name.charAt(name.length() - 1) - '0', numbers.shape().length);
        });
    }

    @Test
    void everyVersionOfTheFormat() {
        Map<String, Object> arrays = Npy.archive(Fixtures.file("versions.npz"));
        assertEquals(3, arrays.size());
        arrays.values().forEach(array -> assertArrayEquals(new float[] {0, 1, 2, 3, 4, 5}, ((Numbers) array).floats()));
    }

    @Test
    void whatIsWrittenIsReadBitForBit(@TempDir Path folder) {
        Path file = folder.resolve("x.npy");
        float[] floats = {0, -0f, 1.5f, Float.NaN, Float.MIN_VALUE, Float.NEGATIVE_INFINITY};
        Npy.write(file, floats, 2, 3);
        assertArrayEquals(floats, ((Numbers) Npy.read(file)).floats());
        long[] longs = {Long.MIN_VALUE, -1, 0, Long.MAX_VALUE};
        Npy.write(file, longs, 4);
        assertArrayEquals(longs, ((Numbers) Npy.read(file)).longs());
        assertArrayEquals(new String[] {"x.npy"}, folder.toFile().list());
    }

    @Test
    void aFolderThatIsNotThereIsNamed(@TempDir Path folder) {
        Path file = folder.resolve("none").resolve("x.npy");
        MetaMmfException error = assertThrows(MetaMmfException.class, () -> Npy.write(file, new float[1], 1));
        assertTrue(error.getMessage().startsWith(file + ": cannot be written: "), error.getMessage());
    }
}
