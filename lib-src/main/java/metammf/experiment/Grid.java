package metammf.experiment;

import static metammf.base.MetaMmfException.require;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import metammf.base.Seeds;
import metammf.data.Dataset;
import metammf.engine.Compute;
import metammf.eval.Scores;
import metammf.model.Recommender;
import metammf.train.TrainConfig;

/**
 * A model and the settings from which the validation split selects: the model's own settings, times learning rates,
 * times weight decays.
 *
 * <pre>{@code
 * Grid.of("MetaMMF_MF", MetaMmf::mf, FusionConfig.cp(8), FusionConfig.cp(16)).withLearningRates(1e-3, 1e-2)
 * }</pre>
 *
 * @param <C> the model's own settings; different settings must have different texts
 */
public final class Grid<C> {
    private static final Pattern NO_TEXT = Pattern.compile("[\\w$.\\[]+@[0-9a-f]+"); // Object's own toString

    private final String model;
    private final Method<C> method;
    private final UnaryOperator<Dataset> data;
    private final List<C> settings;
    private final Trainings trainings;

    /** How a model's scores come to be. */
    sealed interface Method<C> extends Serializable {}

    /** Creates a model with settings of type C. */
    @FunctionalInterface
    public non-sealed interface Builder<C> extends Method<C> {
        /** {@return an untrained model, which the experiment closes} {@code MetaMmf::mf} is such a builder. */
        Recommender make(Dataset data, C settings, Compute compute, long seed);
    }

    /** Computes scores without training, with settings of type C. */
    @FunctionalInterface
    public non-sealed interface Counter<C> extends Method<C> {
        /** {@return scores from the training split of a data set, with the ranking's own settings} */
        Scores count(Dataset data, C settings);
    }

    /** One of a model's settings, and how it is trained. */
    private record Choice<C>(C setting, TrainConfig training) {}

    /**
     * How a model is trained: a change of the experiment's training, then learning rates times weight decays (empty:
     * that of the changed training), all of them or a random sample (null: all).
     */
    private record Trainings(
            UnaryOperator<TrainConfig> change, List<Double> learningRates, List<Double> weightDecays, Sample sample) {
        <C> List<Choice<C>> of(List<C> settings, TrainConfig common, long seed) {
            TrainConfig base = change.apply(common).withSeed(seed);
            List<Double> rates = learningRates.isEmpty() ? List.of(base.learningRate()) : learningRates;
            List<Double> decays = weightDecays.isEmpty() ? List.of(base.weightDecay()) : weightDecays;
            List<Choice<C>> all = settings.stream()
                    .flatMap(setting -> rates.stream()
                            .flatMap(rate -> decays.stream().map(decay -> choice(setting, base, rate, decay))))
                    .toList();
            return sample == null ? all : sample.of(all, settings, rates, decays);
        }
    }

    private static <C> Choice<C> choice(C setting, TrainConfig base, double rate, double decay) {
        return new Choice<>(setting, base.withLearningRate(rate).withWeightDecay(decay));
    }

    /** Different combinations that are drawn at random (Bergstra and Bengio, JMLR 2012). */
    private record Sample(int trials, long seed) {
        <C> List<Choice<C>> of(List<Choice<C>> all, List<C> settings, List<Double> rates, List<Double> decays) {
            int most = isRange(rates) || isRange(decays) ? trials : Math.min(trials, all.size());
            SplittableRandom random = Seeds.stream(seed, "trials");
            Set<Choice<C>> drawn = new LinkedHashSet<>();
            while (drawn.size() < most) {
                C setting = settings.get(random.nextInt(settings.size()));
                drawn.add(choice(setting, all.get(0).training(), draw(rates, random), draw(decays, random)));
            }
            return List.copyOf(drawn);
        }

        /** Positive numbers are the ends of a range; where 0 is among them, they are single numbers. */
        private static boolean isRange(List<Double> values) {
            return values.size() > 1 && Collections.min(values) > 0;
        }

        private static double draw(List<Double> values, SplittableRandom random) {
            if (!isRange(values)) {
                return values.get(random.nextInt(values.size()));
            }
            double least = Collections.min(values);
            double value = least * Math.pow(Collections.max(values) / least, random.nextDouble());
            return Double.parseDouble(String.format(Locale.ROOT, "%.2e", value));
        }
    }

    private Grid(String model, Method<C> method, UnaryOperator<Dataset> data, List<C> settings, Trainings trainings) {
        this.model = model;
        this.method = method;
        this.data = data;
        this.settings = List.copyOf(settings);
        this.trainings = trainings;
        require(!model.isBlank(), "grid: expected the name of a model");
        require(!settings.isEmpty(), "%s: expected at least one setting", model);
        require(
                settings.stream().noneMatch(s -> NO_TEXT.matcher(s.toString()).find()),
                "%s: expected settings that tell what they are, such as records, received %s",
                model,
                settings);
        requireDifferent(model, "settings", settings);
        requireDifferent(model, "learning rates", trainings.learningRates());
        requireDifferent(model, "weight decays", trainings.weightDecays());
    }

