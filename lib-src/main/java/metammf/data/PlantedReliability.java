package metammf.data;

import static metammf.base.MetaMmfException.require;

import java.util.Arrays;
import java.util.stream.IntStream;
import metammf.base.Seeds;

/**
 * Synthetic micro-videos whose best fusion is known. The reliability of picture and sound differs from video to video,
 * and the features contain it.
 *
 * <p>The taste of users depends on z, which is standard normal. The visual signal is v = z + s n and the acoustic
 * signal is a = z + n' / s, where n and n' are standard normal, s = exp(spread t), and t is uniform in -1 .. 1. The
 * features also contain t. The best estimate of z given v, a and t weights each signal by the inverse of the variance
 * of its noise. If t is near -1 or 1 and the spread is large, it uses nearly only one of the two signals; with a spread
 * of 0 it uses both equally for all videos. The probability that a user with preference p selects a video increases
 * with p z. The last videos are cold: only their content is known in training, and their interactions are in the
 * validation and test parts.
 *
 * @param dataset what a model sees: interactions, and features of two modalities of width 16
 * @param visualShare the weight of the picture in the best estimate relative to both, 1 / (1 + s^4), (I)
 * @param estimates E[z | v, a, t] of every item, (I, {@value PlantedVideos#SIGNAL})
 * @param tastes z of every item, (I, {@value PlantedVideos#SIGNAL})
 * @param users p of every user, (U, {@value PlantedVideos#SIGNAL})
 */
public record PlantedReliability(
        Dataset dataset, double[] visualShare, float[][] estimates, float[][] tastes, float[][] users) {
    /**
     * {@return videos of these sizes; everything follows from the seed}
     *
     * @param sizes the sizes of the data set
     * @param spread of the modalities' reliability, 0 or more
     */
    public static PlantedReliability of(PlantedVideos.Sizes sizes, double spread, long seed) {
        require(spread >= 0, "spread: expected 0 or more, received %s", spread);
        int items = sizes.items();
        double[] t = Seeds.stream(seed, "reliability").doubles(items, -1, 1).toArray();
        double[] s = Arrays.stream(t).map(value -> Math.exp(spread * value)).toArray();
        float[][] z = PlantedVideos.normal(items, PlantedVideos.SIGNAL, Seeds.stream(seed, "tastes"));
        float[][] v = PlantedVideos.normal(items, PlantedVideos.SIGNAL, Seeds.stream(seed, "visual signal"));
        float[][] a = PlantedVideos.normal(items, PlantedVideos.SIGNAL, Seeds.stream(seed, "acoustic signal"));
        float[][] estimates = new float[items][];
        float[][] markers = new float[items][];
        for (int i = 0; i < items; i++) {
            for (int n = 0; n < PlantedVideos.SIGNAL; n++) {
                v[i][n] = (float) (z[i][n] + s[i] * v[i][n]);
                a[i][n] = (float) (z[i][n] + a[i][n] / s[i]);
            }
            estimates[i] = estimate(v[i], a[i], s[i] * s[i]);
            markers[i] = new float[] {(float) (PlantedVideos.MARKER * t[i])};
        }
        float[][] users = PlantedVideos.normal(sizes.users(), PlantedVideos.SIGNAL, Seeds.stream(seed, "users"));
        Interactions choices = PlantedVideos.choices(users, z, sizes.perUser(), seed);
        ItemFeatures features = ItemFeatures.of(
                PlantedVideos.modality("visual", v, markers, Seeds.stream(seed, "visual features")),
                PlantedVideos.modality("acoustic", a, markers, Seeds.stream(seed, "acoustic features")));
        DataCard card = new DataCard(
                "synthetic micro-videos whose modalities are reliable to different degrees",
                "PlantedReliability, spread %s, seed %s".formatted(spread, seed),
                "none: everything follows from the seed",
                "this library",
                "Apache-2.0");
        return new PlantedReliability(
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
