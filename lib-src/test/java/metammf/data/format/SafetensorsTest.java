package metammf.data.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import metammf.data.format.Safetensors.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsTest {
    private static byte[] file(String header, int dataBytes) {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Long.BYTES + json.length + dataBytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length)
                .put(json)
                .array();
    }

    private static String refusal(byte[] file) {
        String message = Fixtures.refusal(() -> Safetensors.numbers(Bytes.of("x.safetensors", file)));
        assertTrue(message.startsWith("x.safetensors: "), message);
        return message;
    }

    private static String array(String name, String type, String shape, int from, int to) {
        return "\"%s\":{\"dtype\":\"%s\",\"shape\":[%s],\"data_offsets\":[%s,%s]}"
                .formatted(name, type, shape, from, to);
    }

    @Test
    void everyTypeIsReadAsFloat32() {
        Map<String, Tensor> tensors = Safetensors.read(Fixtures.file("types.safetensors"));
        assertEquals(13, tensors.size());
        tensors.forEach((name, tensor) -> {
            assertArrayEquals(new long[] {1, 3}, tensor.shape());
            assertArrayEquals(new float[] {0, 1, name.equals("bool") ? 1 : 2}, tensor.values(), name);
        });
    }

    @Test
    void whatIsWrittenIsReadBitForBit(@TempDir Path folder) {
        Path file = folder.resolve("x.safetensors");
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("影", new Tensor(new long[] {2, 1}, new float[] {-0f, Float.MIN_VALUE}));
        tensors.put("none", new Tensor(new long[] {0, 3}, new float[0]));
        tensors.put("one", new Tensor(new long[0], new float[] {Float.MAX_VALUE}));
        Safetensors.write(tensors, file);
        Map<String, Tensor> read = Safetensors.read(file);
        assertEquals(tensors.keySet(), read.keySet());
        tensors.forEach((name, tensor) ->
                assertArrayEquals(tensor.values(), read.get(name).values()));
        assertArrayEquals(new String[] {"x.safetensors"}, folder.toFile().list());
    }

    @Test
    void aFileThatIsCutAnywhereIsRefused() {
        byte[] whole = Bytes.of(Fixtures.file("types.safetensors")).all();
        for (int length = 0; length < whole.length; length++) {
            refusal(Arrays.copyOf(whole, length));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{",
                "{\"a\":1}",
                "{\"a\":{\"dtype\":\"F4\",\"shape\":[1],\"data_offsets\":[0,4]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1.0],\"data_offsets\":[0,4]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1e9999999],\"data_offsets\":[0,4]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,0]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0]}}",
                "{\"a\":{\"dtype\":\"U8\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,4]}}",
                "{\"a\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]}}",
                "{\"a\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[2,4]}}",
                "{\"a\":{\"dtype\":\"U8\",\"shape\":[99],\"data_offsets\":[0,99999999999999999999]}}"
            })
    void headersThatLieAreRefused(String header) {
        refusal(file(header, 4));
    }

    @Test
    void twoArraysCannotShareBytes() {
        refusal(file("{" + array("a", "F32", "1", 0, 4) + "," + array("b", "F32", "1", 0, 4) + "}", 4));
        refusal(file("{" + array("a", "U8", "3", 0, 3) + "," + array("b", "U8", "2", 2, 4) + "}", 4));
    }

    @Test
    void aHeaderThatIsDeepOrNoTextIsRefused() {
        refusal(file("{\"a\":" + "[".repeat(100_000), 4));
        byte[] file = file("{" + array("a", "F32", "1", 0, 4) + "}", 4);
        file[10] = (byte) 0xff;
        refusal(file);
    }
}
