package metammf.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import metammf.data.DataCard;
import metammf.data.Dataset;
import metammf.data.Interactions;
import metammf.data.ItemFeatures;
import metammf.data.Modality;
import metammf.data.Split;
import metammf.engine.Seeds;

/** Data of any size for the benchmarks, and how much memory they took. */
final class Synthetic {
    private Synthetic() {}

    /** Uniform users, items of skewed popularity, features of mean 0 and deviation 1; four fifths are for training. */
    static Dataset of(int users, int items, int interactions, int... widths) {
        SplittableRandom random = Seeds.stream(1, "benchmark");
        Interactions train = pairs(users, items, interactions / 10 * 8, random);
        List<Modality> modalities = new ArrayList<>();
        for (int width : widths) {
            float[] x = new float[Math.multiplyExact(items, width)];
            for (int n = 0; n < x.length; n++) {
                x[n] = (float) ((2 * random.nextDouble() - 1) * Math.sqrt(3));
            }
            modalities.add(new Modality("features" + modalities.size(), items, width, x));
        }
        Interactions none = Interactions.of(users, items, new int[0], new int[0]);
        Split split = new Split(train, none, none);
        return new Dataset("synthetic", split, ItemFeatures.of(modalities), DataCard.unknown("made"));
    }

    private static Interactions pairs(int users, int items, int count, SplittableRandom random) {
        int drawn = count + count / 2; // some come twice
        int[] user = random.ints(drawn, 0, users).toArray();
        int[] item =
                random.doubles(drawn).mapToInt(r -> (int) (items * r * r)).toArray();
        Interactions all = Interactions.of(users, items, user, item);
        int[] order = IntStream.range(0, all.size()).toArray();
        Seeds.shuffle(order, random);
        return all.only(pair -> order[pair] < count);
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
