package metammf.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.GraphicsEnvironment;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import metammf.plot.Diagram;
import metammf.plot.Plots;
import metammf.train.History;
import metammf.train.Trainer;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class NotebookTest {
    @Test
    void withoutAKernelTheListenerStaysText() {
        Trainer.Listener before = Trainer.Listener.standard();
        Notebook.start();
        assertSame(before, Trainer.Listener.standard());
        assertTrue(Notebook.kernel().isEmpty());
    }

    @Test
    void withoutAKernelAValueIsPrinted() {
        assertEquals("[1, 2]", printed(() -> Notebook.show(List.of(1, 2))));
    }

    @Test
    void withoutAScreenAChartBecomesAFileAndItsPathIsPrinted() throws Exception {
        Assumptions.assumeTrue(GraphicsEnvironment.isHeadless());
        History history = new History("precision@20", List.of(new History.Epoch(1, 0.69, 0.01, 2.5)));
        String line = printed(() -> Notebook.show(Plots.learningCurve(history)));
        Path file = Path.of(line.substring("Learning curve: ".length()));
        assertEquals("PNG", new String(Files.readAllBytes(file), 1, 3, StandardCharsets.US_ASCII));
        Files.delete(file);
    }

    @Test
    void withoutAKernelADiagramIsDescribedAndBecomesAFile() throws Exception {
        String[] lines = printed(() -> Notebook.show(Diagram.TENSOR)).split("\\R");
        assertEquals(Diagram.TENSOR.toString(), lines[0]);
        assertEquals(Diagram.TENSOR.svg(), Files.readString(Path.of(lines[1])));
        Files.delete(Path.of(lines[1]));
    }

    @Test
    void withoutAKernelAPictureIsDescribedAndBecomesAFile() throws Exception {
        BufferedImage picture = new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB);
        String line = printed(() -> Notebook.show("a black picture", picture));
        Path file = Path.of(line.substring("a black picture: ".length()));
        assertEquals(3, ImageIO.read(file.toFile()).getWidth());
        Files.delete(file);
    }

    @Test
    void theFullRunIsTheDefault() {
        Assumptions.assumeTrue(System.getenv("METAMMF_SMALL") == null);
        assertEquals(20, Notebook.pick(20, 2));
    }

    private static String printed(Runnable action) {
        PrintStream before = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
            action.run();
        } finally {
            System.setOut(before);
        }
        return bytes.toString(StandardCharsets.UTF_8).strip();
    }
}
