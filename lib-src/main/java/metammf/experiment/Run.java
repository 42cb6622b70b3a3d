package metammf.experiment;

import static metammf.base.MetaMmfException.require;

import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import metammf.data.Dataset.Identity;
import metammf.eval.Lists;
import metammf.eval.Report;
import metammf.train.History;
import metammf.train.TrainConfig;

/**
 * One finished run; one line of JSON.
 *
 * @param data the data set; the history tells on what content the model was trained, if it was other
 * @param model the name of the model in tables
 * @param setting the model's own settings, as text
 * @param training how the model was trained; empty if it was not trained
 * @param seed of weights and training
 * @param version of the library
 * @param machine engine, device, threads, Java
 * @param history the validation metric of every epoch; of a model that is not trained one entry of the number 0
 * @param peakBytes the most memory that the process held in the run, natives included; -1 where the system does not say
 * @param tested the results on the test split; empty if it was not evaluated
 */
public record Run(
        Identity data,
        String model,
        String setting,
        Optional<TrainConfig> training,
        long seed,
        String version,
        String machine,
        History history,
        long peakBytes,
        Optional<Tested> tested) {
    /** Checks that nothing is missing. */
    public Run {
        Stream.of(data, model, setting, training, version, machine, history, tested)
                .forEach(Objects::requireNonNull);
    }

    /**
     * The results on the test split.
     *
     * @param opened when the split was opened, in UTC
     * @param all of all test items
     * @param warm of the items with training interactions; empty if this applies to all or to none
     * @param cold of the items without training interactions; empty if there are none
     * @param lists what the longest lists are like, beside what they found; empty in lines of 0.1.0
     */
    public record Tested(
            String opened, Report all, Optional<Report> warm, Optional<Report> cold, Optional<Lists.Summary> lists) {}

    /** {@return whether the test split was opened} */
    public boolean isTested() {
        return tested.isPresent();
    }

    /**
     * {@return the results on all test items}
     *
     * @throws metammf.base.MetaMmfException if the test split was not opened
     */
    public Report test() {
        require(isTested(), "run: expected one that opened the test split, received %s", this);
        return tested.orElseThrow().all();
    }

    String dataName() {
        return data.name();
    }

    int epochs() {
        return history.epochs().size();
    }

    /** {@return the validation metric of the best epoch} */
    public double validation() {
        return history.best().validation();
    }

    /** {@return the seconds of all epochs, validation included} */
    public double seconds() {
        return history.epochs().stream().mapToDouble(History.Epoch::seconds).sum();
    }

    /** The same run with other results on the test split. */
    Run with(Tested results) {
        return new Run(
                data, model, setting, training, seed, version, machine, history, peakBytes, Optional.of(results));
    }

    /** Whether two runs differ in nothing but their seed and what came out. */
    boolean sameButSeed(Run other) {
        return data.equals(other.data)
                && model.equals(other.model)
                && setting.equals(other.setting)
                && training.map(config -> config.withSeed(0)).equals(other.training.map(config -> config.withSeed(0)));
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%s on %s, seed %d: %s %.4f after %s, %.0f s",
                model,
                data.name(),
                seed,
                history.metric(),
                validation(),
                history.length(),
                seconds());
    }
}
