package metammf.experiment;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import metammf.MetaMmf;
import metammf.base.Sha256;
import metammf.baseline.Bm3;
import metammf.baseline.Freedom;
import metammf.baseline.Gat;
import metammf.baseline.Grcn;
import metammf.baseline.Lattice;
import metammf.baseline.LightGcn;
import metammf.baseline.Mmgcn;
import metammf.baseline.Ngcf;
import metammf.baseline.Vbpr;
import metammf.data.Dataset;
import metammf.data.PlantedVideos;
import metammf.data.PlantedVideos.Sizes;
import metammf.data.folder.Datasets;
import metammf.engine.Compute.OneThread;
import metammf.eval.Scores;
import metammf.fusion.FusionConfig;
import metammf.model.Embeddings;
import metammf.model.GcnConfig;
import metammf.model.Recommender;
import metammf.train.History;
import metammf.train.TrainConfig;
import metammf.train.Trainer;
import metammf.train.Trainer.Fit;

/**
 * Writes what every model of {@link Paper} computes, so that a change of the code can be compared with the code before
 * it bit for bit: the losses of three epochs and a digest of the final vectors, with one thread and seed 1, on the
 * built-in set and on a small planted one. The models are named NAME on DATA, and trained one after the other, in about
 * ten minutes.
 *
 * <p>{@code java -cp target/test-classes:target/classes:JARS metammf.experiment.RecordedNumbers FILE [NAMES]}, where
 * NAMES is a regular expression that finds the models to train.
 */
final class RecordedNumbers {
    private static final long SEED = 1;
    private static final int EPOCHS = 3;
    private static final int DIGITS = 8; // bytes of a digest that are shown
    private static final int USERS = 500; // whose scores a digest is of

    private RecordedNumbers() {}

    /**
     * Writes the file, a line for each model.
     *
     * @param arguments file and, if not all are wanted, a regular expression of names
     * @throws IOException if the file cannot be written
     */
    public static void main(String[] arguments) throws IOException {
        Pattern names = Pattern.compile(arguments.length > 1 ? arguments[1] : "");
        Dataset planted = PlantedVideos.of(new Sizes(60, 80, 15, 8), 1).dataset();
        List<Grid<?>> ofBoth = ofBoth();
        try (OneThread alone = new OneThread();
                PrintStream file = new PrintStream(Path.of(arguments[0]).toFile())) {
            write(
                    file,
                    names,
                    "planted",
                    ofBoth,
                    planted,
                    TrainConfig.defaults().withBatchSize(200));
            write(
                    file,
                    names,
                    "planted",
                    ofPlanted(),
                    planted,
                    TrainConfig.defaults().withBatchSize(200));
            write(file, names, "tiktok", ofBoth, Datasets.tiktok(), TrainConfig.defaults());
        }
    }

    /** The models of the tables with the settings that are compared there. */
    private static List<Grid<?>> ofBoth() {
        List<Grid<?>> grids = new ArrayList<>(Paper.table2());
        grids.addAll(Paper.table3(1, 2));
        grids.addAll(Paper.table4());
        grids.addAll(Paper.table5Living());
        grids.add(Grid.of(
                "LateScores_GCN",
                (data, fusion, compute, seed) -> MetaMmf.lateGcn(data, fusion, GcnConfig.defaults(), compute, seed),
                FusionConfig.late().withL2(0.01)));
        return grids;
    }

    /** The same with published settings, without content, and as the public codes compute them. */
    private static List<Grid<?>> ofPlanted() {
        List<Grid<?>> grids = new ArrayList<>();
        for (Grid<?> grid : Paper.ids()) {
            grids.add(grid.on(grid.model() + ", ids", data -> data));
        }
        grids.add(Grid.of("VBPR, paper", Vbpr::new, Vbpr.Config.paper()));
        grids.add(Grid.of("NGCF, paper", Ngcf::new, Ngcf.Config.paper()));
        grids.add(Grid.of("LightGCN, paper", LightGcn::new, LightGcn.Config.paper()));
        grids.add(Grid.of("GAT, paper", Gat::new, Gat.Config.paper()));
        grids.add(Grid.of("MMGCN, paper", Mmgcn::new, Mmgcn.Config.paper()));
        grids.add(Grid.of("GRCN, paper", Grcn::new, Grcn.Config.paper()));
        grids.add(Grid.of("LATTICE, released", Lattice::new, Lattice.Config.released()));
        grids.add(Grid.of("FREEDOM, paper", Freedom::new, Freedom.Config.paper()));
        grids.add(Grid.of("BM3, paper", Bm3::new, Bm3.Config.paper()));
        grids.add(Grid.of("MetaMMF_MF, released", MetaMmf::mf, FusionConfig.released(4)));
        grids.add(Grid.of(
                "MetaMMF_GCN, released",
                (data, fusion, compute, seed) -> MetaMmf.gcn(data, fusion, GcnConfig.released(), compute, seed),
                FusionConfig.released(4)));
        return grids;
    }

    private static void write(
            PrintStream file, Pattern names, String set, List<Grid<?>> grids, Dataset data, TrainConfig training) {
        for (Grid<?> grid : grids) {
            int point = 0;
            Trial.Data changed = grid.changed(new Trial.Data(data, data));
            for (Trial trial : grid.trials(changed, training, SEED, List.of(10))) {
                String name = "%s #%s on %s".formatted(trial.point().model(), ++point, set);
                if (names.matcher(name).find()) {
                    file.println(name + ": " + numbers(trial));
                    file.flush();
                }
            }
        }
    }

    private static String numbers(Trial trial) {
        Dataset data = trial.data().changed();
        if (!trial.point().isTrained()) {
            return digest(trial.point().count(data));
        }
        try (Recommender model = trial.point().build(data)) {
            Fit fit = Trainer.of(trial.point().training().withEpochs(EPOCHS))
                    .withListener(Trainer.Listener.silent())
                    .fit(model, data);
            String losses = fit.history().epochs().stream()
                    .map(History.Epoch::loss)
                    .map(String::valueOf)
                    .collect(Collectors.joining(" "));
            return losses + " " + digest(fit.best());
        }
    }

    /** Of all vectors or, where there are none, of the scores of some users. */
    private static String digest(Scores scores) {
        MessageDigest digest = Sha256.digest();
        if (scores instanceof Embeddings vectors) {
            update(digest, vectors.userRows(0, vectors.users()));
            update(digest, vectors.itemRows());
        } else {
            int[] users = IntStream.range(0, Math.min(USERS, scores.users())).toArray();
            scores.forEachTile(users, tile -> {
                float[] values = new float[tile.values().capacity()];
                tile.values().get(0, values);
                update(digest, values);
            });
        }
        return HexFormat.of().formatHex(digest.digest(), 0, DIGITS);
    }

    private static void update(MessageDigest digest, float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES);
        bytes.asFloatBuffer().put(values);
        digest.update(bytes);
    }
}
