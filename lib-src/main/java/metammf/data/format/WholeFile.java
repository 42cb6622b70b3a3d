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
final class WholeFile {
    private static final int PIECE = 1 << 16; // numbers

    private WholeFile() {}

    /** What goes into a file; it leaves the stream open. */
    @FunctionalInterface
    interface Content {
        void writeTo(OutputStream out) throws IOException;
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
                content.writeTo(out);
                out.getFD().sync();
            }
            Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            Path folder = file.toAbsolutePath().getParent();
            throw new MetaMmfException(file + ": cannot be written: no folder " + folder, e);
        } catch (IOException e) {
            throw new MetaMmfException(file + ": cannot be written: " + MetaMmfException.reason(e), e);
        } finally {
            temporary.toFile().delete(); // is there only if something went wrong
        }
    }

    /** Content with the SHA-256 of its bytes behind it. */
    static Content sealed(Content content) {
        return out -> {
            MessageDigest digest = Sha256.digest();
            content.writeTo(new DigestOutputStream(out, digest));
            out.write(digest.digest());
        };
    }

    static void write(OutputStream out, float[] values) throws IOException {
        ByteBuffer piece = piece(values.length, Float.BYTES);
        for (int at = 0; at < values.length; at += PIECE) {
            int count = Math.min(PIECE, values.length - at);
            piece.asFloatBuffer().put(values, at, count);
            out.write(piece.array(), 0, count * Float.BYTES);
        }
    }

    static void write(OutputStream out, long[] values) throws IOException {
        ByteBuffer piece = piece(values.length, Long.BYTES);
        for (int at = 0; at < values.length; at += PIECE) {
            int count = Math.min(PIECE, values.length - at);
            piece.asLongBuffer().put(values, at, count);
            out.write(piece.array(), 0, count * Long.BYTES);
        }
    }

    private static ByteBuffer piece(int numbers, int width) {
        return ByteBuffer.allocate(Math.min(PIECE, numbers) * width).order(ByteOrder.LITTLE_ENDIAN);
    }
}
