package metammf.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.Map;
import java.util.function.IntConsumer;
import metammf.engine.Compute;
import metammf.engine.Tape;
import metammf.model.Embeddings;
import metammf.model.Recommender;

/** A model with something that happens at the start of a step. */
public final class WatchedModel implements Recommender {
    private final Recommender model;
    private final IntConsumer before;
    private int steps;

    /** What happens; it is told the number of the step, counted from 1 over all epochs. */
    WatchedModel(IntConsumer before) {
        this(Training.model(), before);
    }

    /**
     * Takes over a model.
     *
     * @param model closed with this one
     * @param before what happens; it is told the number of the step, counted from 1 over all epochs
     */
    public WatchedModel(Recommender model, IntConsumer before) {
        this.model = model;
        this.before = before;
    }

    @Override
    public NDArray loss(Triples batch, Step step, Tape tape) {
        before.accept(++steps);
        return model.loss(batch, step, tape);
    }

    @Override
    public Map<String, NDArray> buffers() {
        return model.buffers();
    }

    @Override
    public Map<String, NDArray> memory() {
        return model.memory();
    }

    @Override
    public NDList embed(Triples batch, Tape tape) {
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
