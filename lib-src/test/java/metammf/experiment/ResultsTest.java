package metammf.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import metammf.base.MetaMmfException;
import metammf.data.Dataset.Identity;
import metammf.eval.Lists;
import metammf.eval.Metric;
import metammf.eval.Report;
import metammf.eval.Report.UserRanks;
import metammf.eval.Significance;
import metammf.eval.Significance.Interval;
import metammf.train.History;
import metammf.train.History.Epoch;
import metammf.train.TrainConfig;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.Table;

class ResultsTest {
    private static final int USERS = 40;

    /** A run in which every user has one held-out item, and every nth user finds it at the top. */
    private static Run run(String data, String model, long seed, double validation, int every) {
        List<UserRanks> users = IntStream.range(0, USERS)
                .mapToObj(user -> new UserRanks(user, 1, (user + seed) % every == 0 ? new int[] {1} : new int[0]))
                .toList();
        return new Run(
                new Identity(data, (data.equals("A") ? "a" : "b").repeat(64)),
                model,
                "setting of " + validation,
                Optional.of(TrainConfig.defaults().withSeed(seed)),
                seed,
                "1",
                "here",
                new History("precision@20", List.of(new Epoch(1, 0.7, validation, 2), new Epoch(2, 0.6, 0, 4))),
                3 << 20,
                tested(users));
    }

    private static Optional<Run.Tested> tested(List<UserRanks> users) {
        Report report = new Report(Identity.NONE, List.of(10), users);
        return Optional.of(
                new Run.Tested("2026-01-01T00:00:00Z", report, Optional.empty(), Optional.empty(), Optional.empty()));
    }

    private static final Results RESULTS = new Results(List.of(
            run("A", "good", 1, 0.3, 2),
            run("A", "good", 2, 0.3, 2),
            run("A", "better, but worse by validation", 1, 0.1, 1),
            run("A", "bad_one", 1, 0.1, 10),
            run("A", "bad_one", 2, 0.1, 10),
            run("B", "good", 1, 0.3, 2)));

    private static Results a() {
        return new Results(RESULTS.on("A").runs().stream()
                .filter(run -> !run.model().startsWith("better"))
                .toList());
    }

    @Test
    void theBestOfAColumnIsBold() {
        String markdown = a().comparison().toMarkdown();
        List<String> lines = markdown.lines().toList();
        assertEquals("| model | P@10 | R@10 | HR@10 | N@10 |", lines.get(0));
        assertEquals("|---|---:|---:|---:|---:|", lines.get(1));
        assertTrue(
                lines.get(2).matches("\\| good \\| \\*\\*0\\.0500\\*\\* ±\\.\\d+ \\| \\*\\*0\\.5000\\*\\*.*"),
                lines.get(2));
        assertTrue(lines.get(3).matches("\\| bad_one \\| 0\\.0100 ±\\.\\d+ \\| 0\\.1000.*"), lines.get(3));
    }

    private static Comparison ofModel(String model) {
        Interval half = new Interval(0.5, 0.4, 0.6);
        return new Comparison("A", List.of("R_@|5"), Map.of(model, List.of(half)));
    }

    @Test
    void namesReadAsTheyAreInMarkdown() {
        List<String> lines = ofModel("a|b *c* _d_ e_f `g` <b> & $h$ [i](j) \\ ~k~\n# l")
                .toMarkdown()
                .lines()
                .toList();
        assertEquals("| model | R\\_@\\|5 |", lines.get(0));
        assertEquals(
                "| a\\|b \\*c\\* \\_d\\_ e_f \\`g\\` \\<b\\> \\& \\$h\\$ \\[i\\](j) \\\\ \\~k\\~ \\# l | **0.5000** ±.1000 |",
                lines.get(2));
        assertEquals(3, lines.size());
    }

    @Test
    void namesReadAsTheyAreInLatex() {
        List<String> lines = ofModel("[a] *b* 5% & $c$ #d e_f {g} ~h ^i \\j <k> | l\nm")
                .toLatex()
                .lines()
                .toList();
        assertEquals("model & R\\_@\\textbar{}5 \\\\", lines.get(2));
        assertEquals(
                "{[}a] {*}b{*} 5\\% \\& \\$c\\$ \\#d e\\_f \\{g\\} \\textasciitilde{}h \\textasciicircum{}i"
                        + " \\textbackslash{}j \\textless{}k\\textgreater{} \\textbar{} l m"
                        + " & \\textbf{0.5000} $\\pm$.1000 \\\\",
                lines.get(4));
    }

    @Test
    void aTableInLatexCanBeCompiled() {
        List<String> lines = a().comparison().toLatex().lines().toList();
        assertEquals("\\begin{tabular}{lrrrr}", lines.get(0));
        assertTrue(lines.get(4).startsWith("good & \\textbf{0.0500} $\\pm$."), lines.get(4));
        assertTrue(
                lines.get(5).startsWith("bad\\_one & 0.0100 $\\pm$.")
                        && lines.get(5).endsWith(" \\\\"),
                lines.get(5));
        assertEquals("\\end{tabular}", lines.get(7));
    }

    @Test
    void numbersHaveTheIntervalOfTheirUsersAndSeeds() {
        Table table = a().comparison().toTable();
        assertEquals(
                List.of("model", "P@10", "P@10 low", "P@10 high"),
                table.columnNames().subList(0, 4));
        double low = table.doubleColumn("R@10 low").get(0);
        double high = table.doubleColumn("R@10 high").get(0);
        double error = Math.sqrt(0.25 / USERS); // of 40 users, half of whom find it; two seeds that are no luck
        assertTrue(low > 0.5 - 2.5 * error && low < 0.5 && high > 0.5 && high < 0.5 + 2.5 * error, low + " " + high);
    }

