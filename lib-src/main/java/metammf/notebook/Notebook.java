package metammf.notebook;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.awt.GraphicsEnvironment;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import javax.swing.JFrame;
import javax.swing.WindowConstants;
import metammf.plot.Diagram;
import metammf.train.Trainer;
import org.knowm.xchart.SwingWrapper;
import org.knowm.xchart.internal.chartpart.Chart;

/** Connects the library with notebooks and JShell. The start-up script calls {@link #start}. */
public final class Notebook {
    private static final AtomicReference<Kernel> KERNEL = new AtomicReference<>();

    private Notebook() {}

    /**
     * Shows tables, charts, reports, trainings and Javadoc in a kernel, if there is one, and joins what cells print.
     */
    public static void start() {
        Kernel.find().ifPresent(kernel -> {
            KERNEL.set(kernel);
            kernel.joinOutput();
            Rich.TYPES.forEach(kernel::register);
            Rich.ARRAYS.forEach(type -> kernel.register(type, Rich::array));
            Trainer.Listener.standard(new TrainingPanel(kernel));
            Sources.use();
        });
    }

    /**
     * Shows a value now: in a notebook below the cell; elsewhere a chart in a window, or where there is no screen as a
     * PNG file whose path is printed; a diagram as an SVG file, and anything else as text.
     */
    public static void show(Object value) {
        Optional<Kernel> kernel = kernel();
        if (kernel.isPresent()) {
            kernel.get().show(value);
        } else if (value instanceof Chart<?, ?> chart) {
            showChart(chart);
        } else if (value instanceof Diagram diagram) {
            System.out.println(diagram + "\n" + saved(".svg", diagram.svg().getBytes(UTF_8)));
        } else {
            System.out.println(value);
        }
    }

    /** Shows a picture below the cell, or saves a PNG file whose path is printed; the words say what it shows. */
    public static void show(String words, BufferedImage picture) {
        Optional<Kernel> kernel = kernel();
        if (kernel.isPresent()) {
            kernel.get().show(Rich.picture(words, picture));
        } else {
            System.out.println(words + ": " + saved(".png", Rich.png(picture)));
        }
    }

    private static void showChart(Chart<?, ?> chart) {
        if (GraphicsEnvironment.isHeadless()) {
            System.out.println(chart.getTitle() + ": " + saved(".png", Rich.png(chart)));
        } else {
            JFrame window = new SwingWrapper<>(chart).setTitle(chart.getTitle()).displayChart();
            window.setDefaultCloseOperation(WindowConstants.DISPOSE_ON_CLOSE); // with XChart's default, Java ends
        }
    }

    private static Path saved(String ending, byte[] content) {
        try {
            return Files.write(Files.createTempFile("metammf-", ending), content)
                    .toAbsolutePath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Shows the progress of a computation below the current cell: a bar and a line while it runs, and then one line.
     * Without a kernel only the last line is printed.
     */
    public static final class Live {
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
                    : Kernel.DISPLAY.scheduleWithFixedDelay(
                            () -> place.draw(drawn()), PAUSE, PAUSE, TimeUnit.MILLISECONDS);
        }

        /** {@return a display that must be ended, labelled for screen readers; it asks twice a second} */
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
            return Rich.html(Html.progress(label, state.done(), state.all(), state.line()), state.line());
        }
    }

    static Optional<Kernel> kernel() {
        return Optional.ofNullable(KERNEL.get());
    }

    /** {@return whether this is the small run of the tests, for which METAMMF_SMALL is set in the environment} */
    public static boolean small() {
        return System.getenv("METAMMF_SMALL") != null;
    }

    /** {@return the first number for readers, the second one in the small run of the tests} */
    public static int pick(int full, int small) {
        return small() ? small : full;
    }
}
