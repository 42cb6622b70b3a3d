package metammf.data.format;

import static metammf.base.MetaMmfException.require;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import metammf.base.Heap;
import metammf.base.MetaMmfException;

/**
 * The bytes of a file or of a part of it, which are read when somebody asks for them. They are read, not mapped: a mapped
 * file that shrinks would end the virtual machine.
 *
 * @param name what they are called in an error, for example the file's path
 */
public record Bytes(String name, long length, Source source) {
    /** Opens a stream of the bytes from a position on; a channel would not do, because an interrupt closes it. */
    @FunctionalInterface
    public interface Source {
        /** {@return a stream that the caller closes} */
        InputStream from(long position) throws IOException;
    }

    /** Writes bytes into a file, which is replaced if it exists, and appears whole or not at all. */
    public static void write(Path file, byte[] content) {
        WholeFile.write(file, out -> out.write(content));
    }

    /** {@return the bytes of a file, which is there} */
    public static Bytes of(Path file) {
        require(Files.isRegularFile(file), "%s: expected a file, received none", file);
        try {
            return new Bytes(file.toString(), Files.size(file), position -> {
                InputStream stream = new FileInputStream(file.toFile());
                stream.skipNBytes(position);
                return stream;
            });
        } catch (IOException e) {
            throw unreadable(file.toString(), e);
        }
    }

    /** {@return bytes in memory, which are not to be changed} */
    public static Bytes of(String name, byte[] bytes) {
        return of(name, bytes, 0, bytes.length);
    }

    /** A part of bytes in memory. */
    static Bytes of(String name, byte[] bytes, int offset, int length) {
        Source source = from -> new ByteArrayInputStream(bytes, (int) (offset + from), (int) (length - from));
        return new Bytes(name, length, source);
    }

    /** The error of bytes that are not as expected. */
    MetaMmfException error(String expected, Object received) {
        return new MetaMmfException(name + ": expected " + expected + ", received " + Pickle.describe(received));
    }

    void check(boolean holds, String expected, Object received) {
        if (!holds) {
            throw error(expected, received);
        }
    }

    /** The error of bytes that cannot be read. */
    static MetaMmfException unreadable(String name, IOException error) {
        return new MetaMmfException(name + ": cannot be read: " + MetaMmfException.reason(error), error);
    }

    InputStream stream() throws IOException {
        return source.from(0);
    }

    /** {@return all characters; a decoder of UTF-8 refuses other bytes} */
    public BufferedReader utf8() throws IOException {
        return new BufferedReader(new InputStreamReader(stream(), StandardCharsets.UTF_8.newDecoder()));
    }

    /** A view of some of them, which are there. */
    Bytes slice(long offset, long count) {
        if (offset < 0 || count < 0 || count > length - offset) {
            throw named(name + ": byte " + offset).error(count + " bytes", Math.max(0, length - offset));
        }
        return new Bytes(name, count, position -> source.from(offset + position));
    }

    /** The same bytes, called otherwise in an error. */
    Bytes named(String other) {
        return new Bytes(other, length, source);
    }

    /** {@return all of them, which are under 2 GiB and fit into the memory that is free} */
    public byte[] all() {
        check(length <= Integer.MAX_VALUE - 8, "under 2 GiB", length + " bytes");
        Heap.require(name, length);
        try (InputStream stream = stream()) {
            byte[] bytes = stream.readNBytes((int) length);
            check(bytes.length == length, length + " bytes", bytes.length);
            return bytes;
        } catch (IOException e) {
            throw unreadable(name, e);
        }
    }

    @Override
    public String toString() {
        return name + " (" + length + " bytes)";
    }
}
