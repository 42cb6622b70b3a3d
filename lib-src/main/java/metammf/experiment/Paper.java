package metammf.experiment;

import static metammf.base.MetaMmfException.require;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import metammf.MetaMmf;
import metammf.base.MetaMmfException;
import metammf.base.Seeds;
import metammf.baseline.Bm3;
import metammf.baseline.Ease;
import metammf.baseline.Freedom;
import metammf.baseline.Gat;
import metammf.baseline.GraphFilter;
import metammf.baseline.GraphSage;
import metammf.baseline.Grcn;
import metammf.baseline.InvRl;
import metammf.baseline.ItemKnn;
import metammf.baseline.Lattice;
import metammf.baseline.LightGcn;
import metammf.baseline.Mgcn;
import metammf.baseline.Mmgcn;
import metammf.baseline.MultiView;
import metammf.baseline.Ngcf;
import metammf.baseline.Vbpr;
import metammf.data.Dataset;
import metammf.data.ItemFeatures;
import metammf.fusion.FusionConfig;
import metammf.model.Embeddings;
import metammf.model.GcnConfig;
import metammf.train.TrainConfig;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.io.csv.CsvReadOptions;

/**
 * The models of the paper's tables and figures, for an experiment on any data set with features:
 *
 * <pre>{@code
 * Experiment.in(Path.of("table-2")).withData(data).withSeeds(1, 2, 3).withModels(Paper.table2()).run().comparison()
 * }</pre>
 *
 * <p>Each model has the settings that were selected on the validation split of the built-in set. On other data search
 * more widely with {@link Grid#withLearningRates} and {@link Grid#withWeightDecays}.
 */
public final class Paper {
    private static final int DIM = 32; // of a fused vector, half of the width of 64 that all models have
    private static final int RANK = 16;

    private Paper() {}

    /** What the fused vectors are fed to, and how much its fusion's weights are regularised. */
    private enum Head {
        MF(MetaMmf::mf, slow(2e-3, 5e-5), 0.1),
        GCN(
                (data, fusion, compute, seed) ->
                        MetaMmf.gcn(data, fusion, GcnConfig.defaults().withLastActivation(false), compute, seed),
                common -> calm(common).withWeightDecay(1e-5),
                0);

        private final Grid.Builder<FusionConfig> builder;
        private final UnaryOperator<TrainConfig> training;
        private final double l2;

        Head(Grid.Builder<FusionConfig> builder, UnaryOperator<TrainConfig> training, double l2) {
            this.builder = builder;
            this.training = training;
            this.l2 = l2;
        }

        private Grid<FusionConfig> grid(String fusion, String suffix, FusionConfig... settings) {
            FusionConfig[] regularised =
                    Arrays.stream(settings).map(config -> config.withL2(l2)).toArray(FusionConfig[]::new);
            return Grid.of(fusion + "_" + this + suffix, builder, regularised).withTraining(training);
        }
    }

    /** Of graph convolutions, whose validation metric swings from epoch to epoch otherwise. */
    private static TrainConfig calm(TrainConfig common) {
        return common.calm().withEpochs(300).withPatience(20);
    }

    /** Of models that rise slowly, such as factorisation. */
    private static UnaryOperator<TrainConfig> slow(double learningRate, double weightDecay) {
        return common -> common.withLearningRate(learningRate)
                .withWeightDecay(weightDecay)
                .withEpochs(300)
                .withPatience(50);
    }

    /** Of models that have a regulariser of their own. */
    private static UnaryOperator<TrainConfig> own(double learningRate) {
        return common -> common.withLearningRate(learningRate)
                .withWeightDecay(0)
                .withEpochs(300)
                .withPatience(20);
    }

