package metammf.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;

/** What a program tells of its run. */
final class Measured {
    private Measured() {}

    /** The lines of the standard input, each the number of turns that are to be taken now. */
    static Iterator<Integer> asked() {
        return new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))
                .lines()
                .map(Integer::valueOf)
                .iterator();
    }

    /** Answers every line of the standard input with the median of the seconds of as many turns. */
    static void takeTurns(Runnable turn) {
        asked().forEachRemaining(count -> System.out.println(median(seconds(turn, count))));
    }

    static double[] seconds(Runnable turn, int count) {
        double[] seconds = new double[count];
        for (int n = 0; n < count; n++) {
            long start = System.nanoTime();
            turn.run();
            seconds[n] = (System.nanoTime() - start) / 1e9;
        }
        return seconds;
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
