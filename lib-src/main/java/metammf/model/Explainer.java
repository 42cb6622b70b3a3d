package metammf.model;

import static metammf.base.MetaMmfException.require;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import metammf.data.Dataset;
import metammf.data.Modality;
import metammf.engine.Tape;
import metammf.fusion.Fusion;
import metammf.fusion.MetaFusion;
import metammf.model.Explanation.Alike;

/** Takes a score apart, see {@link Explanation}. Its arrays are those of the tape on which it was made. */
record Explainer(EncoderModel model, Dataset data, int user, int item, NDArray vectors, double score) {
    private static final int ALIKE = 5; // as many as one looks at

    static Explainer of(EncoderModel model, Dataset data, int user, int item) {
        NDArray vectors = model.items().all(); // (I, D)
        Embeddings asIs = model.embeddings(vectors);
        requireSame(data, asIs, model.items());
        return new Explainer(model, data, user, item, vectors, asIs.score(user, item));
    }

    private static void requireSame(Dataset data, Embeddings vectors, ItemEncoder items) {
        int width =
                items.fusion().map(Fusion::inputWidth).orElse(data.features().width());
        require(
                vectors.users() == data.users()
                        && vectors.items() == data.items()
                        && width == data.features().width(),
                "%s: expected a model of %d users and %d items with features of width %d, received %d, %d and %d",
                data.name(),
                data.users(),
                data.items(),
                data.features().width(),
                vectors.users(),
                vectors.items(),
                width);
    }

    double collaborative() {
        return model.items().withMeanId(item).map(this::lost).orElse(0.0);
    }

    double multimodal() {
        return model.items()
                .fusion()
                .map(fusion -> lost(0, fusion.inputWidth()))
                .orElse(0.0);
    }

    Map<String, Double> modalities() {
        Map<String, Double> contributions = new LinkedHashMap<>();
        if (model.items().fusion().isPresent()) {
            int from = 0;
            for (Modality modality : data.features().modalities()) {
                int to = from + modality.width();
                contributions.put(modality.name(), lost(from, to));
                from = to;
            }
        }
        return contributions;
    }

    private double lost(int from, int to) {
        return lost(model.items().withMeanContent(item, from, to));
    }

    /** What the score loses if the item has another vector, (1, D). */
    private double lost(NDArray vector) {
        try (Tape tape = Tape.computing()) {
            NDArray changed = vectors.duplicate(); // they may be a parameter itself
            changed.set(new NDIndex("{}:{}", item, item + 1), vector);
            return score - model.embeddings(changed).score(user, item);
        }
    }

    List<Alike> alike() {
        return model.items().fusion().orElse(null) instanceof MetaFusion fusion
                ? alike(fusion.distances(model.items().features(), item).toFloatArray())
                : List.of();
    }

    private List<Alike> alike(float[] distances) {
        double mean = IntStream.range(0, distances.length)
                .mapToDouble(n -> distances[n])
                .average()
                .orElseThrow();
        return IntStream.range(0, distances.length)
                .filter(n -> n != item)
                .boxed()
                .sorted(Comparator.comparingDouble(n -> distances[n])) // stable: ties to the smaller item
                .limit(ALIKE)
                .map(n -> new Alike(n, data.ids().item(n), mean == 0 ? 0 : distances[n] / mean))
                .toList();
    }
}
