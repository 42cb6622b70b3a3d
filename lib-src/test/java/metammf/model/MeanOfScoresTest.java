package metammf.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import metammf.MetaMmf;
import metammf.base.MetaMmfException;
import metammf.data.Dataset;
import metammf.data.ItemFeatures;
import metammf.data.PlantedVideos;
import metammf.data.PlantedVideos.Sizes;
import metammf.engine.Compute;
import metammf.engine.Tape;
import metammf.fusion.FusionConfig;
import metammf.model.Recommender.Step;
import metammf.model.Recommender.Triples;
import org.junit.jupiter.api.Test;

class MeanOfScoresTest extends RecommenderContract {
    private static final Dataset DATA =
            PlantedVideos.of(new Sizes(20, 30, 5, 0), 1).dataset();

    @Override
    protected Recommender model(Dataset data, long seed) {
        FusionConfig config = FusionConfig.late().withWidths(8, 4).withIdDim(4);
        return MetaMmf.lateGcn(data, config, GcnConfig.paper(), Compute.cpu(), seed);
    }

    @Test
    void theScoreIsTheMeanOfTheScores() {
        EncoderModel one = MetaMmf.bprMf(DATA, 4, 1);
        EncoderModel other = MetaMmf.mf(DATA, FusionConfig.early(), Compute.cpu(), 2);
        Map<String, EncoderModel> parts = new LinkedHashMap<>();
        parts.put("one", one);
        parts.put("other", other);
        try (Recommender both = EncoderModel.meanOfScores("both", parts)) {
            double mean = (one.embeddings().score(3, 7) + other.embeddings().score(3, 7)) / 2;
            assertEquals(mean, both.embeddings().score(3, 7), 1e-6);
        }
    }

    @Test
    void everyModalityHasAGraphConvolutionOfItsOwn() {
        try (Recommender model = model(DATA, 1)) {
            TreeSet<String> owners = new TreeSet<>();
            model.parameters().keySet().forEach(name -> owners.add(name.substring(0, name.indexOf('.'))));
            TreeSet<String> modalities = new TreeSet<>();
            DATA.features().modalities().forEach(m -> modalities.add(m.name()));
            assertEquals(modalities, owners);
        }
    }

    @Test
    void ofOneRecommenderItLearnsAsThatOneDoes() {
        Triples batch = new Triples(new int[] {3}, new int[] {7}, new int[] {8});
        try (Recommender one = MetaMmf.bprMf(DATA, 4, 1);
                Recommender alone = EncoderModel.meanOfScores("alone", Map.of("one", MetaMmf.bprMf(DATA, 4, 1)))) {
            assertArrayEquals(userGradient(one, batch), userGradient(alone, batch), 1e-7f);
        }
    }

    private static float[] userGradient(Recommender model, Triples batch) {
        List<NDArray> parameters = List.copyOf(model.parameters().values());
        parameters.forEach(p -> p.setRequiresGradient(true));
        try (Tape tape = Tape.recording()) {
            return tape.gradients(model.loss(batch, Step.first(1), tape), parameters)
                    .get(0)
                    .toFloatArray();
        }
    }

    @Test
    void itNeedsModalities() {
        Dataset ids = DATA.withFeatures(ItemFeatures.none(30));
        assertThrows(MetaMmfException.class, () -> model(ids, 1));
        assertThrows(MetaMmfException.class, () -> EncoderModel.meanOfScores("none", Map.of()));
    }
}
