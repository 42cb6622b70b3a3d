package metammf.data.folder;

import java.nio.file.Files;
import java.nio.file.Path;
import metammf.data.format.Npy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files load in a virtual machine whose whole heap is under twice the file's size. */
class LoadingHeapTest {
    private static void assertFits(String way, Path file, int size) throws Exception {
        LoadingSpeedTest.runs(way, file, 2 * Files.size(file) - (1 << 20), size, 1);
    }

    @Test
    void aMatrix(@TempDir Path folder) throws Exception {
        int numbers = 12 << 20;
        Path file = folder.resolve("x.npy");
        Npy.write(file, new float[numbers], numbers, 1);
        assertFits("npy", file, numbers);
    }

    @Test
    void aTable(@TempDir Path folder) throws Exception {
        int rows = 4_000_000; // beside which the heap of an idle Java is small
        assertFits("open", LoadingSpeedTest.interactions(folder, rows), rows);
    }
}
