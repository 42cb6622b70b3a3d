package metammf.data.format;

import static metammf.MetaMmfException.require;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import metammf.MetaMmfException;

/**
 * The files in a zip archive. Nothing is unpacked to disk; all the same a name that would leave a folder is refused, as
 * is an archive whose files are out of proportion to it (a zip bomb).
 */
final class Archive {
    private static final long ALWAYS_FINE = 16 << 20;
    /** How much larger its files may be: float features rarely get ten times smaller. */
    static final int RATIO = 20;

    private final Path file;
    private final Map<String, Bytes> entries = new LinkedHashMap<>();

    /**
     * Reads the table of contents.
     *
     * @param file the archive
     * @throws MetaMmfException if it is malformed
     */
    Archive(Path file) {
        this.file = file;
        long most = Math.max(ALWAYS_FINE, RATIO * Bytes.of(file).length());
        long total = 0;
        try (ZipFile zip = new ZipFile(file.toFile())) {
            List<? extends ZipEntry> all = zip.stream().toList();
            for (ZipEntry entry : all) {
                String name = entry.getName();
                requireInside(name);
                require(entry.getSize() >= 0, "%s: %s: expected a size, received none", file, name);
                total += Math.min(entry.getSize(), most + 1);
                require(total <= most, "%s: %s: expected under %d bytes in all, received more", file, name, most);
                Bytes bytes = new Entry(file, name, entry.getSize(), entry.getCrc());
                require(entries.put(name, bytes) == null, "%s: expected one file %s, received two", file, name);
            }
        } catch (IOException | IllegalArgumentException e) {
            throw unreadable(file, e);
        }
    }

    private void requireInside(String name) {
        boolean outside = name.startsWith("/")
                || name.contains("\\")
                || name.contains(":")
                || List.of(name.split("/")).contains("..");
        require(!outside, "%s: expected names inside the archive, received %s", file, Pickle.describe(name));
    }

    /** Names of the files, in the archive's order. */
    Iterable<String> names() {
        return entries.keySet();
    }

    boolean has(String name) {
        return entries.containsKey(name);
    }

    /** A file's bytes, whose length and checksum are those that the archive says. */
    Bytes bytes(String name) {
        Bytes bytes = entries.get(name);
        require(bytes != null, "%s: expected a file %s in it, received none", file, name);
        ((Entry) bytes).verify();
        return bytes;
    }

    private static MetaMmfException unreadable(Path file, Exception e) {
        return new MetaMmfException(file + ": expected a zip archive, received a malformed one: " + e.getMessage(), e);
    }

    private record Entry(Path file, String path, long length, long crc) implements Bytes {
        @Override
        public String name() {
            return file + ": " + path;
        }

        void verify() {
            CRC32 sum = new CRC32();
            byte[] piece = new byte[1 << 16];
            long left = length;
            try (InputStream stream = stream()) {
                for (int count; left >= 0 && (count = stream.read(piece)) > 0; left -= count) {
                    sum.update(piece, 0, count);
                }
            } catch (IOException | IllegalArgumentException e) {
                throw unreadable(file, e);
            }
            require(left == 0, "%s: expected %d bytes, received %s", name(), length, left < 0 ? "more" : length - left);
            require(sum.getValue() == crc, "%s: expected CRC %08x, received %08x", name(), crc, sum.getValue());
        }

        @Override
        public ReadableByteChannel from(long position) throws IOException {
            ZipFile zip = new ZipFile(file.toFile());
            try {
                InputStream stream = zip.getInputStream(zip.getEntry(path));
                stream.skipNBytes(position);
                return Channels.newChannel(new FilterInputStream(stream) {
                    @Override
                    public void close() throws IOException {
                        zip.close(); // and every stream of it
                    }
                });
            } catch (IOException | RuntimeException e) {
                zip.close();
                throw e;
            }
        }
    }
}
