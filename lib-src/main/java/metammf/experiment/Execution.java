package metammf.experiment;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import metammf.base.MetaMmfException;
import metammf.data.Dataset;
import metammf.data.Interactions;
import metammf.data.Split;
import metammf.engine.Compute;
import metammf.eval.FullRanking;
import metammf.eval.Report;
import metammf.eval.Scores;
import metammf.model.Recommender;
import metammf.train.Fit;
import metammf.train.History;
import metammf.train.Trainer;
import metammf.train.TrainingListener;

/**
 * One run: a training, or its rest, and the evaluation on the test split.
 *
 * @param folder where its files are
 * @param trial what it is made from
 * @param chosen whether the test split is opened
 */
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
        Run run = folder.finished(trial).orElseGet(() -> run(outcome.history()));
        folder.finish(trial, chosen ? tested(run, outcome.scores()) : run);
    }

    /** Nothing if it was stopped. */
    private Optional<Outcome> train() {
        Dataset data = trial.data().changed();
        try (Recommender model = trial.point().recommender().from(data)) {
            Fit fit = trainer().withListener(TrainingListener.silent()).fit(model, data);
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
        Scores scores = trial.point().scores().from(data);
        Split split = data.split();
        int k = trial.point().training().k();
        double validation = FullRanking.at(k)
                .evaluate(scores, split.train(), split.validation())
                .at(k)
                .precision();
        History.Epoch only = new History.Epoch(0, 0, validation, (System.nanoTime() - start) / 1e9);
        return new Outcome(scores, new History("precision@" + k, data.identity(), List.of(only)));
    }

    private Run run(History history) {
        Dataset original = trial.data().original();
        Trial.Point point = trial.point();
        return new Run(
                original.name(),
                original.fingerprint(),
                point.model(),
                point.setting(),
                point.isTrained() ? point.training() : null,
                point.seed(),
                Compute.libraryVersion(),
                Compute.auto().describe(),
                history,
                PeakMemory.bytes(),
                null,
                null,
                null,
                null);
    }

    private Run tested(Run run, Scores best) {
        FullRanking ranking =
                FullRanking.at(trial.point().cutOffs().stream().mapToInt(k -> k).toArray());
        String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        Split split = trial.data().changed().split();
        Interactions cold = split.coldTest();
        Optional<Report> ofCold = Optional.of(cold)
                .filter(part -> part.size() > 0)
                .map(part -> ranking.evaluate(best, split.train(), part));
        Optional<Report> ofWarm = Optional.of(split.warmTest())
                .filter(part -> cold.size() > 0 && part.size() > 0)
                .map(part -> ranking.evaluate(best, split.train(), part));
        Interactions seen = trial.data().original().split().train();
        return run.tested(now, ranking.evaluate(best, seen, split.test()), ofWarm, ofCold);
    }
}
