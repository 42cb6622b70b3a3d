package metammf.train;

import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import metammf.base.Heap;
import metammf.data.Dataset;
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
    /** Watches the trainings of trainers that are given no listener. */
    static final AtomicReference<TrainingListener> STANDARD = new AtomicReference<>(TrainingListener.text());

    private static final ReentrantLock ONE_AT_A_TIME = new ReentrantLock();

    final TrainConfig config;
    final TrainingListener listener;
    final CheckpointFile checkpoints; // null: none are written
    final Checkpoint start; // null: from the beginning

    private Trainer(TrainConfig config, TrainingListener listener, CheckpointFile checkpoints, Checkpoint start) {
        this.config = config;
        this.listener = listener;
        this.checkpoints = checkpoints;
        this.start = start;
    }

    /** {@return a trainer that reports to the front end} */
    public static Trainer of(TrainConfig config) {
        return new Trainer(config, TrainingListener.standard(), null, null);
    }

    /**
     * {@return a trainer that resumes a training from a checkpoint and writes further checkpoints to the same file} On
     * the same machine with the same number of threads the result is bit for bit that of an uninterrupted training. If
     * the training had ended, its result is returned immediately. {@link Checkpoint#read} describes the treatment of
     * damaged files.
     */
    public static Trainer resume(Path file) {
        Checkpoint start = Checkpoint.read(file);
        return new Trainer(start.config(), TrainingListener.standard(), CheckpointFile.atEpochs(file), start);
    }

    /** {@return a copy that tells another listener of every epoch} */
    public Trainer withListener(TrainingListener value) {
        return new Trainer(config, value, checkpoints, start);
    }

    /**
     * {@return a copy that writes the state of the training to a file after every epoch and when it is stopped} The folder
     * exists. The state before stays next to it, as {@code NAME.previous}.
     */
    public Trainer withCheckpoint(Path file) {
        return new Trainer(config, listener, CheckpointFile.atEpochs(file), start);
    }

    /**
     * {@return a copy that writes the state of the training also within long epochs} The seconds are the minimum time
     * between two checkpoints within an epoch; 0 writes one after every step.
     */
    public Trainer withCheckpoint(Path file, double seconds) {
        return new Trainer(config, listener, new CheckpointFile(file, seconds), start);
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
