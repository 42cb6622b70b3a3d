package metammf.experiment;

import static metammf.base.MetaMmfException.require;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import metammf.data.Dataset;
import metammf.engine.Compute;
import metammf.eval.Scores;
import metammf.model.Recommender;
import metammf.train.TrainConfig;

/**
 * A model and the settings among which the validation split chooses: its own, times learning rates, times weight decays.
 *
 * <pre>{@code
 * Grid.of("MetaMMF_MF", MetaMmf::mf, FusionConfig.cp(8), FusionConfig.cp(16)).learningRates(1e-3, 1e-2)
 * }</pre>
 *
 * @param <C> the model's own settings; their text must tell them apart
 */
public final class Grid<C> {
    private static final Pattern NO_TEXT = Pattern.compile("[\\w$.\\[]+@[0-9a-f]+"); // Object's own toString

    private final String model;
    private final Builder<C> builder; // null: not trained
    private final Counter<C> scores; // null: trained
    private final UnaryOperator<Dataset> data;
    private final UnaryOperator<TrainConfig> training;
    private final List<C> settings;
    private final double[] learningRates; // empty: that of the experiment
    private final double[] weightDecays;

    /**
     * Makes a model.
     *
     * @param <C> its settings
     */
    @FunctionalInterface
    public interface Builder<C> extends Serializable {
        /**
         * Makes an untrained model; {@code MetaMmf::mf} and the {@code of} of every baseline are such.
         *
         * @param data the data set
         * @param settings the model's own
         * @param compute where it lives
         * @param seed of its weights
         * @return a model, which the experiment closes
         */
        Recommender make(Dataset data, C settings, Compute compute, long seed);
    }

    /**
     * Makes scores that need no training.
     *
     * @param <C> its settings
     */
    @FunctionalInterface
    public interface Counter<C> extends Serializable {
        /**
         * Makes scores from the training split.
         *
         * @param data the data set
         * @param settings the ranking's own
         * @return the scores
         */
        Scores count(Dataset data, C settings);
    }

    private Grid(
            String model,
            Builder<C> builder,
            Counter<C> scores,
            UnaryOperator<Dataset> data,
            UnaryOperator<TrainConfig> training,
            List<C> settings,
            double[] learningRates,
            double[] weightDecays) {
        this.model = model;
        this.builder = builder;
        this.scores = scores;
        this.data = data;
        this.training = training;
        this.settings = List.copyOf(settings);
        this.learningRates = learningRates;
        this.weightDecays = weightDecays;
        require(!model.isBlank(), "grid: expected the name of a model");
        require(!settings.isEmpty(), "%s: expected at least one setting", model);
        requireDifferent("settings", settings);
        require(
                settings.stream().noneMatch(s -> NO_TEXT.matcher(s.toString()).find()),
                "%s: expected settings that tell what they are, such as records, received %s",
                model,
                settings);
        requireDifferent("learning rates", Arrays.stream(learningRates).boxed().toList());
        requireDifferent("weight decays", Arrays.stream(weightDecays).boxed().toList());
    }

    private Grid(String model, Builder<C> builder, Counter<C> scores, List<C> settings) {
        this(
                model,
                builder,
                scores,
                UnaryOperator.identity(),
                UnaryOperator.identity(),
                settings,
                new double[0],
                new double[0]);
    }

    private void requireDifferent(String what, List<?> values) {
        boolean different = new HashSet<>(values.stream().map(String::valueOf).toList()).size() == values.size();
        require(different, "%s: expected different %s, received %s", model, what, values);
    }

    /**
     * A model that is trained.
     *
     * @param <C> its settings
     * @param model what it is called in tables
     * @param builder makes it
     * @param settings one or more
     * @return a grid
     * @throws metammf.base.MetaMmfException if there are none or two equal ones
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // it only reads them
    public static <C> Grid<C> of(String model, Builder<C> builder, C... settings) {
        return new Grid<>(model, builder, null, List.of(settings));
    }

    /**
     * A ranking that is counted and not trained, such as popularity.
     *
     * @param <C> its settings
     * @param model what it is called in tables
     * @param scores makes it from the training split
     * @param settings one or more
     * @return a grid
     * @throws metammf.base.MetaMmfException if there are none or two equal ones
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // it only reads them
    public static <C> Grid<C> untrained(String model, Counter<C> scores, C... settings) {
        return new Grid<>(model, null, scores, List.of(settings));
    }

    /**
     * Changes the learning rates to choose from.
     *
     * @param values different positive numbers; none: that of the experiment
     * @return a changed copy
     */
    public Grid<C> learningRates(double... values) {
        return new Grid<>(model, builder, scores, data, training, settings, values.clone(), weightDecays);
    }

