package metammf.data.folder;

import static metammf.base.MetaMmfException.reason;
import static metammf.base.MetaMmfException.require;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.FileLockInterruptionException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import metammf.base.MetaMmfException;
import metammf.base.Sha256;

/**
 * Fetches files once, and uses none whose checksum is not the expected one. What was interrupted goes on where it
 * stopped; a file appears in its folder whole or not at all; of two processes, one fetches and the other waits.
 */
final class Download {
    private static final int ATTEMPTS = 5;
    private static final int PAUSE_MILLIS = 100; // before the second attempt; doubled before each further one
    private static final int CONNECT_MILLIS = 20_000;
    private static final int SILENCE_MILLIS = 30_000; // the longest wait for the next byte
    private static final int BLOCK = 1 << 16;
    private static final long REPORT_NANOS = 1_000_000_000L;

    private final Remote file;
    private final Path target;
    private final Path part; // what is here of the file
    private final Consumer<String> progress;
    private long size; // of the whole file, 0 while only the server knows it

    private Download(Remote file, Path folder, Consumer<String> progress) {
        this.file = file;
        this.size = file.size;
        this.target = folder.resolve(file.name);
        this.part = folder.resolve(file.name + ".part");
        this.progress = progress;
    }

    /**
     * A file elsewhere.
     *
     * @param size in bytes; 0 if only the server knows it
     * @param checksum SHA-256 or, of an optional file, git's object id, hexadecimal
     */
    record Remote(String name, long size, String checksum, URI from) {
        private static final int GIT_DIGITS = 40;

        /** Whether the set works without the file, which may no longer be public. */
        boolean isOptional() {
            return checksum.length() == GIT_DIGITS;
        }

        /** What a file here has in the place of the checksum. */
        String checksum(Path here) {
            MessageDigest digest = Sha256.digest(isOptional() ? "SHA-1" : "SHA-256");
            try (InputStream stream = new DigestInputStream(Files.newInputStream(here), digest)) {
                if (isOptional()) { // git's object: a header, then the file
                    digest.update("blob %s\0".formatted(Files.size(here)).getBytes(StandardCharsets.US_ASCII));
                }
                stream.transferTo(OutputStream.nullOutputStream());
                return HexFormat.of().formatHex(digest.digest());
            } catch (IOException e) {
                throw new MetaMmfException(here + ": cannot be read: " + reason(e), e);
            }
        }
    }

