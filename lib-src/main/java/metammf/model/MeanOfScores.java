package metammf.model;

import static metammf.base.MetaMmfException.require;
import static metammf.engine.NativeArrays.over;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import metammf.engine.Compute;
import metammf.engine.Tape;

/**
 * Several recommenders that are trained together; the score is the mean of their scores: y = (1 / M) sum_m y_m. Its
 * vectors are the concatenated vectors of the parts; the user vectors are divided by M.
 */
public final class MeanOfScores implements Recommender {
    private final String name;
    private final Map<String, EncoderModel> parts;

    /**
     * Joins recommenders of the same users and items on one device.
     *
     * @param name the name of the model
     * @param parts a name for each, which stands before those of its parameters; closed with the whole
     * @throws metammf.base.MetaMmfException if there is none
     */
    public MeanOfScores(String name, Map<String, ? extends EncoderModel> parts) {
        require(!parts.isEmpty(), "mean of scores: expected at least one recommender");
        this.name = name;
        this.parts = new LinkedHashMap<>(parts);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Compute compute() {
        return parts.values().iterator().next().compute();
    }

    @Override
    public Map<String, NDArray> parameters() {
        Map<String, NDArray> named = new LinkedHashMap<>();
        parts.forEach(
                (part, model) -> model.parameters().forEach((array, values) -> named.put(part + "." + array, values)));
        return named;
    }

    @Override
    public NDList embed(Triples batch, Tape tape) {
        List<NDList> vectors =
                parts.values().stream().map(model -> model.embed(batch, tape)).toList();
        return new NDList(over(sideBySide(vectors, 0), parts.size()), sideBySide(vectors, 1), sideBySide(vectors, 2));
    }

    /** BPR of the mean scores, and the parts' regularisers of their content. */
    @Override
    public NDArray loss(Triples batch, Step step, Tape tape) {
        NDArray loss = BprLoss.of(embed(batch, tape));
        for (EncoderModel part : parts.values()) {
            loss = part.items().regularised(loss);
        }
        return loss;
    }

    /** One after the other: the engine's concat of a list returns a single array without its graph. */
    private static NDArray sideBySide(List<NDList> vectors, int place) {
        return vectors.stream()
                .map(v -> v.get(place))
                .reduce((left, right) -> left.concat(right, 1))
                .orElseThrow();
    }

    @Override
    public Embeddings embeddings() {
        List<Embeddings> all =
                parts.values().stream().map(Recommender::embeddings).toList();
        int width = all.stream().mapToInt(Embeddings::width).sum();
        float[] users = sideBySide(all, width, all.get(0).users(), Embeddings::user);
        for (int n = 0; n < users.length; n++) {
            users[n] /= parts.size();
        }
        return new Embeddings(width, users, sideBySide(all, width, all.get(0).items(), Embeddings::item));
    }

    /** One row of one part. */
    private interface Row {
        float[] of(Embeddings vectors, int number);
    }

    private static float[] sideBySide(List<Embeddings> all, int width, int count, Row row) {
        float[] rows = new float[count * width];
        for (int n = 0; n < count; n++) {
            int column = n * width;
            for (Embeddings one : all) {
                System.arraycopy(row.of(one, n), 0, rows, column, one.width());
                column += one.width();
            }
        }
        return rows;
    }

    @Override
    public String toString() {
        return describe();
    }

    @Override
    public void close() {
        parts.values().forEach(Recommender::close);
    }
}
