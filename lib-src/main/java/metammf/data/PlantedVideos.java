package metammf.data;

import static metammf.base.MetaMmfException.require;

import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import metammf.base.Seeds;

/**
 * Synthetic micro-videos with a known ground truth: the combination of picture and sound depends on a hidden genre.
 *
 * <p>A video has a visual signal v and an acoustic signal a, both standard normal, and one of four genres. The taste
 * for it is z = v + a, -(v + a), v - a or -(v - a), depending on the genre (divided by sqrt 2). The mean of these four
 * maps is zero, so one linear map for all videos explains nothing of z. An item-specific fusion can be exact, because
 * the features also contain the genre. The probability that a user with preference p selects a video increases with p
 * z.
 *
 * <p>Some videos are cold: they have no training interactions, only their content is known, and all their interactions
 * are in the test split.
 *
 * @param dataset what a model sees: interactions, and features of two modalities of width 16
 * @param genres the hidden genre of every item, 0 to 3, (I)
 * @param tastes z of every item, (I, {@value #SIGNAL})
 * @param users p of every user, (U, {@value #SIGNAL})
 */
public record PlantedVideos(Dataset dataset, int[] genres, float[][] tastes, float[][] users) {
    /** Width of the signals. */
    public static final int SIGNAL = 4;

    private static final int GENRES = 4;
    private static final int WIDTH = 16; // of a modality: signal, genre, and noise
    private static final float MARKER = 2; // how loud the genre is, against a noise of
    private static final double NOISE = 0.2;
    private static final double TEMPERATURE = 0.5; // of the users' choice; their affinities have deviation 2

    /**
     * The sizes of a data set.
     *
     * @param users U
     * @param items I
     * @param perUser interactions of every user
     * @param coldItems number of items without training interactions, the last ones
     */
    public record Sizes(int users, int items, int perUser, int coldItems) {
        /** Checks that the sizes are sufficient. */
        public Sizes {
            int most = items - 1;
            require(users > 0, "users: expected at least 1, received %d", users);
            require(items >= GENRES, "items: expected at least %d, received %d", GENRES, items);
            require(perUser > 0 && perUser <= most, "perUser: expected 1 .. %d, received %d", most, perUser);
            require(coldItems >= 0 && coldItems <= most, "coldItems: expected 0 .. %d, received %d", most, coldItems);
        }

        /** {@return a set that trains in seconds: 600 users, 800 items, 100 of them cold, 40 interactions per user} */
        public static Sizes defaults() {
            return new Sizes(600, 800, 40, 100);
        }
    }

    /** {@return videos of the default sizes; everything follows from the seed} */
    public static PlantedVideos of(long seed) {
        return of(Sizes.defaults(), seed);
    }

    /** {@return videos of any sizes; everything follows from the seed} */
    public static PlantedVideos of(Sizes sizes, long seed) {
        int items = sizes.items();
        int[] genres = IntStream.range(0, items).map(i -> i % GENRES).toArray();
        float[][] v = normal(items, SIGNAL, Seeds.stream(seed, "visual signal"));
        float[][] a = normal(items, SIGNAL, Seeds.stream(seed, "acoustic signal"));
        float[][] tastes = new float[items][];
        for (int i = 0; i < items; i++) {
            tastes[i] = taste(genres[i], v[i], a[i]);
        }
        float[][] users = normal(sizes.users(), SIGNAL, Seeds.stream(seed, "users"));
        Split split = split(choices(users, tastes, sizes.perUser(), seed), sizes.coldItems(), seed);
        float[][] markers = new float[items][GENRES];
        for (int i = 0; i < items; i++) {
            markers[i][genres[i]] = MARKER;
        }
        ItemFeatures features = ItemFeatures.of(
                modality("visual", v, markers, Seeds.stream(seed, "visual features")),
                modality("acoustic", a, markers, Seeds.stream(seed, "acoustic features")));
        DataCard card = card(
                "synthetic micro-videos whose modalities combine by a hidden genre", "PlantedVideos, seed " + seed);
        return new PlantedVideos(new Dataset("PlantedVideos", split, features, card), genres, tastes, users);
    }