    /**
     * Returns a table as the paper has it (Liu et al., Dynamic Multimodal Fusion via Meta-Learning Towards Micro-Video
     * Recommendation, TOIS 2023): 1 for the data sets, 2 to 5 for the results. Rows of improvements and p-values are left
     * out, and so are two cells of Table 3 that our copy of the paper lacks. HR is the paper's: all hits over all test
     * positives.
     *
     * @param number 1 to 5
     * @return a row for each data set and model
     * @throws metammf.base.MetaMmfException if there is no such table
     */
    public static Table published(int number) {
        require(number >= 1 && number <= 5, "published: expected a table from 1 to 5, received %s", number);
        String name = "table-%s.csv".formatted(number);
        try (InputStream stream = Paper.class.getResourceAsStream(name)) {
            return Table.read().usingOptions(CsvReadOptions.builder(stream).tableName("The paper's Table " + number));
        } catch (IOException e) {
            throw new MetaMmfException(name + ": cannot be read from the jar: " + e.getMessage(), e);
        }
    }

    /**
     * {@return the rows of Table 2: the simple baselines, the nine baselines of the paper, FREEDOM, BM3 and MGCN, and
     * both MetaMMF models}
     */
    public static List<Grid<?>> table2() {
        List<Grid<?>> grids = new ArrayList<>(floors());
        grids.addAll(baselines());
        grids.addAll(metaMmf());
        return grids;
    }

    /**
     * {@return the same models, each with n random trials} The learning rates are between 5e-4 and 1e-2. A model that is
     * counted and not trained has as many trials as settings, n at most.
     *
     * @param grids for example {@link #table2()}
     * @param n how many trials a model gets
     * @param seed of the draws
     */
    public static List<Grid<?>> withTrials(List<Grid<?>> grids, int n, long seed) {
        return grids.stream()
                .<Grid<?>>map(grid -> grid.withLearningRates(5e-4, 1e-2).random(n, seed))
                .toList();
    }

    /**
     * {@return the number of trials among which validation chooses, a row for each model}
     *
     * @param grids for example {@link #table2()}
     */
    public static Table trials(List<Grid<?>> grids) {
        return Table.create(
                "Trials",
                StringColumn.create("model", grids.stream().map(Grid::model)),
                IntColumn.create("trials", grids.stream().mapToInt(Grid::trials).toArray()));
    }

    /** {@return both MetaMMF models} */
    public static List<Grid<?>> metaMmf() {
        return withEither(head -> Stream.of(whole(head)));
    }

    private static Grid<String> popularity() {
        return Grid.untrained(
                "Popularity", (data, none) -> Embeddings.popularity(data.split().train()), "");
    }

    private static Embeddings random(Dataset data, long seed) {
        return new Embeddings(8, normal(8 * data.users(), seed, "users"), normal(8 * data.items(), seed, "items"));
    }

    private static float[] normal(int size, long seed, String what) {
        return KnockOut.noise(Seeds.stream(seed, "chance, " + what), size, 0, 1);
    }

    private static Grid<Integer> bprMf() {
        return Grid.of("MF-BPR", (data, dim, compute, seed) -> MetaMmf.bprMf(data, dim, seed), 2 * DIM);
    }

    /**
     * {@return the simple baselines: popularity, item-kNN, EASE and a graph filter, which are not trained, and matrix
     * factorisation of ids}
     */
    public static List<Grid<?>> floors() {
        return List.of(
                popularity(),
                Grid.untrained("Item-kNN", (data, k) -> ItemKnn.of(data.split().train(), k, 20), 5, 10, 20, 40),
                Grid.untrained("EASE", (data, l2) -> Ease.of(data.split().train(), l2), 30.0, 100.0, 300.0),
                Grid.untrained(
                        "GraphFilter",
                        GraphFilter::of,
                        GraphFilter.Config.defaults(),
                        new GraphFilter.Config(0, 10, 0),
                        new GraphFilter.Config(0, 10, 1),
                        new GraphFilter.Config(0.5, 10, 0),
                        new GraphFilter.Config(0.5, 10, 0.3),
                        new GraphFilter.Config(0.5, 10, 1)),
                bprMf().withTraining(slow(2e-3, 5e-5)));
    }

