package metammf.experiment;

import static metammf.base.MetaMmfException.require;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import metammf.base.MetaMmfException;
import metammf.data.format.Bytes;
import metammf.eval.Lists;
import metammf.eval.Metric;
import metammf.eval.Report;
import metammf.eval.Significance;
import metammf.train.TrainConfig;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * The finished runs of an experiment and their tables. A table of the test split belongs to one data set ({@link #on})
 * and has a row for each model, from the runs of all seeds with the setting that validation selected. If there are no
 * such runs, a method throws a {@link MetaMmfException}.
 *
 * @param runs in the order of data sets, models, seeds, settings
 */
public record Results(List<Run> runs) {
    private static final long BOOTSTRAP_SEED = 1;
    private static final List<Metric> METRICS =
            List.of(Metric.PRECISION, Metric.RECALL, Metric.MICRO_RECALL, Metric.NDCG); // Table 2 of the paper

    /** Keeps an unmodifiable copy. */
    public Results {
        runs = List.copyOf(runs);
    }

    /**
     * {@return the runs that an experiment has left in its {@code results.jsonl}}
     *
     * @throws MetaMmfException if the file cannot be read or a line is not a run
     */
    public static Results read(Path file) {
        try {
            List<Run> runs = new ArrayList<>();
            for (String line : Files.readAllLines(file)) {
                runs.add(RunText.read(line, file + ", line " + (runs.size() + 1)));
            }
            return new Results(runs);
        } catch (IOException e) {
            throw new MetaMmfException(file + ": cannot be read: " + MetaMmfException.reason(e), e);
        }
    }

    /**
     * Writes a line of JSON for each run to a file, which is replaced if it exists.
     */
    public void write(Path file) {
        String lines = runs.stream().map(run -> RunText.of(run) + "\n").collect(Collectors.joining());
        Bytes.write(file, lines.getBytes(StandardCharsets.UTF_8));
    }

    /** {@return the runs on the data set of a name} */
    public Results on(String data) {
        List<Run> some =
                runs.stream().filter(run -> run.dataName().equals(data)).toList();
        require(!some.isEmpty(), "results: expected one of %s, received %s", names(Run::dataName), data);
        return new Results(some);
    }

    private List<String> names(Function<Run, String> name) {
        return runs.stream().map(name).distinct().toList();
    }

    /**
     * {@return the same runs evaluated on the warm test items only} Runs on data sets without cold items are left out.
     */
    public Results warm() {
        return part(Run.Tested::warm);
    }

    /**
     * {@return the same runs evaluated on the cold test items only} Runs on data sets without cold items are left out.
     */
    public Results cold() {
        return part(Run.Tested::cold);
    }

    private Results part(Function<Run.Tested, Optional<Report>> part) {
        return new Results(runs.stream()
                .flatMap(run -> run
                        .tested()
                        .flatMap(tested -> part.apply(tested)
                                .map(some -> new Run.Tested(
                                        tested.opened(), some, Optional.empty(), Optional.empty(), Optional.empty())))
                        .map(run::with)
                        .stream())
                .toList());
    }

    /** {@return the names of the tested models, in the order of the experiment} */
    public List<String> models() {
        return runs.stream().filter(Run::isTested).map(Run::model).distinct().toList();
    }

    /**
     * {@return a model's runs with the setting that validation chose, one for each seed, if all are on one data set}
     */
    public List<Run> of(String model) {
        List<String> data = names(run -> run.data().brief());
        require(data.size() == 1, "results: expected one data set, chosen by on(name), received %s", data);
        List<Run> tested = runs.stream()
                .filter(run -> run.isTested() && run.model().equals(model))
                .toList();
        require(!tested.isEmpty(), "results: expected a tested model of %s, received %s", models(), model);
        Run chosen = Collections.max(tested, Comparator.comparingDouble(Run::validation));
        return tested.stream().filter(chosen::sameButSeed).toList();
    }

    /**
     * {@return Table 2 of the paper, one row for each model: precision, recall, HR and NDCG at every cut-off, with 95%
     * intervals over users and seeds}
     */
    public Comparison comparison() {
        Map<String, List<Significance.Interval>> rows = new LinkedHashMap<>();
        List<Integer> cutOffs = of(models().get(0)).get(0).test().cutOffs();
        for (String model : models()) {
            List<double[][]> metrics = columns(cutOffs, (metric, k) -> perUser(of(model), metric, k));
            rows.put(model, Significance.intervals(metrics, BOOTSTRAP_SEED));
        }
        return new Comparison(runs.get(0).dataName(), columns(cutOffs, Metric::at), rows);
    }

    private static <T> List<T> columns(List<Integer> cutOffs, BiFunction<Metric, Integer, T> column) {
        return cutOffs.stream()
                .flatMap(k -> METRICS.stream().map(metric -> column.apply(metric, k)))
                .toList();
    }

    /** (runs, users) */
    private static double[][] perUser(List<Run> runs, Metric metric, int k) {
        return runs.stream().map(run -> run.test().perUser(metric, k)).toArray(double[][]::new);
    }

    /** A model's runs with the seeds that another one has too. */
    private List<Run> shared(String model, String other) {
        List<Long> seeds = of(other).stream().map(Run::seed).toList();
        List<Run> shared =
                of(model).stream().filter(run -> seeds.contains(run.seed())).toList();
        require(!shared.isEmpty(), "results: expected a seed that both %s and %s have", model, other);
        return shared;
    }

    /**
     * {@return whether a model is better than each of the others by a metric at a cut-off, the strongest first: the
     * difference with its 95% interval, and p-values ({@link Significance})} Two models are compared by the seeds that
     * both have. The p-values of the signed-rank test are corrected for the number of the others.
     */
    public Table against(String ours, Metric metric, int k) {
        Map<String, Significance> others = new LinkedHashMap<>();
        for (String model : models()) {
            if (!model.equals(ours)) {
                double[][] own = perUser(shared(ours, model), metric, k);
                double[][] theirs = perUser(shared(model, ours), metric, k);
                others.put(model, Significance.of(own, theirs, BOOTSTRAP_SEED));
            }
        }
        List<String> order = others.keySet().stream()
                .sorted(Comparator.comparingDouble(model -> others.get(model).difference()))
                .toList();
        List<Significance> rows = order.stream().map(others::get).toList();
        DoubleColumn wilcoxon = numbers("p, Wilcoxon", rows, Significance::wilcoxon);
        return Table.create(
                "%s against the others, %s on %s"
                        .formatted(ours, metric.at(k), runs.get(0).dataName()),
                StringColumn.create("against", order),
                numbers("difference", rows, Significance::difference),
                numbers("low", rows, Significance::low),
                numbers("high", rows, Significance::high),
                numbers("p, t-test", rows, Significance::t),
                wilcoxon,
                DoubleColumn.create("Holm", Significance.holm(wilcoxon.asDoubleArray())),
                DoubleColumn.create("Benjamini-Hochberg", Significance.benjaminiHochberg(wilcoxon.asDoubleArray())),
                numbers("p over seeds", rows, Significance::seeds));
    }

    private static <T> DoubleColumn numbers(String name, List<T> rows, ToDoubleFunction<T> number) {
        return DoubleColumn.create(name, rows.stream().mapToDouble(number).toArray());
    }

    /**
     * {@return Table 4 of the paper, one row for each model: how fast the chosen settings converge} The columns are
     * means over the seeds: the number of the best epoch, the seconds per epoch, the seconds until the best epoch, and
     * the peak memory in MiB (NaN if the system does not report it).
     */
    public Table convergence() {
        List<List<Run>> rows = models().stream().map(this::of).toList();
        return Table.create(
                "Convergence on " + runs.get(0).dataName(),
                StringColumn.create("model", models()),
                mean("best epoch", rows, run -> run.history().best().number()),
                mean("seconds an epoch", rows, run -> run.seconds() / run.epochs()),
                mean("seconds to the best", rows, Results::secondsToTheBest),
                mean("peak MiB", rows, run -> run.peakBytes() < 0 ? Double.NaN : run.peakBytes() / 1048576.0));
    }

    /**
     * {@return what the models' lists are like, one row for each model: means over the seeds of the metrics of {@link
     * metammf.eval.Lists}} Runs of 0.1.0 do not tell; a mean over them is NaN.
     */
    public Table lists() {
        List<List<Run>> rows = models().stream().map(this::of).toList();
        return Table.create(
                "Lists on " + runs.get(0).dataName(),
                StringColumn.create("model", models()),
                ofLists("coverage", rows, Lists.Summary::coverage),
                ofLists("gini", rows, Lists.Summary::gini),
                ofLists("popularity", rows, Lists.Summary::popularity),
                ofLists("tailShare", rows, Lists.Summary::tailShare),
                ofLists("novelty", rows, Lists.Summary::novelty),
                ofLists("diversity", rows, Lists.Summary::diversity));
    }

    private static DoubleColumn ofLists(String name, List<List<Run>> rows, ToDoubleFunction<Lists.Summary> number) {
        return mean(name, rows, run -> run.tested()
                .flatMap(Run.Tested::lists)
                .map(number::applyAsDouble)
                .orElse(Double.NaN));
    }

    private static double secondsToTheBest(Run run) {
        return run.history().epochs().stream()
                .filter(epoch -> epoch.number() <= run.history().best().number())
                .mapToDouble(epoch -> epoch.seconds())
                .sum();
    }

    private static DoubleColumn mean(String name, List<List<Run>> rows, ToDoubleFunction<Run> number) {
        return numbers(
                name, rows, runs -> runs.stream().mapToDouble(number).average().orElseThrow());
    }

    /**
     * {@return one row for each run, also for runs that were not chosen, with the time at which the test split was
     * opened}
     */
    public Table toTable() {
        return Table.create(
                "Runs",
                StringColumn.create("data", runs.stream().map(Run::dataName)),
                StringColumn.create("model", runs.stream().map(Run::model)),
                LongColumn.create("seed", runs.stream().mapToLong(Run::seed).toArray()),
                StringColumn.create("setting", runs.stream().map(Run::setting)),
                trained("learning rate", TrainConfig::learningRate),
                trained("weight decay", TrainConfig::weightDecay),
                IntColumn.create("epochs", runs.stream().mapToInt(Run::epochs)),
                numbers("validation", runs, Run::validation),
                StringColumn.create(
                        "test opened", runs.stream().map(Run::tested).map(tested -> tested.map(Run.Tested::opened)
                                .orElse(""))));
    }

    /** NaN for what was not trained. */
    private DoubleColumn trained(String name, ToDoubleFunction<TrainConfig> number) {
        return numbers(
                name, runs, run -> run.training().map(number::applyAsDouble).orElse(Double.NaN));
    }

    @Override
    public String toString() {
        return runs.stream().map(Run::toString).collect(Collectors.joining("\n"));
    }
}
