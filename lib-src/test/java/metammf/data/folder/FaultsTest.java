package metammf.data.folder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import metammf.base.MetaMmfException;
import metammf.base.Sha256;
import metammf.data.format.Bytes;
import metammf.data.format.Delimited;
import metammf.data.format.Npy;
import metammf.data.format.Numbers;
import metammf.data.format.Safetensors;
import metammf.data.format.Safetensors.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the operating system does to files: a clear error, no half-written file, and what was there before stays. */
class FaultsTest {
    private static final String FULL_DISK = "mount -t tmpfs -o size=200k none \"$0\" && exec \"$@\"";
    private static final String FULL_DISK_WITH_A_FILE =
            "mount -t tmpfs -o size=200k none \"$0\" && echo before > \"$0/file\" && exec \"$@\"";
    private static final String READ_ONLY =
            "mount --bind \"$0\" \"$0\" && mount -o remount,ro,bind \"$0\" && exec \"$@\"";
    private static final String SMALL_FILES = "ulimit -f 200 && exec \"$@\"";

    @TempDir
    Path folder;

    /** The output of a command; empty if it fails or the system has no such thing. */
    private static String output(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes());
            return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0 ? said : "";
        } catch (IOException | InterruptedException e) {
            return "";
        }
    }

    /** Runs the program in a world of its own mounts. */
    private String inPrivate(String mounts, String... arguments) {
        List<String> probe = List.of("unshare", "-rm", "sh", "-c", mounts, folder.toString(), "echo", "possible");
        assumeTrue(output(probe).contains("possible"), "this system lets nobody mount without privileges");
        return run(List.of("unshare", "-rm", "sh", "-c", mounts, folder.toString()), arguments);
    }

    private String withSmallFiles(String... arguments) {
        assumeTrue(output(List.of("sh", "-c", SMALL_FILES, "sh", "echo", "possible"))
                .contains("possible"));
        return run(List.of("sh", "-c", SMALL_FILES, "sh"), arguments);
    }

    private static String run(List<String> before, String... arguments) {
        List<String> command = new ArrayList<>(before);
        command.addAll(ChildJvm.command(FaultProgram.class, arguments));
        return output(command);
    }

    @ParameterizedTest
    @ValueSource(strings = {"npy", "safetensors", "csv"})
    void aFullDiskLeavesNothingHalfWritten(String format) {
        Path file = folder.resolve("file");
        assertEquals(
                "refused: %s: cannot be written: No space left on device\nleft: []\n".formatted(file),
                inPrivate(FULL_DISK, format, file.toString()));
    }

    @Test
    void aFullDiskLeavesTheFileThatWasThere() {
        String said =
                inPrivate(FULL_DISK_WITH_A_FILE, "npy", folder.resolve("file").toString());
        assertTrue(said.endsWith("No space left on device\nleft: [file 7]\n"), said);
    }

    @ParameterizedTest
    @ValueSource(strings = {"npy", "safetensors", "csv"})
    void aFileThatMayNotGrowLeavesTheFileThatWasThere(String format) throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "before\n");
        assertEquals(
                "refused: %s: cannot be written: File too large\nleft: [file 7]\n".formatted(file),
                withSmallFiles(format, file.toString()));
    }

    @Test
    void aReadOnlyFolderIsLeftAlone() {
        Path file = folder.resolve("file");
        assertEquals(
                "refused: %s: cannot be written: Read-only file system\nleft: []\n".formatted(file),
                inPrivate(READ_ONLY, "npy", file.toString()));
    }

    @Test
    void aDownloadOntoAFullDiskSaysSo() throws IOException {
        byte[] bytes = new byte[1 << 19];
        String sha256 = Sha256.of(bytes);
        try (FileServer server = new FileServer(FileServer.serving(bytes))) {
            Path set = folder.resolve("set");
            String said = inPrivate(
                    FULL_DISK,
                    "download",
                    set.toString(),
                    server.address().toString(),
                    Integer.toString(bytes.length),
                    sha256);
            assertTrue(
                    said.startsWith("refused: %s: cannot be written: No space left on device"
                            .formatted(set.resolve("file.bin.part"))),
                    said);
            assertEquals(1, server.ranges().size());
        }
    }

    @Test
    void aDownloadIntoAReadOnlyFolderSaysSo() {
        Path set = folder.resolve("set");
        String said = inPrivate(READ_ONLY, "download", set.toString(), "http://localhost:1/file.bin", "1", "0");
        assertEquals(
                "refused: %s: cannot be used as a folder for downloads: Read-only file system\n".formatted(set)
                        + "left: []\n",
                said);
    }

    private static String message(Runnable work) {
        return assertThrows(MetaMmfException.class, work::run).getMessage();
    }

    @Test
    void aPathBelowAFileIsNoFolder() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "before").resolve("below.npy");
        for (Runnable write : List.<Runnable>of(
                () -> Npy.write(file, new float[2], 2),
                () -> Safetensors.write(Map.of("a", new Tensor(new long[] {1}, new float[1])), file),
                () -> Delimited.write(file, List.of("a"), Stream::of))) {
            String message = message(write);
            assertTrue(message.startsWith(file + ": cannot be written: "), message);
            assertTrue(message.contains("Not a directory"), message);
        }
        assertTrue(message(() -> Download.fetch(List.of(), file, line -> {})).startsWith(file + ": cannot be used"));
        assertEquals("before", Files.readString(folder.resolve("file")));
    }

    @Test
    void aFolderThatIsNotThereIsNamed() {
        Path file = folder.resolve("missing").resolve("file.npy");
        assertEquals(
                file + ": cannot be written: no folder " + file.getParent(),
                message(() -> Npy.write(file, new float[2], 2)));
    }

    @Test
    void linksThatGoRoundInACircleAreRefused() throws IOException {
        Path loop = folder.resolve("loop");
        link(loop, folder.resolve("back"));
        link(folder.resolve("back"), loop);
        assertEquals(loop + ": expected a file, received none", message(() -> Npy.read(loop)));
        String write = message(() -> Npy.write(loop.resolve("file.npy"), new float[2], 2));
        assertTrue(write.contains("Too many levels of symbolic links"), write);
        String download = message(() -> Download.fetch(List.of(), loop, line -> {}));
        assertTrue(download.startsWith(loop + ": cannot be used as a folder for downloads"), download);
    }

    private static void link(Path from, Path to) {
        try {
            Files.createSymbolicLink(from, to);
        } catch (IOException | UnsupportedOperationException e) {
            assumeTrue(false, "this system has no symbolic links: " + e);
        }
    }

    @Test
    void aFileThatShrinksWhileItIsReadIsNoticed() throws IOException {
        Path file = folder.resolve("file.npy");
        Npy.write(file, new float[100_000], 100_000);
        Numbers numbers = Npy.numbers(Bytes.of(file));
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 1000));
        String message = message(numbers::floats);
        assertTrue(message.startsWith(file + ": expected"), message);
    }

    @Test
    void aFileThatVanishesWhileItIsReadIsNoticed() throws IOException {
        Path file = folder.resolve("file.npy");
        Npy.write(file, new float[100_000], 100_000);
        Numbers numbers = Npy.numbers(Bytes.of(file));
        Files.delete(file);
        String message = message(numbers::floats);
        assertTrue(message.startsWith(file + ": cannot be read"), message);
    }

    @Test
    void aFolderThatVanishesDuringADownloadIsNoticed() throws IOException {
        byte[] bytes = new byte[200_000];
        String sha256 = Sha256.of(bytes);
        Path set = folder.resolve("set");
        try (FileServer server = new FileServer((exchange, number) -> {
            exchange.sendResponseHeaders(200, bytes.length);
            FileServer.write(exchange, bytes, 100_000);
            waitFor(set.resolve("file.bin.part"));
            Files.delete(set.resolve("file.bin.part"));
            Files.delete(set);
            exchange.getResponseBody().write(bytes, 100_000, 100_000);
        })) {
            Download.Remote file = new Download.Remote("file.bin", bytes.length, sha256, server.address());
            String message = message(() -> Download.fetch(List.of(file), set, line -> {}));
            assertTrue(message.startsWith(set.resolve("file.bin.part") + ": cannot be written"), message);
        }
    }

    private static void waitFor(Path file) {
        while (file.toFile().length() == 0) {
            Thread.onSpinWait();
        }
    }
}
