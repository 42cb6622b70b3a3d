package metammf.experiment;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import metammf.base.MetaMmfException;
import metammf.data.Dataset;
import metammf.data.Interactions;
import metammf.data.Split;
import metammf.engine.Compute;
import metammf.eval.FullRanking;
import metammf.eval.Lists;
import metammf.eval.Report;
import metammf.eval.Scores;
import metammf.model.Recommender;
import metammf.train.History;
import metammf.train.Trainer;
import metammf.train.Trainer.Fit;

/** One run: a training, or its rest, and, if it was chosen, the evaluation on the test split. */
record Execution(RunFolder folder, Trial trial, boolean chosen) {
    /** What is measured, and how it came to be. */
    private record Outcome(Scores scores, History history) {}

    /** Does what is not done yet. {@return whether the run was finished; otherwise it was stopped} */
    boolean run() {
        PeakMemory.reset();
        Optional<Outcome> outcome = trial.point().isTrained() ? train() : Optional.of(count());
        outcome.ifPresent(this::finish);
        return outcome.isPresent();
    }

    private void finish(Outcome outcome) {
        Run run = folder.finished(trial).orElseGet(() -> run(outcome));
        folder.finish(trial, chosen ? run.with(tested(outcome.scores())) : run);
    }

    /** Nothing if it was stopped. */
    private Optional<Outcome> train() {
        Dataset data = trial.data().changed();
        try (Recommender model = trial.point().build(data)) {
            Fit fit = trainer().withListener(Trainer.Listener.silent()).fit(model, data);
            return fit.stopped() ? Optional.empty() : Optional.of(new Outcome(fit.best(), fit.history()));
        } catch (CancellationException e) {
            return Optional.empty();
        } catch (MetaMmfException e) {
            String what = trial.point().model() + ", " + trial.point().setting();
            throw new MetaMmfException(what + ": " + e.getMessage(), e);
        }
    }

    /** From the checkpoint if there is one; a run that was finished before gives its vectors at once. */
    private Trainer trainer() {
        return folder.hasCheckpoint(trial)
                ? Trainer.resume(folder.checkpoint(trial))
                : Trainer.of(trial.point().training()).withCheckpoint(folder.checkpoint(trial));
    }

    private Outcome count() {
        long start = System.nanoTime();
        Dataset data = trial.data().changed();
        Scores scores = trial.point().count(data);
        Split split = data.split();
        int k = trial.point().training().k();
        double validation = FullRanking.at(k)
                .evaluate(scores, split.train(), split.validation())
                .at(k)
                .precision();
        History.Epoch only = new History.Epoch(0, 0, validation, (System.nanoTime() - start) / 1e9);
        return new Outcome(scores, new History("precision@" + k, data.identity(), List.of(only)));
    }

    private Run run(Outcome outcome) {
        Trial.Point<?> point = trial.point();
        return new Run(
                trial.data().original().identity(),
                point.model(),
                point.setting(),
                Optional.of(point.training()).filter(config -> point.isTrained()),
                point.seed(),
                Compute.libraryVersion(),
                Compute.auto().describe(),
                outcome.history(),
                PeakMemory.bytes(),
                Optional.empty());
    }

    private Run.Tested tested(Scores scores) {
        FullRanking ranking =
                FullRanking.at(trial.point().cutOffs().stream().mapToInt(k -> k).toArray());
        String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        Split split = trial.data().original().split();
        Function<Interactions, Report> report = part -> ranking.evaluate(scores, split.train(), part);
        Report all = report.apply(split.test());
        Optional<Interactions> cold = Optional.of(split.coldTest()).filter(part -> part.size() > 0);
        Optional<Interactions> warm = cold.map(some -> split.warmTest()).filter(part -> part.size() > 0);
        Lists.Summary lists = all.lists().summary(trial.data().original().features());
        return new Run.Tested(now, all, warm.map(report), cold.map(report), Optional.of(lists));
    }
}
