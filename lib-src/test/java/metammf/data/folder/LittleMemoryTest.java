package metammf.data.folder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import metammf.base.Heap;
import metammf.data.Dataset;
import metammf.data.ItemFeatures.Scaling;
import metammf.data.format.Npy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In a child process with a heap of 256 MiB. */
class LittleMemoryTest {
    private static final int ITEMS = 1000;

    @TempDir
    Path folder;

    /** Opens a folder and scales its features. */
    static final class Opening {
        private Opening() {}

        public static void main(String[] arguments) {
            Dataset data = Datasets.open(Path.of(arguments[0]));
            System.out.println("opened");
            data.features().scaled(Scaling.NORMALISED, data.split().train());
            System.out.println("scaled");
        }
    }

    /** What the process says of images of some width, all of them zeros. */
    private String saidOf(int width) throws IOException, InterruptedException {
        String rows =
                IntStream.range(0, ITEMS).mapToObj(n -> "0," + n + ",train\n").collect(Collectors.joining());
        Files.writeString(folder.resolve("interactions.csv"), "user,item,split\n" + rows);
        Path file = folder.resolve("visual.npy");
        Npy.write(file, new float[0], 0, width);
        try (RandomAccessFile npy = new RandomAccessFile(file.toFile(), "rw")) {
            byte[] header = Files.readAllBytes(file);
            npy.write(new String(header, StandardCharsets.ISO_8859_1)
                    .replace("(0, " + width + "), }", "(" + ITEMS + ", " + width + "), }")
                    .getBytes(StandardCharsets.ISO_8859_1));
            npy.setLength(header.length + (long) Float.BYTES * ITEMS * width);
        }
        Process process = ChildJvm.start(Opening.class, folder.toString());
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }

    @Test
    void featuresThatFitTwiceAreOpenedAndScaled() throws Exception {
        assertEquals("opened\nscaled\n", saidOf(20_000)); // 80 MB: three times would be too much
    }

    @Test
    void featuresThatFitOnceAreNotScaledAndTheErrorNamesTheSetting() throws Exception {
        String said = saidOf(36_000); // 144 MB
        assertTrue(said.startsWith("opened\n") && !said.contains("scaled\n"), said);
        assertTrue(said.contains(Heap.ADVICE), said);
    }

    @Test
    void featuresThatDoNotFitAreNotOpenedAndTheErrorNamesTheSetting() throws Exception {
        String said = saidOf(80_000); // 320 MB
        assertTrue(said.contains(Heap.ADVICE), said);
    }
}
