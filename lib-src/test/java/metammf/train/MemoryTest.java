package metammf.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import metammf.MetaMmf;
import metammf.data.Dataset;
import metammf.data.PlantedVideos;
import metammf.data.PlantedVideos.Sizes;
import metammf.engine.Compute;
import metammf.fusion.FusionConfig;
import metammf.model.GcnConfig;
import metammf.model.Recommender;
import org.junit.jupiter.api.Test;

class MemoryTest {
    private static final Path STATUS = Path.of("/proc/self/statm");

    /** In a process of its own, whose Java heap is touched from the start, so that all growth is native. */
    @Test
    void twoThousandStepsLeaveNativeMemoryFlat() throws IOException, InterruptedException {
        assumeTrue(Files.exists(STATUS), "resident memory is read from Linux's /proc");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xms256m",
                        "-Xmx256m",
                        "-XX:+AlwaysPreTouch",
                        "-Dai.djl.offline=true",
                        "-cp",
                        System.getProperty("java.class.path"),
                        MemoryTest.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String output = new String(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor(), output);
        List<Long> pages = output.lines().map(Long::parseLong).toList();
        double growth = (double) pages.get(1) / pages.get(0) - 1;
        assertTrue(growth < 0.02, "resident memory grew by " + 100 * growth + "% in 2,000 steps");
    }

    /** Prints the resident pages after 2,000 steps, when Java has compiled all it will, and after another 2,000. */
    public static void main(String[] arguments) throws IOException {
        Dataset data = PlantedVideos.of(new Sizes(200, 300, 25, 0), 1).dataset();
        TrainConfig config = TrainConfig.defaults().withBatchSize(80).withPatience(100);
        try (Recommender model = MetaMmf.gcn(data, FusionConfig.cp(8), GcnConfig.defaults(), Compute.cpu(), 1)) {
            Trainer trainer = Trainer.of(config.withEpochs(10)).withListener((history, epochs) -> System.gc());
            for (int half = 0; half < 2; half++) {
                for (int n = 0; n < 4; n++) {
                    trainer.fit(model, data); // 50 steps an epoch
                }
                System.out.println(residentPages());
            }
        }
    }

    private static long residentPages() throws IOException {
        return Long.parseLong(Files.readString(STATUS).split(" ")[1]);
    }
}
