package metammf.data.folder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import metammf.base.MetaMmfException;
import metammf.data.DataCard.Finding;
import metammf.data.Dataset;
import metammf.data.TinySets;
import metammf.data.format.Npy;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which files of a folder are content, and which of several tables are the interactions. */
class SideFilesTest {
    private static final String PAIRS = "user,item,split\na,0,train\nb,1,train\na,2,train\nb,3,validation\na,4,test\n";

    @TempDir
    private Path folder;

    @BeforeEach
    void fiveItems() throws IOException {
        TinySets.text(folder, "interactions.csv", PAIRS);
        Npy.write(folder.resolve("visual.npy"), new float[10], 5, 2);
    }

    private static String notes(Dataset data) {
        return data.card().notes().stream().map(Finding::toString).collect(Collectors.joining("\n"));
    }

    private Dataset open() {
        return Datasets.open(folder);
    }

    private String refusal() {
        return assertThrows(MetaMmfException.class, this::open).getMessage();
    }

    private static String rows(int rows, int columns) {
        return IntStream.range(0, rows)
                .mapToObj(row -> IntStream.range(0, columns)
                        .mapToObj(column -> row + "." + column)
                        .collect(Collectors.joining(",", "", "\n")))
                .collect(Collectors.joining());
    }

    @ParameterizedTest
    @CsvSource({
        "i_id_mapping.csv, 'asin\titemID\n0000X\t0\n0001X\t1\n'",
        "u_id_mapping.csv, 'user_id\tuserID\nA\ta\nB\tb\n'",
        "i_id_mapping.tsv, 'asin\titemID\n0000X\t0\n0001X\t1\n'",
        "mapping.csv, 'item,old\n0,17\n1,23\n2,5\n3,99\n4,2\n'",
        "missing.csv, '1\n3\n'",
        "missing_images.tsv, 'itemID\n3\n'",
        "meta.csv, 'itemID,title,price\n0,\"A film, long\",1.5\n1,B,2\n'",
        "meta.json, '[{\"asin\": \"0000X\", \"title\": \"A\"}]'",
        "meta.jsonl.json, '{\"asin\": \"0000X\"}\n{\"asin\": \"0001X\"}\n'",
        "user_profiles.csv, 'user,age,height\na,30,1.8\nb,40,1.7\n'",
        "clusters.csv, '0.5,1\n2.5,1\n7,8.5\n'",
        "empty.csv, ''"
    })
    void tablesOfSomethingElseAreLeftOut(String file, String content) throws IOException {
        TinySets.text(folder, file, content);
        Dataset data = open();
        assertEquals(1, data.features().modalities().size());
        assertEquals(5, data.items());
        assertTrue(notes(data).contains(file + ", left out: "), notes(data));
    }

    @Test
    void arraysOfSomethingElseAreLeftOut() throws IOException {
        TinySets.single(folder, "user_graph_dict.npy", "(dI0\n(I1\nlsI1\n(I0\nls");
        TinySets.objects(folder, "lists.npy", "(I0\nI2\nl", "(I1\nl");
        Npy.write(folder.resolve("u_id_mapping.npy"), new long[] {1, 2}, 2, 1);
        Npy.write(folder.resolve("i_id_mapping.npy"), new long[] {7, 3, 9, 1, 2}, 5, 1);
        Npy.write(folder.resolve("popularity.npy"), new float[5], 5);
        Npy.write(folder.resolve("frames.npy"), new float[20], 5, 2, 2);
        Npy.write(folder.resolve("user_embedding.npy"), new float[16], 2, 8);
        Dataset data = open();
        assertEquals(1, data.features().modalities().size());
        for (String name : List.of(
                "user_graph_dict", "lists", "u_id_mapping", "i_id_mapping", "popularity", "frames", "user_embedding")) {
            assertTrue(notes(data).contains(name + ".npy, left out: "), notes(data));
        }
    }

    @Test
    void aMatrixOfTheRightSizeIsContentWhateverItsName() throws IOException {
        Npy.write(folder.resolve("whisper.npy"), new float[15], 5, 3);
        TinySets.text(folder, "clip.csv", "item,f0,f1\n4,1,2\n3,1,2\n2,1,2\n1,1,2\n0,1,5\n");
        Dataset data = open();
        assertEquals(3, data.features().modalities().size());
        assertEquals(5, data.features().modality("clip").value(0, 1));
    }

    @Test
    void anEndingInCapitalLettersIsTheSame() {
        Npy.write(folder.resolve("WHISPER_FEAT.NPY"), new float[15], 5, 3);
        assertEquals(2, open().features().modalities().size());
    }

