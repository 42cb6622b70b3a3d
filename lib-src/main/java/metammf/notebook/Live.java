package metammf.notebook;

import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * How far some work is, shown below the present cell as a bar and a line while it runs, and then as one line. Where there
 * is no kernel, nothing but the last line is printed.
 */
public final class Live {
    private static final long PAUSE = 500; // milliseconds between two drawings

    /** How much of the work is done, how much there is to do (0 if this is not known), and the same in words. */
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
     * {@return what shows from now on how far some work is, to be ended}
     *
     * @param label what the work is, for screen readers
     * @param now how far it is, asked twice a second by another thread
     */
    public static Live show(String label, Supplier<State> now) {
        return new Live(label, now);
    }

    /** Ends it, however the work ended: what stays is a line. */
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
