package metammf.train;

import java.util.List;
import java.util.Locale;
import metammf.data.Dataset.Identity;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.Table;

/**
 * The results of each epoch of a training. If no epoch was finished, a method that needs one throws a {@link
 * java.util.NoSuchElementException}.
 *
 * @param metric name of the validation metric, for example {@code precision@20}
 * @param data the data set
 * @param epochs the finished epochs, in order
 */
public record History(String metric, Identity data, List<Epoch> epochs) {
    /** An epoch, counted from 1: mean BPR loss of a triple, validation metric, and seconds with validation. */
    public record Epoch(int number, double loss, double validation, double seconds) {}

    /** Keeps an unmodifiable copy of the epochs. */
    public History {
        epochs = List.copyOf(epochs);
    }

    /** Creates a history without a data set. */
    public History(String metric, List<Epoch> epochs) {
        this(metric, Identity.NONE, epochs);
    }

    /** {@return the epoch with the highest validation metric, the earliest if several share it} */
    public Epoch best() {
        return epochs.stream()
                .reduce((best, next) -> next.validation() > best.validation() ? next : best)
                .orElseThrow();
    }

    /** {@return a line: the last epoch, the best one, and the time left to the most epochs} */
    public String progress(int most) {
        Epoch best = best();
        Epoch last = epochs.get(epochs.size() - 1);
        return String.format(
                Locale.ROOT,
                "epoch %d of at most %d, loss %.4f, %s %.4f, best %.4f in epoch %d, at most %s left",
                last.number(),
                most,
                last.loss(),
                metric,
                last.validation(),
                best.validation(),
                best.number(),
                time((most - last.number()) * meanSeconds()));
    }

    private double meanSeconds() {
        return epochs.stream().mapToDouble(Epoch::seconds).average().orElseThrow();
    }

    /** As one says it: 40 s, 3 min, 2 h 5 min. */
    private static String time(double seconds) {
        long minutes = Math.round(seconds / 60);
        return seconds < 100
                ? Math.round(seconds) + " s"
                : minutes < 60 ? minutes + " min" : minutes / 60 + " h " + minutes % 60 + " min";
    }

    /** {@return how many epochs were finished, in words: for example {@code 27 epochs} or {@code 1 epoch}} */
    public String length() {
        return epochs.size() == 1 ? "1 epoch" : epochs.size() + " epochs";
    }

    /** {@return a table with one row for each epoch and the columns epoch, loss, the metric's name and seconds} */
    public Table toTable() {
        return Table.create(
                "History",
                IntColumn.create("epoch", epochs.stream().mapToInt(Epoch::number)),
                DoubleColumn.create("loss", epochs.stream().mapToDouble(Epoch::loss)),
                DoubleColumn.create(metric, epochs.stream().mapToDouble(Epoch::validation)),
                DoubleColumn.create("seconds", epochs.stream().mapToDouble(Epoch::seconds)));
    }

    @Override
    public String toString() {
        return epochs.isEmpty()
                ? "History(no epoch finished)"
                : String.format(
                        Locale.ROOT,
                        "History(%s, best %s %.4f in epoch %d)",
                        length(),
                        metric,
                        best().validation(),
                        best().number());
    }
}
