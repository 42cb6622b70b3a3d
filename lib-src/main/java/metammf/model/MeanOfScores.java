package metammf.model;

import static metammf.base.MetaMmfException.require;
import static metammf.engine.NativeArrays.over;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import metammf.engine.Tape;

/** {@link EncoderModel#meanOfScores}: the parts' vectors side by side, those of users divided by M. */
final class MeanOfScores extends Model {
    private final List<EncoderModel> parts;

    MeanOfScores(String name, Map<String, ? extends EncoderModel> parts) {
        super(name, first(parts).compute().newManager(), first(parts).users(), null);
        this.parts = List.copyOf(parts.values());
        parts.forEach((part, model) -> model.parameters().forEach((key, array) -> add(part + "." + key, array)));
    }

    private static EncoderModel first(Map<String, ? extends EncoderModel> parts) {
        require(!parts.isEmpty(), "mean of scores: expected at least one recommender");
        return parts.values().iterator().next();
    }

    @Override
    protected NDArray nodes(Tape tape) {
        NDArray e = sideBySide(parts.stream().map(part -> part.nodes(tape)));
        return over(ofUsers(e), parts.size()).concat(ofItems(e), 0);
    }

    @Override
    public NDList embed(Triples batch, Tape tape) {
        List<NDList> vectors =
                parts.stream().map(part -> part.embed(batch, tape)).toList();
        return new NDList(
                over(sideBySide(vectors.stream().map(v -> v.get(0))), parts.size()),
                sideBySide(vectors.stream().map(v -> v.get(1))),
                sideBySide(vectors.stream().map(v -> v.get(2))));
    }

    /** One after the other: the engine's concat of a list returns a single array without its graph. */
    private static NDArray sideBySide(Stream<NDArray> arrays) {
        return arrays.reduce((left, right) -> left.concat(right, 1)).orElseThrow();
    }

    /** BPR of the mean scores, and the parts' regularisers of their content. */
    @Override
    public NDArray loss(Triples batch, Step step, Tape tape) {
        NDArray loss = BprLoss.of(embed(batch, tape));
        for (EncoderModel part : parts) {
            loss = part.items().regularised(loss);
        }
        return loss;
    }

    @Override
    public void close() {
        parts.forEach(Recommender::close);
        super.close();
    }
}
