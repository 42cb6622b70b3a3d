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
import java.security.DigestInputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import metammf.base.MetaMmfException;
import metammf.base.Sha256;

/**
 * Named float32 arrays in a <a href="https://huggingface.co/docs/safetensors">safetensors</a> file: eight bytes with
 * the length of a JSON header, the header, and the arrays' bytes, little endian.
 *
 * <p>A sealed file is such a file with texts in the header's {@code __metadata__} and, as its last array {@code sha256},
 * the SHA-256 of all bytes before it. Other programs read it like any other.
 */
public final class Safetensors {
    private static final String TEXTS = "__metadata__";
    private static final String SEAL = "sha256";
    private static final int SEAL_BYTES = 32;
    private static final int LONGEST_HEADER = 100_000_000; // as in the format's own reader
    private static final int PIECE = 1 << 16; // bytes
    private static final int MOST_DIMENSIONS = 64;

    private static final Gson GSON = new Gson();

    private Safetensors() {}

    /** An array, row by row. */
    public record Tensor(long[] shape, float[] values) {
        /** Checks that shape and values fit. */
        public Tensor {
            long size = Arrays.stream(shape).reduce(1, Math::multiplyExact);
            String message = "tensor of shape %s: expected %d values, received %d";
            require(size == values.length, message, Arrays.toString(shape), size, values.length);
        }

        private long bytes() {
            return (long) values.length * Float.BYTES;
        }

        @Override
        public String toString() {
            return "Tensor" + Arrays.toString(shape);
        }
    }

    /** The texts and arrays of a sealed file by their names. */
    public record Sealed(Map<String, String> texts, Map<String, Tensor> tensors) {}

    /** Writes arrays by their names; the file appears whole or not at all. */
    public static void write(Map<String, Tensor> tensors, Path file) {
        WholeFile.write(file, content(header(tensors), tensors));
    }

    /** Writes texts and arrays with a checksum of all; the file appears whole or not at all. */
    public static void writeSealed(Sealed content, Path file) {
        JsonObject header = header(content.tensors());
        JsonObject texts = new JsonObject();
        content.texts().forEach(texts::addProperty);
        header.add(TEXTS, texts);
        long end = content.tensors().values().stream().mapToLong(Tensor::bytes).sum();
        header.add(SEAL, GSON.toJsonTree(new Entry("U8", new long[] {SEAL_BYTES}, new long[] {end, end + SEAL_BYTES})));
        WholeFile.write(file, WholeFile.sealed(content(header, content.tensors())));
    }

    private static WholeFile.Content content(JsonObject header, Map<String, Tensor> tensors) {
        byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
        int padded = (json.length + 7) / 8 * 8; // the arrays start at a multiple of eight
        ByteBuffer start = ByteBuffer.allocate(Long.BYTES + padded).order(ByteOrder.LITTLE_ENDIAN);
        start.putLong(padded).put(json);
        Arrays.fill(start.array(), start.position(), start.capacity(), (byte) ' ');
        return out -> {
            out.write(start.array());
            for (Tensor tensor : tensors.values()) {
                WholeFile.write(out, tensor.values());
            }
        };
    }

