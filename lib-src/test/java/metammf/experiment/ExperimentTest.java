package metammf.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import metammf.base.MetaMmfException;
import metammf.eval.FullRanking;
import metammf.eval.Report;
import metammf.model.Embeddings;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

class ExperimentTest {
    @TempDir
    static Path shared;

    @TempDir
    Path folder;

    private static Results results;

    @BeforeAll
    static void run() {
        results = Models.experiment(shared).run();
    }

    private static List<Run> runs(String model) {
        return results.runs().stream().filter(run -> run.model().equals(model)).toList();
    }

    private static List<Run> tested(String model) {
        return runs(model).stream().filter(Run::isTested).toList();
    }

    @Test
    void theGridIsTrainedWithTheFirstSeedAndTheChosenPointWithTheOthers() {
        assertEquals(
                List.of(1L, 1L, 1L, 1L, 2L),
                runs("MF-BPR").stream().map(Run::seed).toList());
        assertEquals(List.of(1L, 2L), tested("MF-BPR").stream().map(Run::seed).toList());
        assertEquals(2, runs("MetaMMF_MF").size());
    }

    @Test
    void validationAloneChoosesAndTheTestSplitIsOpenedForTheChosenOnes() {
        Run best = runs("MF-BPR").stream()
                .filter(run -> run.seed() == 1)
                .max(Comparator.comparingDouble(Run::validation))
                .orElseThrow();
        assertEquals(best, tested("MF-BPR").get(0));
        assertTrue(best.sameButSeed(tested("MF-BPR").get(1)));
        assertEquals(6, results.runs().stream().filter(Run::isTested).count());
    }

    @Test
    void aRunTellsWhatItWasMadeFromAndWhatCameOut() {
        Run run = tested("MetaMMF_MF").get(0);
        assertEquals(Models.DATA.identity(), run.data());
        assertEquals(Models.DATA.identity(), run.history().data());
        assertEquals(Models.DATA.identity(), run.test().data());
        assertTrue(run.setting().contains("form=CP, rank=4"), run.setting());
        assertEquals(1, run.training().orElseThrow().seed());
        assertEquals(3, run.history().epochs().size());
        assertTrue(run.machine().contains("PyTorch"), run.machine());
        assertTrue(run.peakBytes() == -1 || run.peakBytes() > 50 << 20, run.peakBytes() + " bytes");
        Run.Tested tested = run.tested().orElseThrow();
        assertEquals(
                run.test().positives(),
                tested.warm().orElseThrow().positives()
                        + tested.cold().orElseThrow().positives());
    }

    @Test
    void whatIsNotTrainedIsMeasuredLikeTheRest() {
        Run run = tested("Popularity").get(1);
        assertEquals(Optional.empty(), run.training());
        Embeddings popularity = Embeddings.popularity(Models.DATA.split().train());
        Report report = FullRanking.at(5, 10).evaluate(popularity, Models.DATA);
        assertEquals(new Report(report.data(), report.cutOffs(), report.perUser()), run.test());
        assertEquals(
                report.lists(10).summary(Models.DATA.features()),
                run.tested().orElseThrow().lists().orElseThrow());
    }

    @Test
    void eachModelHasTheMeanOfItsListsOverTheSeeds() {
        double mean = tested("MF-BPR").stream()
                .mapToDouble(
                        run -> run.tested().orElseThrow().lists().orElseThrow().coverage())
                .average()
                .orElseThrow();
        Table lists = results.lists();
        assertEquals(
                List.of("model", "coverage", "gini", "popularity", "tailShare", "novelty", "diversity"),
                lists.columnNames());
        assertEquals(mean, lists.doubleColumn("coverage").get(results.models().indexOf("MF-BPR")));
    }

    @Test
    void linesComeBackAsTheyWere() throws IOException {
        Path file = shared.resolve("results.jsonl");
        Results read = Results.read(file);
        assertEquals(results, read);
        read.write(folder.resolve("again.jsonl"));
        assertEquals(Files.readString(file), Files.readString(folder.resolve("again.jsonl")));
    }

    @Test
    void aFinishedExperimentDoesNothing() throws IOException {
        String before = Files.readString(shared.resolve("results.jsonl"));
        Models.experiment(shared).run();
        assertEquals(before, Files.readString(shared.resolve("results.jsonl")));
    }

    @Test
    void itIsFinishedInALanguageWithOtherDigitsToo() throws IOException {
        Locale usual = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
        try {
            aFinishedExperimentDoesNothing();
        } finally {
            Locale.setDefault(usual);
        }
    }

    @Test
    void onlyLinesAreLeftBehind() throws IOException {
        try (Stream<Path> files = Files.list(shared.resolve("runs"))) {
            assertEquals(
                    9, files.filter(file -> file.toString().endsWith(".json")).count());
        }
        try (Stream<Path> files = Files.list(shared.resolve("runs"))) {
            assertEquals(
                    0, files.filter(file -> !file.toString().endsWith(".json")).count());
        }
    }

    @Test
    void severalAtOnceShareTheWork() {
        CompletableFuture<Results> other =
                CompletableFuture.supplyAsync(() -> Models.experiment(folder).run());
        Results own = Models.experiment(folder).run();
        assertEquals(Models.lines(results), Models.lines(own));
        assertEquals(own, other.join());
    }

    @Test
    void stoppedItKeepsWhatIsFinishedAndGoesOnLater() {
        int[] made = new int[1];
        Models.made = () -> {
            if (++made[0] == 3) {
                Thread.currentThread().interrupt();
            }
        };
        Results some = Models.experiment(folder).run();
        Models.made = () -> {};
        assertFalse(Thread.currentThread().isInterrupted());
        assertEquals(
                2,
                some.runs().stream().filter(run -> run.model().equals("MF-BPR")).count());
        assertEquals(
                Models.lines(results), Models.lines(Models.experiment(folder).run()));
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        assertMessage(
                "experiment: expected data sets and models, received Experiment([] on [], seeds [1])",
                () -> Experiment.in(folder).run());
        assertMessage(
                "experiment: expected different models, received [Popularity, Popularity]",
                () -> Experiment.in(folder).withModels(Models.popularity(), Models.popularity()));
        assertMessage("MF-BPR: expected different learning rates, received [0.1, 0.1]", () -> Models.bprMf()
                .withLearningRates(0.1, 0.1));
        assertMessage("learningRate: expected a positive number, received -1.0", () -> Models.experiment(folder)
                .withModels(Models.bprMf().withLearningRates(-1))
                .run());
        String message = assertThrows(
                        MetaMmfException.class, () -> Grid.of("X", (data, o, compute, seed) -> null, new Object()))
                .getMessage();
        assertTrue(message.startsWith("X: expected settings that tell what they are, such as records"), message);
    }

    @Test
    void aLineThatIsNoRunIsNamed() throws IOException {
        Path file = folder.resolve("results.jsonl");
        String good = Files.readAllLines(shared.resolve("results.jsonl")).get(0);
        for (String bad : List.of("", "{", "[]", "{}", good.replace("\"seed\":1", "\"seed\":\"one\""))) {
            Files.writeString(file, good + "\n" + bad + "\n");
            String start = bad.length() > 60 ? bad.substring(0, 60) + " ..." : bad;
            assertMessage(file + ", line 2: expected a run, received " + start, () -> Results.read(file));
        }
        assertNotNull(RunText.read(good, "here"));
    }

    private static void assertMessage(String message, Runnable work) {
        assertEquals(message, assertThrows(MetaMmfException.class, work::run).getMessage());
    }
}
