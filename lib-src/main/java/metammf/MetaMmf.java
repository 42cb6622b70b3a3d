package metammf;

import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import metammf.base.Seeds;
import metammf.baseline.LightGcn;
import metammf.baseline.MultiView;
import metammf.data.Dataset;
import metammf.data.ItemFeatures;
import metammf.data.Modality;
import metammf.engine.Compute;
import metammf.fusion.Fusion;
import metammf.fusion.FusionConfig;
import metammf.model.BipartiteGraph;
import metammf.model.EncoderModel;
import metammf.model.GcnConfig;
import metammf.model.GraphConvolution;
import metammf.model.ItemEncoder;
import metammf.model.MatrixFactorization;
import metammf.model.Recommender;

/**
 * The front door: builds untrained models for a data set, whose initial weights a seed draws. Closing a model frees its
 * memory. Models with content throw a {@link metammf.base.MetaMmfException} if the data set has no features.
 */
public final class MetaMmf {
    private MetaMmf() {}

    /** {@return {@link #mf(Dataset, FusionConfig, Compute, long)} on the first GPU if there is one} */
    public static MatrixFactorization mf(Dataset data, FusionConfig fusion, long seed) {
        return mf(data, fusion, Compute.auto(), seed);
    }

    /**
     * {@return a MetaMMF_MF, eq. (16), or Early_MF, Late_MF or Hybrid_MF, depending on the fusion} With the inner
     * product as score and one user embedding, late fusion of vectors equals late fusion of scores.
     */
    public static MatrixFactorization mf(Dataset data, FusionConfig fusion, Compute compute, long seed) {
        data.requireContent();
        NDManager owner = compute.newManager();
        SplittableRandom random = Seeds.stream(seed, "weights");
        ItemEncoder items = items(data, fusion, owner, random);
        return new MatrixFactorization(
                fusion.kind() + "_MF", owner, items, data.split().train().users(), random);
    }

    /** {@return {@link #gcn(Dataset, FusionConfig, GcnConfig, Compute, long)} by default, on the first GPU} */
    public static GraphConvolution gcn(Dataset data, FusionConfig fusion, long seed) {
        return gcn(data, fusion, GcnConfig.defaults(), Compute.auto(), seed);
    }

    /**
     * {@return a MetaMMF_GCN, eq. (17) and (18), or Early_GCN, Late_GCN or Hybrid_GCN, depending on the fusion}
     * Late_GCN fuses the vectors of the items and then applies the graph convolution; {@link #lateGcn} is the
     * alternative.
     */
    public static GraphConvolution gcn(Dataset data, FusionConfig fusion, GcnConfig gcn, Compute compute, long seed) {
        data.requireContent();
        NDManager owner = compute.newManager();
        SplittableRandom random = Seeds.stream(seed, "weights");
        ItemEncoder items = items(data, fusion, owner, random);
        BipartiteGraph graph = BipartiteGraph.of(data.split().train());
        return new GraphConvolution(fusion.kind() + "_GCN", owner, items, graph, gcn, random);
    }

    /** {@return a MetaMMF_LightGCN or its form with static fusion: items of eq. (2) in L propagations of LightGCN} */
    public static EncoderModel lightGcn(Dataset data, FusionConfig fusion, int layers, Compute compute, long seed) {
        data.requireContent();
        NDManager owner = compute.newManager();
        SplittableRandom random = Seeds.stream(seed, "weights");
        ItemEncoder items = items(data, fusion, owner, random);
        return LightGcn.on(
                fusion.kind() + "_LightGCN", owner, items, data.split().train(), layers, random);
    }

    /**
     * {@return a MetaMMF_MV, the head beyond the paper, on the first GPU if there is one} Train it with
     * {@code TrainConfig.defaults().withWeightDecay(0).withLearningRate(1e-3)}.
     */
    public static MultiView multiView(Dataset data, MultiView.Config config, long seed) {
        data.requireContent();
        return new MultiView(data, config, Compute.auto(), seed);
    }

    /**
     * {@return late fusion of scores: a graph convolution with its own parameters for each modality, and the mean of
     * their scores} The kind of the fusion does not matter. The paper does not say whether its Late_GCN is this model
     * or {@link #gcn} with {@link FusionConfig#late}.
     */
    public static Recommender lateGcn(Dataset data, FusionConfig fusion, GcnConfig gcn, Compute compute, long seed) {
        data.requireContent();
        Map<String, GraphConvolution> parts = new LinkedHashMap<>();
        for (Modality modality : data.features().modalities()) {
            Dataset alone = data.withFeatures(data.features().only(modality.name()));
            long own = Seeds.stream(seed, "modality", parts.size()).nextLong();
            parts.put(modality.name(), gcn(alone, fusion.ofModality(modality.width()), gcn, compute, own));
        }
        return EncoderModel.meanOfScores("LateScores_GCN", parts);
    }

    /**
     * {@return an MF-BPR of vectors of width D on the first GPU if there is one: matrix factorisation of ids without
     * content (Rendle et al. 2009), the baseline for models with content}
     */
    public static MatrixFactorization bprMf(Dataset data, int dim, long seed) {
        NDManager owner = Compute.auto().newManager();
        SplittableRandom random = Seeds.stream(seed, "weights");
        ItemEncoder items = ItemEncoder.ofIds(owner, data.split().train().items(), dim, random);
        return new MatrixFactorization(
                "MF-BPR", owner, items, data.split().train().users(), random);
    }

    private static ItemEncoder items(Dataset data, FusionConfig config, NDManager owner, SplittableRandom random) {
        ItemFeatures features =
                data.features().scaled(config.scaling(), data.split().train());
        int[] modalities =
                features.modalities().stream().mapToInt(Modality::width).toArray();
        Fusion fusion = config.build(owner, modalities, random);
        return ItemEncoder.of(owner, fusion, features, config.idDim(), random).withL2(config.l2());
    }
}
