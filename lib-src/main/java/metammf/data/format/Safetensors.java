package metammf.data.format;

import static metammf.MetaMmfException.require;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.StreamSupport;
import metammf.MetaMmfException;

/**
 * Named float32 arrays in a <a href="https://huggingface.co/docs/safetensors">safetensors</a> file: eight bytes with
 * the length of a JSON header, the header, and the arrays' bytes, little endian.
 */
public final class Safetensors {
    private static final int LENGTH_BYTES = Long.BYTES;

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

        @Override
        public String toString() {
            return "Tensor" + Arrays.toString(shape);
        }
    }

    /**
     * Writes arrays; the file appears whole or not at all.
     *
     * @param tensors names and arrays
     * @param file where to; replaced if it exists
     * @throws MetaMmfException if it cannot be written
     */
    public static void write(Map<String, Tensor> tensors, Path file) {
        Path temporary = file.resolveSibling(file.getFileName() + ".part");
        try {
            try (FileChannel channel = FileChannel.open(
                    temporary,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE)) {
                writeFully(channel, header(tensors));
                for (Tensor tensor : tensors.values()) {
                    writeFully(channel, bytes(tensor));
                }
                channel.force(true);
            }
            Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new MetaMmfException(file + ": cannot be written: " + e.getMessage(), e);
        }
    }

    private static ByteBuffer header(Map<String, Tensor> tensors) {
        JsonObject header = new JsonObject();
        long offset = 0;
        for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
            long end = offset + (long) entry.getValue().values().length * Float.BYTES;
            JsonObject description = new JsonObject();
            description.addProperty("dtype", "F32");
            description.add("shape", array(entry.getValue().shape()));
            description.add("data_offsets", array(offset, end));
            header.add(entry.getKey(), description);
            offset = end;
        }
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

    private static ByteBuffer bytes(Tensor tensor) {
        ByteBuffer buffer =
                ByteBuffer.allocate(tensor.values().length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        buffer.asFloatBuffer().put(tensor.values());
        return buffer;
    }

    private static void writeFully(FileChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            channel.write(buffer);
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
            return tensors(file, channel, LENGTH_BYTES + headerLength, new String(json, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new MetaMmfException(file + ": cannot be read: " + e.getMessage(), e);
        } catch (JsonParseException | IllegalStateException | ClassCastException | NumberFormatException e) {
            throw new MetaMmfException(file + ": expected a safetensors header, received malformed JSON", e);
        }
    }

    private static Map<String, Tensor> tensors(Path file, FileChannel channel, long start, String json)
            throws IOException {
        JsonObject header = new Gson().fromJson(json, JsonObject.class);
        require(header != null, "%s: expected a safetensors header, received none", file);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (Map.Entry<String, JsonElement> entry : header.entrySet()) {
            if (!entry.getKey().equals("__metadata__")) {
                String where = file + ": " + entry.getKey();
                tensors.put(
                        entry.getKey(),
                        tensor(where, channel, start, entry.getValue().getAsJsonObject()));
            }
        }
        return tensors;
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
