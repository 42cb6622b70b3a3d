package metammf.data.format;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import metammf.base.MetaMmfException;
import metammf.base.Sha256;

/** A file that appears whole or not at all: it is written beside its place, forced to the disk, and moved. */
public final class WholeFile {
    private static final int PIECE = 1 << 16; // numbers

    private final OutputStream out;

    private WholeFile(OutputStream out) {
        this.out = out;
    }

    /** What goes into a file. */
    @FunctionalInterface
    interface Content {
        void writeTo(WholeFile file) throws IOException;
    }

    /**
     * Writes a file.
     *
     * @param file where to; replaced if it exists
     * @param content all of its bytes
     * @throws metammf.base.MetaMmfException if the file cannot be written
     */
    public static void write(Path file, byte[] content) {
        write(file, out -> out.stream().write(content));
    }

    static void write(Path file, Content content) {
        String writer =
                ProcessHandle.current().pid() + "-" + Thread.currentThread().getId();
        Path temporary = file.resolveSibling(file.getFileName() + "." + writer + ".part");
        try {
            Files.deleteIfExists(temporary);
            Files.createFile(temporary); // says why it cannot be, which a stream does not
            // not a FileChannel, which an interrupt of this thread, as by a stop button, would close
            try (FileOutputStream out = new FileOutputStream(temporary.toFile())) {
                content.writeTo(new WholeFile(out));
                out.getFD().sync();
            }
            Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            throw new MetaMmfException(
                    file + ": cannot be written: no folder "
                            + file.toAbsolutePath().getParent(),
                    e);
        } catch (IOException e) {
            throw new MetaMmfException(file + ": cannot be written: " + MetaMmfException.reason(e), e);
        } finally {
            temporary.toFile().delete(); // is there only if something went wrong
        }
    }

    /** Writes content and behind it the SHA-256 of its bytes. */
    void writeSealed(Content content) throws IOException {
        MessageDigest digest = Sha256.digest();
        content.writeTo(new WholeFile(new DigestOutputStream(out, digest)));
        out.write(digest.digest());
    }

    /** What is written into it goes into the file; nobody but this class closes it. */
    OutputStream stream() {
        return out;
    }

    /** The rest of a buffer on Java's heap. */
    void write(ByteBuffer buffer) throws IOException {
        out.write(buffer.array(), buffer.arrayOffset() + buffer.position(), buffer.remaining());
    }

    void write(float[] values) throws IOException {
        ByteBuffer piece = piece(values.length, Float.BYTES);
        for (int at = 0; at < values.length; at += PIECE) {
            int count = Math.min(PIECE, values.length - at);
            piece.asFloatBuffer().put(values, at, count);
            write(piece.limit(count * Float.BYTES));
            piece.clear();
        }
    }

    void write(long[] values) throws IOException {
        ByteBuffer piece = piece(values.length, Long.BYTES);
        for (int at = 0; at < values.length; at += PIECE) {
            int count = Math.min(PIECE, values.length - at);
            piece.asLongBuffer().put(values, at, count);
            write(piece.limit(count * Long.BYTES));
            piece.clear();
        }
    }

    private static ByteBuffer piece(int numbers, int width) {
        return ByteBuffer.allocate(Math.min(PIECE, numbers) * width).order(ByteOrder.LITTLE_ENDIAN);
    }
}
