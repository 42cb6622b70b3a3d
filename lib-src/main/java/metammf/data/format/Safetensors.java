package metammf.data.format;

import static metammf.base.MetaMmfException.require;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import metammf.base.MetaMmfException;

/**
 * Named float32 arrays in a <a href="https://huggingface.co/docs/safetensors">safetensors</a> file: eight bytes with
 * the length of a JSON header, the header, and the arrays' bytes, little endian.
 *
 * <p>A sealed file is such a file with texts in the header's {@code __metadata__} and, as its last array {@code sha256},
 * the SHA-256 of all bytes before it. Other programs read it like any other.
 */
public final class Safetensors {
    private static final int LENGTH_BYTES = Long.BYTES;
    private static final String TEXTS = "__metadata__";
    private static final String SEAL = "sha256";
    private static final int LONGEST_HEADER = 100_000_000; // as in the format's own reader
    private static final int MOST_DIMENSIONS = 64;
    private static final Map<String, NumberType> TYPES = new TreeMap<>(Map.ofEntries(
            Map.entry("\"BOOL\"", NumberType.B1),
            Map.entry("\"I8\"", NumberType.I1),
            Map.entry("\"I16\"", NumberType.I2),
            Map.entry("\"I32\"", NumberType.I4),
            Map.entry("\"I64\"", NumberType.I8),
            Map.entry("\"U8\"", NumberType.U1),
            Map.entry("\"U16\"", NumberType.U2),
            Map.entry("\"U32\"", NumberType.U4),
            Map.entry("\"U64\"", NumberType.U8),
            Map.entry("\"F16\"", NumberType.F2),
            Map.entry("\"BF16\"", NumberType.BF2),
            Map.entry("\"F32\"", NumberType.F4),
            Map.entry("\"F64\"", NumberType.F8)));

    private Safetensors() {}

    /**
     * An array.
     *
     * @param shape its shape
     * @param values its values, row by row
     */
    public record Tensor(long[] shape, float[] values) {
        /** Checks that shape and values fit. */
        public Tensor {
            long size = Arrays.stream(shape).reduce(1, Math::multiplyExact);
            require(
                    size == values.length,
                    "tensor of shape %s: expected %d values, received %d",
                    Arrays.toString(shape),
                    size,
                    values.length);
        }

        private long bytes() {
            return (long) values.length * Float.BYTES;
        }

        @Override
        public String toString() {
            return "Tensor" + Arrays.toString(shape);
        }
    }

    /**
     * What a sealed file holds.
     *
     * @param texts names and texts
     * @param tensors names and arrays
     */
    public record Sealed(Map<String, String> texts, Map<String, Tensor> tensors) {}

    /**
     * Writes arrays; the file appears whole or not at all.
     *
     * @param tensors names and arrays
     * @param file where to; replaced if it exists
     * @throws MetaMmfException if it cannot be written
     */
    public static void write(Map<String, Tensor> tensors, Path file) {
        WholeFile.write(file, out -> writeAll(describe(tensors), tensors, out));
    }

    /**
     * Writes texts and arrays with a checksum of all; the file appears whole or not at all.
     *
     * @param content texts and arrays
     * @param file where to; replaced if it exists
     * @throws MetaMmfException if it cannot be written
     */
    public static void writeSealed(Sealed content, Path file) {
        JsonObject header = describe(content.tensors());
        JsonObject texts = new JsonObject();
        content.texts().forEach(texts::addProperty);
        header.add(TEXTS, texts);
        long end = content.tensors().values().stream().mapToLong(Tensor::bytes).sum();
        header.add(SEAL, describe("U8", end, Seal.BYTES, Seal.BYTES));
        WholeFile.write(file, out -> out.writeSealed(all -> writeAll(header, content.tensors(), all)));
    }

    private static void writeAll(JsonObject header, Map<String, Tensor> tensors, WholeFile out) throws IOException {
        out.write(bytes(header));
        for (Tensor tensor : tensors.values()) {
            out.write(tensor.values());
        }
    }

