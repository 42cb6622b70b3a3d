package metammf.experiment;

import static metammf.base.MetaMmfException.require;

import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import metammf.data.Dataset;
import metammf.experiment.Experiment.Workers;

/** Does an experiment's runs, those that no other process is at. */
final class Runner {
    private static final int WAIT_MILLISECONDS = 200; // for other processes

    private final Experiment experiment;
    private final RunFolder folder;
    private final Predicate<Execution> place; // does a run; false if the run was stopped
    private final Executor threads;
    private final List<Choice> choices = new ArrayList<>();
    private final Map<Trial, CompletableFuture<Boolean>> begun =
            new IdentityHashMap<>(); // false: another process does it
    private volatile boolean stopped;

    /** A model on a data set: for each seed all points of the grid, in the same order. */
    private record Choice(List<List<Trial>> bySeed) {
        List<Trial> toChooseFrom() {
            return bySeed.get(0);
        }
    }

    /** Does the runs in this process, one after the other. */
    Runner(Experiment experiment) {
        this(experiment, Execution::run, Runnable::run);
    }

    private Runner(Experiment experiment, Predicate<Execution> place, Executor threads) {
        boolean some = !experiment.data().isEmpty() && !experiment.grids().isEmpty();
        require(some, "experiment: expected data sets and models, received %s", experiment);
        this.experiment = experiment;
        this.place = place;
        this.threads = threads;
        folder = RunFolder.in(experiment.folder());
        for (Dataset original : experiment.data()) {
            Trial.Data data = new Trial.Data(original, original);
            experiment.grids().forEach(grid -> choices.add(choice(grid, data)));
        }
    }

    private Choice choice(Grid<?> grid, Trial.Data data) {
        Trial.Data changed = grid.changed(data);
        return new Choice(experiment.seeds().stream()
                .map(seed -> grid.trials(changed, experiment.training(), seed, experiment.cutOffs()))
                .toList());
    }

    /** Does an experiment in other processes; a thread for each run waits for its result. */
    static Results run(Experiment experiment, Workers workers) {
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            return new Runner(experiment, run -> RemoteRun.of(run, workers), threads).run();
        } finally {
            threads.shutdownNow(); // cancels what still runs after a failure or an interrupt
            awaitEnd(threads);
        }
    }

    private static void awaitEnd(ExecutorService threads) {
        try {
            threads.awaitTermination(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    Results run() {
        try {
            for (List<Trial> open = open(); !open.isEmpty(); open = open()) {
                open.forEach(this::begin);
                await();
            }
        } catch (InterruptedException e) {
            stopped = true;
        }
        if (!stopped) {
            trials().forEach(folder::tidy);
        }
        Results results = new Results(
                trials().map(folder::finished).flatMap(Optional::stream).toList());
        results.write(experiment.folder().resolve("results.jsonl"));
        return results;
    }

    /** Starts a run. A run in this process has ended when this method returns, a remote run ends later. */
    private void begin(Trial trial) {
        stopped |= Thread.interrupted(); // before a file is touched: an interrupt closes its channel
        if (!stopped && !begun.containsKey(trial)) {
            CompletableFuture<Boolean> run =
                    CompletableFuture.supplyAsync(() -> folder.alone(trial, () -> work(trial)), threads);
            begun.put(trial, run);
            throwFailure(run); // before the next run starts
        }
    }

    /** Waits until a run has ended, or for a moment if all remaining runs belong to other processes. */
    private void await() throws InterruptedException {
        if (stopped) {
            return;
        }
        awaitOneOf(begun.values());
        List<CompletableFuture<Boolean>> ended =
                begun.values().stream().filter(CompletableFuture::isDone).toList();
        ended.forEach(Runner::throwFailure);
        begun.values().removeAll(ended);
        if (ended.stream().noneMatch(CompletableFuture::join)) {
            Thread.sleep(WAIT_MILLISECONDS);
        }
    }

    private static void awaitOneOf(Collection<CompletableFuture<Boolean>> runs) throws InterruptedException {
        try {
            CompletableFuture.anyOf(runs.toArray(CompletableFuture[]::new)).get();
        } catch (ExecutionException e) {
            // throwFailure reports it
        }
    }

    /** Throws what a run has thrown. */
    private static void throwFailure(CompletableFuture<Boolean> run) {
        try {
            run.getNow(false);
        } catch (CompletionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) e.getCause(); // a run declares no checked exception
        }
    }

    private Stream<Trial> trials() {
        return choices.stream().flatMap(choice -> choice.bySeed().stream()).flatMap(List::stream);
    }

    /** What can be done now, or is being done; nothing after a stop. */
    private List<Trial> open() {
        return stopped
                ? List.of()
                : choices.stream().flatMap(choice -> open(choice).stream()).toList();
    }

    /** Of a grid without a choice, its points; else the chosen one with every seed, until it is tested. */
    private List<Trial> open(Choice choice) {
        int best = chosen(choice);
        return best < 0
                ? choice.toChooseFrom().stream()
                        .filter(trial -> folder.finished(trial).isEmpty())
                        .toList()
                : choice.bySeed().stream()
                        .map(points -> points.get(best))
                        .filter(trial -> !isTested(trial))
                        .toList();
    }

    /** The first of the points with the best validation metric, or -1 while one is missing. */
    private int chosen(Choice choice) {
        List<Trial> points = choice.toChooseFrom();
        int best = 0;
        double bestValidation = Double.NEGATIVE_INFINITY;
        for (int n = 0; n < points.size() && points.size() > 1; n++) {
            Optional<Run> run = folder.finished(points.get(n));
            if (run.isEmpty()) {
                return -1;
            }
            if (run.get().validation() > bestValidation) {
                best = n;
                bestValidation = run.get().validation();
            }
        }
        return best;
    }

    private boolean isTested(Trial trial) {
        return folder.finished(trial).filter(Run::isTested).isPresent();
    }

    /** Another process may have done it by now. */
    private void work(Trial trial) {
        boolean chosen = choices.stream().anyMatch(choice -> isChosen(choice, trial));
        if (chosen ? isTested(trial) : folder.finished(trial).isPresent()) {
            return;
        }
        if (place.test(new Execution(folder, trial, chosen))) {
            String opened = chosen ? "; test split opened" : "";
            System.out.println(folder.finished(trial).orElseThrow() + opened);
        } else {
            stopped = true;
        }
    }

    private boolean isChosen(Choice choice, Trial trial) {
        int best = chosen(choice);
        return best >= 0 && choice.bySeed().stream().anyMatch(points -> points.get(best) == trial);
    }
}
