package metammf.train;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.IntFunction;
import metammf.model.Recommender.Triples;

/** Draws the next epoch's triples beside the present one; the draws depend on an epoch's number alone. */
final class EpochsAhead implements AutoCloseable {
    static final String THREAD = "metammf-sampling";

    /** A thread for every task; it ends with the task. */
    private static final Executor BACKGROUND = task -> {
        Thread thread = new Thread(task, THREAD);
        thread.setDaemon(true);
        thread.start();
    };

    private final IntFunction<Triples[]> sampler;
    private final int last;
    private CompletableFuture<Triples[]> next;

    /** Nothing is drawn yet; the sampler gives the batches for the number of an epoch. */
    EpochsAhead(IntFunction<Triples[]> sampler, int last) {
        this.sampler = sampler;
        this.last = last;
    }

    /** The batches of any epoch first, then always of the next one. Rethrows the sampler's exceptions. */
    Triples[] take(int epoch) {
        Triples[] batches = next == null ? sampler.apply(epoch) : join(next);
        next = epoch < last ? CompletableFuture.supplyAsync(() -> sampler.apply(epoch + 1), BACKGROUND) : null;
        return batches;
    }

    private static Triples[] join(CompletableFuture<Triples[]> drawn) {
        try {
            return drawn.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** Returns when no draw is under way. */
    @Override
    public void close() {
        if (next != null) {
            next.exceptionally(failure -> null).join();
        }
    }
}