    private static JsonObject describe(Map<String, Tensor> tensors) {
        JsonObject header = new JsonObject();
        long offset = 0;
        for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
            Tensor tensor = entry.getValue();
            require(!entry.getKey().equals(TEXTS), "safetensors: expected the name of an array, received %s", TEXTS);
            header.add(entry.getKey(), describe("F32", offset, tensor.bytes(), tensor.shape()));
            offset += tensor.bytes();
        }
        return header;
    }

    private static JsonObject describe(String type, long offset, long bytes, long... shape) {
        JsonObject description = new JsonObject();
        description.addProperty("dtype", type);
        description.add("shape", array(shape));
        description.add("data_offsets", array(offset, offset + bytes));
        return description;
    }

    private static ByteBuffer bytes(JsonObject header) {
        byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
        int padded = (json.length + 7) / 8 * 8; // the arrays start at a multiple of eight
        ByteBuffer buffer = ByteBuffer.allocate(LENGTH_BYTES + padded).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putLong(padded).put(json);
        while (buffer.hasRemaining()) {
            buffer.put((byte) ' ');
        }
        return buffer.flip();
    }

    private static JsonArray array(long... values) {
        JsonArray array = new JsonArray();
        Arrays.stream(values).forEach(array::add);
        return array;
    }

    /**
     * Reads arrays as float32; numbers of a wider type are rounded.
     *
     * @param file a safetensors file
     * @return names and arrays, in the order of the header
     * @throws MetaMmfException if the file is missing, truncated or not such a file
     */
    public static Map<String, Tensor> read(Path file) {
        return tensors(numbers(Bytes.of(file)));
    }

    private static Map<String, Tensor> tensors(Map<String, Numbers> arrays) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        arrays.forEach((name, numbers) -> tensors.put(name, new Tensor(numbers.shape(), numbers.floats())));
        return tensors;
    }

    /**
     * Reads a sealed file.
     *
     * @param file a file of {@link #writeSealed}
     * @return texts and arrays
     * @throws MetaMmfException if the file is missing, or its checksum is not that of its bytes
     */
    public static Sealed readSealed(Path file) {
        requireSeal(file);
        Bytes bytes = Bytes.of(file);
        Map<String, Numbers> arrays = numbers(bytes);
        require(arrays.remove(SEAL) != null, "%s: expected a sealed file, received one without %s", file, SEAL);
        return new Sealed(texts(json(header(bytes))), tensors(arrays));
    }

    private static Map<String, String> texts(JsonObject header) {
        Map<String, String> texts = new LinkedHashMap<>();
        if (header.get(TEXTS) instanceof JsonObject all) {
            all.entrySet()
                    .forEach(text -> texts.put(text.getKey(), text.getValue().getAsString()));
        }
        return texts;
    }

    /**
     * Checks a sealed file.
     *
     * @param file a file of {@link #writeSealed}
     * @throws MetaMmfException if the file is missing, or its checksum is not that of its bytes
     */
    public static void requireSeal(Path file) {
        Seal.check(Bytes.of(file));
    }

    /**
     * Reads where arrays lie; nothing is allocated before the header fits the file's length.
     *
     * @param file a whole safetensors file
     * @return names and arrays, in the order of the header
     * @throws MetaMmfException if the file is truncated, not such a file, or has bytes that no array or two arrays claim
     */
    public static Map<String, Numbers> numbers(Bytes file) {
        Bytes header = header(file);
        long start = LENGTH_BYTES + header.length();
        return numbers(json(header), file.slice(start, file.length() - start));
    }

    private static Bytes header(Bytes file) {
        require(
                file.length() >= LENGTH_BYTES,
                "%s: expected a safetensors file, received %d bytes",
                file.name(),
                file.length());
        long length = ByteBuffer.wrap(file.slice(0, LENGTH_BYTES).all())
                .order(ByteOrder.LITTLE_ENDIAN)
                .getLong();
        require(
                length > 0 && length <= Math.min(file.length() - LENGTH_BYTES, LONGEST_HEADER),
                "%s: expected a header within the file's %d bytes, received a header of %d",
                file.name(),
                file.length(),
                length);
        return file.slice(LENGTH_BYTES, length);
    }

    private static JsonObject json(Bytes header) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(header.all()))
                    .toString();
            return new Gson().getAdapter(JsonObject.class).fromJson(text);
        } catch (IOException | JsonParseException | IllegalStateException e) {
            throw new MetaMmfException(header.name() + ": expected a safetensors header, received malformed JSON", e);
        }
    }

    private static Map<String, Numbers> numbers(JsonObject header, Bytes data) {
        require(header != null, "%s: expected a safetensors header, received none", data.name());
        Map<String, Numbers> numbers = new LinkedHashMap<>();
        TreeMap<Long, Long> claimed = new TreeMap<>();
        for (Map.Entry<String, JsonElement> entry : header.entrySet()) {
            if (!entry.getKey().equals(TEXTS)) {
                String where = data.name() + ": " + Pickle.describe(entry.getKey());
                numbers.put(entry.getKey(), numbers(where, entry.getValue(), data, claimed));
            }
        }
        long end = 0;
        for (Map.Entry<Long, Long> part : claimed.entrySet()) {
            require(
                    part.getKey() == end,
                    "%s: byte %d of the arrays: expected the start of an array, received one at %d",
                    data.name(),
                    end,
                    part.getKey());
            end = part.getValue();
        }
        require(end == data.length(), "%s: expected %d bytes of arrays, received %d", data.name(), end, data.length());
        return numbers;
    }

    private static Numbers numbers(String where, JsonElement entry, Bytes data, Map<Long, Long> claimed) {
        require(
                entry instanceof JsonObject object
                        && object.has("dtype")
                        && object.get("shape") instanceof JsonArray
                        && object.get("data_offsets") instanceof JsonArray,
                "%s: expected dtype, shape and data_offsets, received %.200s",
                where,
                entry);
        JsonObject description = entry.getAsJsonObject();
        String type = Pickle.describe(description.get("dtype").toString());
        require(TYPES.containsKey(type), "%s: expected a dtype of %s, received %s", where, TYPES.keySet(), type);
        long[] shape = longs(where, description.getAsJsonArray("shape"));
        long[] offsets = longs(where, description.getAsJsonArray("data_offsets"));
        require(
                offsets.length == 2 && 0 <= offsets[0] && offsets[0] <= offsets[1] && offsets[1] <= data.length(),
                "%s: expected offsets within the file, received %s",
                where,
                Arrays.toString(offsets));
        if (offsets[0] < offsets[1]) {
            Long other = claimed.put(offsets[0], offsets[1]);
            require(other == null, "%s: expected bytes of its own, received those of another array", where);
        }
        Bytes part = data.slice(offsets[0], offsets[1] - offsets[0]);
        return Numbers.filling(part.named(where), TYPES.get(type), ByteOrder.LITTLE_ENDIAN, shape, false);
    }

    private static long[] longs(String where, JsonArray array) {
        require(array.size() <= MOST_DIMENSIONS, "%s: expected up to %d numbers", where, MOST_DIMENSIONS);
        return StreamSupport.stream(array.spliterator(), false)
                .mapToLong(element -> whole(where, element))
                .toArray();
    }

    private static long whole(String where, JsonElement element) {
        String digits = element.toString();
        require(digits.matches("\\d{1,18}"), "%s: expected whole numbers, received %s", where, Pickle.describe(digits));
        return Long.parseLong(digits);
    }
}