    /**
     * {@return the nine baselines of the paper, then FREEDOM, BM3 and MGCN} MMGCN is not trained calmly: its best validation
     * metric falls from 0.0054 to 0.0033 with it (seed 1).
     */
    public static List<Grid<?>> baselines() {
        return List.of(
                Grid.of("VBPR", Vbpr::new, Vbpr.Config.defaults()).withTraining(slow(2e-3, 5e-5)),
                Grid.of("GraphSAGE", GraphSage::of, GraphSage.Config.defaults())
                        .withTraining(Paper::calm)
                        .withWeightDecays(1e-5, 1e-4),
                Grid.of("NGCF", Ngcf::new, Ngcf.Config.defaults()).withTraining(own(1e-3)),
                lightGcn(),
                Grid.of("GAT", Gat::new, Gat.Config.defaults())
                        .withTraining(Paper::calm)
                        .withWeightDecays(1e-5, 1e-4),
                Grid.of("MMGCN", Mmgcn::new, Mmgcn.Config.defaults())
                        .withTraining(common -> common.withLearningRate(1e-3).withPatience(20)),
                Grid.of("GRCN", Grcn::new, Grcn.Config.defaults()).withTraining(own(1e-3)),
                lattice(),
                Grid.of("InvRL", InvRl::new, InvRl.Config.defaults()).withTraining(own(2e-3)),
                Grid.of("FREEDOM", Freedom::new, Freedom.Config.defaults()).withTraining(own(2e-3)),
                Grid.of("BM3", Bm3::new, Bm3.Config.defaults())
                        .withTraining(common ->
                                slow(1e-3, 0).apply(common).withEpochs(500).withPatience(100)),
                mgcn());
    }

    private static Grid<?> lightGcn() {
        return Grid.of("LightGCN", LightGcn::new, LightGcn.Config.defaults(), LightGcn.Config.paper())
                .withTraining(own(5e-3));
    }

    private static Grid<?> lattice() {
        return Grid.of("LATTICE", Lattice::new, Lattice.Config.defaults()).withTraining(own(2e-3));
    }

    private static Grid<?> mgcn() {
        return Grid.of("MGCN", Mgcn::new, Mgcn.Config.defaults())
                .withTraining(common -> own(1e-3).apply(common).withBatchSize(2048));
    }

    /**
     * {@return every model for data whose content tells much, each once: the simple baselines, those of {@link #cold()}, and all
     * baselines} Their settings were chosen on other data: search with {@link #withTrials}.
     */
    public static List<Grid<?>> all() {
        Map<String, Grid<?>> all = new LinkedHashMap<>();
        Stream.of(floors(), cold(), baselines())
                .flatMap(List::stream)
                .forEach(grid -> all.putIfAbsent(grid.model(), grid));
        return List.copyOf(all.values());
    }

    /**
     * {@return the models of Table 2 that need no content, for data sets without features} GAT, whose steps are the
     * most expensive, uses batches that are four times as large.
     */
    public static List<Grid<?>> ids() {
        return List.of(
                popularity(),
                bprMf(),
                Grid.of("GraphSAGE", GraphSage::of, GraphSage.Config.paper().withContent(false)),
                Grid.of("LightGCN", LightGcn::new, LightGcn.Config.paper().withLayers(2))
                        .withTraining(common -> common.withLearningRate(5e-3).withWeightDecay(0)),
                Grid.of("GAT", Gat::new, Gat.Config.paper().withHeads(1).withDropout(0))
                        .withTraining(common -> common.withBatchSize(4 * common.batchSize())
                                .withLearningRate(4 * common.learningRate())));
    }