    /**
     * Changes the weight decays to choose from.
     *
     * @param values different numbers, 0 or more; none: that of the experiment
     * @return a changed copy
     */
    public Grid<C> weightDecays(double... values) {
        return new Grid<>(model, builder, scores, data, training, settings, learningRates, values.clone());
    }

    /**
     * Changes how this model is trained, where the others' way does not suit it.
     *
     * @param change of the experiment's training, for example {@code t -> t.withEpochs(300)}
     * @return a changed copy
     */
    public Grid<C> training(UnaryOperator<TrainConfig> change) {
        return new Grid<>(model, builder, scores, data, change, settings, learningRates, weightDecays);
    }

    /**
     * For a trial run: the first of all combinations alone, in a few epochs.
     *
     * @param epochs the most
     * @return a changed copy
     */
    public Grid<C> quick(int epochs) {
        UnaryOperator<TrainConfig> few = common -> {
            TrainConfig own = training.apply(common);
            return own.withEpochs(Math.min(epochs, own.epochs()));
        };
        return new Grid<>(
                model,
                builder,
                scores,
                data,
                few,
                settings.subList(0, 1),
                Arrays.copyOf(learningRates, Math.min(1, learningRates.length)),
                Arrays.copyOf(weightDecays, Math.min(1, weightDecays.length)));
    }

    /** The same model under another name, on other content of the same items. */
    Grid<C> on(String name, UnaryOperator<Dataset> change) {
        return new Grid<>(name, builder, scores, change, training, settings, learningRates, weightDecays);
    }

    /** The same model under another name with other settings. */
    Grid<C> with(String name, UnaryOperator<C> change) {
        List<C> changed = settings.stream().map(change).toList();
        return new Grid<>(name, builder, scores, data, training, changed, learningRates, weightDecays);
    }

    /** Another model with the same settings. */
    Grid<C> with(String name, Builder<C> other) {
        return new Grid<>(name, other, null, data, training, settings, learningRates, weightDecays);
    }

    String model() {
        return model;
    }

    /** A data set as this model sees it; the same object if nothing changes. */
    Trial.Data changed(Trial.Data whole) {
        Dataset changed = data.apply(whole.original());
        return changed == whole.original() ? whole : new Trial.Data(whole.original(), changed);
    }

    /** All combinations on a data set, each with a seed. */
    List<Trial> trials(Trial.Data changed, TrainConfig common, long seed, List<Integer> cutOffs) {
        List<Trial> trials = new ArrayList<>();
        for (C setting : settings) {
            for (TrainConfig config : trainings(common, seed)) {
                trials.add(new Trial(changed, point(setting, config, cutOffs)));
            }
        }
        return trials;
    }

    /** Its lambdas are sent to other processes and must not capture the grid. */
    private Trial.Point point(C setting, TrainConfig config, List<Integer> cutOffs) {
        Builder<C> builder = this.builder;
        Counter<C> scores = this.scores;
        long seed = config.seed();
        boolean bfloat16 = Compute.auto().bfloat16(); // one precision for all processes
        return new Trial.Point(
                model,
                setting + (builder != null && bfloat16 ? " in bfloat16" : ""),
                config,
                seed,
                cutOffs,
                builder == null
                        ? null
                        : seen -> builder.make(
                                seen, setting, new Compute(Compute.auto().device(), bfloat16), seed),
                scores == null ? null : seen -> scores.count(seen, setting));
    }

    private List<TrainConfig> trainings(TrainConfig common, long seed) {
        TrainConfig base = training.apply(common).withSeed(seed);
        double[] rates = learningRates.length == 0 ? new double[] {base.learningRate()} : learningRates;
        double[] decays = weightDecays.length == 0 ? new double[] {base.weightDecay()} : weightDecays;
        List<TrainConfig> all = new ArrayList<>();
        for (double rate : rates) {
            for (double decay : decays) {
                all.add(base.withLearningRate(rate).withWeightDecay(decay));
            }
        }
        return all;
    }
}
