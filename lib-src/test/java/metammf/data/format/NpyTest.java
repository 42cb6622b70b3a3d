package metammf.data.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import metammf.MetaMmfException;
import org.junit.jupiter.api.Test;
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

    private static String refusal(byte[] file) {
        String message = assertThrows(MetaMmfException.class, () -> Npy.read("x.npy", file))
                .getMessage();
        assertTrue(message.startsWith("x.npy: expected "), message);
        return message;
    }

    @Test
    void readsFloat32RowByRow() {
        byte[] file = file(header("<f4", "(2, 3)"), 24);
        data(file, 24).asFloatBuffer().put(new float[] {1, -2.5f, 3, 1e-40f, 5, Float.MAX_VALUE});
        Npy matrix = Npy.read("x.npy", file);
        assertEquals("Npy(2 x 3)", matrix.toString());
        assertArrayEquals(new float[] {1, -2.5f, 3, 1e-40f, 5, Float.MAX_VALUE}, matrix.values());
    }

    @Test
    void readsUnsigned16BitNumbers() {
        byte[] file = file(header("<u2", "(1, 3)"), 6);
        data(file, 6).asShortBuffer().put(new short[] {0, (short) 9307, (short) 65535});
        assertArrayEquals(new float[] {0, 9307, 65535}, Npy.read("x.npy", file).values());
    }

    @Test
    void readsFloat16() {
        byte[] file = file(header("<f2", "(2, 2)"), 8);
        data(file, 8).asShortBuffer().put(new short[] {0x3c00, (short) 0xc000, 0x7bff, 0x3555});
        assertArrayEquals(
                new float[] {1, -2, 65504, 0.333251953125f},
                Npy.read("x.npy", file).values());
    }

    @Test
    void everyFloat16HasTheValueOfItsBits() {
        for (int bits = 0; bits < 0x7c00; bits++) { // exponents 0 and 1 share their unit
            double expected = (bits % 1024 + (bits < 1024 ? 0 : 1024)) * Math.pow(2, Math.max(bits / 1024, 1) - 25);
            assertEquals((float) expected, Npy.half((short) bits));
            assertEquals((float) -expected, Npy.half((short) (bits | 0x8000)));
        }
        assertEquals(Float.POSITIVE_INFINITY, Npy.half((short) 0x7c00));
        assertEquals(Float.NEGATIVE_INFINITY, Npy.half((short) 0xfc00));
        assertTrue(Float.isNaN(Npy.half((short) 0x7e00)));
    }

    @Test
    void aMatrixMayHaveNoRows() {
        Npy empty = Npy.read("x.npy", file(header("<u2", "(0, 2)"), 0));
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
    @ValueSource(strings = {"|O", ">f4", "<i8", "<c8", "<U3"})
    void otherTypesAreRefusedByName(String type) {
        assertTrue(refusal(file(header(type, "(1, 1)"), 8)).contains("received {'descr': '" + type));
    }

    @ParameterizedTest
    @ValueSource(strings = {"()", "(4,)", "(1, 2, 2)", "(-1, 4)", "(4, 99999999999)", "(2, 2"})
    void otherShapesAreRefused(String shape) {
        assertTrue(refusal(file(header("<f4", shape), 16)).contains("expected a matrix of"));
    }

    @Test
    void columnByColumnIsRefused() {
        refusal(file(header("<f4", "(2, 2)").replace("False", "True"), 16));
    }

    @Test
    void otherVersionsAndOtherFilesAreRefused() {
        byte[] file = file(header("<f4", "(1, 1)"), 4);
        file[6] = 2;
        assertEquals("x.npy: expected a NumPy file of version 1", refusal(file));
        refusal("PK, not NumPy at all".getBytes(StandardCharsets.US_ASCII));
    }
}
