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
import java.security.NoSuchAlgorithmException;
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

    private final Path folder;
    private final Consumer<String> progress;

    private Download(Path folder, Consumer<String> progress) {
        this.folder = folder;
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

        private Remote ofSize(long bytes) {
            return new Remote(name, bytes, checksum, from);
        }

        /** What the file here has in the place of the checksum. */
        private String checksum(Path file) throws IOException {
            MessageDigest digest = Sha256.digest();
            if (isOptional()) {
                digest = gitDigest();
                digest.update("blob %s\0".formatted(Files.size(file)).getBytes(StandardCharsets.US_ASCII));
            }
            try (InputStream stream = new DigestInputStream(Files.newInputStream(file), digest)) {
                stream.transferTo(OutputStream.nullOutputStream());
            }
            return HexFormat.of().formatHex(digest.digest());
        }

        private static MessageDigest gitDigest() {
            try {
                return MessageDigest.getInstance("SHA-1");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java has SHA-1", e);
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
                    new Download(folder, progress).fetch(file);
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

    private void fetch(Remote file) throws IOException {
        Path target = folder.resolve(file.name);
        if (Files.exists(target) && file.checksum(target).equals(file.checksum)) {
            return;
        }
        if (file.size == 0) {
            long size = length(file);
            if (size > 0) {
                fetch(file.ofSize(size));
            }
            return;
        }
        Path part = folder.resolve(file.name + ".part");
        boolean resumed = Files.exists(part);
        complete(file, part);
        String received = file.checksum(part);
        if (!received.equals(file.checksum)) {
            Files.delete(part);
            if (resumed) {
                fetch(file); // what was there before may be at fault: once more from the start
            } else {
                String kind = file.isOptional() ? "the git object" : "SHA-256";
                refuse(file, "expected %s %s, received %s".formatted(kind, file.checksum, received));
            }
            return;
        }
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        progress.accept("%s: %s, verified".formatted(file.name, megabytes(file.size)));
    }

    /** Says that a set goes without a file, or throws if it cannot or if another file of this name is in its place. */
    private void refuse(Remote file, String reason) {
        String message = file.from + ": " + reason;
        require(file.isOptional() && !Files.exists(folder.resolve(file.name)), "%s", message);
        progress.accept(message + "; the set works without it");
    }

    /** The size of a file by its server; 0 if there is none. */
    private long length(Remote file) {
        try {
            HttpURLConnection connection = open(file.from);
            connection.setConnectTimeout(CONNECT_MILLIS);
            connection.setReadTimeout(SILENCE_MILLIS);
            connection.setRequestProperty("Accept-Encoding", "identity");
            connection.setRequestMethod("HEAD");
            int status = connection.getResponseCode();
            long size = connection.getContentLengthLong();
            if (status == HttpURLConnection.HTTP_OK && size > 0) {
                return size;
            }
            refuse(file, "expected the file, received the status %s%s".formatted(status, through(file.from)));
        } catch (IOException e) {
            refuse(file, reason(e) + through(file.from));
        }
        return 0;
    }

    private void complete(Remote file, Path part) {
        IOException last = null;
        for (int attempt = 0; size(part) != file.size; attempt++) {
            if (attempt == ATTEMPTS) {
                throw incomplete(file, size(part), last);
            }
            pause(attempt, file);
            try {
                append(file, part);
                last = new IOException("the connection ended early");
            } catch (IOException e) {
                last = e;
            }
        }
    }

    private MetaMmfException incomplete(Remote file, long size, IOException last) {
        String message = "%s: %s of %s are here, then: %s%s. A further call goes on from there; without a connection, "
                + "put the file into %s by other means, it is verified before it is used.";
        return new MetaMmfException(
                String.format(
                        Locale.ROOT,
                        message,
                        file.from,
                        megabytes(size),
                        megabytes(file.size),
                        reason(last),
                        through(file.from),
                        folder),
                last);
    }

    private static String through(URI address) {
        return proxy(address).map(proxy -> ", through " + proxy).orElse("");
    }

    private static void pause(int attempt, Remote file) {
        try {
            Thread.sleep(attempt == 0 ? 0 : (long) PAUSE_MILLIS << attempt - 1);
        } catch (InterruptedException e) {
            throw stopped(file);
        }
    }

    private static MetaMmfException stopped(Remote file) {
        return new MetaMmfException(file.name + ": stopped; a further call goes on from there");
    }

    /** One request for the rest of a file. */
    private void append(Remote file, Path part) throws IOException {
        long start = size(part) < file.size ? size(part) : 0; // longer than the file: not its beginning
        HttpURLConnection connection = open(file.from);
        try {
            connection.setConnectTimeout(CONNECT_MILLIS);
            connection.setReadTimeout(SILENCE_MILLIS);
            connection.setRequestProperty("Accept-Encoding", "identity");
            if (start > 0) {
                connection.setRequestProperty("Range", "bytes=" + start + "-");
            }
            boolean rest = continues(connection, file, start);
            try (InputStream body = connection.getInputStream();
                    OutputStream out = open(part, rest)) {
                copy(body, out, rest ? start : 0, file, part);
            }
        } finally {
            connection.disconnect();
        }
    }

    private static HttpURLConnection open(URI address) throws IOException {
        Optional<EnvironmentProxy> proxy = proxy(address);
        return proxy.isPresent()
                ? proxy.get().open(address)
                : (HttpURLConnection) address.toURL().openConnection();
    }

    private static Optional<EnvironmentProxy> proxy(URI address) {
        return EnvironmentProxy.of(address, System.getenv());
    }

    /** Whether the answer is the rest of the file, and not all of it. */
    private static boolean continues(HttpURLConnection connection, Remote file, long start) throws IOException {
        int status = connection.getResponseCode();
        String range = connection.getHeaderField("Content-Range");
        if (status == HttpURLConnection.HTTP_PARTIAL && range != null && range.startsWith("bytes " + start + "-")) {
            return true;
        }
        if (status >= 500 || status == 429) {
            throw new IOException("the server answered " + status);
        }
        require(
                status == HttpURLConnection.HTTP_OK,
                "%s: expected the file, received the status %d%s%s",
                file.from,
                status,
                range == null ? "" : " with the range " + range,
                through(file.from));
        return false;
    }

    private static OutputStream open(Path part, boolean append) {
        try {
            return new FileOutputStream(part.toFile(), append); // an interrupt does not close it, unlike a channel
        } catch (IOException e) {
            throw unwritable(part, e);
        }
    }

    private static MetaMmfException unwritable(Path part, IOException e) {
        return new MetaMmfException(part + ": cannot be written: " + reason(e), e);
    }

    private void copy(InputStream body, OutputStream out, long start, Remote file, Path part) throws IOException {
        byte[] block = new byte[BLOCK];
        long size = start;
        long reported = System.nanoTime();
        for (int count = body.read(block); count >= 0; count = body.read(block)) {
            size += count;
            require(size <= file.size, "%s: expected %d bytes, received more", file.from, file.size);
            write(out, block, count, part);
            if (Thread.interrupted()) {
                throw stopped(file);
            }
            if (System.nanoTime() - reported > REPORT_NANOS) {
                reported = System.nanoTime();
                progress.accept("%s: %s of %s".formatted(file.name, megabytes(size), megabytes(file.size)));
            }
        }
    }

    private static void write(OutputStream out, byte[] block, int count, Path part) {
        try {
            out.write(block, 0, count);
        } catch (IOException e) {
            throw unwritable(part, e); // not the connection's fault: no further attempt
        }
    }

    private static long size(Path file) {
        return file.toFile().length(); // 0 where there is none
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }
}
