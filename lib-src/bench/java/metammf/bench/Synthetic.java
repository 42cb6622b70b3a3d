package metammf.bench;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import metammf.base.Seeds;
import metammf.data.DataCard;
import metammf.data.Dataset;
import metammf.data.Interactions;
import metammf.data.ItemFeatures;
import metammf.data.Modality;
import metammf.data.Split;

/** Data sets of any size: uniform users, items of skewed popularity, features of mean 0 and deviation 1. */
final class Synthetic {
    private Synthetic() {}

    /** A set split 80 : 10 : 10, with a modality of each width. */
    static Dataset of(int users, int items, int interactions, int... widths) {
        SplittableRandom random = Seeds.stream(1, "benchmark");
        Split split = split(users, items, interactions, random);
        ItemFeatures features = ItemFeatures.of(IntStream.range(0, widths.length)
                .mapToObj(n -> modality("modality" + (n + 1), items, widths[n], random))
                .toList());
        return new Dataset("synthetic", split, features, DataCard.unknown("made"));
    }

    private static Modality modality(String name, int items, int width, SplittableRandom random) {
        float[] x = new float[Math.multiplyExact(items, width)];
        for (int n = 0; n < x.length; n++) {
            x[n] = (float) ((2 * random.nextDouble() - 1) * Math.sqrt(3));
        }
        return new Modality(name, items, width, x);
    }

    private static Split split(int users, int items, int count, SplittableRandom random) {
        int drawn = count + count / 2; // some come twice
        int[] user = random.ints(drawn, 0, users).toArray();
        int[] item = random.doubles(drawn).mapToInt(r -> (int) (items * r * r)).toArray();
        Interactions all = Interactions.of(users, items, user, item);
        int[] place = IntStream.range(0, all.size()).toArray();
        Seeds.shuffle(place, random);
        int tenth = count / 10;
        return new Split(
                all.only(pair -> place[pair] < 8 * tenth),
                all.only(pair -> place[pair] >= 8 * tenth && place[pair] < 9 * tenth),
                all.only(pair -> place[pair] >= 9 * tenth && place[pair] < count));
    }
}