    /** Fetches those files of a set that are not in the folder yet; progress gets a line now and then. */
    static synchronized void fetch(List<Remote> files, Path folder, Consumer<String> progress) {
        Path lockFile = folder.resolveSibling(folder.getFileName() + ".lock");
        try {
            Files.createDirectories(folder);
            try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = lock(channel, folder, progress)) {
                for (Remote file : files) {
                    new Download(file, folder, progress).fetch();
                }
            }
        } catch (FileLockInterruptionException e) {
            throw new MetaMmfException(folder.getFileName() + ": stopped while another process was at it", e);
        } catch (IOException e) {
            throw new MetaMmfException(folder + ": cannot be used as a folder for downloads: " + reason(e), e);
        }
    }

    private static FileLock lock(FileChannel channel, Path folder, Consumer<String> progress) throws IOException {
        FileLock lock = channel.tryLock();
        if (lock == null) {
            progress.accept(folder.getFileName() + ": another process is at it, waiting");
            lock = channel.lock();
        }
        return lock;
    }

    private void fetch() throws IOException {
        if (Files.exists(target) && file.checksum(target).equals(file.checksum)) {
            return;
        }
        size = size == 0 ? lengthOrZero() : size;
        if (size == 0) {
            return;
        }
        boolean resumed = Files.exists(part);
        complete();
        String received = file.checksum(part);
        if (received.equals(file.checksum)) {
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            progress.accept("%s: %s, verified".formatted(file.name, megabytes(size)));
            return;
        }
        Files.delete(part);
        if (resumed) {
            fetch(); // what was there before may be at fault: once more from the start
        } else {
            String kind = file.isOptional() ? "the git object" : "SHA-256";
            refuse("expected %s %s, received %s".formatted(kind, file.checksum, received));
        }
    }

    /** Says that a set goes without a file, or throws if it cannot or if another file of this name is in its place. */
    private void refuse(String reason) {
        String message = file.from + ": " + reason;
        require(file.isOptional() && !Files.exists(target), "%s", message);
        progress.accept(message + "; the set works without it");
    }

    /** The size of a file by its server; 0 if there is none. */
    private long lengthOrZero() {
        try {
            HttpURLConnection connection = open();
            connection.setRequestMethod("HEAD");
            int status = connection.getResponseCode();
            long length = connection.getContentLengthLong();
            if (status == HttpURLConnection.HTTP_OK && length > 0) {
                return length;
            }
            refuse("expected the file, received the status %s%s".formatted(status, through()));
        } catch (IOException e) {
            refuse(reason(e) + through());
        }
        return 0;
    }

    private void complete() {
        IOException last = null;
        for (int attempt = 0; here() != size; attempt++) {
            if (attempt == ATTEMPTS) {
                String here = "%s: %s of %s are here, then: %s%s. A further call goes on from there;"
                        .formatted(file.from, megabytes(here()), megabytes(size), reason(last), through());
                String instead =
                        " without a connection, put the file into %s by other means, it is verified before use."
                                .formatted(target.getParent());
                throw new MetaMmfException(here + instead, last);
            }
            pause(attempt);
            try {
                append();
                last = new IOException("the connection ended early");
            } catch (IOException e) {
                last = e;
            }
        }
    }

    private String through() {
        return proxy().map(proxy -> ", through " + proxy).orElse("");
    }

    private Optional<EnvironmentProxy> proxy() {
        return EnvironmentProxy.of(file.from, System.getenv());
    }

    private void pause(int attempt) {
        try {
            Thread.sleep(attempt == 0 ? 0 : (long) PAUSE_MILLIS << attempt - 1);
        } catch (InterruptedException e) {
            throw stopped();
        }
    }

    private MetaMmfException stopped() {
        return new MetaMmfException(file.name + ": stopped; a further call goes on from there");
    }

    /** One request for the rest of the file. */
    private void append() throws IOException {
        long start = here() < size ? here() : 0; // longer than the file: not its beginning
        HttpURLConnection connection = open();
        try {
            if (start > 0) {
                connection.setRequestProperty("Range", "bytes=" + start + "-");
            }
            boolean rest = continues(connection, start);
            try (InputStream body = connection.getInputStream();
                    OutputStream out = open(rest)) {
                copy(body, out, rest ? start : 0);
            }
        } finally {
            connection.disconnect();
        }
    }

    private HttpURLConnection open() throws IOException {
        Optional<EnvironmentProxy> proxy = proxy();
        HttpURLConnection connection = proxy.isPresent()
                ? proxy.get().open(file.from)
                : (HttpURLConnection) file.from.toURL().openConnection();
        connection.setConnectTimeout(CONNECT_MILLIS);
        connection.setReadTimeout(SILENCE_MILLIS);
        connection.setRequestProperty("Accept-Encoding", "identity");
        return connection;
    }

    /** Whether the answer is the rest of the file, and not all of it. */
    private boolean continues(HttpURLConnection connection, long start) throws IOException {
        int status = connection.getResponseCode();
        String range = connection.getHeaderField("Content-Range");
        if (status == HttpURLConnection.HTTP_PARTIAL && range != null && range.startsWith("bytes " + start + "-")) {
            return true;
        }
        if (status >= 500 || status == 429) {
            throw new IOException("the server answered " + status);
        }
        String of = (range == null ? "" : " with the range " + range) + through();
        String expected = "%s: expected the file, received the status %d%s";
        require(status == HttpURLConnection.HTTP_OK, expected, file.from, status, of);
        return false;
    }

    private OutputStream open(boolean append) {
        try {
            return new FileOutputStream(part.toFile(), append); // an interrupt does not close it, unlike a channel
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private MetaMmfException unwritable(IOException e) {
        return new MetaMmfException(part + ": cannot be written: " + reason(e), e);
    }

    private void copy(InputStream body, OutputStream out, long start) throws IOException {
        byte[] block = new byte[BLOCK];
        long copied = start;
        long reported = System.nanoTime();
        for (int count = body.read(block); count >= 0; count = body.read(block)) {
            copied += count;
            require(copied <= size, "%s: expected %d bytes, received more", file.from, size);
            write(out, block, count);
            if (Thread.interrupted()) {
                throw stopped();
            }
            if (System.nanoTime() - reported > REPORT_NANOS) {
                reported = System.nanoTime();
                progress.accept("%s: %s of %s".formatted(file.name, megabytes(copied), megabytes(size)));
            }
        }
    }

    private void write(OutputStream out, byte[] block, int count) {
        try {
            out.write(block, 0, count);
        } catch (IOException e) {
            throw unwritable(e); // not the connection's fault: no further attempt
        }
    }

    private long here() {
        return part.toFile().length(); // 0 if there is none
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }
}
