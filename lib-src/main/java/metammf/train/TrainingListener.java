package metammf.train;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;

/** Watches a training. The start-up script of a front end installs the one that trainers use by default. */
public interface TrainingListener {
    /**
     * Called after every epoch.
     *
     * @param history what has happened so far; the last epoch is the new one
     * @param epochs the most epochs that there can be
     */
    void epoch(History history, int epochs);

    /**
     * Called once after the last epoch, also when the training was stopped.
     *
     * @param history all that happened
     */
    default void done(History history) {}

    /**
     * A listener that does nothing.
     *
     * @return silence
     */
    static TrainingListener silent() {
        return (history, epochs) -> {};
    }

    /**
     * A listener that prints a line an epoch.
     *
     * @return plain text
     */
    static TrainingListener text() {
        return (history, epochs) -> {
            History.Epoch last = history.epochs().get(history.epochs().size() - 1);
            System.out.printf(
                    Locale.ROOT,
                    "epoch %d of %d: loss %.4f, %s %.4f, %.1f s%n",
                    last.number(),
                    epochs,
                    last.loss(),
                    history.metric(),
                    last.validation(),
                    last.seconds());
        };
    }

    /**
     * The listener of trainers that were given none.
     *
     * @return plain text, unless a front end has installed another
     */
    static TrainingListener standard() {
        return Standard.LISTENER.get();
    }

    /**
     * Installs the listener of trainers that are given none.
     *
     * @param listener for example a live panel
     */
    static void standard(TrainingListener listener) {
        Standard.LISTENER.set(listener);
    }

    /** Holds the front end's choice. */
    final class Standard {
        private static final AtomicReference<TrainingListener> LISTENER = new AtomicReference<>(text());

        private Standard() {}
    }
}
