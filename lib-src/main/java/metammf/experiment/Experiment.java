package metammf.experiment;

import static metammf.base.MetaMmfException.require;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import metammf.data.Dataset;
import metammf.train.TrainConfig;

/**
 * Trains data sets x models x seeds. Each setting in the grid of a model is trained with the first seed. The setting
 * with the best validation precision is then trained with the other seeds, and the test split is evaluated only for
 * these runs, once for each.
 *
 * <pre>{@code
 * Results results = Experiment.in(Path.of("comparison"))
 *         .withData(Datasets.tiktok())
 *         .withSeeds(1, 2, 3)
 *         .withModels(
 *                 Grid.of("MF-BPR", (data, dim, compute, seed) -> MetaMmf.bprMf(data, dim, seed), 64),
 *                 Grid.of("MetaMMF_MF", MetaMmf::mf, FusionConfig.cp(8), FusionConfig.cp(16)))
 *         .run();
 * }</pre>
 *
 * <p>Each finished run is a line of JSON in its own file, and at the end all runs are in {@code results.jsonl} ({@link
 * Results#read}). An experiment that was killed can be started again; it continues where it stopped and loses at most
 * one epoch. An interrupted experiment returns the finished runs. Processes that run the same experiment in the same
 * folder share the work. If settings are added to a grid, only the new settings are trained, and validation may then
 * select another setting; every evaluation on the test split is recorded in the folder with its time.
 *
 * @param folder where its files are
 * @param data the data sets, of different names
 * @param seeds of weights and training; the settings are chosen with the first one
 * @param cutOffs of the final evaluation, ascending
 * @param training how all models are trained, except for what their grids change
 * @param grids the models, of different names
 */
public record Experiment(
        Path folder,
        List<Dataset> data,
        List<Long> seeds,
        List<Integer> cutOffs,
        TrainConfig training,
        List<Grid<?>> grids) {
    /** Other processes that execute the runs of an experiment, such as the executors of a cluster. */
    public interface Workers {
        /** A computation that can be sent to another process, from data D to a result R. */
        @FunctionalInterface
        interface Work<D, R> extends Serializable {
            /** {@return the result} A second call, perhaps in another process, computes it again. */
            R with(D data);
        }

        /**
         * {@return the result of work in one of the processes, when it is done} If the process dies, another process
         * repeats the work from the start. Several threads call this method at the same time, one for each run that can
         * start; data that several calls share are sent to each process once.
         *
         * @throws InterruptedException if this thread is interrupted; the work is then cancelled
         * @throws metammf.base.MetaMmfException if the work fails
         */
        <D extends Serializable, R extends Serializable> R call(Work<D, R> work, D data) throws InterruptedException;
    }

    /** Keeps unmodifiable copies and checks the names. */
    public Experiment {
        data = List.copyOf(data);
        seeds = List.copyOf(seeds);
        cutOffs = List.copyOf(cutOffs);
        grids = List.copyOf(grids);
        Grid.requireDifferent(
                "experiment", "data sets", data.stream().map(Dataset::name).toList());
        Grid.requireDifferent("experiment", "seeds", seeds);
        Grid.requireDifferent(
                "experiment", "models", grids.stream().map(Grid::model).toList());
        require(!seeds.isEmpty(), "experiment: expected at least one seed");
        require(!cutOffs.isEmpty() && cutOffs.get(0) > 0, "experiment: expected K of at least 1, received %s", cutOffs);
    }

    /**
     * {@return an experiment without data and models yet, with seed 1, at K = 10 and 20, with the default training} Its
     * files are in the folder, which is made if it does not exist.
     */
    public static Experiment in(Path folder) {
        return new Experiment(folder, List.of(), List.of(1L), List.of(10, 20), TrainConfig.defaults(), List.of());
    }

    /** {@return a copy with other data sets, one or more of different names} */
    public Experiment withData(Dataset... values) {
        return new Experiment(folder, List.of(values), seeds, cutOffs, training, grids);
    }

    /** {@return a copy with other seeds, one or more, of which the first also chooses} */
    public Experiment withSeeds(long... values) {
        return new Experiment(folder, data, Arrays.stream(values).boxed().toList(), cutOffs, training, grids);
    }

    /** {@return a copy with other cut-offs, lengths K of the recommendation lists} */
    public Experiment withCutOffs(int... values) {
        List<Integer> sorted = Arrays.stream(values).sorted().distinct().boxed().toList();
        return new Experiment(folder, data, seeds, sorted, training, grids);
    }

    /** {@return a copy with another training of all models, whose seed is not used} */
    public Experiment withTraining(TrainConfig value) {
        return new Experiment(folder, data, seeds, cutOffs, value, grids);
    }

    /** {@return a copy with other models, one or more of different names, in the order of the tables} */
    public Experiment withModels(Grid<?>... values) {
        return withModels(List.of(values));
    }

    /** {@return a copy with other models, one or more of different names, in the order of the tables} */
    public Experiment withModels(List<Grid<?>> values) {
        return new Experiment(folder, data, seeds, cutOffs, training, values);
    }

    /**
     * {@return all finished runs, after executing the missing ones; prints one line for each}
     *
     * @throws metammf.base.MetaMmfException if there are no data sets or models, a training fails, or a file in the
     *     folder is damaged
     */
    public Results run() {
        return new Runner(this).run();
    }

    /**
     * {@return all finished runs, after other processes, such as {@code SparkWorkers.of(spark)} of the package
     * {@code metammf.spark}, have executed the missing ones in parallel} The files are the same as those of
     * {@link #run}, and so are the numbers of a run with as many threads; an experiment that was stopped can go on with
     * either method. A run that is interrupted elsewhere starts again.
     *
     * @throws metammf.base.MetaMmfException if {@link #run} would throw it, or if a model's settings or what its
     *     builder captures are not {@link java.io.Serializable}
     */
    public Results runOn(Workers workers) {
        return Runner.run(this, workers);
    }

    @Override
    public String toString() {
        return "Experiment(%s on %s, seeds %s)"
                .formatted(
                        grids.stream().map(Grid::model).toList(),
                        data.stream().map(Dataset::name).toList(),
                        seeds);
    }
}
