package metammf.notebook;

import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import metammf.plot.Plots;
import metammf.train.History;
import metammf.train.Trainer;

/**
 * A training's progress and curves in one place below the cell; at the end the final chart alone. It is drawn beside
 * the training, and so seldom that the training does not feel it.
 */
final class TrainingPanel implements Trainer.Listener {
    private static final long LEAST_PAUSE = 200_000_000; // nanoseconds between two drawings
    private static final long MOST_PAUSE = 2_000_000_000;
    private static final long RATIO = 10; // of the pause to the drawing before it

    private final Kernel kernel;
    private Kernel.Place place; // null: the next training opens one
    private CompletableFuture<Void> drawing;
    private volatile long next; // nanoseconds, when to draw again

    TrainingPanel(Kernel kernel) {
        this.kernel = kernel;
    }

    @Override
    public void step(History history, int epochs, double part) {
        if (place == null) {
            place = kernel.show(panel(history, epochs, part));
            drawing = CompletableFuture.completedFuture(null);
        } else if (drawing.isDone() && System.nanoTime() - next > 0) {
            drawing.join(); // throws what the last one may have thrown
            drawing = place.replace(() -> timed(history, epochs, part));
        }
    }

    private Rich timed(History history, int epochs, double part) {
        long start = System.nanoTime();
        Rich panel = panel(history, epochs, part);
        long end = System.nanoTime();
        next = end + Math.max(LEAST_PAUSE, Math.min(MOST_PAUSE, RATIO * (end - start)));
        return panel;
    }

    @Override
    public void epoch(History history, int epochs) {
        step(history, epochs, 0);
    }

    @Override
    public void done(History history) {
        if (place == null) {
            return; // it failed before it began
        }
        CompletableFuture<Void> last = place.replace(() -> history.epochs().isEmpty()
                ? Rich.html("<p>No epoch was finished.</p>", history.toString())
                : Plots.learningCurve(history));
        place = null; // the next training has a place of its own
        last.join();
    }

    /** A bar, a line and a chart, in a box of one height, so that the page does not jump. */
    static Rich panel(History history, int epochs, double part) {
        int finished = history.epochs().size();
        String line = finished == 0
                ? String.format(Locale.ROOT, "epoch 1 of at most %d, %.0f %% of its steps", epochs, 100 * part)
                : history.progress(epochs);
        String html =
                """
                <div style="min-height:450px">
                %s
                %s
                </div>"""
                        .formatted(
                                Html.progress("training", finished + part, epochs, line),
                                finished == 0 ? "" : Rich.image(Plots.learningCurve(history)));
        return Rich.html(html, line);
    }
}