    @Test
    void aColumnHasTheIntervalsOfAllModels() {
        Comparison comparison = a().comparison();
        assertEquals(
                List.copyOf(comparison.rows().keySet()),
                List.copyOf(comparison.column("R@10").keySet()));
        assertEquals(
                comparison.toTable().doubleColumn("R@10").get(0),
                comparison.column("R@10").get("good").mean());
        assertThrows(MetaMmfException.class, () -> comparison.column("R@11"));
    }

    @Test
    void differencesComeWithTheStrongestFirstAndCorrected() {
        List<Run> runs = new ArrayList<>(a().runs());
        runs.add(run("A", "even", 1, 0.2, 4));
        runs.add(run("A", "even", 2, 0.2, 4));
        Table table = new Results(runs).against("good", Metric.RECALL, 10);
        assertEquals(List.of("even", "bad_one"), table.stringColumn("against").asList());
        assertEquals(0.25, table.doubleColumn("difference").get(0), 1e-12);
        double[] p = table.doubleColumn("p, Wilcoxon").asDoubleArray();
        assertEquals(Significance.holm(p)[0], table.doubleColumn("Holm").get(0));
        assertTrue(p[1] < p[0] && p[0] < 0.05, p[0] + " " + p[1]);
    }

    @Test
    void twoModelsAreComparedByTheSeedsThatBothHave() {
        List<Run> runs = new ArrayList<>(a().runs());
        runs.add(run("A", "good", 3, 0.3, 40)); // would lower the difference to (0.4 + 0.4 - 0.075) / 3
        Table table = new Results(runs).against("good", Metric.RECALL, 10);
        assertEquals(0.4, table.doubleColumn("difference").get(0), 1e-12);
        runs.add(run("A", "other", 4, 0.3, 2));
        String told = assertThrows(MetaMmfException.class, () -> new Results(runs).against("good", Metric.RECALL, 10))
                .getMessage();
        assertEquals("results: expected a seed that both good and other have", told);
    }

    @Test
    void whereSeveralSettingsWereTestedValidationTellsWhichCounts() {
        List<Run> runs = new ArrayList<>(a().runs());
        runs.add(run("A", "good", 1, 0.2, 1)); // an earlier choice, better on the test split
        assertEquals(0.5, new Results(runs).of("good").get(0).test().at(10).recall());
        assertEquals(2, new Results(runs).of("good").size());
    }

    @Test
    void convergenceIsThatOfTheBestEpoch() {
        Table table = a().convergence();
        assertEquals(1, table.doubleColumn("best epoch").get(0));
        assertEquals(3, table.doubleColumn("seconds an epoch").get(0));
        assertEquals(2, table.doubleColumn("seconds to the best").get(0));
        assertEquals(3, table.doubleColumn("peak MiB").get(0));
        assertEquals(6, RESULTS.toTable().rowCount());
    }

    @Test
    void listsOfDataWithoutFeaturesHaveNoDiversityAndComeBack() {
        Report report = new Report(Identity.NONE, List.of(10), List.of(new UserRanks(0, 1, new int[] {1})));
        Lists.Summary lists = new Lists.Summary(0.1, 0.9, 30, 0.2, 7.5, Double.NaN);
        Run run = run("A", "good", 1, 0.3, 2)
                .with(new Run.Tested("then", report, Optional.empty(), Optional.empty(), Optional.of(lists)));
        Run.Tested read = RunText.read(RunText.of(run), "here").tested().orElseThrow();
        assertEquals(lists, read.lists().orElseThrow());
    }

    @Test
    void linesOfEarlierVersionsDoNotTellWhatListsAreLike() {
        String line = RunText.of(run("A", "good", 1, 0.3, 2)).replace(",\"lists\":null", "");
        Table lists = new Results(List.of(RunText.read(line, "here"))).lists();
        assertTrue(lists.doubleColumn("novelty").isMissing(0));
    }

    @Test
    void tablesAreOfOneDataSet() {
        String message =
                assertThrows(MetaMmfException.class, RESULTS::comparison).getMessage();
        assertEquals(
                "results: expected one data set, chosen by on(name), received [A with fingerprint aaaaaaaaaaaa,"
                        + " B with fingerprint bbbbbbbbbbbb]",
                message);
        assertThrows(MetaMmfException.class, () -> RESULTS.on("C"));
        assertThrows(MetaMmfException.class, () -> a().of("unknown"));
    }

    @Test
    void equalUsersInARowAreCountedAndComeBackAsTheyWere() {
        List<UserRanks> users = IntStream.of(0, 1, 2, 5, 8, 11, 12)
                .mapToObj(user -> new UserRanks(user, 2, user == 1 ? new int[] {3, 7} : new int[0]))
                .toList();
        Run run = run("A", "good", 1, 0.3, 2).with(tested(users).orElseThrow());
        String line = RunText.of(run);
        assertTrue(line.contains("\"2 2:3,7 2 2/2*3 2\""), line);
        assertEquals(line, RunText.of(RunText.read(line, "here")));
    }

    @Test
    void aLineThatAsksForMoreUsersThanThereCanBeIsRefused() {
        String line = RunText.of(run("A", "good", 1, 0.3, 2)).replaceFirst("\"users\":\"", "\"users\":\"1*2000000000 ");
        assertThrows(MetaMmfException.class, () -> RunText.read(line, "here"));
    }
}
