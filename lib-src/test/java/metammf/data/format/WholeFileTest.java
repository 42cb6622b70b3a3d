package metammf.data.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {
    private static final int THREADS = 4;

    @Test
    void threadsThatWriteOneFileAtOnceLeaveTheContentOfOne(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("results.jsonl");
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<CompletableFuture<Void>> writers = IntStream.range(0, THREADS)
                    .mapToObj(n -> CompletableFuture.runAsync(() -> writeTenTimes(file, (byte) n), threads))
                    .toList();
            writers.forEach(CompletableFuture::join); // fails if a writer does
        } finally {
            threads.shutdownNow();
        }
        byte[] content = Files.readAllBytes(file);
        byte[] whole = new byte[100_000];
        Arrays.fill(whole, content[0]);
        assertTrue(Arrays.equals(whole, content), "the contents of several threads");
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(file), files.toList());
        }
    }

    private static void writeTenTimes(Path file, byte value) {
        byte[] content = new byte[100_000];
        Arrays.fill(content, value);
        for (int n = 0; n < 10; n++) {
            Bytes.write(file, content);
        }
    }
}
