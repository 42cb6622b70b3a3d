package metammf.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** What a program tells of its run. */
final class Measured {
    private Measured() {}

    /** The middle one of all but the first, which warms up. */
    static double medianWarm(double... seconds) {
        double[] warm = Arrays.stream(seconds).skip(1).sorted().toArray();
        return warm[warm.length / 2];
    }

    /** The most resident memory so far, as Linux tells it. */
    static double peakGigabytes() throws IOException {
        String line = Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(text -> text.startsWith("VmHWM"))
                .findFirst()
                .orElseThrow();
        return Double.parseDouble(line.replaceAll("\\D", "")) / (1 << 20);
    }
}
