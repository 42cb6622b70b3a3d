package metammf.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import metammf.base.Seeds;
import metammf.data.folder.ChildJvm;
import metammf.train.TrainConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that run an experiment: killed, and at the same time. */
class KilledExperimentTest {
    private static final String TRAINS = "trains";

    @TempDir
    private Path folder;

    @TempDir
    private Path other;

    private static Experiment experiment(Path folder) {
        TrainConfig longer = TrainConfig.defaults()
                .withEpochs(40)
                .withPatience(40)
                .withBatchSize(100)
                .withK(5);
        return Models.experiment(folder).withTraining(longer);
    }

    /** Runs the experiment in the folder of the argument. */
    public static void main(String[] arguments) {
        Models.made = () -> System.out.println(TRAINS);
        experiment(Path.of(arguments[0])).run();
    }

    /** A process that has begun to train. */
    private static Process start(Path folder) throws IOException {
        Process process = ChildJvm.start(KilledExperimentTest.class, folder.toString());
        BufferedReader output = process.inputReader();
        String line = output.readLine();
        while (line != null && !line.equals(TRAINS)) {
            line = output.readLine();
        }
        return process;
    }

    /** Where the n-th experiment is: a machine may finish one within ten kills. */
    private Path folder(int n) {
        return folder.resolve("experiment-" + n);
    }

    private static boolean isFinished(Path folder) {
        return Files.exists(folder.resolve("results.jsonl"));
    }

    @Test
    void afterTenKillsTheLinesAreThoseOfAnUninterruptedExperiment() throws IOException, InterruptedException {
        SplittableRandom random = Seeds.stream(1, "kill");
        int last = 0;
        int kills = 0; // before the end of an experiment
        while (kills < 10) {
            Process process = start(folder(last));
            Thread.sleep(random.nextInt(300));
            process.destroyForcibly().waitFor();
            if (isFinished(folder(last))) {
                last++;
            } else {
                kills++;
            }
        }
        List<String> uninterrupted = Models.lines(experiment(other).run());
        for (int n = 0; n <= last; n++) {
            assertEquals(uninterrupted, Models.lines(experiment(folder(n)).run()));
        }
        System.out.printf("%d kills, and %d behind the end%n", kills, last);
    }

    @Test
    void twoAtATimeMakeTheLinesOfOneAlone() throws IOException {
        List<Process> both = List.of(
                ChildJvm.start(KilledExperimentTest.class, folder.toString()),
                ChildJvm.start(KilledExperimentTest.class, folder.toString()));
        both.forEach(process -> process.inputReader().lines().forEach(line -> {})); // to their ends
        Results alone = experiment(other).run();
        assertEquals(Models.lines(alone), Models.lines(Results.read(folder.resolve("results.jsonl"))));
    }
}
