package metammf.data.folder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import metammf.data.format.Bytes;
import metammf.data.format.Npy;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

/**
 * How long large files take, each in a virtual machine of its own whose heap is under twice the file's size. Run with
 * {@code mvn test -Dtest=LoadingSpeedTest -Dexcluded.tests=none -Dtest.flags=-Xmx2g}; it prints what it measured.
 */
@Tag("long")
class LoadingSpeedTest {
    private static final int ROWS = 10_000_000;
    private static final int COLUMNS = 128;
    private static final int RUNS = 3;
    private static final int MACHINES = 3;

    @TempDir
    private Path folder;

    /** In the machine of its own: reads a file so many times in some way, and prints the seconds of each. */
    public static void main(String[] arguments) throws IOException {
        Path file = Path.of(arguments[1]);
        long size = 0;
        for (int run = 0; run < Integer.parseInt(arguments[2]); run++) {
            Files.deleteIfExists(file.resolveSibling("copy"));
            long start = System.nanoTime();
            size = read(arguments[0], file);
            System.out.print((System.nanoTime() - start) / 1e9 + " ");
        }
        System.out.println(size);
    }

    private static long read(String way, Path file) throws IOException {
        return switch (way) {
            case "open" -> Datasets.open(file.getParent()).split().train().size();
            case "tablesaw" -> Table.read().csv(file.toFile()).rowCount();
            case "last" -> last(Npy.numbers(Bytes.of(file)).floats());
            case "npy" -> Npy.numbers(Bytes.of(file)).floats().length;
            default -> Files.size(Files.copy(file, file.resolveSibling("copy")));
        };
    }

    private static long last(float[] values) {
        return (long) values[values.length - 1];
    }

    /** The median of three machines' three runs: each machine's first run pays for memory that the system hands out. */
    private static double seconds(String way, Path file, long heap, long size) throws Exception {
        DoubleStream.Builder seconds = DoubleStream.builder();
        for (int machine = 0; machine < MACHINES; machine++) {
            runs(way, file, heap, size, RUNS).forEach(seconds::add);
        }
        double[] sorted = seconds.build().sorted().toArray();
        return sorted[sorted.length / 2];
    }

    /** Runs in a machine of its own; it fails if the heap is too small, or the file's size is not the expected one. */
    static List<Double> runs(String way, Path file, long heap, long size, int times) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        String output = output(
                java,
                "-Xms" + heap,
                "-Xmx" + heap,
                "-cp",
                path,
                LoadingSpeedTest.class.getName(),
                way,
                file.toString(),
                String.valueOf(times));
        String[] parts = output.split(" ");
        System.out.println(way + ": " + String.join(" s, ", Arrays.copyOf(parts, times)) + " s");
        assertEquals(size, Long.parseLong(parts[times]));
        return Arrays.stream(parts).limit(times).map(Double::valueOf).toList();
    }

    private static String output(String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), List.of(command).toString());
        return output.strip();
    }

    private static double lineCount(Path file) throws Exception {
        double best = Double.MAX_VALUE;
        for (int run = 0; run < 4; run++) { // the first one fills the cache
            long start = System.nanoTime();
            output("wc", "-l", file.toString());
            best = Math.min(best, (System.nanoTime() - start) / 1e9);
        }
        return best;
    }

    /** So many pairs in the order of their items, no pair twice. */
    static Path interactions(Path folder, int rows) throws IOException {
        Path file = folder.resolve("interactions.csv");
        SplittableRandom random = new SplittableRandom(1);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
            out.write("user,item,split\n".getBytes(StandardCharsets.US_ASCII));
            for (int row = 0; row < rows; row++) {
                String line = "u%s,i%s,train\n".formatted(random.nextInt(50) + row % 2000 * 50, row / 2000);
                out.write(line.getBytes(StandardCharsets.US_ASCII));
            }
        }
        return file;
    }

    @Test
    void tenMillionInteractionsLoadAsFastAsTablesawsOwnReader() throws Exception {
        Path file = interactions(folder, ROWS);
        long size = Files.size(file);
        double lines = lineCount(file);
        double tablesaw = seconds("tablesaw", file, 4L << 30, ROWS);
        double open = seconds("open", file, 2 * size - (1 << 20), ROWS);
        System.out.printf(
                Locale.ROOT,
                "%,d bytes: wc -l %.3f s, Tablesaw %.2f s, Datasets.open %.2f s with a heap of %,d bytes%n",
                size,
                lines,
                tablesaw,
                open,
                2 * size - (1 << 20));
        assertTrue(open < Math.max(6 * lines, tablesaw), open + " s");
    }

    @Test
    void aGigabyteOfNumbersLoadsInLessThanThreeCopies() throws Exception {
        Path file = folder.resolve("x.npy");
        int rows = (1 << 28) / COLUMNS;
        Npy.write(file, new float[rows * COLUMNS], rows, COLUMNS);
        long size = Files.size(file);
        double copy = seconds("copy", file, 1 << 30, size);
        double read = seconds("npy", file, 2 * size - (1 << 20), rows * COLUMNS);
        System.out.printf(
                Locale.ROOT,
                "%,d bytes: a copy %.2f s, read %.2f s with a heap of %,d bytes%n",
                size,
                copy,
                read,
                2 * size - (1 << 20));
        assertTrue(read < 3 * copy, read + " s");
    }

    @Test
    void aFileOverTwoGibibytesIsReadToItsEnd() throws Exception {
        Path file = folder.resolve("x.npy");
        Npy.write(file, new long[] {0}, 1);
        int numbers = 300_000_000;
        byte[] header = Arrays.copyOf(Files.readAllBytes(file), 128);
        String text =
                new String(header, StandardCharsets.ISO_8859_1).replace("(1,), }        ", "(" + numbers + ",), }");
        try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) { // zeros that take no room
            large.write(text.getBytes(StandardCharsets.ISO_8859_1));
            large.setLength(header.length + 8L * numbers);
            large.seek(large.length() - 8);
            large.write(42);
        }
        runs("last", file, 3L << 29, 42, RUNS);
    }
}
