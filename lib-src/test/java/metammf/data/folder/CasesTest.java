package metammf.data.folder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import metammf.data.DataCard.Finding;
import metammf.data.Dataset;
import metammf.data.Modality;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Inputs after public bug reports; {@code README.md} next to them says where they come from. */
class CasesTest {
    private static final Path COPIES = Path.of("lib-src/test/resources/metammf/data/cases");
    private static final Path ORIGINALS = Path.of("..", "shared", "cases");

    static List<Path> roots() {
        return Stream.of(COPIES, ORIGINALS).filter(Files::isDirectory).toList();
    }

    private static String notes(Dataset data) {
        return data.card().notes().stream().map(Finding::toString).collect(Collectors.joining("\n"));
    }

    private static void assertNoted(String note, Dataset data) {
        assertTrue(notes(data).contains(note), notes(data));
    }

    private static void assertWarned(String start, Dataset data) {
        assertTrue(
                data.card().notes().stream()
                        .anyMatch(note -> note.severity() == Finding.Severity.WARNING
                                && note.what().startsWith(start)),
                notes(data));
    }

    private static void assertSplit(int train, int validation, int test, Dataset data) {
        assertEquals(train, data.split().train().size());
        assertEquals(validation, data.split().validation().size());
        assertEquals(test, data.split().test().size());
    }

    /** Row n is 10 n, 10 n + 1 and so on. */
    private static void assertRows(String modality, int width, Dataset data) {
        Modality rows = data.features().modality(modality);
        assertEquals(8, rows.items());
        assertEquals(width, rows.width());
        for (int item = 0; item < 8; item++) {
            assertEquals(10 * item, rows.value(item, 0));
            assertEquals(10 * item + width - 1, rows.value(item, width - 1));
        }
    }

    @ParameterizedTest
    @MethodSource("roots")
    void namesOfColumnsThatAreNumbersAreNoItem(Path root) {
        Dataset data = Datasets.open(root.resolve("numeric-header"));
        assertSplit(18, 6, 6, data);
        assertRows("visual", 3, data);
    }

    @ParameterizedTest
    @MethodSource("roots")
    void linesOfUserItemAndWeightAreTriples(Path root) {
        Dataset data = Datasets.open(root.resolve("user-item-weight-lines"));
        assertSplit(280, 40, 80, data);
        assertEquals(40, data.users());
        assertEquals(30, data.items());
        assertNoted("lines are triples", data);
    }

    @ParameterizedTest
    @MethodSource("roots")
    void fractionsOfASecondDecideWhatIsLast(Path root) {
        Dataset data = Datasets.open(root.resolve("fractional-times"));
        int[] last = {3, 7, 7, 7, 2, 0}; // the first row of every user is the latest
        for (int user = 0; user < 6; user++) {
            int number = data.ids().users().indexOf("" + user);
            assertTrue(
                    data.split().test().contains(number, data.ids().items().indexOf("" + last[user])), "user " + user);
        }
    }

    @ParameterizedTest
    @MethodSource("roots")
    void whatPreprocessingLeavesIsLeftOut(Path root) {
        for (String folder : List.of("side-table", "side-array")) {
            Dataset data = Datasets.open(root.resolve(folder));
            assertSplit(18, 6, 6, data);
            assertEquals(2, data.features().modalities().size());
            assertEquals(8, data.items());
        }
        Dataset tables = Datasets.open(root.resolve("side-table"));
        assertWarned("i_id_mapping.csv, left out: ", tables);
        assertWarned("u_id_mapping.csv, left out: ", tables);
        assertWarned("user_graph_dict.npy, left out: ", Datasets.open(root.resolve("side-array")));
    }

    @ParameterizedTest
    @MethodSource("copies")
    void ofSeveralFilesOfOneKindTheOneThatFitsIsRead(Path root) {
        Dataset data = Datasets.open(root.resolve("side-files"));
        assertSplit(18, 6, 6, data);
        assertRows("visual", 4, data);
        assertRows("textual", 3, data);
        assertEquals(2, data.features().modalities().size());
        for (String file : List.of(
                "toys-indexed.inter", "missed_img_itemIDs.csv", "meta-toys.csv", "v_feat.npy", "item_pairs.npy")) {
            assertWarned(file + ", left out: ", data);
        }
    }

    static List<Path> copies() {
        return List.of(COPIES);
    }

    @ParameterizedTest
    @MethodSource("roots")
    void hiddenFilesArePassedOver(Path root) {
        Dataset data = Datasets.open(root.resolve("macos-files"));
        assertSplit(18, 6, 6, data);
        assertRows("visual", 3, data);
    }

    @ParameterizedTest
    @MethodSource("roots")
    void quotationMarksAreLetters(Path root) {
        Dataset inField = Datasets.open(root.resolve("quote-in-field"));
        assertEquals(15, inField.split().all().size());
        assertTrue(inField.ids().items().containsAll(List.of("\"Best\" of", "it\"s", "c\"")));
        assertTrue(inField.ids().users().contains("u2"));
        Dataset lines = Datasets.open(root.resolve("quote-swallows-lines"));
        assertTrue(lines.ids().items().containsAll(List.of("\"open", "close\"")));
        assertEquals(13, lines.split().all().size());
    }

    @ParameterizedTest
    @MethodSource("roots")
    void usersWithoutItemsCount(Path root) {
        Dataset data = Datasets.open(root.resolve("users-without-items"));
        assertEquals(6, data.users());
        long untrained = IntStream.range(0, 6)
                .filter(user -> data.split().train().degree(user) == 0)
                .count();
        assertEquals(2, untrained);
    }

    @ParameterizedTest
    @MethodSource("roots")
    void theNumericColumnIsTheTimeOfAVideoLog(Path root) {
        Dataset data = Datasets.open(root.resolve("video-log"));
        assertEquals(5 * data.users(), data.split().all().size()); // each user's videos 1 to 5
        assertNoted("timestamp", data);
    }

    @ParameterizedTest
    @MethodSource("roots")
    void featuresThatCompressWellAreRead(Path root) {
        Dataset data = Datasets.open(root.resolve("compressed-features"));
        Modality textual = data.features().modality("textual");
        assertTrue((long) textual.items() * textual.width() * Float.BYTES > 16 << 20);
        assertArrayEquals(new int[] {data.items()}, new int[] {textual.items()});
    }
}
