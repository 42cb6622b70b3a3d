package metammf.notebook;

import java.util.Locale;
import metammf.plot.Plots;
import metammf.train.History;
import metammf.train.TrainingListener;
import org.knowm.xchart.XYChart;

/** A training's progress and curves in one place below the cell, redrawn at most five times a second. */
final class TrainingPanel implements TrainingListener {
    private static final long LEAST_NANOS = 200_000_000;

    private String id;
    private long last;

    @Override
    public void epoch(History history, int epochs) {
        boolean first = history.epochs().size() == 1;
        if (first || System.nanoTime() - last > LEAST_NANOS) {
            show(first, Rich.html(panel(history, epochs), line(history, epochs)));
            last = System.nanoTime();
        }
    }

    @Override
    public void done(History history) {
        if (!history.epochs().isEmpty()) {
            show(false, Plots.learningCurve(history));
        }
        id = null; // the next training has a place of its own
    }

    private void show(boolean first, Object value) {
        Notebook.kernel().ifPresent(kernel -> {
            if (first || id == null) {
                id = kernel.show(value);
            } else {
                kernel.update(id, value);
            }
        });
    }

    private static String panel(History history, int epochs) {
        XYChart chart = Plots.learningCurve(history);
        return """
                <progress value="%d" max="%d" style="width:%dpx"></progress><br>%s<br>
                <img alt="%s" width="%d" height="%d" src="data:image/png;base64,%s">"""
                .formatted(
                        history.epochs().size(),
                        epochs,
                        chart.getWidth(),
                        Html.escaped(line(history, epochs)),
                        Html.escaped(chart.getTitle()),
                        chart.getWidth(),
                        chart.getHeight(),
                        Rich.base64(chart));
    }

    static String line(History history, int epochs) {
        History.Epoch now = history.epochs().get(history.epochs().size() - 1);
        double perEpoch = history.epochs().stream()
                .mapToDouble(History.Epoch::seconds)
                .average()
                .orElseThrow();
        return String.format(
                Locale.ROOT,
                "epoch %d of at most %d, loss %.4f, %s %.4f, best %.4f in epoch %d, at most %.0f s left",
                now.number(),
                epochs,
                now.loss(),
                history.metric(),
                now.validation(),
                history.best().validation(),
                history.best().number(),
                perEpoch * (epochs - now.number()));
    }
}
