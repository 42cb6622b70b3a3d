package metammf.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.Map;
import java.util.function.IntConsumer;
import metammf.engine.Compute;
import metammf.engine.Tape;
import metammf.model.Embeddings;
import metammf.model.ItemEncoder;
import metammf.model.Recommender;
import metammf.model.Triples;

/** The model of {@link Training}, with something that happens at the start of a step. */
final class WatchedModel implements Recommender {
    private final Recommender model = Training.model();
    private final IntConsumer before;
    private int steps;

    /** What happens; it is told the number of the step, counted from 1 over all epochs. */
    WatchedModel(IntConsumer before) {
        this.before = before;
    }

    @Override
    public NDList embed(Triples batch, Tape tape) {
        before.accept(++steps);
        return model.embed(batch, tape);
    }

    @Override
    public String name() {
        return model.name();
    }

    @Override
    public Compute compute() {
        return model.compute();
    }

    @Override
    public ItemEncoder items() {
        return model.items();
    }

    @Override
    public Map<String, NDArray> parameters() {
        return model.parameters();
    }

    @Override
    public Embeddings embeddings() {
        return model.embeddings();
    }

    @Override
    public void close() {
        model.close();
    }
}