    private static JsonObject header(Map<String, Tensor> tensors) {
        JsonObject header = new JsonObject();
        long offset = 0;
        for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
            Tensor tensor = entry.getValue();
            require(!entry.getKey().equals(TEXTS), "safetensors: expected the name of an array, received %s", TEXTS);
            long end = offset + tensor.bytes();
            header.add(entry.getKey(), GSON.toJsonTree(new Entry("F32", tensor.shape(), new long[] {offset, end})));
            offset = end;
        }
        return header;
    }

    /** What the header says of an array. */
    private record Entry(String dtype, long[] shape, long[] data_offsets) {}

    /** {@return arrays as float32 by their names, in the order of the header; numbers of a wider type are rounded} */
    public static Map<String, Tensor> read(Path file) {
        return tensors(numbers(Bytes.of(file)));
    }

    private static Map<String, Tensor> tensors(Map<String, Numbers> arrays) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        arrays.forEach((name, numbers) -> tensors.put(name, new Tensor(numbers.shape(), numbers.floats())));
        return tensors;
    }

    /** {@return the content of a file of {@link #writeSealed}, which is as it was written} */
    public static Sealed readSealed(Path file) {
        requireSeal(file);
        Bytes bytes = Bytes.of(file);
        Map<String, Numbers> arrays = numbers(bytes);
        require(arrays.remove(SEAL) != null, "%s: expected a sealed file, received one without %s", file, SEAL);
        Map<String, String> texts = new LinkedHashMap<>();
        if (json(header(bytes)).get(TEXTS) instanceof JsonObject all) {
            for (Map.Entry<String, JsonElement> text : all.entrySet()) { // asMap() is newer than the kernel's Gson
                texts.put(text.getKey(), text.getValue().getAsString());
            }
        }
        return new Sealed(texts, tensors(arrays));
    }

    /** Refuses a file whose last bytes are not the SHA-256 of all before them. */
    public static void requireSeal(Path file) {
        Bytes bytes = Bytes.of(file);
        byte[] piece = new byte[PIECE];
        HexFormat hex = HexFormat.of();
        try (DigestInputStream in = new DigestInputStream(bytes.stream(), Sha256.digest())) {
            for (long left = bytes.length() - SEAL_BYTES; left > 0; left -= PIECE) {
                in.readNBytes(piece, 0, (int) Math.min(left, PIECE));
            }
            String expected = hex.formatHex(in.getMessageDigest().digest());
            String received = hex.formatHex(in.readNBytes(SEAL_BYTES));
            require(expected.equals(received), "%s: expected the checksum %s, received %s", file, expected, received);
        } catch (IOException e) {
            throw Bytes.unreadable(bytes.name(), e);
        }
    }

    /** {@return where arrays lie, by their names in the order of the header; every byte belongs to one of them} */
    public static Map<String, Numbers> numbers(Bytes file) {
        Bytes header = header(file);
        long start = Long.BYTES + header.length();
        return numbers(json(header), file.slice(start, file.length() - start));
    }

    private static Bytes header(Bytes file) {
        file.check(file.length() >= Long.BYTES, "a safetensors file", file.length() + " bytes");
        long length = ByteBuffer.wrap(file.slice(0, Long.BYTES).all())
                .order(ByteOrder.LITTLE_ENDIAN)
                .getLong();
        boolean fits = length > 0 && length <= Math.min(file.length() - Long.BYTES, LONGEST_HEADER);
        file.check(fits, "a header within the file's " + file.length() + " bytes", "a header of " + length);
        return file.slice(Long.BYTES, length);
    }

    private static JsonObject json(Bytes header) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(header.all()))
                    .toString();
            JsonObject json = GSON.getAdapter(JsonObject.class).fromJson(text);
            header.check(json != null, "a safetensors header", "none");
            return json;
        } catch (IOException | JsonParseException | IllegalStateException e) {
            throw new MetaMmfException(header.name() + ": expected a safetensors header, received malformed JSON", e);
        }
    }

    private static Map<String, Numbers> numbers(JsonObject header, Bytes data) {
        Map<String, Numbers> numbers = new LinkedHashMap<>();
        TreeMap<Long, Long> claimed = new TreeMap<>();
        for (Map.Entry<String, JsonElement> entry : header.entrySet()) {
            if (!entry.getKey().equals(TEXTS)) {
                Bytes named = data.named(data.name() + ": " + Pickle.describe(entry.getKey()));
                numbers.put(entry.getKey(), numbers(entry.getValue(), named, claimed));
            }
        }
        long end = 0;
        for (Map.Entry<Long, Long> part : claimed.entrySet()) {
            data.check(part.getKey() == end, "an array that starts at byte " + end, "one at " + part.getKey());
            end = part.getValue();
        }
        data.check(end == data.length(), end + " bytes of arrays", data.length());
        return numbers;
    }

    private static Numbers numbers(JsonElement element, Bytes data, Map<Long, Long> claimed) {
        JsonObject entry = element instanceof JsonObject object ? object : new JsonObject();
        boolean lists = entry.get("shape") instanceof JsonArray && entry.get("data_offsets") instanceof JsonArray;
        data.check(lists && entry.has("dtype"), "dtype, shape and data_offsets", element.toString());
        String code = Pickle.describe(entry.get("dtype").toString());
        NumberType type = NumberType.of(known -> '"' + known.safetensors + '"', code)
                .orElseThrow(() -> data.error("the dtype of numbers", code));
        long[] shape = longs(data, entry.getAsJsonArray("shape"));
        long[] offsets = longs(data, entry.getAsJsonArray("data_offsets"));
        boolean within = offsets.length == 2 && offsets[0] <= offsets[1] && offsets[1] <= data.length();
        data.check(within, "offsets within the file", Arrays.toString(offsets));
        if (offsets[0] < offsets[1]) {
            Long other = claimed.put(offsets[0], offsets[1]);
            data.check(other == null, "bytes of its own", "those of another array");
        }
        Bytes part = data.slice(offsets[0], offsets[1] - offsets[0]);
        return Numbers.filling(part, type, ByteOrder.LITTLE_ENDIAN, shape, false);
    }

    private static long[] longs(Bytes data, JsonArray array) {
        data.check(array.size() <= MOST_DIMENSIONS, "up to " + MOST_DIMENSIONS + " numbers", array.size());
        long[] values = new long[array.size()];
        for (int n = 0; n < values.length; n++) {
            String digits = array.get(n).toString();
            data.check(digits.matches("\\d{1,18}"), "whole numbers", digits);
            values[n] = Long.parseLong(digits);
        }
        return values;
    }
}
