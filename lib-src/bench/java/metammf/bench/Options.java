package metammf.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** What a benchmark was asked for, in the manner of the peer: {@code --name value}. */
final class Options {
    private final Map<String, String> values = new HashMap<>();

    Options(String... arguments) {
        for (int n = 0; n < arguments.length; n += 2) {
            values.put(arguments[n].substring(2), arguments[n + 1]);
        }
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    String text(String name) {
        return values.get(name);
    }

    int number(String name) {
        return Integer.parseInt(values.get(name));
    }

    static double median(double... seconds) {
        double[] sorted = Arrays.stream(seconds).sorted().toArray();
        return sorted[sorted.length / 2];
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
