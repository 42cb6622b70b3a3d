package metammf.bench;

import java.util.Arrays;
import metammf.MetaMmf;
import metammf.data.Dataset;
import metammf.data.ItemFeatures.Scaling;
import metammf.data.folder.Datasets;
import metammf.engine.Compute;
import metammf.fusion.FusionConfig;
import metammf.fusion.MetaLayer.Form;
import metammf.model.GcnConfig;
import metammf.model.Recommender;

/** The data and the model that options of the peer stand for. */
final class Work {
    static final int DEFAULT_RANK = 16;

    private Work() {}

    /** Option model, or those of MetaMMF. */
    static Recommender model(Options options, Dataset data) {
        return options.has("model") ? MmRec.model(options.text("model"), data) : metaMmf(options, data);
    }

    /** Options dims, fusion, head, and meta-hidden and rank or their defaults. */
    private static Recommender metaMmf(Options options, Dataset data) {
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
        return options.has("users")
                ? Synthetic.of(
                        options.number("users"),
                        options.number("items"),
                        options.number("interactions"),
                        options.numbers("dims")[0])
                : Datasets.tiktok();
    }
}
