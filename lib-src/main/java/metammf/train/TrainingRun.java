package metammf.train;

import static metammf.base.MetaMmfException.require;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import metammf.base.MetaMmfException;
import metammf.data.Dataset;
import metammf.data.Split;
import metammf.engine.Adam;
import metammf.engine.Compute;
import metammf.engine.NativeArrays;
import metammf.engine.Tape;
import metammf.eval.FullRanking;
import metammf.model.Embeddings;
import metammf.model.Recommender;
import metammf.model.Recommender.Step;
import metammf.model.Recommender.Triples;
import metammf.train.Trainer.Fit;

/** One training: what changes while it goes on. Closing it leaves the best parameters in the model. */
final class TrainingRun implements AutoCloseable {
    private static final double DEAD_WEIGHT = 1e-12;
    private static final double DEAD_MOMENT = 1e-30; // its root is nothing beside Adam's epsilon

    private final TrainConfig config;
    private final Trainer.Listener listener;
    private final CheckpointFile checkpoints; // null: none
    private final Recommender model;
    private final Split split;
    private final Dataset data;
    private final FullRanking ranking;
    private final Adam adam;
    private final ParameterCopy best;
    private final ParameterCopy average; // of no parameter if nothing is averaged
    private final int steps; // of an epoch
    private final StepLosses losses;
    private final EpochsAhead sampling;
    private final StopSignal stop;
    private final List<History.Epoch> epochs = new ArrayList<>();
    private long epochStart; // nanoseconds
    private long lastCheckpoint; // nanoseconds

    TrainingRun(Trainer trainer, Recommender model, Dataset data) {
        config = trainer.config;
        listener = trainer.listener;
        checkpoints = trainer.checkpoints;
        this.model = model;
        split = data.split();
        this.data = data;
        ranking = FullRanking.at(config.k());
        requireFit(trainer.start);
        TripletSampler sampler =
                new TripletSampler(split.train(), config.negatives(), config.frozenNegatives(), config.seed());
        if (checkpoints != null) {
            checkpoints.removeRemains();
        }
        adam = new Adam(model.parameters().values(), config.learningRate(), config.weightDecay());
        best = new ParameterCopy(model.parameters(), model.compute());
        average = new ParameterCopy(config.averaging() > 0 ? model.parameters() : Map.of(), model.compute());
        steps = sampler.batches(config.batchSize());
        losses = new StepLosses(model.compute(), steps);
        sampling = new EpochsAhead(epoch -> sampler.epoch(epoch, config.batchSize()), config.epochs());
        lastCheckpoint = System.nanoTime();
        epochStart = lastCheckpoint;
        stop = new StopSignal();
    }

    /** Checked before anything is made or changed. */
    private void requireFit(Checkpoint start) {
        require(split.validation().size() > 0, "training: expected a validation split, received an empty one");
        int items = split.train().items();
        require(config.k() <= items, "k: expected at most %d items, received %d", items, config.k());
        if (start != null) {
            require(
                    start.history().data().equals(data.identity()),
                    "checkpoint: expected the data %s, received %s",
                    start.history().data(),
                    data.identity());
            start.requireModel(model);
            require(
                    start.bfloat16() == model.compute().bfloat16(),
                    "checkpoint: expected a model in %s, received one in %s",
                    precision(start.bfloat16()),
                    precision(model.compute().bfloat16()));
        }
    }

    private static String precision(boolean bfloat16) {
        return bfloat16 ? "bfloat16" : "float32";
    }

    /** From the checkpoint, or from the beginning if it is null. */
    Fit toTheEnd(Checkpoint start) {
        if (start != null) {
            restore(start);
        }
        follow(true);
        listener.step(history(), config.epochs(), 0);
        while (!stop.requested() && epochs.size() < config.epochs() && hasPatience()) {
            epoch(epochs.size() + 1);
        }
        if (epochs.isEmpty()) {
            best.keep(); // of an epoch that was not finished: better than nothing
        }
        best.restore();
        return new Fit(model.embeddings(), history(), stop.requested());
    }

    private boolean hasPatience() {
        return epochs.isEmpty() || epochs.size() - history().best().number() < config.patience();
    }

    private History history() {
        return new History("precision@" + config.k(), data.identity(), epochs);
    }

    /** The rest of an epoch, from its first step or from that of the checkpoint. */
    private void epoch(int number) {
        Triples[] batches = sampling.take(number);
        while (losses.count() < batches.length && !stop.requested()) {
            step(batches[losses.count()], new Step(config.seed(), number, losses.count()));
            listener.step(history(), config.epochs(), (double) losses.count() / batches.length);
            saveIfDue();
        }
        requireFinite();
        if (stop.requested()) {
            save();
        } else {
            validate(number, meanLoss(batches));
        }
    }

