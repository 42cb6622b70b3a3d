package metammf.experiment;

import java.io.Serializable;

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
