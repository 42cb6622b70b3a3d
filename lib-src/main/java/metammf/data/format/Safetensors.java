package metammf.data.format;

import static metammf.MetaMmfException.require;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.StreamSupport;
import metammf.MetaMmfException;

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
    private static final int SEAL_BYTES = 32;

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

    /** Fills a file. */
    private interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Writes arrays; the file appears whole or not at all.
     *
     * @param tensors names and arrays
     * @param file where to; replaced if it exists
     * @throws MetaMmfException if it cannot be written
     */
    public static void write(Map<String, Tensor> tensors, Path file) {
        write(file, out -> writeAll(header(describe(tensors)), tensors, out));
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
        header.add(SEAL, describe("U8", end, SEAL_BYTES, SEAL_BYTES));
        write(file, out -> {
            DigestOutputStream digested = new DigestOutputStream(out, sha256());
            writeAll(header(header), content.tensors(), digested);
            out.write(digested.getMessageDigest().digest());
        });
    }

    private static void write(Path file, Content content) {
        Path temporary = file.resolveSibling(file.getFileName() + ".part");
        try {
            // not a FileChannel, which an interrupt of this thread would close
            try (FileOutputStream out = new FileOutputStream(temporary.toFile())) {
                content.writeTo(out);
                out.getFD().sync();
            }
            Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            temporary.toFile().delete();
            throw new MetaMmfException(file + ": cannot be written: " + e.getMessage(), e);
        }
    }

    private static void writeAll(byte[] header, Map<String, Tensor> tensors, OutputStream out) throws IOException {
        out.write(header);
        for (Tensor tensor : tensors.values()) {
            out.write(bytes(tensor));
        }
    }

    private static JsonObject describe(Map<String, Tensor> tensors) {
        JsonObject header = new JsonObject();
        long offset = 0;
        for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
            Tensor tensor = entry.getValue();
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

    private static byte[] header(JsonObject description) {
        byte[] json = description.toString().getBytes(StandardCharsets.UTF_8);
        int padded = (json.length + 7) / 8 * 8; // the arrays start at a multiple of eight
        ByteBuffer buffer = ByteBuffer.allocate(LENGTH_BYTES + padded).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putLong(padded).put(json);
        while (buffer.hasRemaining()) {
            buffer.put((byte) ' ');
        }
        return buffer.array();
    }

    private static JsonArray array(long... values) {
        JsonArray array = new JsonArray();
        Arrays.stream(values).forEach(array::add);
        return array;
    }

    private static byte[] bytes(Tensor tensor) {
        ByteBuffer buffer = ByteBuffer.allocate((int) tensor.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        buffer.asFloatBuffer().put(tensor.values());
        return buffer.array();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /**
     * Reads arrays.
     *
     * @param file a safetensors file of float32 arrays
     * @return names and arrays, in the order of the header
     * @throws MetaMmfException if the file is missing, truncated or not such a file; nothing is allocated before its
     *     header fits its length
     */
    public static Map<String, Tensor> read(Path file) {
        return readChecked(file, false).tensors();
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
        return readChecked(file, true);
    }

    /**
     * Checks a sealed file.
     *
     * @param file a file of {@link #writeSealed}
     * @throws MetaMmfException if the file is missing, or its checksum is not that of its bytes
     */
    public static void requireSeal(Path file) {
        try (InputStream in = new FileInputStream(file.toFile())) {
            byte[] expected = digest(in, Math.max(0, Files.size(file) - SEAL_BYTES));
            byte[] received = in.readAllBytes();
            require(
                    Arrays.equals(expected, received),
                    "%s: expected the checksum %s, received %s",
                    file,
                    HexFormat.of().formatHex(expected),
                    HexFormat.of().formatHex(received));
        } catch (IOException e) {
            throw new MetaMmfException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private static byte[] digest(InputStream in, long bytes) throws IOException {
        MessageDigest digest = sha256();
        byte[] chunk = new byte[1 << 16];
        for (long left = bytes; left > 0; ) {
            int count = in.read(chunk, 0, (int) Math.min(left, chunk.length));
            if (count < 0) {
                throw new IOException("the file became shorter");
            }
            digest.update(chunk, 0, count);
            left -= count;
        }
        return digest.digest();
    }

    private static Sealed readChecked(Path file, boolean sealed) {
        try (FileChannel channel = FileChannel.open(file)) {
            long length = channel.size();
            require(length >= LENGTH_BYTES, "%s: expected a safetensors file, received %d bytes", file, length);
            long headerLength = read(channel, 0, LENGTH_BYTES).getLong();
            require(
                    headerLength > 0 && headerLength <= Math.min(length - LENGTH_BYTES, 100_000_000),
                    "%s: expected a header within the file's %d bytes, received a header of %d",
                    file,
                    length,
                    headerLength);
            byte[] json = read(channel, LENGTH_BYTES, (int) headerLength).array();
            JsonObject header = new Gson().fromJson(new String(json, StandardCharsets.UTF_8), JsonObject.class);
            require(header != null, "%s: expected a safetensors header, received none", file);
            if (sealed) {
                header.remove(SEAL);
            }
            return content(file, channel, LENGTH_BYTES + headerLength, header);
        } catch (IOException e) {
            throw new MetaMmfException(file + ": cannot be read: " + e.getMessage(), e);
        } catch (JsonParseException | IllegalStateException | ClassCastException | NumberFormatException e) {
            throw new MetaMmfException(file + ": expected a safetensors header, received malformed JSON", e);
        }
    }

    private static Sealed content(Path file, FileChannel channel, long start, JsonObject header) throws IOException {
        Sealed content = new Sealed(new LinkedHashMap<>(), new LinkedHashMap<>());
        for (Map.Entry<String, JsonElement> entry : header.entrySet()) {
            JsonObject value = entry.getValue().getAsJsonObject();
            if (entry.getKey().equals(TEXTS)) {
                value.entrySet().forEach(text -> content.texts()
                        .put(text.getKey(), text.getValue().getAsString()));
            } else {
                String where = file + ": " + entry.getKey();
                content.tensors().put(entry.getKey(), tensor(where, channel, start, value));
            }
        }
        return content;
    }

    private static Tensor tensor(String where, FileChannel channel, long start, JsonObject description)
            throws IOException {
        require(
                description.has("dtype") && description.has("shape") && description.has("data_offsets"),
                "%s: expected dtype, shape and data_offsets, received %s",
                where,
                description.keySet());
        String type = description.get("dtype").getAsString();
        require(type.equals("F32"), "%s: expected dtype F32, received %s", where, type);
        long[] shape = longs(description.getAsJsonArray("shape"));
        long[] offsets = longs(description.getAsJsonArray("data_offsets"));
        require(
                offsets.length == 2
                        && 0 <= offsets[0]
                        && offsets[0] <= offsets[1]
                        && offsets[1] <= channel.size() - start,
                "%s: expected offsets within the file, received %s",
                where,
                Arrays.toString(offsets));
        long bytes = offsets[1] - offsets[0];
        require(
                bytes == size(shape) * Float.BYTES && bytes <= Integer.MAX_VALUE - 8,
                "%s: expected the bytes of shape %s, received %d",
                where,
                Arrays.toString(shape),
                bytes);
        float[] values = new float[(int) (bytes / Float.BYTES)];
        read(channel, start + offsets[0], (int) bytes).asFloatBuffer().get(values);
        return new Tensor(shape, values);
    }

    private static long[] longs(JsonArray array) {
        return StreamSupport.stream(array.spliterator(), false)
                .mapToLong(JsonElement::getAsLong)
                .toArray();
    }

    /** The product of a shape, or a negative number where it is none. */
    private static long size(long[] shape) {
        double size = Arrays.stream(shape).asDoubleStream().reduce(1, (a, b) -> b < 0 ? Double.NaN : a * b);
        return size <= Integer.MAX_VALUE ? (long) size : -1;
    }

    private static ByteBuffer read(FileChannel channel, long position, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            int count = channel.read(buffer, position + buffer.position());
            if (count < 0) {
                throw new IOException("the file ended at byte " + (position + buffer.position()));
            }
        }
        return buffer.flip();
    }
}