    private static DataCard card(String description, String origin) {
        return new DataCard(
                description, origin, "none: everything follows from the seed", "this library", "Apache-2.0");
    }

    private static float[][] normal(int rows, int columns, SplittableRandom random) {
        float[][] values = new float[rows][columns];
        for (float[] row : values) {
            for (int n = 0; n < columns; n++) {
                row[n] = (float) random.nextGaussian();
            }
        }
        return values;
    }

    /** z = (v + a), -(v + a), (v - a), -(v - a) by genre, over sqrt 2. */
    private static float[] taste(int genre, float[] v, float[] a) {
        float sign = genre % 2 == 0 ? 1 : -1;
        float sound = genre < 2 ? 1 : -1;
        float[] z = new float[SIGNAL];
        for (int n = 0; n < SIGNAL; n++) {
            z[n] = sign * (v[n] + sound * a[n]) / (float) Math.sqrt(2);
        }
        return z;
    }

    /** Signal, markers and noise side by side, mirrored at a random plane so that no column is one thing. */
    private static Modality modality(String name, float[][] signal, float[][] markers, SplittableRandom random) {
        float[] normal = normal(1, WIDTH, random)[0];
        float[] values = new float[signal.length * WIDTH];
        for (int i = 0; i < signal.length; i++) {
            float[] row = normal(1, WIDTH, random)[0];
            System.arraycopy(signal[i], 0, row, 0, SIGNAL);
            for (int n = 0; n < markers[i].length; n++) {
                row[SIGNAL + n] = (float) (NOISE * row[SIGNAL + n] + markers[i][n]);
            }
            double twice = 2 * dot(row, normal) / dot(normal, normal);
            for (int n = 0; n < WIDTH; n++) {
                values[i * WIDTH + n] = (float) (row[n] - twice * normal[n]); // Householder's reflection
            }
        }
        return new Modality(name, signal.length, WIDTH, values);
    }

    private static double dot(float[] x, float[] y) {
        return IntStream.range(0, x.length).mapToDouble(n -> x[n] * y[n]).sum();
    }

    /** Every user draws items without replacement, in proportion to exp(affinity / temperature) (Gumbel's trick). */
    private static Interactions choices(float[][] users, float[][] tastes, int perUser, long seed) {
        int[] user = new int[users.length * perUser];
        int[] item = new int[user.length];
        for (int u = 0; u < users.length; u++) {
            SplittableRandom random = Seeds.stream(seed, "choices", u);
            double[] keys = new double[tastes.length];
            for (int i = 0; i < keys.length; i++) {
                keys[i] = dot(users[u], tastes[i]) / TEMPERATURE - Math.log(-Math.log(1 - random.nextDouble()));
            }
            int[] best = IntStream.range(0, keys.length)
                    .boxed()
                    .sorted(Comparator.comparingDouble(i -> -keys[i]))
                    .limit(perUser)
                    .mapToInt(Integer::intValue)
                    .toArray();
            for (int n = 0; n < perUser; n++) {
                user[u * perUser + n] = u;
                item[u * perUser + n] = best[n];
            }
        }
        return Interactions.of(users.length, tastes.length, user, item);
    }

    /** 80 / 10 / 10 of every user's interactions with warm items; all with cold ones go to the test. */
    private static Split split(Interactions all, int coldItems, long seed) {
        IntPredicate isWarm = pair -> all.item(pair) < all.items() - coldItems;
        Split warm = Split.perUser(all.only(isWarm), seed);
        return new Split(warm.train(), warm.validation(), warm.test().union(all.only(isWarm.negate())));
    }

    /** {@return p z, how much a user really likes an item} */
    public double affinity(int user, int item) {
        return dot(users[user], tastes[item]);
    }

    @Override
    public String toString() {
        return "PlantedVideos(%s users, %s items, %s genres)".formatted(users.length, genres.length, GENRES);
    }

