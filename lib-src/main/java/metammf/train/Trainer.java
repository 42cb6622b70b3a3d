package metammf.train;

import static metammf.MetaMmfException.require;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.ReentrantLock;
import metammf.data.Dataset;
import metammf.data.Split;
import metammf.engine.NativeArrays;
import metammf.engine.Seeds;
import metammf.engine.Tape;
import metammf.eval.FullRanking;
import metammf.model.Embeddings;
import metammf.model.Recommender;
import metammf.model.Triples;

/**
 * Trains a recommender by BPR, eq. (19), and keeps the epoch with the best validation precision. It never sees the test
 * split. One training runs at a time; others wait.
 *
 * <p>Interrupting the thread, as a notebook's stop button does, ends the training within a step and keeps the best
 * epoch so far.
 */
public final class Trainer {
    private static final ReentrantLock ONE_AT_A_TIME = new ReentrantLock();

    private final TrainConfig config;
    private final TrainingListener listener;

    private Trainer(TrainConfig config, TrainingListener listener) {
        this.config = config;
        this.listener = listener;
    }

    /**
     * A trainer that reports to the front end.
     *
     * @param config how to train
     * @return a trainer
     */
    public static Trainer of(TrainConfig config) {
        return new Trainer(config, TrainingListener.standard());
    }

    /**
     * Changes who is told of every epoch.
     *
     * @param value the listener
     * @return a changed copy
     */
    public Trainer withListener(TrainingListener value) {
        return new Trainer(config, value);
    }

    /**
     * Trains until the validation precision has not risen for {@code patience} epochs. The model is left with the
     * parameters of the best epoch, also when the training is stopped or fails.
     *
     * @param model what is trained, from its present state
     * @param data the training and validation split are read
     * @return the best vectors and the history
     * @throws metammf.MetaMmfException if a split is empty, K exceeds the number of items, or the loss is not finite
     */
    public Fit fit(Recommender model, Dataset data) {
        ONE_AT_A_TIME.lock();
        try (Run run = new Run(model, data.split())) {
            return run.toTheEnd();
        } finally {
            ONE_AT_A_TIME.unlock();
        }
    }

    /** One training: what changes while it goes on. */
    private final class Run implements AutoCloseable {
        private final Recommender model;
        private final Split split;
        private final TripletSampler sampler;
        private final FullRanking ranking = FullRanking.at(config.k());
        private final Adam adam;
        private final BestState best;
        private final List<History.Epoch> epochs = new ArrayList<>();
        private boolean stopped;

        Run(Recommender model, Split split) {
            require(split.validation().size() > 0, "training: expected a validation split, received an empty one");
            int items = split.train().items();
            require(config.k() <= items, "k: expected at most %d items, received %d", items, config.k());
            this.model = model;
            this.split = split;
            sampler = new TripletSampler(split.train(), config.negatives(), config.frozenNegatives(), config.seed());
            adam = new Adam(model.parameters().values(), config.learningRate(), config.weightDecay());
            best = new BestState(model);
            follow(true);
        }

        Fit toTheEnd() {
            while (!stopped && epochs.size() < config.epochs() && hasPatience()) {
                epoch(epochs.size() + 1);
            }
            listener.done(history());
            return new Fit(epochs.isEmpty() ? model.embeddings() : best.embeddings(), history(), stopped);
        }

        private boolean hasPatience() {
            return epochs.isEmpty() || epochs.size() - history().best().number() < config.patience();
        }

        private History history() {
            return new History("precision@" + config.k(), epochs);
        }

        private void epoch(int number) {
            long start = System.nanoTime();
            double loss = steps(number);
            if (stopped) {
                return;
            }
            require(Double.isFinite(loss), "epoch %d: expected a finite loss, received %s", number, loss);
            Embeddings vectors = model.embeddings();
            double precision = ranking.evaluate(vectors, split.train(), split.validation())
                    .at(config.k())
                    .precision();
            epochs.add(new History.Epoch(number, loss, precision, (System.nanoTime() - start) / 1e9));
            if (history().best().number() == number) {
                best.keep(vectors);
            }
            listener.epoch(history(), config.epochs());
        }

        /** One pass over the training interactions; the mean loss, which is read once, at the end. */
        private double steps(int epoch) {
            Triples[] batches = sampler.epoch(epoch, config.batchSize());
            try (NDManager manager = model.compute().newManager()) {
                NDArray total = NativeArrays.zeros(manager, new Shape());
                for (int n = 0; n < batches.length && !stopped; n++) {
                    step(batches[n], Seeds.stream(config.seed(), "dropout", epoch, n), total);
                    stopped = Thread.interrupted();
                }
                return total.getFloat() / sampler.size();
            }
        }

        private void step(Triples batch, SplittableRandom dropout, NDArray total) {
            model.compute().seed(dropout.nextInt());
            adam.zeroGradients();
            try (Tape tape = Tape.recording()) {
                NDArray loss = BprLoss.of(model.embed(batch, tape));
                tape.backward(loss);
                adam.step();
                total.addi(loss.mul(batch.size()));
            }
        }

        private void follow(boolean gradients) {
            model.parameters().values().forEach(p -> p.setRequiresGradient(gradients));
        }

        @Override
        public void close() {
            follow(false);
            best.restore();
            best.close();
            adam.close();
        }
    }
}
