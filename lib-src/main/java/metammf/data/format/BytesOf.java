package metammf.data.format;

import static metammf.base.MetaMmfException.require;

import java.io.ByteArrayInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
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
        public InputStream from(long position) throws IOException {
            InputStream stream = new FileInputStream(file.toFile());
            stream.skipNBytes(position);
            return stream;
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
        public InputStream from(long position) {
            return new ByteArrayInputStream(array, (int) (offset + position), (int) (length - position));
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
        public InputStream from(long position) throws IOException {
            return whole.from(offset + position);
        }
    }
}
