package metammf.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import metammf.engine.NativeArrays;
import metammf.model.Embeddings;
import metammf.model.Recommender;

/** The best parameters so far and the vectors they gave. Before the first {@link #keep} it holds none. */
final class BestState implements AutoCloseable {
    private final List<NDArray> parameters;
    private final NDManager owner;
    private List<NDArray> copies = List.of();
    private Embeddings embeddings;

    BestState(Recommender model) {
        parameters = List.copyOf(model.parameters().values());
        owner = model.compute().newManager();
    }

    void keep(Embeddings vectors) {
        if (copies.isEmpty()) {
            copies = parameters.stream()
                    .map(p -> NativeArrays.zeros(owner, p.getShape()))
                    .toList();
        }
        copy(parameters, copies);
        embeddings = vectors;
    }

    /** Puts the best parameters back into the model. */
    void restore() {
        copy(copies, parameters);
    }

    private static void copy(List<NDArray> from, List<NDArray> to) {
        for (int n = 0; n < from.size(); n++) {
            from.get(n).copyTo(to.get(n));
        }
    }

    /** The best vectors, or null before the first {@link #keep}. */
    Embeddings embeddings() {
        return embeddings;
    }

    @Override
    public void close() {
        owner.close();
    }
}
