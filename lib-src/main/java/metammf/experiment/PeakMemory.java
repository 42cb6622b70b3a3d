package metammf.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The most memory that this process has held, as Linux counts it: Java's heap, the engine's arrays, everything. */
final class PeakMemory {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path RESET = Path.of("/proc/self/clear_refs");

    private PeakMemory() {}

    /** Begins anew, where the system allows it; else the peak is that since the process started. */
    static void reset() {
        try {
            Files.writeString(RESET, "5"); // of proc(5): the peak becomes what is held now
        } catch (IOException e) {
            // not Linux, or not allowed: the peak stays one of the whole process
        }
    }

    /** In bytes, or -1 where the system does not say. */
    static long bytes() {
        try (Stream<String> lines = Files.lines(STATUS)) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", ""))) // in kB
                    .findFirst()
                    .orElse(-1);
        } catch (IOException e) {
            return -1;
        }
    }
}