    /**
     * Synthetic micro-videos whose best fusion is known. The reliability of picture and sound differs from video to
     * video, and the features contain it.
     *
     * <p>The taste of users depends on z, which is standard normal. The visual signal is v = z + s n and the acoustic
     * signal is a = z + n' / s, where n and n' are standard normal, s = exp(spread t), and t is uniform in -1 .. 1. The
     * features also contain t. The best estimate of z given v, a and t weights each signal by the inverse of the
     * variance of its noise. If t is near -1 or 1 and the spread is large, it uses nearly only one of the two signals;
     * with a spread of 0 it uses both equally for all videos. The probability that a user with preference p selects a
     * video increases with p z. The last videos are cold: only their content is known in training, and their
     * interactions are in the validation and test parts.
     *
     * @param dataset what a model sees: interactions, and features of two modalities of width 16
     * @param visualShare the weight of the picture in the best estimate relative to both, 1 / (1 + s^4), (I)
     * @param estimates E[z | v, a, t] of every item, (I, {@value #SIGNAL})
     * @param tastes z of every item, (I, {@value #SIGNAL})
     * @param users p of every user, (U, {@value #SIGNAL})
     */
    public record Reliability(
            Dataset dataset, double[] visualShare, float[][] estimates, float[][] tastes, float[][] users) {
        /**
         * {@return videos of these sizes; everything follows from the seed}
         *
         * @param sizes the sizes of the data set
         * @param spread of the modalities' reliability, 0 or more
         */
        public static Reliability of(Sizes sizes, double spread, long seed) {
            require(spread >= 0, "spread: expected 0 or more, received %s", spread);
            int items = sizes.items();
            double[] t = Seeds.stream(seed, "reliability").doubles(items, -1, 1).toArray();
            double[] s = Arrays.stream(t).map(value -> Math.exp(spread * value)).toArray();
            float[][] z = normal(items, SIGNAL, Seeds.stream(seed, "tastes"));
            float[][] v = normal(items, SIGNAL, Seeds.stream(seed, "visual signal"));
            float[][] a = normal(items, SIGNAL, Seeds.stream(seed, "acoustic signal"));
            float[][] estimates = new float[items][];
            float[][] markers = new float[items][];
            for (int i = 0; i < items; i++) {
                for (int n = 0; n < SIGNAL; n++) {
                    v[i][n] = (float) (z[i][n] + s[i] * v[i][n]);
                    a[i][n] = (float) (z[i][n] + a[i][n] / s[i]);
                }
                estimates[i] = estimate(v[i], a[i], s[i] * s[i]);
                markers[i] = new float[] {(float) (MARKER * t[i])};
            }
            float[][] users = normal(sizes.users(), SIGNAL, Seeds.stream(seed, "users"));
            Interactions choices = choices(users, z, sizes.perUser(), seed);
            ItemFeatures features = ItemFeatures.of(
                    modality("visual", v, markers, Seeds.stream(seed, "visual features")),
                    modality("acoustic", a, markers, Seeds.stream(seed, "acoustic features")));
            DataCard card = card(
                    "synthetic micro-videos whose modalities are reliable to different degrees",
                    "PlantedReliability, spread %s, seed %s".formatted(spread, seed));
            return new Reliability(
                    new Dataset("PlantedReliability", split(choices, items - sizes.coldItems()), features, card),
                    IntStream.range(0, items)
                            .mapToDouble(i -> 1 / (1 + Math.pow(s[i], 4)))
                            .toArray(),
                    estimates,
                    z,
                    users);
        }

        /** E[z | v, a] for noise of variance {@code square} in v and 1 / {@code square} in a. */
        private static float[] estimate(float[] v, float[] a, double square) {
            float[] z = new float[v.length];
            for (int n = 0; n < z.length; n++) {
                z[n] = (float) ((v[n] / square + a[n] * square) / (1 + 1 / square + square));
            }
            return z;
        }

        /** Pairs of the first items train; those of the others validate or test, by the item's number. */
        private static Split split(Interactions choices, int warm) {
            return new Split(
                    choices.only(pair -> choices.item(pair) < warm),
                    choices.only(pair -> choices.item(pair) >= warm && choices.item(pair) % 2 == 0),
                    choices.only(pair -> choices.item(pair) >= warm && choices.item(pair) % 2 == 1));
        }

        @Override
        public String toString() {
            return "PlantedReliability(%s users, %s items)".formatted(users.length, tastes.length);
        }
    }
}
