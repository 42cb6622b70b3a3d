package metammf.experiment;

import java.nio.file.Path;
import java.util.List;
import metammf.MetaMmf;
import metammf.data.Dataset;
import metammf.data.PlantedVideos;
import metammf.data.PlantedVideos.Sizes;
import metammf.engine.Compute;
import metammf.fusion.FusionConfig;
import metammf.model.Embeddings;
import metammf.model.Recommender;
import metammf.train.History;
import metammf.train.History.Epoch;
import metammf.train.TrainConfig;

/** A small experiment with several data sets, models and seeds. */
final class Models {
    static final Dataset DATA = PlantedVideos.of(new Sizes(60, 80, 15, 8), 1).dataset();

    private Models() {}

    /** Told whenever a model is made. */
    static Runnable made = () -> {};

    static Grid<Integer> bprMf() {
        return Grid.<Integer>of("MF-BPR", Models::bprMf, 4, 8).withLearningRates(1e-3, 1e-2);
    }

    private static Recommender bprMf(Dataset data, int dim, Compute compute, long seed) {
        made.run();
        return MetaMmf.bprMf(data, dim, seed);
    }

    static Grid<FusionConfig> metaMmf() {
        return Grid.of(
                "MetaMMF_MF", MetaMmf::mf, FusionConfig.cp(4).withWidths(8).withIdDim(8));
    }

    static Grid<String> popularity() {
        return Grid.untrained(
                "Popularity", (data, none) -> Embeddings.popularity(data.split().train()), "");
    }

    static Experiment experiment(Path folder) {
        return Experiment.in(folder)
                .withData(DATA)
                .withSeeds(1, 2)
                .withCutOffs(5, 10)
                .withTraining(
                        TrainConfig.defaults().withEpochs(3).withBatchSize(100).withK(5))
                .withModels(popularity(), bprMf(), metaMmf());
    }

    /** The lines of the runs, but for times and memory. */
    static List<String> lines(Results results) {
        return results.runs().stream().map(Models::line).toList();
    }

    private static String line(Run run) {
        List<Epoch> epochs = run.history().epochs().stream()
                .map(epoch -> new Epoch(epoch.number(), epoch.loss(), epoch.validation(), 0))
                .toList();
        return RunText.of(new Run(
                run.data(),
                run.model(),
                run.setting(),
                run.training(),
                run.seed(),
                run.version(),
                run.machine(),
                new History(run.history().metric(), run.history().data(), epochs),
                0,
                run.tested()
                        .map(found -> new Run.Tested("then", found.all(), found.warm(), found.cold(), found.lists()))));
    }
}
