package metammf.notebook;

import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Shows the progress of a computation below the current cell: a bar and a line while it runs, and then one line.
 * Without a kernel only the last line is printed.
 */
public final class Live {
    private static final long PAUSE = 500; // milliseconds between two drawings

    /** The completed amount, the total amount (0 if unknown), and a description. */
    public record State(double done, double all, String line) {}

    private final String label;
    private final Supplier<State> now;
    private final Kernel.Place place; // null where there is no kernel
    private final Future<?> redrawing; // null where there is no kernel
    private volatile String end; // null while the work runs

    private Live(String label, Supplier<State> now) {
        this.label = label;
        this.now = now;
        place = Notebook.kernel().map(kernel -> kernel.show(drawn())).orElse(null);
        redrawing = place == null
                ? null
                : Kernel.DISPLAY.scheduleWithFixedDelay(() -> place.draw(drawn()), PAUSE, PAUSE, TimeUnit.MILLISECONDS);
    }

    /**
     * {@return a new progress display, which must be ended} The label is for screen readers; another thread asks for
     * the progress twice a second.
     */
    public static Live show(String label, Supplier<State> now) {
        return new Live(label, now);
    }

    /** Ends the display and replaces it with a line. */
    public void end(String line) {
        end = line;
        if (place == null) {
            System.out.println(line);
        } else {
            redrawing.cancel(false);
            place.replace(this::drawn).join();
        }
    }

    /** Also a drawing that was asked for before the end, and is late, draws the end. */
    private Rich drawn() {
        String last = end;
        return last == null ? panel(label, now.get()) : new Rich("text/plain", last, last);
    }

    static Rich panel(String label, State state) {
        String html = Html.bar(label, state.done(), state.all()) + "\n<div>" + Html.escaped(state.line()) + "</div>";
        return Rich.html(html, state.line());
    }
}
