package metammf.baseline;

import ai.djl.ndarray.NDManager;
import java.util.function.BiFunction;
import metammf.model.Recommender.Step;

/**
 * What a model builds in an epoch's first step and uses in all its steps, such as a graph. It is kept only from one
 * step to the next: a step that does not follow the last one, as after a resumption, builds it anew.
 *
 * @param <T> what is built
 */
final class PerEpoch<T> {
    private final BiFunction<Step, NDManager, T> maker;
    private final NDManager model;
    private NDManager owner; // null: nothing is built
    private T built;
    private Step last;

    /**
     * The maker's result may depend on the step's seed and epoch, on parameters and on buffers. The manager that it gets
     * owns what is built, and is closed when the next one is built.
     */
    PerEpoch(NDManager model, BiFunction<Step, NDManager, T> maker) {
        this.model = model;
        this.maker = maker;
    }

    T at(Step step) {
        if (owner == null || !step.follows(last)) {
            if (owner != null) {
                owner.close();
            }
            owner = model.newSubManager();
            built = maker.apply(step, owner);
        }
        last = step;
        return built;
    }
}
