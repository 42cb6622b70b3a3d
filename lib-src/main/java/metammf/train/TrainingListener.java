package metammf.train;

/** Receives the progress of a training. The start-up script of a front end installs the default listener. */
public interface TrainingListener {
    /** Called after every epoch with the history and the maximum number of epochs. */
    void epoch(History history, int epochs);

    /**
     * Called before the first step and after every step, up to some thousand times a second, with the finished epochs,
     * the maximum number of epochs, and the completed part of the current epoch, 0 to 1.
     */
    default void step(History history, int epochs, double part) {}

    /** Called once at the end of a training, also after a stop or an exception. */
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

    /** Installs the default listener of trainers, for example a live panel. */
    static void standard(TrainingListener listener) {
        Trainer.STANDARD.set(listener);
    }
}
