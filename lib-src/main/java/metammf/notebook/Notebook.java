package metammf.notebook;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.awt.GraphicsEnvironment;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import javax.swing.JFrame;
import javax.swing.WindowConstants;
import metammf.plot.Diagram;
import metammf.train.TrainingListener;
import org.knowm.xchart.SwingWrapper;
import org.knowm.xchart.internal.chartpart.Chart;

/** Connects the library with notebooks and JShell. The start-up script calls {@link #start}. */
public final class Notebook {
    private static final AtomicReference<Kernel> KERNEL = new AtomicReference<>();

    private Notebook() {}

    /**
     * Registers the display of tables, charts, reports, trainings and Javadoc with the kernel, if there is one, and
     * joins the printed output of cells into large messages.
     */
    public static void start() {
        Kernel.find().ifPresent(kernel -> {
            KERNEL.set(kernel);
            kernel.joinOutput();
            Rich.TYPES.forEach(kernel::register);
            Rich.ARRAYS.forEach(type -> kernel.register(type, Rich::array));
            TrainingListener.standard(new TrainingPanel(kernel));
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

    /**
     * Shows a picture now: in a notebook below the cell; elsewhere as a PNG file whose path is printed. The words say
     * what it shows, for readers who do not see it.
     */
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
