package metammf.data.format;

import static metammf.base.MetaMmfException.require;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import metammf.base.MetaMmfException;

/** The bytes of a file or of a part of it, which are read when somebody asks for them. */
public interface Bytes {
    /** {@return the name of the bytes in errors, for example the file's path} */
    String name();

    /** {@return the number of bytes} */
    long length();

    /**
     * The bytes from a position on, one after another. No interrupt closes the stream, as it would a channel: a training
     * that is stopped still reads its checkpoint.
     *
     * @param position of the first byte
     * @return a stream, to be closed
     * @throws IOException if they cannot be read
     */
    InputStream from(long position) throws IOException;

    /**
     * All of them, one after another.
     *
     * @return a stream, to be closed
     * @throws IOException if they cannot be read
     */
    default InputStream stream() throws IOException {
        return from(0);
    }

    /**
     * The bytes of a file. They are read, not mapped: a mapped file that shrinks would end the virtual machine.
     *
     * @param file a file
     * @return its bytes
     * @throws MetaMmfException if there is no such file
     */
    static Bytes of(Path file) {
        require(Files.isRegularFile(file), "%s: expected a file, received none", file);
        try {
            return new BytesOf.AFile(file, Files.size(file));
        } catch (IOException e) {
            throw new MetaMmfException(file + ": cannot be read: " + MetaMmfException.reason(e), e);
        }
    }

    /**
     * Bytes in memory.
     *
     * @param name what to call them in an error
     * @param bytes not to be changed
     * @return the bytes
     */
    static Bytes of(String name, byte[] bytes) {
        return new BytesOf.Memory(name, bytes, 0, bytes.length);
    }

    /**
     * Some of them.
     *
     * @param offset of the first byte
     * @param length how many
     * @return a view
     * @throws MetaMmfException if there are not that many
     */
    default Bytes slice(long offset, long length) {
        require(
                offset >= 0 && length >= 0 && length <= length() - offset,
                "%s: byte %d: expected %d bytes, received %d",
                name(),
                offset,
                length,
                Math.max(0, length() - offset));
        return new BytesOf.Part(name(), this, offset, length);
    }

    /**
     * The same bytes, called otherwise in an error.
     *
     * @param name what to call them
     * @return a view
     */
    default Bytes named(String name) {
        return new BytesOf.Part(name, this, 0, length());
    }

    /**
     * All of them.
     *
     * @return the bytes
     * @throws MetaMmfException if they cannot be read, or are 2 GiB or more
     */
    default byte[] all() {
        require(length() <= Integer.MAX_VALUE - 8, "%s: expected under 2 GiB, received %d bytes", name(), length());
        Heap.require(name(), length());
        try (InputStream stream = stream()) {
            byte[] bytes = stream.readNBytes((int) length());
            require(bytes.length == length(), "%s: expected %d bytes, received %d", name(), length(), bytes.length);
            return bytes;
        } catch (IOException e) {
            throw new MetaMmfException(name() + ": cannot be read: " + MetaMmfException.reason(e), e);
        }
    }
}