    private Grid(String model, Method<C> method, List<C> settings) {
        this(
                model,
                method,
                UnaryOperator.identity(),
                settings,
                new Trainings(UnaryOperator.identity(), List.of(), List.of(), null));
    }

    /** Throws if two values have the same text. */
    static void requireDifferent(String where, String what, List<?> values) {
        long different = values.stream().map(String::valueOf).distinct().count();
        require(different == values.size(), "%s: expected different %s, received %s", where, what, values);
    }

    /** {@return a grid of a model that is trained, with its name in tables and one or more different settings} */
    @SafeVarargs
    @SuppressWarnings("varargs") // it only reads them
    public static <C> Grid<C> of(String model, Builder<C> builder, C... settings) {
        return new Grid<>(model, builder, List.of(settings));
    }

    /** {@return the same for a ranking that is counted and not trained, such as popularity} */
    @SafeVarargs
    @SuppressWarnings("varargs") // it only reads them
    public static <C> Grid<C> untrained(String model, Counter<C> scores, C... settings) {
        return new Grid<>(model, scores, List.of(settings));
    }

    /** {@return a copy with learning rates to choose from, different positive numbers; none: that of the experiment} */
    public Grid<C> withLearningRates(double... values) {
        return with(new Trainings(trainings.change(), list(values), trainings.weightDecays(), trainings.sample()));
    }

    /** {@return a copy with weight decays to choose from, different, at least 0; none: the experiment's} */
    public Grid<C> withWeightDecays(double... values) {
        return with(new Trainings(trainings.change(), trainings.learningRates(), list(values), trainings.sample()));
    }

    /** {@return a copy that changes the experiment's training, for example by {@code t -> t.withEpochs(300)}} */
    public Grid<C> withTraining(UnaryOperator<TrainConfig> change) {
        return with(new Trainings(change, trainings.learningRates(), trainings.weightDecays(), trainings.sample()));
    }

    /**
     * {@return a changed copy of which n random combinations are tried and not all} A combination is one of the
     * settings, a learning rate between the smallest and the largest, and such a weight decay; both are uniform in
     * their logarithm. Weight decays with a 0 among them are not a range: one of them is drawn. Models that get the
     * same number of trials are tuned equally well. If there are only single numbers and fewer than n combinations, all
     * are tried. The seed is that of the draws; the seed of the training changes none of them.
     */
    public Grid<C> random(int n, long seed) {
        require(n > 0, "%s: expected at least 1 trial, received %d", model, n);
        boolean counted = method instanceof Counter; // without learning rates
        return with(new Trainings(
                trainings.change(),
                counted ? List.of() : trainings.learningRates(),
                counted ? List.of() : trainings.weightDecays(),
                new Sample(n, seed)));
    }

    /** {@return the number of combinations among which validation chooses} */
    public int trials() {
        return trainings.of(settings, TrainConfig.defaults(), 1).size();
    }

    private static List<Double> list(double... values) {
        return Arrays.stream(values).boxed().toList();
    }

    private Grid<C> with(Trainings other) {
        return new Grid<>(model, method, data, settings, other);
    }

    /** {@return a copy for a trial run: only the first of all combinations, in at most this many epochs} */
    public Grid<C> quick(int epochs) {
        UnaryOperator<TrainConfig> few = common -> {
            TrainConfig own = trainings.change().apply(common);
            return own.withEpochs(Math.min(epochs, own.epochs()));
        };
        Trainings first = new Trainings(few, first(trainings.learningRates()), first(trainings.weightDecays()), null);
        return new Grid<>(model, method, data, first(settings), first);
    }

    private static <T> List<T> first(List<T> values) {
        return values.stream().limit(1).toList();
    }

    /** The same model under another name, on other content of the same items. */
    Grid<C> on(String name, UnaryOperator<Dataset> change) {
        return new Grid<>(name, method, change, settings, trainings);
    }

    /** The same model under another name with other settings. */
    Grid<C> with(String name, UnaryOperator<C> change) {
        return new Grid<>(name, method, data, settings.stream().map(change).toList(), trainings);
    }

    /** Another model with the same settings. */
    Grid<C> with(String name, Builder<C> other) {
        return new Grid<>(name, other, data, settings, trainings);
    }

    String model() {
        return model;
    }

    /** A data set as this model sees it; the same object if nothing changes. */
    Trial.Data changed(Trial.Data whole) {
        Dataset changed = data.apply(whole.original());
        return changed == whole.original() ? whole : new Trial.Data(whole.original(), changed);
    }

    /** All combinations on a data set, each with a seed, in the precision of this process. */
    List<Trial> trials(Trial.Data changed, TrainConfig common, long seed, List<Integer> cutOffs) {
        boolean bfloat16 = method instanceof Builder && Compute.auto().bfloat16();
        return trainings.of(settings, common, seed).stream()
                .map(choice -> new Trial.Point<>(model, method, choice.setting(), choice.training(), bfloat16, cutOffs))
                .map(point -> new Trial(changed, point))
                .toList();
    }
}
