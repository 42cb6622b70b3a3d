package metammf.spark;

import org.apache.spark.sql.SparkSession;

/**
 * Where Spark's jobs run: in this JVM, or on whatever the environment names in SPARK_MASTER.
 *
 * <p>In this JVM a shuffle has as many partitions as there are cores, Spark's web page is off, and no port is open to other
 * machines. On a cluster Spark's own defaults hold. All settings of Spark can be given as system properties or by
 * {@link #builder}.
 */
public final class Cluster {
    static final String HERE = "127.0.0.1";

    /** The last one: a task has one core, so a parallel stream in it has one thread. */
    private static final String EXECUTOR_FLAGS = "--enable-native-access=ALL-UNNAMED -Dai.djl.offline=true"
            + " -Djava.util.concurrent.ForkJoinPool.common.parallelism=0";

    private Cluster() {}

    /**
     * {@return the session on {@link #master()}, or the open session if there is one} Close it with {@link
     * SparkSession#close()}.
     */
    public static SparkSession open() {
        return open(master());
    }

    /**
     * The session on a cluster; the one that is open already, if there is one.
     *
     * @param master for example {@code local[2]} or {@code spark://host:7077}
     * @return a session, to be closed with {@link SparkSession#close()}
     */
    public static SparkSession open(String master) {
        return builder(master).getOrCreate();
    }

    /** {@return the master that SPARK_MASTER names in the environment, or {@code local[*]}} */
    public static String master() {
        String wanted = System.getenv("SPARK_MASTER");
        return wanted == null || wanted.isBlank() ? "local[*]" : wanted;
    }

    /**
     * A session that is not open yet, for further settings.
     *
     * @param master for example {@code local[2]} or {@code spark://host:7077}
     * @return Spark's own builder
     */
    public static SparkSession.Builder builder(String master) {
        SparkSession.Builder builder = SparkSession.builder()
                .master(master)
                .appName("metammf")
                .config("spark.executorEnv.OPT_OUT_TRACKING", "true"); // of the engine, which runs in executors too
        setDefault(builder, "spark.executor.extraJavaOptions", EXECUTOR_FLAGS);
        boolean local = isLocal(master);
        if (local || master.contains(HERE)) {
            builder.config("spark.driver.host", HERE).config("spark.driver.bindAddress", HERE);
        }
        if (local) {
            setDefault(builder, "spark.ui.enabled", "false");
            setDefault(builder, "spark.sql.shuffle.partitions", cores(master));
            builder.config("spark.jars", ""); // the class path has them
        }
        return builder;
    }

    private static boolean isLocal(String master) {
        return master.matches("local(\\[.*])?");
    }

    private static void setDefault(SparkSession.Builder builder, String name, String value) {
        builder.config(name, System.getProperty(name, value));
    }

    /** The threads of a local master: {@code local} has one, {@code local[*]} as many as there are processors. */
    private static String cores(String master) {
        String threads = master.replaceAll("local\\[?|(,.*)?]", "");
        int all = Runtime.getRuntime().availableProcessors();
        return threads.isEmpty() ? "1" : threads.equals("*") ? Integer.toString(all) : threads;
    }
}
