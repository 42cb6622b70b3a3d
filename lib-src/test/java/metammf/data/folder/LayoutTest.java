package metammf.data.folder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import metammf.base.MetaMmfException;
import metammf.data.DataCard.Finding;
import metammf.data.Dataset;
import metammf.data.Interactions;
import metammf.data.Modality;
import metammf.data.TinySets;
import metammf.data.format.Npy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LayoutTest {
    @TempDir
    private Path folder;

    private static Interactions pairs(int... userAndItem) {
        int[] users = new int[userAndItem.length / 2];
        int[] items = new int[users.length];
        for (int n = 0; n < users.length; n++) {
            users[n] = userAndItem[2 * n];
            items[n] = userAndItem[2 * n + 1];
        }
        return Interactions.of(3, 4, users, items);
    }

    private static String notes(Dataset data) {
        return data.card().notes().stream().map(Finding::toString).collect(Collectors.joining("\n"));
    }

    private String refusal() {
        return assertThrows(MetaMmfException.class, () -> Datasets.open(folder)).getMessage();
    }

    private void assertRefused(String part) {
        assertTrue(refusal().contains(part), refusal());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "own",
                "own-ids",
                "own-json",
                "mmrec",
                "mmgcn",
                "mmgcn-shifted",
                "clcrec",
                "diffmm-coo",
                "diffmm-csr",
                "sslrec-csc",
                "lattice",
                "lightgcn",
                "selfrec"
            })
    void everyLayoutGivesTheSamePairs(String layout) {
        Dataset data = Datasets.open(TinySets.write(layout, folder));
        assertEquals(pairs(0, 0, 0, 1, 1, 1, 2, 2), data.split().train());
        assertEquals(pairs(0, 2), data.split().validation());
        assertEquals(pairs(1, 3), data.split().test());
        assertEquals(Finding.Severity.NOTE, data.card().notes().get(0).severity());
        assertTrue(notes(data).startsWith("recognised as the layout of "), notes(data));
        for (Modality modality : data.features().modalities()) {
            assertEquals(3, modality.value(3, 0));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "own, acoustic visual, 'this library and of MMRec (interactions.csv, interactions.tsv or *.inter) by interactions.csv'",
        "own-ids, textual visual, by interactions.tsv",
        "own-json, visual, by interactions.csv",
        "mmrec, visual, by baby.inter",
        "mmgcn, visual, 'by train.npy, val_full.npy and test_full.npy'",
        "clcrec, '', 'by user_item_train_dict.npy, val_full.npy and test_full.npy'",
        "diffmm-coo, visual, by trnMat.pkl and tstMat.pkl",
        "lattice, visual, 'by 5-core/train.json, 5-core/val.json and 5-core/test.json'",
        "lightgcn, '', by train.txt and test.txt"
    })
    void theCardSaysWhatWasRecognisedAndModalitiesAreNamedByTheirFiles(String layout, String names, String reason) {
        Dataset data = Datasets.open(TinySets.write(layout, folder));
        assertEquals(
                names, data.features().modalities().stream().map(Modality::name).collect(Collectors.joining(" ")));
        assertTrue(notes(data).contains(reason), notes(data));
    }

    @Test
    void idsAreWhatTheyAreCalledInTheFile() {
        Dataset data = Datasets.open(TinySets.write("own-ids", folder));
        assertEquals(List.of("anna", "bert", "cleo"), List.copyOf(data.ids().users()));
        assertEquals(3, data.ids().item("d"));
        assertArrayEquals(TinySets.FEATURES, data.features().modality("visual").values());
        assertArrayEquals(
                new float[] {0, 1, 2, 3}, data.features().modality("textual").values());
    }

    @Test
    void idsThatAreAllNumbersKeepTheirNumbers() throws IOException {
        TinySets.text(folder, "interactions.csv", "user,item,split\n2,1,train\n0,0,train\n1,2,test\n");
        Dataset data = Datasets.open(folder);
        assertTrue(data.split().train().contains(2, 1));
        assertEquals("2", data.ids().user(2));
    }

    @Test
    void itemsBehindTheUsersAreShiftedAndTheCardSaysSo() {
        Dataset data = Datasets.open(TinySets.write("mmgcn-shifted", folder));
        assertEquals("6", data.ids().item(3));
        assertTrue(notes(data)
                .contains("item ids are 3 .. 6 and there are 3 users, so items are numbered behind the users"));
        TinySets.write("mmgcn", folder);
        assertTrue(notes(Datasets.open(folder))
                .contains("item ids are 0 .. 3 and there are 3 users, so items are numbered from 0"));
    }

    @Test
    void itemsThatMayStartAnywhereAreRefused() throws IOException {
        TinySets.write("mmgcn", folder);
        Npy.write(folder.resolve("train.npy"), new long[] {0, 5, 1, 5}, 2, 2);
        TinySets.objects(folder, "val_full.npy", "(I0\nI6\nl");
        TinySets.objects(folder, "test_full.npy", "(I1\nI7\nl");
        Npy.write(folder.resolve("v_feat.npy"), new float[10], 10, 1);
        assertRefused("expected items that start at 0 or behind the 2 users, received 5 .. 7, which fit both");
    }

    @Test
    void withoutASplitTimeDecides() {
        Dataset data = Datasets.open(TinySets.write("own-times", folder));
        assertEquals(8, data.split().train().size());
        assertEquals(2, data.split().validation().item(0)); // at 30
        assertEquals(3, data.split().test().item(0)); // at 40
        assertTrue(notes(data).contains("Split.byTimePerUser"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "user_id,video_id",
                "userID,videoID",
                "User Id,Photo-ID",
                "user_id:token,photo_id:token",
                "uid,vid",
                "author_id:token,uid,iid"
            })
    void columnsAreFoundByTheNamesThatPeopleGiveThem(String header) throws IOException {
        String before = header.startsWith("author") ? "z," : "";
        TinySets.text(folder, "interactions.csv", header + "\n" + before + "a,x\n" + before + "a,y\n");
        assertEquals(List.of("x", "y"), List.copyOf(Datasets.open(folder).ids().items()));
    }

    @ParameterizedTest
    @CsvSource({
        "'date,timestamp,time', '20200901,%1$s.599,2020-09-01 11:27:%2$02d', timestamp, '[time, date]'",
        "'timestamp,date,time', 'x,20200901,2020-09-01 11:27:%2$02d.599', time, '[timestamp, date]'",
        "'time_ms,date,hourmin', '%s000,20200901,1200', time_ms, '[date]'",
        "'date,ts', '2020-09-01,%s', ts, '[date]'"
    })
    void ofSeveralTimesTheFinestThatReadsCounts(String header, String format, String chosen, String others)
            throws IOException {
        StringBuilder table = new StringBuilder("user,item," + header + "\n");
        for (int n = 0; n < 10; n++) {
            table.append("0,%s,".formatted(n))
                    .append(String.format(Locale.ROOT, format, 1600000059 - n, 59 - n))
                    .append('\n');
        }
        TinySets.text(folder, "interactions.csv", table.toString());
        Dataset data = Datasets.open(folder);
        assertTrue(
                notes(data).contains("times are those of column " + chosen + ", not those of " + others), notes(data));
        assertEquals(0, data.split().test().item(0)); // the latest
    }

    @Test
    void theLatestOfTimesThatDifferByFractionsIsHeldOut() throws IOException {
        StringBuilder table = new StringBuilder("user,item,timestamp\n");
        for (int n = 0; n < 10; n++) {
            table.append("0,%s,%s\n".formatted(n, 0.95 - n / 10.0));
        }
        TinySets.text(folder, "interactions.csv", table.toString());
        assertEquals(0, Datasets.open(folder).split().test().item(0));
    }

    @Test
    void aPairIsNamedAsItsFileNumbersIt() throws IOException {
        TinySets.write("mmgcn-shifted", folder);
        Npy.write(folder.resolve("train.npy"), new long[] {0, 3, 0, 4, 1, 4, 2, 5, 0, 4}, 5, 2);
        assertTrue(
                notes(Datasets.open(folder)).contains("user 0, item 4 (number 1) in train.npy"),
                notes(Datasets.open(folder)));
    }

    @Test
    void anEntryOfJsonIsNamedByItsPlaceAndItem() throws IOException {
        TinySets.write("own-json", folder);
        TinySets.text(folder, "visual.json", "{\"0\":[0],\"1\":[1],\"2\":[2],\"3\":[1e39]}");
        assertRefused("visual.json: entry 4: expected a finite number, received 3: 1.0E39");
    }

    @Test
    void theCardSaysWhichColumnsAreNotRead() throws IOException {
        TinySets.text(folder, "interactions.csv", "user,item,rating,split,time\na,x,5,train,1\na,y,1,test,2\n");
        assertTrue(notes(Datasets.open(folder)).contains("columns that are not read: [rating, time]"));
        TinySets.text(folder, "interactions.csv", "user,item,time\na,x,1\na,y,2\n");
        assertFalse(notes(Datasets.open(folder)).contains("columns"));
    }

    @Test
    void pairsThatOccurTwiceCountOnceAndAreReported() throws IOException {
        TinySets.text(folder, "interactions.csv", "user,item,split\na,x,train\na,y,train\na,x,train\nb,x,test\n");
        Dataset data = Datasets.open(folder);
        assertEquals(2, data.split().train().size());
        assertTrue(
                notes(data)
                        .contains(
                                "1 training pairs that occur twice, counted once, for example user a (number 0), item x (number 0)"));
    }

    @Test
    void whatLeaksIsRefusedOrLeftOut() throws IOException {
        TinySets.text(
                folder, "interactions.csv", "user,item,split\na,x,train\na,y,train\na,x,valid\na,y,test\nb,x,test\n");
        assertRefused(
                "1 validation pairs that are also training pairs, for example user a (number 0), item x (number 0)");
        Dataset data = Datasets.openDroppingLeaks(folder);
        assertEquals("Split(2 train, 0 validation, 1 test)", data.split().toString());
        assertTrue(notes(data).contains("1 test pairs that are also training pairs, left out"));
    }

    @Test
    void blankLinesOfATableAreReported() throws IOException {
        TinySets.text(folder, "interactions.csv", "user,item\n\na,x\n\nb,y\n");
        assertTrue(notes(Datasets.open(folder))
                .contains("2 blank lines, left out, for example line 2 of interactions.csv"));
    }

    @Test
    void quotationMarksOfAnInterFileSwallowNoLines() throws IOException {
        String lines = "u1 a|u1 b|u2 \"open|u2 a|u2 b|u3 close\"|u3 a|u3 \"|u3 it\"s|";
        TinySets.text(
                folder,
                "q.inter",
                "user_id:token item_id:token|".concat(lines).replace(' ', '\t').replace('|', '\n'));
        Dataset data = Datasets.open(folder);
        assertEquals(9, data.split().all().size());
        assertEquals(
                List.of("a", "b", "\"open", "close\"", "\"", "it\"s"),
                List.copyOf(data.ids().items()));
    }

    @ParameterizedTest
    @CsvSource({
        "'user,thing\na,x\n', 'line 1: expected a header with a column of items, called [item, item_id, iid, video,'",
        "'author_id,item\na,x\n', 'column of users, called [user, user_id, uid], received [author_id, item]'",
        "'user_id,item_id,video_id\na,x,y\n', 'received [item_id, video_id]'",
        "'user,userID,item\na,x,y\n', 'line 1: expected one column of the names [user, user_id, uid], received [user, userid]'",
        "'user,item,split\na,x\n', 'line 2: expected 3 fields, received 2'",
        "'user,item,split\na,x,train\nb,x,dev\n', 'line 3: expected train, validation, test or 0, 1, 2, received dev'",
        "'user,item\n,x\n', 'line 2: expected an id, received none'",
        "'user,item,time\na,x,soon\n', 'line 2: expected a time, received soon'",
        "'user,item,time\na,x,NaN\n', 'line 2: expected a time, received NaN'",
        "'user,item\n', 'expected training pairs, received none'",
        "'', 'expected training pairs, received none'",
        "'user,item,split\na,x,test\n', 'expected training pairs, received none'"
    })
    void tablesThatAreWrongAreRefusedWithTheirLine(String table, String message) throws IOException {
        TinySets.text(folder, "interactions.csv", table);
        assertRefused(message);
        assertTrue(refusal().startsWith(folder.resolve("interactions.csv").toString()), refusal());
    }

    @ParameterizedTest
    @CsvSource({
        "'item,x\na,0\nb,1\nc,2\n', 'line 7: expected an id of '",
        "'item,x\na,0\nb,1\nc,2\nd,nan\n', 'line 5: expected a finite number, received nan'",
        "'item,x\na,0\nb,1\nc,2\nd,NaN\n', 'line 5: expected a finite number, received NaN'",
        "'item,x\na,0\nb,1\nc,2\nd,1e99\n', 'line 5: expected a finite number, received 1e99'",
        "'item,x\na,0\nb,1\nc,2\nd,2,3\n', 'line 5: expected 1 numbers, received 2'",
        "'item,x\na,0\nb,1\nc,2\nd,3\na,4\n', 'row 5: expected one row of a, received two'",
        "'x,y\n1,2\n', 'line 2: expected an item 0 .. 0, a row, received a'",
        "'item,x\n', 'expected rows of numbers, received none'"
    })
    void contentThatIsWrongIsRefused(String content, String message) throws IOException {
        TinySets.write("own-ids", folder);
        Files.delete(folder.resolve("text.tsv"));
        TinySets.text(folder, "visual.csv", content);
        assertRefused(message.equals("line 5: expected a finite number, received nan") ? "received nan" : message);
    }

    @Test
    void contentsOfOtherNumbersOfItemsAreRefused() {
        TinySets.write("own", folder);
        Npy.write(folder.resolve("text.npy"), new float[6], 3, 2);
        assertRefused("rows must equal items: expected 4, received 3");
        TinySets.write("own", folder);
        Npy.write(folder.resolve("text.npy"), new float[] {0, 0, 0, 0, 0, 0, 0, Float.NaN}, 4, 2);
        assertRefused("text.npy: textual: item 3, column 1: expected a finite number, received NaN");
    }

    @Test
    void aListNamesItemsThatLackAModality() throws IOException {
        TinySets.write("own", folder);
        Modality before = Datasets.open(folder).features().modalities().get(0);
        TinySets.text(folder, "missing.csv", "modality,item\n" + before.name() + ",1\n" + before.name() + ",3\n");
        assertEquals(
                before.without(1, 3),
                Datasets.open(folder).features().modalities().get(0));
        TinySets.text(folder, "missing.csv", "modality,item\nsmell,1\n");
        assertRefused("missing.csv: line 2: features: expected one of");
        TinySets.text(folder, "missing.csv", "modality,item\n" + before.name() + ",nothing\n");
        assertRefused("missing.csv: line 2: ");
        TinySets.text(folder, "missing.csv", "modality,item\n1\n");
        assertRefused("missing.csv: line 2: expected [modality, item], received [1]");
    }

    @Test
    void itemsWithARowOfNaNLackTheModality() {
        TinySets.write("own", folder);
        Npy.write(folder.resolve("text.npy"), new float[] {1, 2, Float.NaN, Float.NaN, 3, 4, 5, 6}, 4, 2);
        Modality text = Datasets.open(folder).features().modality("textual");
        assertEquals(new Modality("textual", 4, 2, new float[] {1, 2, 0, 0, 3, 4, 5, 6}).without(1), text);
    }

    @Test
    void idsBeyondTheFeaturesAreRefused() {
        TinySets.write("mmgcn", folder);
        Npy.write(folder.resolve("v_feat.npy"), new float[6], 3, 2);
        assertRefused("test_full.npy: expected items 0 .. 2, received 3");
    }

    @Test
    void idsBeyondIntAreRefused() {
        TinySets.write("mmgcn", folder);
        Npy.write(folder.resolve("train.npy"), new long[] {0, 0, 1L << 31, 1}, 2, 2);
        assertRefused("train.npy: row 1: expected a user in 0 .. 2^31 - 2, received 2147483648");
        Npy.write(folder.resolve("train.npy"), new long[] {0, 0, -1, 1}, 2, 2);
        assertRefused("train.npy: row 1: expected a user in 0 .. 2^31 - 2, received -1");
    }

    @Test
    void aSingleHugeIdAsksForNoMemory() {
        TinySets.write("mmgcn", folder);
        Npy.write(folder.resolve("train.npy"), new long[] {0, 0, Integer.MAX_VALUE - 1, 1}, 2, 2);
        assertRefused("expected users numbered without large gaps, received 2147483647 of them in 4 pairs");
    }

    @Test
    void listsThatShareTheirIdsAreBounded() throws IOException {
        TinySets.write("mmgcn", folder);
        String many = "(" + "I1\n".repeat(2000) + "lp1\n";
        TinySets.objects(folder, "val_full.npy", many + "0" + "g1\n".repeat(2000));
        assertRefused("expected ");
        TinySets.objects(folder, "val_full.npy", many, "g1\n", "g1\n", "g1\n", "g1\n", "g1\n", "g1\n", "g1\n");
        assertRefused("val_full.npy: row 3: expected fewer ids than the file has bytes, received more");
    }

    @Test
    void aFolderOfNoKnownLayoutListsWhatWouldBe() throws IOException {
        TinySets.text(folder, "notes.txt", "");
        assertRefused("expected the files of this library and of MMRec (interactions.csv");
        assertRefused("received [notes.txt]");
        Path none = folder.resolve("none");
        assertEquals(
                none + ": expected a folder, received none",
                assertThrows(MetaMmfException.class, () -> Datasets.open(none)).getMessage());
    }

    @Test
    void theEnvironmentNamesAFolder() {
        assertEquals(Path.of("x"), Datasets.wanted("x"));
        assertThrows(MetaMmfException.class, () -> Datasets.wanted(" "));
        assertThrows(MetaMmfException.class, () -> Datasets.wanted(null));
    }

    @Test
    void linksThatLeadToThemselvesAreNoFiles() throws IOException {
        TinySets.write("own", folder);
        Files.createSymbolicLink(folder.resolve("loop.npy"), folder.resolve("loop.npy"));
        Files.createSymbolicLink(folder.resolve("inner"), folder);
        assertEquals(2, Datasets.open(folder).features().modalities().size());
    }

    @Test
    void hiddenFilesArePassedOver() throws IOException {
        for (String layout : TinySets.LAYOUTS) {
            Path set = TinySets.write(layout, folder.resolve(layout));
            for (String name :
                    List.of("._interactions.csv", "._v_feat.npy", "._baby.inter", ".DS_Store", "._train.npy")) {
                TinySets.text(set, name, "Mac OS X\0");
            }
            Datasets.open(set);
        }
    }

    @Test
    void unusedFilesOfMmRecAreLeftOutAndReported() {
        assertTrue(notes(Datasets.open(TinySets.write("mmrec", folder))).contains("u_id_mapping.npy, left out"));
    }
}