    /**
     * {@return the rows of Table 3: static fusions, whose depth validation chooses, and MetaMMF at each depth, with either
     * head}
     *
     * @param depths numbers of fusion layers; n layers are 32 2^(n-1), ..., 64, 32 wide
     */
    public static List<Grid<?>> table3(int... depths) {
        return withEither(head -> Stream.concat(
                Stream.of(
                        head.grid("Early", "", deep(FusionConfig.early(), depths)),
                        head.grid("Late", "", deep(FusionConfig.late(), depths)),
                        head.grid("Hybrid", "", deep(FusionConfig.hybrid(), depths))),
                Arrays.stream(depths)
                        .mapToObj(depth -> head.grid("MetaMMF", "-" + depth, deep(FusionConfig.cp(RANK), depth)))));
    }

    private static List<Grid<?>> withEither(Function<Head, Stream<Grid<?>>> rows) {
        return Arrays.stream(Head.values()).flatMap(rows).toList();
    }

    private static FusionConfig[] deep(FusionConfig fusion, int... depths) {
        return Arrays.stream(depths)
                .mapToObj(n -> fusion.withWidths(
                        IntStream.rangeClosed(1, n).map(l -> DIM << (n - l)).toArray()))
                .toArray(FusionConfig[]::new);
    }

    /**
     * {@return the rows of Table 4 and Fig. 6: with and without CP decomposition, with either head} {@link
     * Results#convergence} compares them.
     */
    public static List<Grid<?>> table4() {
        return withEither(head -> Stream.of(
                head.grid("MetaMMF", ", CP", FusionConfig.cp(RANK)),
                head.grid("MetaMMF", ", full", FusionConfig.full())));
    }

    /**
     * {@return the rows of Table 5: without static weights, and, which the paper does not show, with static weights
     * only}
     */
    public static List<Grid<?>> table5() {
        return withEither(head -> ofWeights(head, whole(head)).stream());
    }

    /**
     * {@return the rows of Table 5 for MF, without the fusion's L2 and with a weight decay of 1e-5} The regularisation that
     * validation prefers shrinks the dynamic weights of MF to zero, so that rows with and without them cannot differ.
     */
    public static List<Grid<?>> table5Living() {
        return ofWeights(Head.MF, livingMf());
    }

    private static Grid<FusionConfig> livingMf() {
        return whole(Head.MF)
                .with("MetaMMF_MF", config -> config.withL2(0))
                .withTraining(common -> Head.MF.training.apply(common).withWeightDecay(1e-5));
    }

    private static Grid<FusionConfig> whole(Head head) {
        return head.grid("MetaMMF", "", FusionConfig.cp(RANK));
    }

    private static List<Grid<?>> ofWeights(Head head, Grid<FusionConfig> grid) {
        return KnockOut.ofWeights(
                grid,
                (data, config, compute, seed) ->
                        head.builder.make(data, config.withKind(FusionConfig.Kind.EARLY), compute, seed));
    }

    /**
     * {@return the rows of the knock-out, which the paper does not show: MetaMMF_GCN with other content in the place of its
     * own, and with half of each modality missing}
     *
     * @param features tell the names of the modalities
     */
    public static List<Grid<?>> knockOut(ItemFeatures features) {
        Grid<FusionConfig> gcn = whole(Head.GCN);
        List<Grid<?>> grids = new ArrayList<>(KnockOut.ofContent(gcn, features));
        grids.addAll(KnockOut.missing(gcn, 0.5));
        return grids;
    }

    /**
     * {@return the three strongest trained baselines, the models of the paper, and the head with several views, for which
     * validation chooses whether it has its gate}
     */
    public static List<Grid<?>> beyond() {
        MultiView.Config views = MultiView.Config.defaults();
        return List.of(
                lightGcn(),
                lattice(),
                mgcn(),
                whole(Head.MF),
                whole(Head.GCN),
                multiView("MetaMMF_MV", views, views.withGated(true)));
    }

