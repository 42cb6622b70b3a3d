package metammf.baseline;

import ai.djl.ndarray.NDManager;
import metammf.model.Recommender.Step;

/**
 * What a model builds in an epoch's first step and uses in all its steps, such as a graph. It is kept only from one
 * step to the next: a step that does not follow the last one, as after a resumption, builds it anew.
 *
 * @param <T> what is built
 */
final class PerEpoch<T> {
    /** Builds it. The result may depend on the step's seed and epoch, on parameters and on buffers. */
    interface Maker<T> {
        /** The manager owns what is built, and is closed when the next one is built. */
        T make(Step step, NDManager owner);
    }

    private final Maker<T> maker;
    private final NDManager model;
    private NDManager owner; // null: nothing is built
    private T built;
    private Step last;

    PerEpoch(NDManager model, Maker<T> maker) {
        this.model = model;
        this.maker = maker;
    }

    T at(Step step) {
        if (owner == null || !step.follows(last)) {
            if (owner != null) {
                owner.close();
            }
            owner = model.newSubManager();
            built = maker.make(step, owner);
        }
        last = step;
        return built;
    }
}
