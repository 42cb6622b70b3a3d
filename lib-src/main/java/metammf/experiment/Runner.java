package metammf.experiment;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import metammf.MetaMmfException;
import metammf.data.Dataset;
import metammf.data.Interactions;
import metammf.data.Split;
import metammf.engine.Compute;
import metammf.eval.FullRanking;
import metammf.eval.Report;
import metammf.model.Recommender;
import metammf.model.Scores;
import metammf.train.Fit;
import metammf.train.History;
import metammf.train.Trainer;
import metammf.train.TrainingListener;

/** Does an experiment's runs, those that no other process is at. */
final class Runner {
    private static final int WAIT_MILLISECONDS = 200; // for other processes

    private final Experiment experiment;
    private final RunFolder folder;
    private final FullRanking ranking;
    private final List<Choice> choices = new ArrayList<>();
    private boolean stopped;

    /**
     * A model on a data set.
     *
     * @param bySeed for each seed all points of the grid, in the same order
     */
    private record Choice(List<List<Trial>> bySeed) {
        List<Trial> toChooseFrom() {
            return bySeed.get(0);
        }
    }

    /** What is measured, and how it came to be. */
    private record Outcome(Scores scores, History history) {}

    Runner(Experiment experiment) {
        this.experiment = experiment;
        folder = RunFolder.in(experiment.folder());
        ranking = FullRanking.at(experiment.cutOffs().stream().mapToInt(k -> k).toArray());
        for (Dataset data : experiment.data()) {
            for (Grid<?> grid : experiment.grids()) {
                choices.add(choice(data, grid));
            }
        }
    }

    private Choice choice(Dataset data, Grid<?> grid) {
        Dataset changed = grid.changed(data);
        return new Choice(experiment.seeds().stream()
                .map(seed -> grid.trials(data, changed, experiment.training(), seed, experiment.cutOffs()))
                .toList());
    }

    Results run() {
        List<Trial> open = open();
        while (!open.isEmpty() && !stopped) {
            boolean worked = false;
            for (Trial trial : open) {
                stopped |= Thread.interrupted(); // before a file is touched: an interrupt closes its channel
                worked |= !stopped && folder.alone(trial, () -> work(trial));
            }
            if (!worked) {
                await();
            }
            open = stopped ? open : open();
        }
        if (!stopped) {
            trials().forEach(folder::tidy);
        }
        Results results = new Results(
                trials().map(folder::finished).flatMap(Optional::stream).toList());
        results.write(experiment.folder().resolve("results.jsonl"));
        return results;
    }

    private void await() {
        try {
            Thread.sleep(WAIT_MILLISECONDS);
        } catch (InterruptedException e) {
            stopped = true;
        }
    }

    private Stream<Trial> trials() {
        return choices.stream().flatMap(choice -> choice.bySeed().stream()).flatMap(List::stream);
    }

    /** What can be done now. */
    private List<Trial> open() {
        return choices.stream().flatMap(choice -> open(choice).stream()).toList();
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
        return folder.finished(trial).filter(run -> run.tested() != null).isPresent();
    }

    /** Trains, or goes on, and looks at the test split if the trial is chosen. Another process may have done it by now. */
    private void work(Trial trial) {
        boolean chosen = choices.stream().anyMatch(choice -> isChosen(choice, trial));
        if (chosen ? isTested(trial) : folder.finished(trial).isPresent()) {
            return;
        }
        PeakMemory.reset();
        Optional<Outcome> outcome = trial.isTrained() ? train(trial) : Optional.of(count(trial));
        outcome.ifPresentOrElse(done -> finish(trial, done, chosen), () -> stopped = true);
    }

    private void finish(Trial trial, Outcome outcome, boolean chosen) {
        Run run = folder.finished(trial).orElseGet(() -> run(trial, outcome.history()));
        folder.finish(trial, chosen ? tested(trial, run, outcome.scores()) : run);
        System.out.println(run + (chosen ? "; test split opened" : ""));
    }

    private boolean isChosen(Choice choice, Trial trial) {
        int best = chosen(choice);
        return best >= 0 && choice.bySeed().stream().anyMatch(points -> points.get(best) == trial);
    }

    /** Nothing if it was stopped. */
    private Optional<Outcome> train(Trial trial) {
        try (Recommender model = trial.work().model().get()) {
            Fit fit = trainer(trial).withListener(TrainingListener.silent()).fit(model, trial.data());
            return fit.stopped() ? Optional.empty() : Optional.of(new Outcome(fit.best(), fit.history()));
        } catch (CancellationException e) {
            return Optional.empty();
        } catch (MetaMmfException e) {
            throw new MetaMmfException("%s, %s: %s".formatted(trial.model(), trial.setting(), e.getMessage()), e);
        }
    }

    /** From the checkpoint if there is one; a run that was finished before gives its vectors at once. */
    private Trainer trainer(Trial trial) {
        return folder.hasCheckpoint(trial)
                ? Trainer.resume(folder.checkpoint(trial))
                : Trainer.of(trial.training()).withCheckpoint(folder.checkpoint(trial));
    }

    private static Outcome count(Trial trial) {
        long start = System.nanoTime();
        Scores scores = trial.work().scores().get();
        Split split = trial.data().split();
        int k = trial.training().k();
        double validation = FullRanking.at(k)
                .evaluate(scores, split.train(), split.validation())
                .at(k)
                .precision();
        History.Epoch only = new History.Epoch(0, 0, validation, (System.nanoTime() - start) / 1e9);
        return new Outcome(scores, new History("precision@" + k, trial.data().identity(), List.of(only)));
    }

    private static Run run(Trial trial, History history) {
        return new Run(
                trial.original().name(),
                trial.original().fingerprint(),
                trial.model(),
                trial.setting(),
                trial.isTrained() ? trial.training() : null,
                trial.seed(),
                Compute.libraryVersion(),
                Compute.auto().describe(),
                history,
                PeakMemory.bytes(),
                null,
                null,
                null,
                null);
    }

    private Run tested(Trial trial, Run run, Scores best) {
        String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        Split split = trial.data().split();
        Interactions cold = split.coldTest();
        Optional<Report> ofCold = Optional.of(cold)
                .filter(part -> part.size() > 0)
                .map(part -> ranking.evaluate(best, split.train(), part));
        Optional<Report> ofWarm = Optional.of(split.warmTest())
                .filter(part -> cold.size() > 0 && part.size() > 0)
                .map(part -> ranking.evaluate(best, split.train(), part));
        return run.tested(now, ranking.evaluate(best, trial.original().split().train(), split.test()), ofWarm, ofCold);
    }
}
