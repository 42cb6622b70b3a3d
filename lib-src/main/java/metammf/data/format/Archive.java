package metammf.data.format;

import static metammf.base.MetaMmfException.require;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import metammf.base.Heap;
import metammf.base.MetaMmfException;

/**
 * The files in a zip archive. Nothing is unpacked to disk; all the same a name that would leave a folder is refused. Of
 * what is compressed (features may well be 200 times smaller, and so is a zip bomb) the files that are read have to fit
 * into the memory that is free, by the sizes that the archive states; a file that is longer than stated is refused.
 */
final class Archive implements AutoCloseable {
    private static final int SMALL = 1 << 20; // bytes: kept in memory; others are read again when somebody asks

    private final Path file;
    private final ZipFile zip;
    private final Map<String, ZipEntry> entries = new LinkedHashMap<>();
    private long unpacked; // bytes of all files that were read

    Archive(Path file) {
        this.file = file;
        try {
            zip = new ZipFile(file.toFile());
        } catch (IOException | IllegalArgumentException e) {
            throw unreadable(e);
        }
        try {
            zip.stream().forEach(this::list);
        } catch (RuntimeException e) {
            close();
            throw e instanceof IllegalArgumentException ? unreadable(e) : e;
        }
    }

    private void list(ZipEntry entry) {
        String name = entry.getName();
        boolean outside = name.startsWith("/")
                || name.contains("\\")
                || name.contains(":")
                || List.of(name.split("/")).contains("..");
        require(!outside, "%s: expected names inside the archive, received %s", file, Pickle.describe(name));
        require(entry.getSize() >= 0, "%s: %s: expected a size, received none", file, name);
        require(entries.put(name, entry) == null, "%s: expected one file %s, received two", file, name);
    }

    /** Names of the files, in the archive's order. */
    Set<String> names() {
        return entries.keySet();
    }

    /** A file's bytes, whose length and checksum are those that the archive says; they outlive this object. */
    Bytes bytes(String name) {
        ZipEntry entry = entries.get(name);
        require(entry != null, "%s: expected a file %s in it, received none", file, name);
        String place = file + ": " + Pickle.describe(name);
        unpacked += entry.getSize();
        Heap.require(place, unpacked);
        if (entry.getSize() > SMALL) {
            verify(place, entry, OutputStream.nullOutputStream());
            return new Bytes(place, entry.getSize(), position -> open(name, position));
        }
        ByteArrayOutputStream content = new ByteArrayOutputStream((int) entry.getSize());
        verify(place, entry, content);
        return Bytes.of(place, content.toByteArray());
    }

    private void verify(String place, ZipEntry entry, OutputStream copy) {
        CRC32 sum = new CRC32();
        long size = entry.getSize();
        byte[] piece = new byte[(int) Math.min(1 << 16, size + 1)];
        long left = size;
        try (InputStream stream = new CheckedInputStream(zip.getInputStream(entry), sum)) {
            for (int count; left >= 0 && (count = stream.read(piece)) > 0; left -= count) {
                copy.write(piece, 0, count);
            }
        } catch (IOException | IllegalArgumentException e) {
            throw unreadable(e);
        }
        require(left == 0, "%s: expected %d bytes, received %s", place, size, left < 0 ? "more" : size - left);
        String message = "%s: expected CRC %08x, received %08x";
        require(sum.getValue() == entry.getCrc(), message, place, entry.getCrc(), sum.getValue());
    }

    private InputStream open(String name, long position) throws IOException {
        ZipFile again = new ZipFile(file.toFile());
        try {
            InputStream stream = again.getInputStream(again.getEntry(name));
            stream.skipNBytes(position);
            return new FilterInputStream(stream) {
                @Override
                public void close() throws IOException {
                    again.close(); // and every stream of it
                }
            };
        } catch (IOException | RuntimeException e) {
            again.close();
            throw e;
        }
    }

    private MetaMmfException unreadable(Exception e) {
        return new MetaMmfException(file + ": expected a zip archive, received a malformed one: " + e.getMessage(), e);
    }

    @Override
    public void close() {
        try {
            zip.close();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }
}
