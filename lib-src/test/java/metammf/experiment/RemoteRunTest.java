package metammf.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import metammf.base.MetaMmfException;
import metammf.experiment.Experiment.Workers;
import metammf.model.Recommender;
import metammf.train.History;
import metammf.train.TrainConfig;
import metammf.train.Trainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that see nothing of the experiment's folder, as in other processes. */
class RemoteRunTest {
    @TempDir
    Path folder;

    @TempDir
    Path other;

    /** Does the work where it is asked for; told of each. */
    private abstract static class Here implements Workers {
        @Override
        public <D extends Serializable, R extends Serializable> R call(Work<D, R> work, D data)
                throws InterruptedException {
            told((RemoteRun) work);
            return work.with(data);
        }

        abstract void told(RemoteRun run) throws InterruptedException;
    }

    private static Workers here(Queue<RemoteRun> runs) {
        return new Here() {
            @Override
            void told(RemoteRun run) {
                runs.add(run);
            }
        };
    }

    @Test
    void theLinesAreThoseOfThisProcess() {
        Queue<RemoteRun> runs = new ConcurrentLinkedQueue<>();
        Results remote = Models.experiment(folder).runOn(here(runs));
        assertEquals(Models.lines(Models.experiment(other).run()), Models.lines(remote));
        assertEquals(remote, Results.read(folder.resolve("results.jsonl")));
        // 9 runs, and the one whose grid has several points once more, to be tested
        assertEquals(10, runs.size());
        List<Set<String>> brought = runs.stream()
                .<Set<String>>map(run -> run.files().keySet())
                .filter(files -> !files.isEmpty())
                .toList();
        assertEquals(List.of(Set.of(RunFolder.CHECKPOINT, RunFolder.LINE)), brought);
    }

    @Test
    void whatIsFinishedIsNotSent() {
        Models.experiment(folder)
                .withModels(Models.popularity(), Models.metaMmf())
                .run();
        Queue<RemoteRun> runs = new ConcurrentLinkedQueue<>();
        Models.experiment(folder).runOn(here(runs));
        assertTrue(runs.stream().allMatch(run -> run.point().model().equals("MF-BPR")), runs.toString());
    }

    @Test
    void aTrainingThatWasStoppedHereGoesOnElsewhere() {
        Experiment one =
                Models.experiment(folder).withSeeds(1).withModels(Models.bprMf().quick(3));
        Queue<RemoteRun> runs = new ConcurrentLinkedQueue<>();
        interruptAfterAnEpoch(one);
        Results resumed = one.runOn(here(runs));
        assertTrue(runs.element().files().containsKey(RunFolder.CHECKPOINT));
        Experiment uninterrupted =
                Models.experiment(other).withSeeds(1).withModels(Models.bprMf().quick(3));
        assertEquals(Models.lines(uninterrupted.run()), Models.lines(resumed));
    }

    private static void interruptAfterAnEpoch(Experiment experiment) {
        Trial.Data data = new Trial.Data(Models.DATA, Models.DATA);
        Grid<?> grid = experiment.grids().get(0);
        Trial trial = grid.trials(data, experiment.training(), 1, experiment.cutOffs())
                .get(0);
        Trainer trainer = Trainer.of(trial.point().training())
                .withCheckpoint(RunFolder.in(experiment.folder()).checkpoint(trial))
                .withListener(new Trainer.Listener() {
                    @Override
                    public void epoch(History history, int epochs) {
                        Thread.currentThread().interrupt();
                    }
                });
        try (Recommender model = trial.point().build(Models.DATA)) {
            assertTrue(trainer.fit(model, Models.DATA).stopped());
        }
    }

    @Test
    void aFailureEndsTheExperiment() {
        MetaMmfException failure = new MetaMmfException("broken");
        Workers broken = new Here() {
            @Override
            void told(RemoteRun run) throws InterruptedException {
                if (run.point().seed() == 2) {
                    throw failure;
                }
                new CountDownLatch(1).await(); // until it is cancelled
            }
        };
        assertSame(failure, assertThrows(MetaMmfException.class, () -> Models.experiment(folder)
                .runOn(broken)));
    }

    @Test
    void interruptedItCancelsItsRunsAndReturnsWhatIsFinished() {
        Thread experiment = Thread.currentThread();
        CountDownLatch cancelled = new CountDownLatch(1);
        Workers slow = new Here() {
            @Override
            void told(RemoteRun run) throws InterruptedException {
                if (run.point().model().equals("MetaMMF_MF") && run.point().seed() == 1) {
                    try {
                        experiment.interrupt();
                        new CountDownLatch(1).await();
                    } finally {
                        cancelled.countDown();
                    }
                }
            }
        };
        Results some = Models.experiment(folder).runOn(slow);
        assertEquals(0, cancelled.getCount());
        assertTrue(some.runs().stream().noneMatch(run -> run.model().equals("MetaMMF_MF") && run.seed() == 1));
        Models.experiment(folder).run(); // no lock is left
    }

    @Test
    void everyRunOfThePaperCanBeSent() throws IOException {
        Trial.Data data = new Trial.Data(Models.DATA, Models.DATA);
        List<Grid<?>> grids = Stream.of(
                        Paper.table2(),
                        Paper.ids(),
                        Paper.table3(1, 2),
                        Paper.table4(),
                        Paper.table5(),
                        Paper.table5Living(),
                        Paper.knockOut(Models.DATA.features()),
                        Paper.figure5(2))
                .flatMap(List::stream)
                .toList();
        try (ObjectOutputStream out = new ObjectOutputStream(OutputStream.nullOutputStream())) {
            for (Grid<?> grid : grids) {
                for (Trial trial : grid.trials(grid.changed(data), TrainConfig.defaults(), 1, List.of(20))) {
                    out.writeObject(trial.data());
                    out.writeObject(trial.point());
                }
            }
        }
    }
}
