package metammf.train;

/** Watches a training. The start-up script of a front end installs the one that trainers use by default. */
public interface TrainingListener {
    /** Called after every epoch, the last one of the history, with the most epochs that there can be. */
    void epoch(History history, int epochs);

    /**
     * Called before the first step and after every one: some thousand times a second if steps are small.
     *
     * @param history the finished epochs
     * @param epochs the most epochs that there can be
     * @param part how much of the present epoch is done, 0 .. 1
     */
    default void step(History history, int epochs, double part) {}

    /** Called once at the end, whatever ended the training: patience, a stop or an exception. */
    default void done(History history) {}

    /** {@return a listener that does nothing} */
    static TrainingListener silent() {
        return (history, epochs) -> {};
    }

    /** {@return a listener that prints one line for each epoch as plain text} */
    static TrainingListener text() {
        return (history, epochs) -> System.out.println(history.progress(epochs));
    }

    /** {@return the default listener of trainers: plain text, unless a front end has installed another one} */
    static TrainingListener standard() {
        return Trainer.STANDARD.get();
    }

    /** Installs the listener of trainers that are given none, for example a live panel. */
    static void standard(TrainingListener listener) {
        Trainer.STANDARD.set(listener);
    }
}
