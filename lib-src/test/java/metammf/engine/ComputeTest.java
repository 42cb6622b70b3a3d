package metammf.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.regex.Pattern;
import metammf.base.MetaMmfException;
import org.junit.jupiter.api.Test;

class ComputeTest {
    private static boolean hasGpu() {
        return Compute.auto().device().isGpu();
    }

    @Test
    void aDescriptionNamesAllThatANumberDependsOn() {
        String folder = System.getenv("PYTORCH_LIBRARY_PATH");
        String description = Compute.cpu().describe();
        String expected = "metammf \\S+, PyTorch 2\\.7\\.1 \\(%s\\) on the CPU with \\d+ threads?, Java %s, %s %s"
                .formatted(
                        folder == null ? "bundled" : Pattern.quote("in " + folder),
                        System.getProperty("java.version"),
                        System.getProperty("os.name"),
                        System.getProperty("os.arch"));
        assertTrue(description.matches(expected), description);
    }

    @Test
    void aGpuThatIsNotThereIsRefusedWithWhatIsMissingAndWhatToDo() {
        String message =
                assertThrows(MetaMmfException.class, () -> Compute.gpu(99)).getMessage();
        assertTrue(message.matches("GPU 99: expected .+[;,] (start with|install|as nvidia-smi).+"), message);
    }

    @Test
    void theFirstGpuIsTakenWhereItCanBeUsedAndNowhereElse() {
        if (hasGpu()) {
            assertEquals(Compute.gpu(0), Compute.auto());
        } else {
            assertThrows(MetaMmfException.class, () -> Compute.gpu(0));
        }
    }

    @Test
    void theReportNamesLibrariesDriverAndDevice() {
        String report = Compute.gpuReport();
        assertTrue(report.matches("(?s)libraries  PyTorch 2\\.7\\.1 .+\ndriver     .+\nGPU 0      .+"), report);
    }
}
