package metammf.spark;

import java.util.Locale;
import java.util.function.Supplier;
import metammf.notebook.Notebook.Live;
import org.apache.spark.sql.SparkSession;

/**
 * Work whose jobs on Spark are shown while they run: in a notebook as a bar and a line, and at its end everywhere as
 * one line. Jobs of other threads are not counted, but for those that the work itself starts.
 *
 * @param <T> type of the result
 * @param result of the work
 * @param totals what it took
 */
public record Progress<T>(T result, Totals totals) {
    /**
     * What some work took.
     *
     * @param jobs that began
     * @param tasks that succeeded, again where a result was lost
     * @param failedTasks that did not; Spark repeats a task before it gives its job up
     * @param readBytes from files, and from what Spark held of earlier jobs
     * @param shuffledBytes that were written for tasks of a later stage
     * @param spilledBytes that were written to disk because memory did not suffice
     * @param seconds from begin to end
     */
    public record Totals(
            int jobs,
            int tasks,
            int failedTasks,
            long readBytes,
            long shuffledBytes,
            long spilledBytes,
            double seconds) {
        /** For example {@code 4 jobs, 212 tasks (1 failed), 1.2 GB read, 310 MB shuffled, nothing spilled, 95 s}. */
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%s, %s%s, %s read, %s shuffled, %s spilled, %s s",
                    count(jobs, "job"),
                    count(tasks, "task"),
                    failedTasks == 0 ? "" : " (" + failedTasks + " failed)",
                    size(readBytes),
                    size(shuffledBytes),
                    size(spilledBytes),
                    rounded(seconds));
        }

        private static String count(int count, String what) {
            return count + " " + what + (count == 1 ? "" : "s");
        }

        private static String size(double bytes) {
            if (bytes < 1000) {
                return bytes == 0 ? "nothing" : String.format(Locale.ROOT, "%.0f B", bytes);
            }
            int power = 0;
            for (; bytes >= 1000 && power < 4; power++) {
                bytes /= 1000;
            }
            return rounded(bytes) + " " + " kMGT".charAt(power) + "B";
        }

        /** Two figures where they matter. */
        private static String rounded(double value) {
            return String.format(Locale.ROOT, value < 9.95 ? "%.1f" : "%.0f", value);
        }
    }

    /**
     * Runs some work on this thread and shows how far its jobs are. If it throws, or is interrupted, its jobs are
     * cancelled and the last line says so.
     *
     * @param <T> type of the result
     * @param spark session whose jobs they are
     * @param work what to do
     * @return the result and what it took; whatever the work throws passes
     */
    public static <T> Progress<T> of(SparkSession spark, Supplier<T> work) {
        Tally tally = Tally.begin(spark.sparkContext());
        Live live = Live.show("Spark", tally::state);
        T result;
        try {
            result = work.get();
        } catch (Throwable e) {
            tally.cancel();
            live.end(tally.end() + ", ended by " + e.getClass().getSimpleName());
            throw e;
        }
        Totals totals = tally.end();
        live.end(totals.toString());
        return new Progress<>(result, totals);
    }
}
