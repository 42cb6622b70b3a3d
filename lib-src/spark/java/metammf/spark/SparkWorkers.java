package metammf.spark;

import java.io.Serializable;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import metammf.base.MetaMmfException;
import metammf.engine.Compute.OneThread;
import metammf.experiment.Experiment.Workers;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;

/**
 * Executors that do the runs of an experiment. Each run is a task with one thread:
 *
 * <pre>{@code
 * experiment.runOn(SparkWorkers.of(spark))
 * }</pre>
 *
 * <p>An executor trains one model at a time, so it should have one core: set {@code spark.executor.cores=1}. With
 * {@code local[*]} all runs are tasks of this JVM, which does them one after the other; {@link StandaloneCluster} starts
 * executors on this machine.
 *
 * <p>The executors need the library, but no access to the experiment's folder. A data set is sent to each executor once,
 * and the files of a run return as the result of its task. Models, settings and lambdas that a notebook's cells declare
 * are sent with the run, together with the values of the variables that they read. These values and the settings must be
 * {@link Serializable}.
 */
public final class SparkWorkers implements Workers {
    private static final AtomicInteger BUSY = new AtomicInteger(); // tasks of this JVM

    private final JavaSparkContext context;
    private final Map<Object, Broadcast<?>> sent = new IdentityHashMap<>();

    private SparkWorkers(JavaSparkContext context) {
        this.context = context;
    }

    /**
     * Returns the executors of a session, including executors that start later.
     *
     * @param spark the session
     * @return the executors
     */
    public static SparkWorkers of(SparkSession spark) {
        return new SparkWorkers(JavaSparkContext.fromSparkContext(spark.sparkContext()));
    }

    @Override
    @SuppressWarnings("unchecked") // work of type R has a result of type R
    public <D extends Serializable, R extends Serializable> R call(Work<D, R> work, D data)
            throws InterruptedException {
        Broadcast<D> all = broadcast(data);
        Broadcast<Parcel> parcel = context.broadcast(Parcel.of(work));
        context.sc().setJobDescription(work.toString());
        context.sc().setInterruptOnCancel(true);
        JavaFutureAction<List<Object>> task = context.parallelize(List.of(parcel), 1)
                .map(sent -> result((Work<D, R>) sent.value().open(), all.value()))
                .collectAsync();
        try {
            Object result = task.get().get(0);
            if (result instanceof MetaMmfException failure) {
                throw failure;
            }
            return (R) result;
        } catch (InterruptedException e) {
            task.cancel(true);
            throw e;
        } catch (ExecutionException e) {
            throw new MetaMmfException(work + ": " + e.getCause().getMessage(), e);
        } finally {
            parcel.destroy();
        }
    }

    @SuppressWarnings("unchecked") // that of an object has its type
    private synchronized <D> Broadcast<D> broadcast(D data) {
        return (Broadcast<D>) sent.computeIfAbsent(data, context::broadcast);
    }

    /** Does the work in an executor. A failure of the library is a result, because a repeated task would fail again. */
    private static <D, R> Object result(Work<D, R> work, D data) {
        int busy = BUSY.incrementAndGet();
        try (OneThread here = new OneThread()) {
            requireAlone(busy);
            return work.with(data);
        } catch (MetaMmfException e) {
            MetaMmfException failure = new MetaMmfException(e.getMessage()); // its cause may not be serialisable
            failure.setStackTrace(e.getStackTrace());
            return failure;
        } finally {
            BUSY.decrementAndGet();
        }
    }

    private static void requireAlone(int busy) {
        boolean isDriver = SparkEnv.get().executorId().equals("driver");
        MetaMmfException.require(
                busy == 1 || isDriver,
                "an executor trains one model at a time: expected spark.executor.cores=1, received %d tasks at once",
                busy);
    }

    @Override
    public String toString() {
        return "SparkWorkers(" + context.master() + ")";
    }
}
