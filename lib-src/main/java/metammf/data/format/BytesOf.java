package metammf.data.format;

import static metammf.MetaMmfException.require;

import java.io.ByteArrayInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;

/** The kinds of {@link Bytes}. */
final class BytesOf {
    private BytesOf() {}

    /**
     * A file's bytes.
     *
     * @param file the file
     * @param length of the file when it was looked at
     */
    record AFile(Path file, long length) implements Bytes {
        @Override
        public String name() {
            return file.toString();
        }

        @Override
        public ReadableByteChannel from(long position) throws IOException {
            InputStream stream = new FileInputStream(file.toFile());
            stream.skipNBytes(position);
            return new Uninterrupted(stream, new byte[1 << 16]);
        }
    }

    /** A channel that stays open when its thread is interrupted: a training that is stopped still reads its checkpoint. */
    private record Uninterrupted(InputStream stream, byte[] piece) implements ReadableByteChannel {
        @Override
        public int read(ByteBuffer target) throws IOException {
            int count = stream.read(piece, 0, Math.min(piece.length, target.remaining()));
            target.put(piece, 0, Math.max(0, count));
            return count;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() throws IOException {
            stream.close();
        }
    }

    /**
     * A part of an array.
     *
     * @param name what to call it in an error
     * @param array holds the bytes
     * @param offset of the first one
     * @param length how many
     */
    record Memory(String name, byte[] array, int offset, long length) implements Bytes {
        @Override
        public ReadableByteChannel from(long position) {
            return Channels.newChannel(
                    new ByteArrayInputStream(array, (int) (offset + position), (int) (length - position)));
        }

        @Override
        public Bytes slice(long from, long count) {
            require(
                    from >= 0 && count >= 0 && count <= length - from,
                    "%s: byte %d: expected %d bytes, received %d",
                    name,
                    from,
                    count,
                    Math.max(0, length - from));
            return new Memory(name, array, (int) (offset + from), count);
        }

        @Override
        public String toString() {
            return name + " (" + length + " bytes)";
        }
    }

    /**
     * A part of other bytes.
     *
     * @param name what to call it in an error
     * @param whole the other bytes
     * @param offset of the first one
     * @param length how many
     */
    record Part(String name, Bytes whole, long offset, long length) implements Bytes {
        @Override
        public ReadableByteChannel from(long position) throws IOException {
            return whole.from(offset + position);
        }
    }
}