    private void step(Triples batch, Step step) {
        model.compute().seed(step.stream("dropout").nextInt());
        try (Tape tape = Tape.recording()) {
            NDArray loss = model.loss(batch, step, tape);
            adam.step(tape.gradients(loss, model.parameters().values()));
            average.average(config.decay(steps), (step.epoch() - 1L) * steps + step.number() + 1);
            losses.add(loss);
        } catch (CancellationException e) {
            stop.request();
        }
    }

    /** Of a triple. */
    private double meanLoss(Triples[] batches) {
        float[] values = losses.toArray();
        double sum = IntStream.range(0, values.length)
                .mapToDouble(n -> (double) values[n] * batches[n].size())
                .sum();
        return sum
                / IntStream.range(0, values.length).map(n -> batches[n].size()).sum();
    }

    private void validate(int number, double loss) {
        flush();
        average.swap();
        Embeddings vectors = model.embeddings();
        double precision = ranking.evaluate(vectors, split.train(), split.validation())
                .at(config.k())
                .precision();
        epochs.add(new History.Epoch(number, loss, precision, secondsSince(epochStart)));
        if (history().best().number() == number) {
            best.keep();
        }
        average.swap();
        losses.clear();
        epochStart = System.nanoTime(); // of the next one, in the checkpoint too
        save();
        listener.epoch(history(), config.epochs());
        epochStart = System.nanoTime(); // no epoch's time is spent on files and listeners
    }

    /** A layer that regularisation has shrunk to nothing would cost more than a live one. */
    private void flush() {
        model.parameters().values().forEach(parameter -> NativeArrays.flush(parameter, DEAD_WEIGHT));
        adam.state().values().stream().flatMap(List::stream).forEach(moment -> NativeArrays.flush(moment, DEAD_MOMENT));
    }

    private static double secondsSince(long nanos) {
        return (System.nanoTime() - nanos) / 1e9;
    }

    /** Names the first step with a loss, and the first parameter with a value, that is infinite or NaN. */
    private void requireFinite() {
        float[] values = losses.toArray();
        int step = IntStream.range(0, values.length)
                .filter(n -> !Float.isFinite(values[n]))
                .findFirst()
                .orElse(-1);
        String parameter = model.parameters().entrySet().stream()
                .filter(entry -> !isFinite(entry.getValue()))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("none");
        if (values.length > 0 && (step >= 0 || !parameter.equals("none"))) {
            throw new MetaMmfException(
                    "epoch %s, step %s: expected finite numbers, received loss %s; first parameter not finite: %s"
                            .formatted(
                                    epochs.size() + 1,
                                    step < 0 ? values.length : step + 1,
                                    step < 0 ? values[values.length - 1] : values[step],
                                    parameter));
        }
    }

    /** A value that is infinite or NaN makes the sum so; only one number leaves the device. */
    private static boolean isFinite(NDArray array) {
        try (Tape tape = Tape.computing()) {
            return Float.isFinite(array.sum().getFloat());
        }
    }

    private void saveIfDue() {
        if (checkpoints != null && secondsSince(lastCheckpoint) >= checkpoints.seconds()) {
            requireFinite();
            save();
        }
    }

    private void save() {
        if (checkpoints != null) {
            new Checkpoint(
                            Compute.libraryVersion(),
                            model.name(),
                            model.compute().bfloat16(),
                            config,
                            history(),
                            secondsSince(epochStart),
                            Checkpoint.tensors(arrays(), losses.toArray()))
                    .write(checkpoints.file());
            lastCheckpoint = System.nanoTime();
        }
    }

    private void restore(Checkpoint start) {
        start.restore("", arrays());
        losses.restore(start.losses());
        epochs.addAll(start.history().epochs());
        epochStart -= (long) (start.seconds() * 1e9);
    }

    /** All arrays that a training changes, under their names in the checkpoint. */
    private Map<String, NDArray> arrays() {
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        put(arrays, Checkpoint.PARAMETER, model.parameters());
        put(arrays, Checkpoint.BUFFER, model.buffers());
        put(arrays, Checkpoint.MEMORY, model.memory());
        put(arrays, Checkpoint.BEST, best.arrays());
        put(arrays, "average.", average.arrays());
        List<String> names = List.copyOf(model.parameters().keySet());
        adam.state().forEach((what, values) -> IntStream.range(0, names.size())
                .forEach(n -> arrays.put("adam." + what + "." + names.get(n), values.get(n))));
        return arrays;
    }

    private static void put(Map<String, NDArray> all, String prefix, Map<String, NDArray> arrays) {
        arrays.forEach((name, array) -> all.put(prefix + name, array));
    }

    private void follow(boolean gradients) {
        model.parameters().values().forEach(p -> p.setRequiresGradient(gradients));
    }

    @Override
    public void close() {
        try (adam;
                best;
                average;
                losses;
                sampling;
                stop) {
            follow(false);
            best.restore();
            listener.done(history());
        }
    }
}
