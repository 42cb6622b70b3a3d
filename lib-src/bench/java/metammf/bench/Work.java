package metammf.bench;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import metammf.MetaMmf;
import metammf.data.DataCard;
import metammf.data.Dataset;
import metammf.data.Datasets;
import metammf.data.Interactions;
import metammf.data.ItemFeatures;
import metammf.data.ItemFeatures.Scaling;
import metammf.data.Modality;
import metammf.data.Split;
import metammf.engine.Compute;
import metammf.engine.Seeds;
import metammf.fusion.FusionConfig;
import metammf.fusion.MetaLayer.Form;
import metammf.model.GcnConfig;
import metammf.model.Recommender;

/** The data and the model that options of the peer stand for. */
final class Work {
    static final int DEFAULT_RANK = 16;

    private Work() {}

    /** Options dims, fusion, head, and meta-hidden and rank or their defaults. */
    static Recommender model(Options options, Dataset data) {
        int[] dims = options.numbers("dims");
        FusionConfig fusion = FusionConfig.cp(options.number("rank", DEFAULT_RANK))
                .withForm(options.text("fusion").equals("full") ? Form.FULL : Form.CP)
                .withMetaHidden(options.number("meta-hidden", dims[0]))
                .withMetaActivation(false)
                .withScaling(Scaling.NONE)
                .withWidths(Arrays.copyOfRange(dims, 1, dims.length));
        GcnConfig gcn = GcnConfig.paper().withLastActivation(false);
        return options.text("head").equals("mf")
                ? MetaMmf.mf(data, fusion, Compute.auto(), 1)
                : MetaMmf.gcn(data, fusion, gcn, Compute.auto(), 1);
    }

    /** Options users, items, interactions and dims, or without users the built-in set. */
    static Dataset data(Options options) {
        return options.has("users") ? synthetic(options) : Datasets.tiktok();
    }

    /** Uniform users, items of skewed popularity, features of mean 0 and deviation 1; split 80 : 10 : 10. */
    private static Dataset synthetic(Options options) {
        SplittableRandom random = Seeds.stream(1, "benchmark");
        int items = options.number("items");
        int width = options.numbers("dims")[0];
        Split split = split(options.number("users"), items, options.number("interactions"), random);
        float[] x = new float[Math.multiplyExact(items, width)];
        for (int n = 0; n < x.length; n++) {
            x[n] = (float) ((2 * random.nextDouble() - 1) * Math.sqrt(3));
        }
        Modality features = new Modality("features", items, width, x);
        return new Dataset("synthetic", split, ItemFeatures.of(features), DataCard.unknown("made"));
    }

    private static Split split(int users, int items, int count, SplittableRandom random) {
        int drawn = count + count / 2; // some come twice
        int[] user = random.ints(drawn, 0, users).toArray();
        int[] item =
                random.doubles(drawn).mapToInt(r -> (int) (items * r * r)).toArray();
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