    @Test
    void featuresWithAMistakeAreRefused() throws IOException {
        Npy.write(folder.resolve("clip.npy"), new float[4 * 8], 4, 8);
        assertTrue(refusal().contains("clip.npy: rows must equal items: expected 5, received 4"), refusal());
        float[] values = new float[5 * 8];
        values[9] = Float.NaN;
        Npy.write(folder.resolve("clip.npy"), values, 5, 8);
        assertTrue(refusal().contains("clip: item 1, column 1: expected a finite number, received NaN"), refusal());
        byte[] whole = Files.readAllBytes(folder.resolve("clip.npy"));
        Files.write(folder.resolve("clip.npy"), java.util.Arrays.copyOf(whole, whole.length - 4));
        assertTrue(refusal().contains("clip.npy: expected 5 x 8 values"), refusal());
        Files.delete(folder.resolve("clip.npy"));
        TinySets.text(folder, "bert.csv", rows(4, 9) + "4,1,1,1,1,1,1,1,\n");
        assertTrue(refusal().contains("bert.csv: line 5: expected a number, received nothing"), refusal());
        TinySets.text(folder, "bert.csv", rows(4, 9) + "4,1,1,1,1,1,1,1,0x1p3\n");
        assertTrue(refusal().contains("bert.csv: line 5: expected a number, received 0x1p3"), refusal());
        TinySets.text(folder, "bert.csv", rows(4, 9));
        assertTrue(refusal().contains("bert.csv: rows must equal items: expected 5, received 4"), refusal());
        Files.delete(folder.resolve("bert.csv"));
        TinySets.text(folder, "text.csv", "item,x\n0,1\n1,1\n2,1\n3,1\n");
        assertTrue(refusal().contains("text.csv: expected rows of all 5 items, received 4"), refusal());
    }

    @Test
    void ofTwoFilesOfAModalityTheOneThatFitsIsRead() {
        Npy.write(folder.resolve("v_feat.npy"), new float[6], 3, 2);
        assertTrue(
                notes(open()).contains("v_feat.npy, left out: 3 rows, but there are 5 items; visual.npy is read"),
                notes(open()));
        Npy.write(folder.resolve("v_feat.npy"), new float[10], 5, 2);
        assertTrue(
                refusal()
                        .contains(
                                "one file for the modality visual, received [v_feat.npy (5 rows), visual.npy (5 rows)]"),
                refusal());
    }

    @Test
    void theTableWithPartsIsReadAndTheOneBeforeItLeftOut() throws IOException {
        Files.delete(folder.resolve("interactions.csv"));
        TinySets.text(folder, "toys.inter", PAIRS.replace(',', '\t').replace("validation", "valid"));
        TinySets.text(folder, "toys-indexed.inter", "user\titem\trating\na\t0\t5\nb\t1\t5\n");
        Dataset data = open();
        assertEquals("Split(3 train, 1 validation, 1 test)", data.split().toString());
        assertTrue(notes(data).contains("toys-indexed.inter, left out: toys.inter is read"), notes(data));
    }

    @Test
    void interactionsComeBeforeOtherTables() throws IOException {
        TinySets.text(folder, "toys.inter", "user\titem\na\t0\n");
        Dataset data = open();
        assertEquals(5, data.split().all().size());
        assertTrue(notes(data).contains("toys.inter, left out: interactions.csv is read"), notes(data));
    }

    @Test
    void theTableThatFitsTheContentIsRead() throws IOException {
        Files.delete(folder.resolve("interactions.csv"));
        TinySets.text(folder, "toys.inter", PAIRS.replace(',', '\t'));
        TinySets.text(folder, "raw.inter", PAIRS.replace(',', '\t').replace("\t0", "\tB0000X"));
        assertTrue(notes(open()).contains("raw.inter, left out: "), notes(open()));
    }

    @Test
    void tablesThatMayBothBeMeantAreRefusedWithTheirNames() throws IOException {
        Files.delete(folder.resolve("interactions.csv"));
        TinySets.text(folder, "one.inter", PAIRS.replace(',', '\t'));
        TinySets.text(folder, "two.inter", PAIRS.replace(',', '\t').replace("a\t2", "b\t2"));
        assertTrue(
                refusal().contains("expected one table of interactions, received [one.inter, two.inter]; move"),
                refusal());
        String name = folder.getFileName() + ".inter"; // MMRec's rule
        Files.move(folder.resolve("two.inter"), folder.resolve(name));
        assertTrue(notes(open()).contains("one.inter, left out: " + name + " is read"), notes(open()));
    }

    @Test
    void anyTableWithUsersAndItemsHoldsInteractions() throws IOException {
        Files.move(folder.resolve("interactions.csv"), folder.resolve("ratings.csv"));
        TinySets.text(folder, "meta.csv", "item,title\n0,A\n");
        Dataset data = open();
        assertEquals(5, data.split().all().size());
        assertTrue(notes(data).contains("by ratings.csv"), notes(data));
    }

    @Test
    void sequencesOfMicroLensAreSplitByTheirOrder() throws IOException {
        Files.delete(folder.resolve("interactions.csv"));
        Files.delete(folder.resolve("visual.npy"));
        TinySets.text(folder, "MicroLens-50k_pairs.tsv", "7\t30 10 20 40 50 60 70 80 90 11\n9\t11 10\n");
        TinySets.text(folder, "MicroLens-50k_titles.csv", "item,title\n10,A\n11,B\n");
        Dataset data = open();
        assertEquals(12, data.split().all().size());
        int user = data.ids().users().indexOf("7");
        assertTrue(data.split().test().contains(user, data.ids().items().indexOf("11")));
        assertTrue(notes(data).contains("MicroLens-50k_titles.csv, left out: "), notes(data));
    }

    @Test
    void anUnknownLayoutListsTheNamesThatAreAccepted() throws IOException {
        Files.delete(folder.resolve("interactions.csv"));
        String message = refusal();
        for (String name : List.of(
                "interactions.csv",
                "*.inter",
                "trn_mat_buy.pkl",
                "user_item_train_dict.npy",
                "5-core/train.json",
                "train.txt",
                "video_id",
                "*_pairs.tsv",
                "received [visual.npy]")) {
            assertTrue(message.contains(name), message);
        }
    }
}
