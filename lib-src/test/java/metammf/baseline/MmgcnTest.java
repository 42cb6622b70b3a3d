package metammf.baseline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import metammf.base.Seeds;
import metammf.baseline.Mmgcn.Config;
import metammf.data.Dataset;
import metammf.data.ItemFeatures;
import metammf.data.ItemFeatures.Scaling;
import metammf.data.Modality;
import metammf.data.PlantedVideos;
import metammf.data.PlantedVideos.Sizes;
import metammf.engine.Compute;
import metammf.model.Recommender;
import metammf.model.RecommenderContract;
import metammf.train.TrainConfig;
import metammf.train.Trainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MmgcnTest extends RecommenderContract {
    private static final Config SMALL = new Config(2, 4, false, 0);
    private static final Dataset DATA = Toy.DATA;

    @Override
    protected Recommender model(Dataset data, long seed) {
        return new Mmgcn(data, new Config(2, 8, false, 0), Compute.cpu(), seed);
    }

    @Test
    void trainingLeavesFrozenTablesAlone() {
        Dataset data = PlantedVideos.of(new Sizes(60, 80, 15, 0), 1).dataset();
        TrainConfig once =
                TrainConfig.defaults().withEpochs(1).withBatchSize(200).withK(10);
        try (Mmgcn model = new Mmgcn(data, new Config(2, 4, true, 0), Compute.cpu(), 1)) {
            Map<String, float[]> before = values(model.buffers());
            float[] weight = values(model.parameters()).get("gcn.visual.1.self.weight");
            Trainer.of(once).withListener(Trainer.Listener.silent()).fit(model, data);
            values(model.buffers()).forEach((name, values) -> assertArrayEquals(before.get(name), values, name));
            assertFalse(Arrays.equals(weight, values(model.parameters()).get("gcn.visual.1.self.weight")));
        }
    }

    private static Map<String, float[]> values(Map<String, NDArray> arrays) {
        Map<String, float[]> values = new TreeMap<>();
        arrays.forEach((name, array) -> values.put(name, array.toFloatArray()));
        return values;
    }

    @Test
    void frozenTablesAreBuffersAndNoParameters() {
        try (Mmgcn model = new Mmgcn(DATA, new Config(2, 4, true, 0), Compute.cpu(), 1);
                Mmgcn trained = new Mmgcn(DATA, SMALL, Compute.cpu(), 1)) {
            assertEquals(
                    Set.of("user", "item.id", "preference.visual", "preference.acoustic"),
                    model.buffers().keySet());
            assertTrue(trained.parameters().keySet().containsAll(model.buffers().keySet()));
            assertTrue(trained.buffers().isEmpty());
            assertNotEquals(trained.embeddings(), model.embeddings()); // a sum and a mean
        }
    }

    /** The whole model with dense matrices. */
    private static double[][] loop(Mmgcn model, Config config) {
        double[][] mean = Dense.mean(Toy.adjacency(false));
        double[][] id = Toy.ids(model);
        double[][] z = new double[mean.length][4];
        for (String modality : List.of("visual", "acoustic")) {
            Modality x = DATA.features()
                    .scaled(Scaling.NORMALISED, DATA.split().train())
                    .modality(modality);
            double[][] h = Dense.unitRows(
                    Dense.above(Toy.matrix(model, "preference." + modality), Dense.matrix(x.values(), x.width())));
            for (int l = 1; l <= config.layers(); l++) {
                String name = "gcn." + modality + "." + l;
                double[][] m =
                        Dense.leakyRelu(Dense.times(mean, Dense.times(h, Toy.matrix(model, name + ".neighbour"))));
                double[][] q = Dense.plus(Dense.leakyRelu(linear(model, name + ".self", h)), id);
                h = Dense.leakyRelu(linear(model, name + ".joint", Dense.beside(m, q)));
            }
            z = Dense.plus(z, h);
        }
        return config.asReleased() ? Dense.scaled(z, 0.5) : z;
    }

    private static double[][] linear(Mmgcn model, String name, double[][] x) {
        return Dense.plus(Dense.times(x, Toy.matrix(model, name + ".weight")), Toy.matrix(model, name + ".bias"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void vectorsAreThoseOfTheEquationsWithDenseMatrices(boolean released) {
        Config config = new Config(2, 4, released, 0);
        try (Mmgcn model = new Mmgcn(DATA, config, Compute.cpu(), 1)) {
            Toy.assertVectors(loop(model, config), model);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void gradientsAreFiniteDifferences(boolean released) {
        try (Mmgcn model = new Mmgcn(DATA, new Config(2, 4, released, 0.5), Compute.cpu(), 1)) {
            Toy.assertGradients(model);
        }
    }

    @Test
    void aWideModalityPassesALinearLayerFirst() {
        SplittableRandom random = Seeds.stream(1, "wide");
        float[] values = new float[Toy.ITEMS * 300];
        for (int n = 0; n < values.length; n++) {
            values[n] = (float) random.nextDouble(-1, 1);
        }
        Dataset wide = DATA.withFeatures(ItemFeatures.of(new Modality("visual", Toy.ITEMS, 300, values)));
        try (Mmgcn model = new Mmgcn(wide, SMALL, Compute.cpu(), 1)) {
            long[] projection =
                    model.parameters().get("content.visual.weight").getShape().getShape();
            assertArrayEquals(new long[] {300, 256}, projection);
            assertEquals(4, model.embeddings().width());
        }
    }
}
