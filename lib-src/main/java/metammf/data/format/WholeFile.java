package metammf.data.format;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import metammf.MetaMmfException;

/** A file that appears whole or not at all: it is written beside its place, forced to the disk, and moved. */
final class WholeFile {
    private static final int PIECE = 1 << 16; // numbers

    private final FileChannel channel;

    private WholeFile(FileChannel channel) {
        this.channel = channel;
    }

    /** What goes into a file. */
    @FunctionalInterface
    interface Content {
        void writeTo(WholeFile file) throws IOException;
    }

    static void write(Path file, Content content) {
        Path temporary = file.resolveSibling(
                file.getFileName() + "." + ProcessHandle.current().pid() + ".part");
        try {
            try (FileChannel channel = FileChannel.open(
                    temporary,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE)) {
                content.writeTo(new WholeFile(channel));
                channel.force(true);
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

    /** What is written into it goes into the file; closing it has no meaning. */
    OutputStream stream() {
        return Channels.newOutputStream(channel);
    }

    void write(ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
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
