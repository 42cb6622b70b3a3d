package metammf.spark;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import metammf.notebook.Notebook.Live;
import org.apache.spark.SparkContext;
import org.apache.spark.Success$;
import org.apache.spark.TaskKilled;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.executor.TaskMetrics;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.execution.ui.SparkListenerSQLExecutionStart;

/**
 * Counts what Spark says of the jobs that a thread and its children start. Spark tells it on one thread, others read
 * it.
 */
final class Tally extends SparkListener {
    private static final String TAGS = "spark.job.tags";

    private static final long SECONDS = 10; // to wait for what Spark has still to tell

    private final String tag = "metammf-" + UUID.randomUUID();
    private final String last = tag + "-last";
    private final SparkContext context;
    private final long start = System.nanoTime();
    private final CountDownLatch complete = new CountDownLatch(1);
    private final Set<Integer> running = new HashSet<>(); // jobs
    private final Set<Integer> stages = new HashSet<>();
    private final Map<String, String> queries = new HashMap<>(); // by their numbers
    private String what; // the stage that began last does
    private int jobs;
    private int known; // tasks of the stages that began
    private int tasks;
    private int failed;
    private long read;
    private long shuffled;
    private long spilled;

    private Tally(SparkContext context) {
        this.context = context;
    }

    /** Counts from now on, to be ended on the same thread. */
    static Tally begin(SparkContext context) {
        Tally tally = new Tally(context);
        context.addSparkListener(tally);
        context.addJobTag(tally.tag);
        return tally;
    }

    /** Ends the jobs that still run. */
    void cancel() {
        if (!context.isStopped()) {
            context.cancelJobsWithTag(tag);
        }
    }

    /** Counts no more. */
    Progress.Totals end() {
        double seconds = (System.nanoTime() - start) / 1e9;
        context.removeJobTag(tag);
        if (!context.isStopped()) {
            awaitAll();
        }
        context.removeSparkListener(this);
        return totals(seconds);
    }

    /**
     * Spark tells things late, but in their order: when it tells of another job, one without tasks, it has told all.
     */
    private void awaitAll() {
        boolean interrupted = Thread.interrupted(); // which would end the waiting at once
        context.addJobTag(last);
        try {
            JavaSparkContext.fromSparkContext(context).emptyRDD().count();
            complete.await(SECONDS, TimeUnit.SECONDS); // in vain where Spark had too much to tell, and left it out
        } catch (InterruptedException e) {
            interrupted = true;
        } finally {
            context.removeJobTag(last);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public synchronized void onJobStart(SparkListenerJobStart job) {
        if (has(last, job.properties())) {
            complete.countDown();
        } else if (has(tag, job.properties()) && !job.stageInfos().isEmpty()) {
            jobs++;
            running.add(job.jobId());
        }
    }

    private static boolean has(String tag, Properties properties) {
        return properties != null
                && Arrays.asList(properties.getProperty(TAGS, "").split(",")).contains(tag);
    }

    @Override
    public synchronized void onStageSubmitted(SparkListenerStageSubmitted submitted) {
        if (has(tag, submitted.properties())) {
            stages.add(submitted.stageInfo().stageId());
            what = described(submitted);
            known += submitted.stageInfo().numTasks();
        }
    }

    /** By whoever described it, or by its query, as a query's stages are named after Spark's own code. */
    private String described(SparkListenerStageSubmitted submitted) {
        String query = submitted.properties().getProperty("spark.sql.execution.id", "");
        String name = queries.getOrDefault(query, submitted.stageInfo().name());
        return submitted.properties().getProperty("spark.job.description", name);
    }

    @Override
    public synchronized void onOtherEvent(SparkListenerEvent event) {
        if (event instanceof SparkListenerSQLExecutionStart query) {
            queries.put(Long.toString(query.executionId()), query.description());
        }
    }

    @Override
    public synchronized void onTaskEnd(SparkListenerTaskEnd task) {
        if (!stages.contains(task.stageId())) {
            return;
        }
        if (task.reason() == Success$.MODULE$) {
            tasks++;
            add(task.taskMetrics());
        } else if (!(task.reason()
                instanceof TaskKilled)) { // killed ones had a twin that was faster, or no job any more
            failed++;
        }
    }

    private void add(TaskMetrics metrics) {
        if (metrics != null) { // as Spark's documentation says that they may be
            read += metrics.inputMetrics().bytesRead();
            shuffled += metrics.shuffleWriteMetrics().bytesWritten();
            spilled += metrics.diskBytesSpilled();
        }
    }

    @Override
    public synchronized void onJobEnd(SparkListenerJobEnd job) {
        running.remove(job.jobId());
    }

    private synchronized Progress.Totals totals(double seconds) {
        return new Progress.Totals(jobs, tasks, failed, read, shuffled, spilled, seconds);
    }

    synchronized Live.State state() {
        String failures = failed == 0 ? "" : ", " + failed + " failed";
        String line = what == null
                ? "no job yet"
                : "%s of %s jobs, %s, %s of %s tasks%s"
                        .formatted(jobs - running.size(), jobs, what, tasks, known, failures);
        return new Live.State(tasks, known, line);
    }
}
