package metammf.train;

import metammf.model.Embeddings;

/**
 * The result of a training. The model itself has the parameters of the best epoch.
 *
 * @param best vectors of the epoch with the best validation metric
 * @param history what happened in each epoch
 * @param stopped whether the training was asked to end, by an interrupt or because Java shuts down
 */
public record Fit(Embeddings best, History history, boolean stopped) {
    @Override
    public String toString() {
        return history + (stopped ? ", stopped" : "");
    }
}
