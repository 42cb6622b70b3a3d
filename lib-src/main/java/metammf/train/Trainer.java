package metammf.train;

import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import metammf.base.Heap;
import metammf.data.Dataset;
import metammf.model.Embeddings;
import metammf.model.Recommender;

/**
 * Trains a recommender by BPR, eq. (19), and keeps the epoch with the best validation precision. It never reads the
 * test split. Only one training runs at a time; other trainings wait.
 *
 * <p>An interrupt of the thread, for example by the stop button of a notebook, ends the training after the current step
 * and keeps the best epoch so far. The same happens when Java is shut down (Ctrl-C, SIGTERM). With a checkpoint, an
 * interrupted training can be resumed, and its result is the same bit for bit:
 *
 * <pre>{@code
 * Trainer.of(config).withCheckpoint(file).fit(model, data);
 * Trainer.resume(file).fit(model, data); // later, with the model and the data made in the same way
 * }</pre>
 */
public final class Trainer {
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

    /** Receives the progress of a training. The start-up script of a front end installs the default listener. */
    public interface Listener {
        /** Called after every epoch with the history and the maximum number of epochs. */
        void epoch(History history, int epochs);

        /**
         * Called before the first step and after every step, up to some thousand times a second, with the finished
         * epochs, the maximum number of epochs, and the completed part of the current epoch, 0 to 1.
         */
        default void step(History history, int epochs, double part) {}

        /** Called once at the end of a training, also after a stop or an exception. */
        default void done(History history) {}

        /** {@return a listener that does nothing} */
        static Listener silent() {
            return (history, epochs) -> {};
        }

        /** {@return a listener that prints one line for each epoch as plain text} */
        static Listener text() {
            return (history, epochs) -> System.out.println(history.progress(epochs));
        }

        /** {@return the default listener of trainers: plain text, unless a front end has installed another one} */
        static Listener standard() {
            return Trainer.STANDARD.get();
        }

        /** Installs the default listener of trainers, for example a live panel. */
        static void standard(Listener listener) {
            Trainer.STANDARD.set(listener);
        }
    }

    /** Watches the trainings of trainers that are given no listener. */
    static final AtomicReference<Listener> STANDARD = new AtomicReference<>(Listener.text());

    private static final ReentrantLock ONE_AT_A_TIME = new ReentrantLock();

    final TrainConfig config;
    final Listener listener;
    final CheckpointFile checkpoints; // null: none are written
    final Checkpoint start; // null: from the beginning

    private Trainer(TrainConfig config, Listener listener, CheckpointFile checkpoints, Checkpoint start) {
        this.config = config;
        this.listener = listener;
        this.checkpoints = checkpoints;
        this.start = start;
    }

    /** {@return a trainer that reports to the front end} */
    public static Trainer of(TrainConfig config) {
        return new Trainer(config, Listener.standard(), null, null);
    }

    /**
     * {@return a trainer that resumes a training from a checkpoint and writes further checkpoints to the same file} On
     * the same machine with the same number of threads the result is bit for bit that of an uninterrupted training. If
     * the training had ended, its result is returned immediately. If the file is missing or damaged, the previous one
     * next to it is taken, with a warning.
     */
    public static Trainer resume(Path file) {
        Checkpoint start = Checkpoint.read(file);
        return new Trainer(
                start.config(), Listener.standard(), new CheckpointFile(file, Double.POSITIVE_INFINITY), start);
    }

    /** {@return a copy that tells another listener of every epoch} */
    public Trainer withListener(Listener value) {
        return new Trainer(config, value, checkpoints, start);
    }

    /**
     * {@return a copy that writes the state of the training to a file after every epoch and when it is stopped} The
     * folder exists. The state before stays next to it, as {@code NAME.previous}.
     */
    public Trainer withCheckpoint(Path file) {
        return new Trainer(config, listener, new CheckpointFile(file, Double.POSITIVE_INFINITY), start);
    }

    /** {@return the same also within epochs, with at least these seconds between two; 0 writes after every step} */
    public Trainer withCheckpoint(Path file, double seconds) {
        return new Trainer(config, listener, new CheckpointFile(file, seconds), start);
    }

    /**
     * {@return whether the training of the calling thread should end, because of an interrupt or because Java shuts
     * down} For a model that works for long before a step, and then throws a {@link CancellationException}.
     */
    public static boolean isStopping() {
        return StopSignal.isRequested();
    }

    /**
     * Puts the best parameters of a checkpoint into a model that was made like the trained one, for a training that is
     * not continued.
     *
     * @throws metammf.base.MetaMmfException if it has other parameters; it is then unchanged
     */
    public static void restoreBest(Path checkpoint, Recommender model) {
        Checkpoint.read(checkpoint).restoreBest(model);
    }

    /**
     * Trains a model from its present state, or from that of the checkpoint, until the validation precision has not
     * risen for {@code patience} epochs. The model is left with the parameters of the best epoch, also when the
     * training is stopped or fails; if it fails in the first epoch, with those it came with.
     *
     * @throws metammf.base.MetaMmfException if a split is empty, K exceeds the number of items, a loss or a parameter
     *     becomes infinite or NaN, a checkpoint is of another model or data set or cannot be written, or a new training
     *     would overwrite one
     * @throws CancellationException if the thread is interrupted while it waits for another training
     */
    public Fit fit(Recommender model, Dataset data) {
        if (checkpoints != null) {
            checkpoints.requireUsable(start != null);
        }
        try {
            ONE_AT_A_TIME.lockInterruptibly();
        } catch (InterruptedException e) {
            throw new CancellationException("training: stopped while it waited for another one to end");
        }
        try (TrainingRun run = new TrainingRun(this, model, data)) {
            return run.toTheEnd(start);
        } catch (OutOfMemoryError e) {
            throw Heap.explained(e);
        } finally {
            ONE_AT_A_TIME.unlock();
        }
    }
}
