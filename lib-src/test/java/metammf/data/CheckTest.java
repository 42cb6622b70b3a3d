package metammf.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import metammf.data.DataCard.Finding;
import metammf.data.folder.Datasets;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.Table;

class CheckTest {
    private static final Path ORIGINALS = Path.of("../shared/data");
    private static final Ids IDS = new Ids(List.of("ann", "bob", "cat"), List.of("v0", "v1", "v2", "v3"));
    private static final Split CLEAN =
            split(new int[][] {{0, 0}, {1, 1}, {2, 2}, {0, 3}}, new int[][] {{1, 0}}, new int[][] {{2, 1}});
    private static final Modality VISUAL = new Modality("visual", 4, 2, new float[] {1, 2, 3, 4, 5, 7, 6, 8});

    private static Split split(int[][] train, int[][] validation, int[][] test) {
        return new Split(pairs(train), pairs(validation), pairs(test));
    }

    private static Interactions pairs(int[]... pairs) {
        return Interactions.of(
                3,
                4,
                IntStream.range(0, pairs.length).map(n -> pairs[n][0]).toArray(),
                IntStream.range(0, pairs.length).map(n -> pairs[n][1]).toArray());
    }

    private static Dataset data(Split split, Modality... modalities) {
        return new Dataset("small", split, IDS, new ItemFeatures(4, List.of(modalities)), DataCard.unknown("a test"));
    }

    private static List<String> rows(Dataset data) {
        Table table = data.check();
        List<String> rows = new ArrayList<>();
        table.forEach(row -> rows.add(
                "%s: %s %s (%s)".formatted(row.getString(0), row.getLong(2), row.getString(1), row.getString(3))));
        return rows;
    }

    @Test
    void aCleanSetHasNoRowsAndSaysSo() {
        Table table = data(CLEAN, VISUAL).check();
        assertEquals(0, table.rowCount());
        assertEquals(List.of("severity", "finding", "count", "example"), table.columnNames());
        assertTrue(table.print().contains("small: clean, nothing found"), table.print());
    }

    @Test
    void whoAndWhatIsMissingIsNamedByItsOriginalId() {
        Split gaps = split(new int[][] {{0, 0}}, new int[][] {{0, 1}}, new int[][] {{1, 0}, {0, 2}});
        assertEquals(
                List.of(
                        "warning: 1 users to evaluate without training items: their vectors are never trained (user bob (number 1))",
                        "warning: 2 cold items, held out but never trained on: only content finds them (item v1 (number 1))",
                        "note: 1 users without any interaction (user cat (number 2))",
                        "note: 1 items without any interaction (item v3 (number 3))"),
                rows(data(gaps, VISUAL)));
    }

    @Test
    void withoutHeldOutPairsNothingCanBeChosenOrMeasured() {
        Split whole = split(new int[][] {{0, 0}, {1, 1}, {2, 2}, {0, 3}}, new int[0][], new int[0][]);
        assertEquals(
                List.of(
                        "warning: 0 no validation pairs: nothing to stop by ()",
                        "warning: 0 no test pairs: nothing to measure ()"),
                rows(data(whole, VISUAL)));
    }

    @Test
    void contentThatSaysNothingIsFound() {
        Modality dull = new Modality("dull", 4, 4, new float[] {0, 7, 1, 2, 0, 7, 3, 4, 0, 7, 5, 6, 0, 7, 6, 6});
        Modality empty = new Modality("empty", 4, 2, new float[] {1, 2, 0, 0, 3, 3, 0, 0});
        assertEquals(
                List.of(
                        "warning: 2 empty: items whose content is all zero (item v1 (number 1))",
                        "warning: 1 empty: items whose content is one number all over (item v2 (number 2))",
                        "note: 1 dull: columns that are all zero (column 0)",
                        "note: 1 dull: columns that are one number all over (column 1)"),
                rows(data(CLEAN, dull, empty)));
    }

    @Test
    void aMissingModalityIsNoted() {
        Modality visual = VISUAL.without(1);
        assertEquals(
                List.of("note: 1 visual: items without this modality (item v1 (number 1))"), rows(data(CLEAN, visual)));
    }

    @Test
    void aLoudModalityIsFound() {
        float[] loud = {100, -200, 300, -400, 500, -700, 600, -800};
        assertEquals(
                List.of("warning: 1 sound: its scale is far from the others' (root mean square 505 against 5.05)"),
                rows(data(CLEAN, VISUAL, new Modality("sound", 4, 2, loud))));
    }

    @Test
    void whatTheReaderDroppedIsReportedAndWhatItRecognisedIsNot() {
        DataCard card = DataCard.unknown("a test")
                .withNotes(List.of(
                        Finding.note("recognised as MMRec: it has an .inter file"),
                        Finding.warning("pairs that occur twice, dropped", 3, "line 7")));
        Dataset read = new Dataset("small", CLEAN, IDS, ItemFeatures.of(VISUAL), card);
        assertEquals(List.of("warning: 3 pairs that occur twice, dropped (line 7)"), rows(read));
    }

    @Test
    void aPlantedSetIsClean() {
        Dataset planted =
                PlantedVideos.of(new PlantedVideos.Sizes(60, 80, 15, 0), 1).dataset();
        assertEquals(List.of(), rows(planted));
    }

    @Test
    void theBuiltInSetHasColdItemsAndUsersWithoutTraining() {
        Split split = Datasets.tiktok().split();
        Set<Integer> users = boxed(split.validation().union(split.test()).userColumn());
        Set<Integer> items = boxed(split.validation().union(split.test()).itemColumn());
        users.removeAll(boxed(split.train().userColumn()));
        items.removeAll(boxed(split.train().itemColumn()));
        Table table = Datasets.tiktok().check();
        assertEquals(
                List.of((long) users.size(), (long) items.size()),
                table.longColumn("count").asList());
        assertEquals("user " + users.iterator().next(), table.getString(0, "example"));
        assertEquals("item " + items.iterator().next(), table.getString(1, "example"));
    }

    @Test
    void theLeaksOfTheToySetAreReported() {
        assumeTrue(Files.isDirectory(ORIGINALS), "the original files are not at " + ORIGINALS.toAbsolutePath());
        List<String> rows = rows(Datasets.openDroppingLeaks(ORIGINALS.resolve("mmgcn-toy/Tiktok")));
        String left = "pairs that are also training pairs, left out";
        assertTrue(rows.contains("warning: 212 validation %s (user 0, item 743)".formatted(left)), rows.toString());
        assertTrue(rows.contains("warning: 10 test %s (user 0, item 584)".formatted(left)), rows.toString());
        assertTrue(rows.contains("warning: 0 no validation pairs: nothing to stop by ()"), rows.toString());
    }

    private static Set<Integer> boxed(int[] values) {
        return Arrays.stream(values).boxed().collect(Collectors.toCollection(TreeSet::new));
    }
}
