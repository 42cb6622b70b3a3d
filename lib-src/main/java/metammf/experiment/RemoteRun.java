package metammf.experiment;

import java.util.LinkedHashMap;
import java.util.concurrent.CancellationException;
import metammf.experiment.Experiment.Workers;

/** A run in another process, without the experiment's folder: the files so far are sent there and back. */
record RemoteRun(Trial.Point<?> point, boolean chosen, LinkedHashMap<String, byte[]> files)
        implements Workers.Work<Trial.Data, LinkedHashMap<String, byte[]>> {
    /** Does a run in another process. {@return whether the run was finished; otherwise it was stopped} */
    static boolean of(Execution run, Workers workers) {
        Trial trial = run.trial();
        LinkedHashMap<String, byte[]> files =
                run.folder().read(trial, RunFolder.CHECKPOINT, RunFolder.PREVIOUS, RunFolder.LINE);
        try {
            run.folder().write(trial, workers.call(new RemoteRun(trial.point(), run.chosen(), files), trial.data()));
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    @Override
    public LinkedHashMap<String, byte[]> with(Trial.Data data) {
        Trial trial = new Trial(data, point);
        RunFolder folder = RunFolder.temporary();
        try {
            folder.write(trial, files);
            if (!new Execution(folder, trial, chosen).run()) {
                throw new CancellationException(this + ": stopped");
            }
            return chosen // no later run needs the checkpoint then
                    ? folder.read(trial, RunFolder.LINE)
                    : folder.read(trial, RunFolder.CHECKPOINT, RunFolder.LINE);
        } finally {
            folder.remove();
        }
    }

    @Override
    public String toString() {
        return "%s, seed %s".formatted(point.model(), point.seed());
    }
}
