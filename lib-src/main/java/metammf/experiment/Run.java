package metammf.experiment;

import java.util.Locale;
import java.util.Optional;
import metammf.eval.Report;
import metammf.train.History;
import metammf.train.TrainConfig;

/**
 * One finished run; one line of JSON.
 *
 * @param data name of the data set
 * @param fingerprint of the data set; the history tells on what content the model was trained, if it was other
 * @param model what it is called in tables
 * @param setting the model's own settings, as text
 * @param training how it was trained; null if it was not
 * @param seed of weights and training
 * @param version of the library
 * @param machine engine, device, threads, Java
 * @param history the validation metric of every epoch; of a model that is not trained one entry of the number 0
 * @param peakBytes the most memory that the process held in the run, natives included; -1 where the system does not say
 * @param tested when the test split was opened, in UTC; null if it was not
 * @param test all test items, null if they were not looked at
 * @param warm those that occur in training; null if all do or none was looked at
 * @param cold those that nobody trained on; null if there are none or none was looked at
 */
public record Run(
        String data,
        String fingerprint,
        String model,
        String setting,
        TrainConfig training,
        long seed,
        String version,
        String machine,
        History history,
        long peakBytes,
        String tested,
        Report test,
        Report warm,
        Report cold) {
    /** {@return the validation metric of the best epoch} */
    public double validation() {
        return history.best().validation();
    }

    /** {@return the seconds of all epochs, validation included} */
    public double seconds() {
        return history.epochs().stream().mapToDouble(History.Epoch::seconds).sum();
    }

    /** The same run after the final look. */
    Run tested(String when, Report all, Optional<Report> ofWarm, Optional<Report> ofCold) {
        return new Run(
                data,
                fingerprint,
                model,
                setting,
                training,
                seed,
                version,
                machine,
                history,
                peakBytes,
                when,
                all,
                ofWarm.orElse(null),
                ofCold.orElse(null));
    }

    /** The same run with its results on some of the test items in the place of all. */
    Run with(Report part) {
        return new Run(
                data,
                fingerprint,
                model,
                setting,
                training,
                seed,
                version,
                machine,
                history,
                peakBytes,
                tested,
                part,
                null,
                null);
    }

    /** Whether two runs differ in nothing but their seed and what came out. */
    boolean sameButSeed(Run other) {
        return data.equals(other.data)
                && fingerprint.equals(other.fingerprint)
                && model.equals(other.model)
                && setting.equals(other.setting)
                && String.valueOf(training == null ? null : training.withSeed(0))
                        .equals(String.valueOf(other.training == null ? null : other.training.withSeed(0)));
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%s on %s, seed %d: %s %.4f after %s, %.0f s",
                model,
                data,
                seed,
                history.metric(),
                validation(),
                history.length(),
                seconds());
    }
}
