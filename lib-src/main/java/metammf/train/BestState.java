package metammf.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Collection;
import java.util.List;
import metammf.engine.NativeArrays;
import metammf.model.Recommender;

/** A copy of a model's best parameters so far; at first, of those it came with. */
final class BestState implements AutoCloseable {
    private final List<NDArray> parameters;
    private final NDManager owner;
    private final List<NDArray> copies;

    BestState(Recommender model) {
        parameters = List.copyOf(model.parameters().values());
        owner = model.compute().newManager();
        copies = parameters.stream()
                .map(p -> NativeArrays.zeros(owner, p.getShape()))
                .toList();
        keep();
    }

    /** The model's present parameters are the best. */
    void keep() {
        copy(parameters, copies);
    }

    /** Puts the best parameters back into the model. */
    void restore() {
        copy(copies, parameters);
    }

    /** The copies, in the order of the model's parameters. */
    Collection<NDArray> arrays() {
        return copies;
    }

    private static void copy(List<NDArray> from, List<NDArray> to) {
        for (int n = 0; n < from.size(); n++) {
            NativeArrays.copy(from.get(n), to.get(n));
        }
    }

    @Override
    public void close() {
        owner.close();
    }
}
