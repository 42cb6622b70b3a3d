package metammf.spark;

import static metammf.base.MetaMmfException.require;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Spark's own cluster manager as processes on this machine, a master and workers: to try a job on a cluster, and to see
 * that a worker's death changes nothing. All processes have this JVM's class path and see this machine alone.
 */
public final class StandaloneCluster implements AutoCloseable {
    private static final Pattern STARTED = Pattern.compile("Starting Spark master at (spark://\\S+)");
    private static final Pattern REGISTERED = Pattern.compile("Successfully registered with master (spark://\\S+)");
    private static final long SECONDS = 180; // within which a process starts, on a busy machine too

    private final Path folder;
    private final List<Process> processes = new ArrayList<>(); // the master, then the workers
    private String master;

    private StandaloneCluster(Path folder) {
        this.folder = folder;
    }

    /**
     * Starts a cluster.
     *
     * @param workers how many
     * @param cores of each worker
     * @param megabytes of memory that each worker may give to executors; its own are 256 at most
     * @return the cluster, with all its workers ready
     * @throws metammf.base.MetaMmfException if a process does not start; the message holds its own messages
     */
    public static StandaloneCluster start(int workers, int cores, int megabytes) {
        require(workers > 0, "cluster: expected workers, received %d", workers);
        StandaloneCluster cluster = new StandaloneCluster(home());
        try {
            cluster.startMaster();
            cluster.startWorkers(workers, cores, megabytes);
            return cluster;
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    /** Spark's home: its folder of jars stays empty, as the class path has them. */
    private static Path home() {
        try {
            Path folder = Files.createTempDirectory("metammf-spark-");
            Files.createDirectory(folder.resolve("jars"));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void startMaster() {
        start("master.Master", "--port", "0", "--webui-port", "0");
        master = await(STARTED, 0);
    }

    private void startWorkers(int workers, int cores, int megabytes) {
        for (int n = 1; n <= workers; n++) {
            start(
                    "worker.Worker",
                    "--webui-port",
                    "0",
                    "--cores",
                    Integer.toString(cores),
                    "--memory",
                    megabytes + "M",
                    "--work-dir",
                    folder.resolve("work" + n).toString(),
                    master);
        }
        for (int n = 1; n <= workers; n++) {
            await(REGISTERED, n);
        }
    }

    private void start(String program, String... arguments) {
        String classPath = classPath();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                classPath,
                "org.apache.spark.deploy." + program));
        command.addAll(List.of("--host", Cluster.HERE));
        command.addAll(List.of(arguments));
        ProcessBuilder process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(Redirect.to(log(processes.size()).toFile()));
        process.environment()
                .putAll(Map.of(
                        "SPARK_HOME",
                        folder.toString(),
                        "SPARK_SCALA_VERSION",
                        "2.13",
                        "SPARK_LOCAL_IP",
                        Cluster.HERE,
                        "SPARK_LOCAL_DIRS",
                        folder.toString(),
                        "SPARK_DIST_CLASSPATH",
                        classPath));
        try {
            processes.add(process.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Absolute, as executors have a folder of their own; Maven's tests have a property for theirs. */
    private static String classPath() {
        String paths = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Arrays.stream(paths.split(File.pathSeparator))
                .filter(path -> !path.isEmpty())
                .map(path -> Path.of(path).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private Path log(int process) {
        return folder.resolve("process" + process + ".log");
    }

    /** Waits until a process says something; returns its address. */
    private String await(Pattern message, int process) {
        long start = System.nanoTime();
        while (processes.get(process).isAlive() && System.nanoTime() - start < TimeUnit.SECONDS.toNanos(SECONDS)) {
            Matcher found = message.matcher(messages(process));
            if (found.find()) {
                return found.group(1);
            }
            pause();
        }
        require(false, "cluster: expected '%s' in %d s, received %s", message, SECONDS, messages(process));
        return null;
    }

    private String messages(int process) {
        try {
            return Files.readString(log(process));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            require(false, "cluster: interrupted while it started");
        }
    }

    /**
     * {@return the address for {@link Cluster#open(String)} or SPARK_MASTER, for example {@code
     * spark://127.0.0.1:40123}}
     */
    public String master() {
        return master;
    }

    /**
     * Kills a worker and its executors at once, as a machine's failure does.
     *
     * @param worker from 1
     * @throws metammf.base.MetaMmfException if there is no such worker
     */
    public void kill(int worker) {
        require(
                worker > 0 && worker < processes.size(),
                "cluster: expected a worker 1 .. %d, received %d",
                processes.size() - 1,
                worker);
        end(processes.get(worker));
    }

    private static void end(Process process) {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly().onExit().join();
        children.forEach(child -> {
            child.destroyForcibly();
            child.onExit().join();
        });
    }

    /** Ends all processes and removes what they wrote. */
    @Override
    public void close() {
        processes.forEach(StandaloneCluster::end);
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return "StandaloneCluster(%s, %s workers)".formatted(master, processes.size() - 1);
    }
}