    /** {@return the ablations of the head with several views: other meta information or none, and each view removed} */
    public static List<Grid<?>> beyondKnockOut() {
        MultiView.Config views = MultiView.Config.defaults();
        return List.of(
                multiView("MetaMMF_MV", views),
                multiView("MetaMMF_MV, others' meta information", views.withMeta(MultiView.Meta.OTHERS)),
                multiView("MetaMMF_MV, content as meta information", views.withMeta(MultiView.Meta.CONTENT)),
                multiView("MetaMMF_MV, popularity as meta information", views.withMeta(MultiView.Meta.POPULARITY)),
                multiView("MetaMMF_MV, constant mixture", views.withMeta(MultiView.Meta.CONSTANT)),
                multiView("MetaMMF_MV, equal mixture", views.withMeta(MultiView.Meta.NONE)),
                multiView("MetaMMF_MV, without users' view", views.withUserView(false)),
                multiView("MetaMMF_MV, without contrast", views.withContrast(0)));
    }

    /**
     * {@return models for a data set with cold items, of which only the content is known: chance, the content's nearest
     * items, VBPR, static fusions of one layer and of several, and MetaMMF, without and with ids, in front of either
     * head, and in several views} {@link Results#cold} evaluates only the cold items.
     */
    public static List<Grid<?>> cold() {
        FusionConfig content = FusionConfig.cp(RANK).withIdDim(0).withWidths(2 * DIM);
        FusionConfig fixed = content.withKind(FusionConfig.Kind.EARLY);
        return List.of(
                Grid.untrained("Random", Paper::random, 1L),
                Grid.untrained("GraphFilter", GraphFilter::of, new GraphFilter.Config(0, 10, 1)),
                Grid.of(
                                "VBPR",
                                Vbpr::new,
                                Vbpr.Config.defaults(),
                                Vbpr.Config.defaults().withContentL2(0))
                        .withTraining(slow(2e-3, 5e-5)),
                contentAlone("Early_MF", fixed, fixed.withWidths(4 * DIM, 2 * DIM)),
                contentAlone("MetaMMF_MF", content),
                whole(Head.MF),
                whole(Head.GCN),
                metaMmfLightGcn(),
                multiView("MetaMMF_MV", MultiView.Config.defaults()));
    }

    /** Validation chooses how much the fusion is regularised. */
    private static Grid<?> contentAlone(String name, FusionConfig... fusions) {
        FusionConfig[] settings = Arrays.stream(fusions)
                .flatMap(fusion -> Stream.of(fusion.withL2(0), fusion.withL2(0.01), fusion.withL2(0.1)))
                .toArray(FusionConfig[]::new);
        return Grid.of(name + ", content alone", Head.MF.builder, settings).withTraining(Head.MF.training);
    }

    private static Grid<?> metaMmfLightGcn() {
        Grid.Builder<FusionConfig> builder =
                (data, fusion, compute, seed) -> MetaMmf.lightGcn(data, fusion, 2, compute, seed);
        return Grid.of("MetaMMF_LightGCN", builder, FusionConfig.cp(RANK))
                .withTraining(own(1e-3))
                .withWeightDecays(1e-5, 1e-4);
    }

    private static Grid<MultiView.Config> multiView(String name, MultiView.Config... settings) {
        return Grid.of(name, MultiView::new, settings)
                .withTraining(
                        common -> own(1e-3).apply(common).withBatchSize(2048).withPatience(10));
    }

    /**
     * {@return the meta information from elsewhere, with either head} MF is regularised as in {@link #table5Living}: without
     * dynamic weights it would not matter where the meta information comes from.
     */
    public static List<Grid<?>> metaKnockOut() {
        return Stream.of(livingMf(), whole(Head.GCN))
                .flatMap(grid -> KnockOut.ofMeta(grid).stream())
                .toList();
    }

    /**
     * {@return the points of Fig. 5: the rank of the CP decomposition, with either head}
     *
     * @param ranks R
     */
    public static List<Grid<?>> figure5(int... ranks) {
        return withEither(head ->
                Arrays.stream(ranks).mapToObj(rank -> head.grid("MetaMMF", ", rank " + rank, FusionConfig.cp(rank))));
    }
}
