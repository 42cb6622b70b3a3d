package metammf.data.folder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import metammf.base.MetaMmfException;
import metammf.base.Sha256;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DownloadTest {
    private static final byte[] FILE = new byte[300_000];
    private static final Path ORIGINALS = Path.of("../shared/data");

    static {
        new SplittableRandom(1).nextBytes(FILE);
    }

    @TempDir
    Path cache;

    private Path folder;
    private final List<String> lines = new CopyOnWriteArrayList<>();

    @BeforeEach
    void aSetHasItsFolder() {
        folder = cache.resolve("set");
    }

    private static String sha256(byte[] bytes) {
        return Sha256.of(bytes);
    }

    private void fetch(URI address) {
        Download.fetch(
                List.of(new Download.Remote("file.bin", FILE.length, sha256(FILE), address)), folder, lines::add);
    }

    private String failure(URI address) {
        return assertThrows(MetaMmfException.class, () -> fetch(address)).getMessage();
    }

    private void assertFetched() throws IOException {
        assertArrayEquals(FILE, Files.readAllBytes(folder.resolve("file.bin")));
        assertEquals(List.of("file.bin"), files());
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aFileIsFetchedOnce() throws IOException {
        try (FileServer server = new FileServer(FileServer.serving(FILE))) {
            fetch(server.address());
            assertFetched();
            assertEquals(List.of("file.bin: 0.3 MB, verified"), lines);
            fetch(server.address());
            assertEquals(List.of(""), server.ranges());
        }
    }

    @Test
    void whatWasCutOffGoesOnWhereItStopped() throws IOException {
        try (FileServer server = new FileServer((exchange, number) -> FileServer.send(exchange, FILE, 120_000))) {
            fetch(server.address());
            assertFetched();
            assertEquals(List.of("", "bytes=120000-", "bytes=240000-"), server.ranges());
        }
    }

    @Test
    void aLaterCallGoesOnToo() throws IOException {
        Files.createDirectories(folder);
        Files.write(folder.resolve("file.bin.part"), Arrays.copyOf(FILE, 1234));
        try (FileServer server = new FileServer(FileServer.serving(FILE))) {
            fetch(server.address());
            assertFetched();
            assertEquals(List.of("bytes=1234-"), server.ranges());
        }
    }

    @Test
    void aServerThatIgnoresRangesStartsOver() throws IOException {
        try (FileServer server = new FileServer((exchange, number) -> {
            exchange.sendResponseHeaders(200, FILE.length);
            FileServer.write(exchange, FILE, number == 1 ? 100_000 : FILE.length);
        })) {
            fetch(server.address());
            assertFetched();
            assertEquals(List.of("", "bytes=100000-"), server.ranges());
        }
    }

    @Test
    void aPartThatWasDamagedIsFetchedAnew() throws IOException {
        Files.createDirectories(folder);
        Files.write(folder.resolve("file.bin.part"), new byte[5000]);
        try (FileServer server = new FileServer(FileServer.serving(FILE))) {
            fetch(server.address());
            assertFetched();
            assertEquals(List.of("bytes=5000-", ""), server.ranges());
        }
    }

    @Test
    void aFileThatWasDamagedInTheCacheIsFetchedAnew() throws IOException {
        Files.createDirectories(folder);
        Files.write(folder.resolve("file.bin"), new byte[FILE.length]);
        try (FileServer server = new FileServer(FileServer.serving(FILE))) {
            fetch(server.address());
            assertFetched();
        }
    }

    @Test
    void otherBytesAreNeverUsed() throws IOException {
        byte[] other = FILE.clone();
        other[7]++;
        try (FileServer server = new FileServer(FileServer.serving(other))) {
            assertEquals(
                    "%s: expected SHA-256 %s, received %s".formatted(server.address(), sha256(FILE), sha256(other)),
                    failure(server.address()));
            assertEquals(List.of(), files());
        }
    }

    @Test
    void aFileWithoutEndIsNotReadToItsEnd() throws IOException {
        try (FileServer server = new FileServer((exchange, number) -> {
            exchange.sendResponseHeaders(200, 0); // chunks
            for (int n = 0; n < 10_000; n++) {
                FileServer.write(exchange, FILE, FILE.length);
            }
        })) {
            assertEquals(server.address() + ": expected 300000 bytes, received more", failure(server.address()));
            assertFalse(Files.exists(folder.resolve("file.bin")));
        }
    }

    @Test
    void aMissingFileIsNotAskedForAgain() throws IOException {
        try (FileServer server = new FileServer((exchange, number) -> exchange.sendResponseHeaders(404, -1))) {
            assertEquals(server.address() + ": expected the file, received the status 404", failure(server.address()));
            assertEquals(1, server.ranges().size());
            assertEquals(List.of(), files());
        }
    }

    @Test
    void aBusyServerIsAskedAgain() throws IOException {
        try (FileServer server = new FileServer((exchange, number) -> {
            if (number == 1) {
                exchange.sendResponseHeaders(503, -1);
            } else {
                FileServer.send(exchange, FILE, FILE.length);
            }
        })) {
            fetch(server.address());
            assertFetched();
        }
    }

    @Test
    void aRedirectIsFollowedWithItsRange() throws IOException {
        Files.createDirectories(folder);
        Files.write(folder.resolve("file.bin.part"), Arrays.copyOf(FILE, 99));
        try (FileServer file = new FileServer(FileServer.serving(FILE));
                FileServer server = new FileServer((exchange, number) -> {
                    exchange.getResponseHeaders().set("Location", file.address().toString());
                    exchange.sendResponseHeaders(302, -1);
                })) {
            fetch(server.address());
            assertFetched();
            assertEquals(List.of("bytes=99-"), file.ranges());
        }
    }

    @Test
    void aRedirectToItselfEnds() throws IOException {
        try (FileServer server = new FileServer((exchange, number) -> {
            exchange.getResponseHeaders()
                    .set("Location", exchange.getRequestURI().toString());
            exchange.sendResponseHeaders(302, -1);
        })) {
            String message = failure(server.address());
            assertTrue(message.contains("redirected too many"), message);
        }
    }

    /** An address where nobody answers. */
    private static URI nobody() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return URI.create("http://localhost:" + socket.getLocalPort() + "/file.bin");
        }
    }

    @Test
    void withoutAConnectionTheErrorSaysWhatToDo() throws IOException {
        URI nobody = nobody();
        String message = failure(nobody);
        assertTrue(
                message.startsWith(nobody + ": 0.0 MB of 0.3 MB are here, then: connect, Connection refused"), message);
        assertTrue(message.contains("put the file into " + folder), message);
        Files.write(folder.resolve("file.bin"), FILE);
        fetch(nobody); // brought by other means
    }

    @Test
    void aDownloadCanBeStoppedAndKeepsWhatCame() throws Exception {
        try (FileServer server = new FileServer((exchange, number) -> {
            if (number > 1) {
                FileServer.send(exchange, FILE, FILE.length);
                return;
            }
            exchange.sendResponseHeaders(200, FILE.length);
            for (int n = 0; n < FILE.length; n += 1000) {
                exchange.getResponseBody().write(FILE, n, 1000);
                exchange.getResponseBody().flush();
                sleep(10);
            }
        })) {
            List<Throwable> thrown = new ArrayList<>();
            Thread cell = new Thread(() -> fetch(server.address()));
            cell.setUncaughtExceptionHandler((thread, error) -> thrown.add(error));
            cell.start();
            while (folder.resolve("file.bin.part").toFile().length() < 10_000) {
                sleep(5);
            }
            cell.interrupt();
            cell.join();
            assertEquals(
                    "file.bin: stopped; a further call goes on from there",
                    thrown.get(0).getMessage());
            fetch(server.address());
            assertFetched();
            assertTrue(
                    server.ranges().get(1).matches("bytes=[1-9]\\d+-"),
                    server.ranges().toString());
        }
    }

    private String messageWhenStopped(URI address, BooleanSupplier moment) throws InterruptedException {
        List<Throwable> thrown = new ArrayList<>();
        Thread cell = new Thread(() -> fetch(address));
        cell.setUncaughtExceptionHandler((thread, error) -> thrown.add(error));
        cell.start();
        while (!moment.getAsBoolean()) {
            sleep(5);
        }
        cell.interrupt();
        cell.join();
        return thrown.get(0).getMessage();
    }

    @Test
    void waitingForAnotherProcessCanBeStopped() throws Exception {
        CountDownLatch stopped = new CountDownLatch(1);
        try (FileServer server = new FileServer((exchange, number) -> {
            await(stopped);
            FileServer.send(exchange, FILE, FILE.length);
        })) {
            Process other = child(server.address());
            while (server.ranges().isEmpty()) {
                sleep(5);
            }
            assertEquals(
                    "set: stopped while another process was at it",
                    messageWhenStopped(server.address(), () -> !lines.isEmpty()));
            stopped.countDown();
            assertTrue(other.waitFor(30, TimeUnit.SECONDS));
            assertFetched(); // by the other one
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Process child(URI address) throws IOException {
        return ChildJvm.start(
                DownloadProgram.class,
                address.toString(),
                Integer.toString(FILE.length),
                sha256(FILE),
                folder.toString());
    }

    private static void sleep(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void twoProcessesFetchAFileOnce() throws Exception {
        try (FileServer server = new FileServer((exchange, number) -> {
            exchange.sendResponseHeaders(200, FILE.length);
            FileServer.write(exchange, FILE, 1000);
            sleep(1500); // long enough for the other one to come
            exchange.getResponseBody().write(FILE, 1000, FILE.length - 1000);
        })) {
            List<Process> processes = new ArrayList<>();
            for (int n = 0; n < 2; n++) {
                processes.add(child(server.address()));
            }
            List<String> said = new ArrayList<>();
            for (Process process : processes) {
                said.add(new String(process.getInputStream().readAllBytes()));
                assertTrue(process.waitFor(30, TimeUnit.SECONDS));
                assertEquals(0, process.exitValue(), said.toString());
            }
            assertFetched();
            assertEquals(List.of(""), server.ranges());
            assertTrue(said.toString().contains("set: another process is at it, waiting"), said.toString());
        }
    }

    /** Made by {@code printf content | git hash-object --stdin}. */
    private static final String ID_OF_CONTENT = "6b584e8ece562ebffc15d38808cd6b98fc3d97ea";

    private static final byte[] CONTENT = "content".getBytes(StandardCharsets.US_ASCII);

    private void fetchOptional(URI address) {
        Download.fetch(List.of(new Download.Remote("file.bin", 0, ID_OF_CONTENT, address)), folder, lines::add);
    }

    /** A server of a file whose size it also tells without sending it. */
    private static FileServer withSize(byte[] file) throws IOException {
        return new FileServer((exchange, number) -> {
            if (exchange.getRequestMethod().equals("HEAD")) {
                exchange.getResponseHeaders().set("Content-Length", Integer.toString(file.length));
                exchange.sendResponseHeaders(200, -1);
            } else {
                FileServer.send(exchange, file, file.length);
            }
        });
    }

    @Test
    void anOptionalFileIsVerifiedByItsGitId() throws IOException {
        try (FileServer server = withSize(CONTENT)) {
            fetchOptional(server.address());
            assertArrayEquals(CONTENT, Files.readAllBytes(folder.resolve("file.bin")));
            fetchOptional(server.address());
            assertEquals(List.of("", ""), server.ranges(), "its size and its content, once each");
        }
    }

    @Test
    void anOptionalFileThatIsGoneIsSaidAndLeftOut() throws IOException {
        try (FileServer server = new FileServer((exchange, number) -> exchange.sendResponseHeaders(404, -1))) {
            fetchOptional(server.address());
            assertEquals(
                    List.of(server.address()
                            + ": expected the file, received the status 404; the set works without it"),
                    lines);
            assertEquals(List.of(), files());
        }
    }

    @Test
    void anOptionalFileThatHasChangedIsSaidAndLeftOut() throws IOException {
        try (FileServer server = withSize(FILE)) {
            fetchOptional(server.address());
            String line = lines.get(0);
            assertTrue(line.startsWith(server.address() + ": expected the git object " + ID_OF_CONTENT), line);
            assertTrue(line.endsWith("; the set works without it"), line);
            assertEquals(List.of(), files());
        }
    }

    @Test
    void withoutAConnectionASetGoesWithoutItsOptionalFiles() throws IOException {
        fetchOptional(nobody());
        assertTrue(lines.get(0).endsWith("Connection refused; the set works without it"), lines.get(0));
    }

    @Test
    void anotherFileInThePlaceOfAnOptionalOneIsNotUsed() throws IOException {
        Files.createDirectories(folder);
        Files.write(folder.resolve("file.bin"), FILE);
        URI nobody = nobody();
        assertThrows(MetaMmfException.class, () -> fetchOptional(nobody));
    }

    @Test
    void anUnknownSetIsRefusedWithTheNamesOfTheKnown() {
        MetaMmfException error =
                assertThrows(MetaMmfException.class, () -> Datasets.download("netflix", cache, lines::add));
        assertEquals(
                "download: expected one of [clcrec-movielens, diffmm-tiktok, lfm2k, mmgcn-toy-kwai, mmgcn-toy-movielens, "
                        + "mmgcn-toy-tiktok], received netflix",
                error.getMessage());
    }

    @Test
    void everyAddressIsEncryptedAndPinnedToACommit() {
        PublicSets.files().values().stream().flatMap(List::stream).forEach(file -> {
            assertTrue(
                    file.from().toString().matches("https://raw\\.githubusercontent\\.com/\\w+/\\w+/[0-9a-f]{40}/.*"));
            assertTrue(file.from().toString().endsWith("/" + file.name()));
            assertTrue(file.checksum().matches(file.isOptional() ? "[0-9a-f]{40}" : "[0-9a-f]{64}"));
            assertEquals(file.isOptional(), file.size() == 0);
        });
    }

    @Test
    void theKnownSetsAreThoseOfTheOriginalFiles() throws IOException {
        assumeTrue(Files.isDirectory(ORIGINALS), "the original files are not at " + ORIGINALS.toAbsolutePath());
        Map<String, String> folders = Map.of(
                "diffmm-tiktok", "diffmm-tiktok",
                "lfm2k", "lfm2k",
                "clcrec-movielens", "clcrec-movielens",
                "mmgcn-toy-movielens", "mmgcn-toy/Movielens",
                "mmgcn-toy-tiktok", "mmgcn-toy/Tiktok",
                "mmgcn-toy-kwai", "mmgcn-toy/Kwai");
        for (Map.Entry<String, List<Download.Remote>> set : PublicSets.files().entrySet()) {
            List<Download.Remote> needed =
                    set.getValue().stream().filter(file -> !file.isOptional()).toList();
            for (Download.Remote file : needed) {
                byte[] bytes = Files.readAllBytes(
                        ORIGINALS.resolve(folders.get(set.getKey())).resolve(file.name()));
                assertEquals(file.size(), bytes.length, file.name());
                assertEquals(file.checksum(), sha256(bytes), file.name());
            }
        }
    }

    @Test
    void theCacheIsWhereTheUserWantsIt() {
        assertEquals(Path.of("there"), Datasets.cache("there"));
        assertEquals(Path.of(System.getProperty("user.home"), ".cache", "metammf"), Datasets.cache(null));
    }
}
