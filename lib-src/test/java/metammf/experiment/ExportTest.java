package metammf.experiment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import metammf.base.MetaMmfException;
import metammf.data.DataCard;
import metammf.data.Dataset;
import metammf.data.Ids;
import metammf.data.Interactions;
import metammf.data.ItemFeatures;
import metammf.data.Modality;
import metammf.data.Split;
import metammf.data.folder.Datasets;
import metammf.data.format.Npy;
import metammf.data.format.Numbers;
import metammf.data.format.Safetensors;
import metammf.data.format.Safetensors.Tensor;
import metammf.model.Embeddings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.FloatColumn;
import tech.tablesaw.api.Table;

class ExportTest {
    private static final Ids IDS = new Ids(List.of("ann", "bob, \"jr\""), List.of("v0", "vidéo\n1", "v2"));
    private static final Embeddings VECTORS =
            new Embeddings(2, new float[] {1, 0, 0, 1}, new float[] {0.1f, Float.MIN_VALUE, 1 / 3f, -2e30f, 7, 5});

    @TempDir
    Path folder;

    private static Dataset data() {
        Interactions train = Interactions.of(2, 3, new int[] {0}, new int[] {2});
        Interactions none = Interactions.of(2, 3, new int[0], new int[0]);
        return new Dataset(
                "small", new Split(train, none, none), IDS, ItemFeatures.none(3), DataCard.unknown("a test"));
    }

    private static String message(Runnable work) {
        return assertThrows(MetaMmfException.class, work::run).getMessage();
    }

    @Test
    void vectorsComeBackExactlyFromNumPy() {
        Path file = folder.resolve("items.npy");
        Export.items(VECTORS, IDS, file);
        Numbers numbers = (Numbers) Npy.read(file);
        assertArrayEquals(new long[] {3, 2}, numbers.shape());
        assertArrayEquals(VECTORS.itemRows(), numbers.floats());
    }

    @Test
    void vectorsComeBackExactlyFromSafetensors() {
        Path file = folder.resolve("users.safetensors");
        Export.users(VECTORS, IDS, file);
        Tensor tensor = Safetensors.read(file).get("user");
        assertArrayEquals(new long[] {2, 2}, tensor.shape());
        assertArrayEquals(VECTORS.userRows(0, 2), tensor.values());
    }

    @Test
    void vectorsInCommaSeparatedValuesHaveTheirIds() throws IOException {
        Path file = folder.resolve("items.csv");
        Export.items(VECTORS, IDS, file);
        assertEquals("item,0,1\nv0,0.1,1.4E-45\n\"vidéo\n1\",0.33333334,-2.0E30\nv2,7.0,5.0\n", Files.readString(file));
    }

    @Test
    void numbersInCommaSeparatedValuesComeBackExactly() throws IOException {
        float[] values = new float[3000];
        SplittableRandom random = new SplittableRandom(1);
        for (int n = 0; n < values.length; n++) {
            values[n] = Float.intBitsToFloat(random.nextInt());
            values[n] = Float.isFinite(values[n]) ? values[n] : 0;
        }
        Path file = folder.resolve("users.csv");
        Export.users(new Embeddings(3, values, new float[3]), Ids.numbers(1000, 1), file);
        List<Float> read = new ArrayList<>();
        for (String line : Files.readAllLines(file).subList(1, 1001)) {
            Stream.of(line.split(",")).skip(1).map(Float::valueOf).forEach(read::add);
        }
        for (int n = 0; n < values.length; n++) {
            assertEquals(values[n], read.get(n));
        }
    }

    @Test
    void recommendationsSpeakOfOriginalIds() throws IOException {
        Table table = Export.recommendations(VECTORS, data(), 2);
        assertEquals(
                List.of("ann", "ann", "bob, \"jr\"", "bob, \"jr\""),
                table.stringColumn("user").asList());
        assertEquals(
                List.of("vidéo\n1", "v0", "v2", "v0"),
                table.stringColumn("item").asList()); // v2 is ann's already
        assertEquals(List.of(1, 2, 1, 2), table.intColumn("rank").asList());
        assertEquals(1 / 3f, ((FloatColumn) table.column("score")).getFloat(0));
        assertEquals(2, Export.recommendations(VECTORS, data(), 2, "ann").rowCount());
        assertEquals(
                "ids: expected one of 2 users such as ann, received eve",
                message(() -> Export.recommendations(VECTORS, data(), 2, "eve")));
    }

    @Test
    void recommendationsOfNumPyAreTheItemsNumbersAndMinusOneWhereNothingIsNew() {
        Path file = folder.resolve("lists.npy");
        Export.recommendations(VECTORS, data(), 3, file);
        Numbers numbers = (Numbers) Npy.read(file);
        assertArrayEquals(new long[] {2, 3}, numbers.shape());
        assertArrayEquals(new long[] {1, 0, -1, 2, 0, 1}, numbers.longs()); // v2 is ann's already
        Export.recommendations(VECTORS, data(), 1, file, IDS.user(1));
        assertArrayEquals(new long[] {2}, ((Numbers) Npy.read(file)).longs());
    }

    @Test
    void recommendationsOfSafetensorsHaveTheirScores() {
        Path file = folder.resolve("lists.safetensors");
        Export.recommendations(VECTORS, data(), 3, file);
        Map<String, Tensor> tensors = Safetensors.read(file);
        assertArrayEquals(new float[] {1, 0, -1, 2, 0, 1}, tensors.get("item").values());
        assertArrayEquals(
                new float[] {1 / 3f, 0.1f, Float.NEGATIVE_INFINITY, 5, Float.MIN_VALUE, -2e30f},
                tensors.get("score").values());
        assertArrayEquals(new long[] {2, 3}, tensors.get("score").shape());
    }

    @Test
    void recommendationsInCommaSeparatedValuesAreTheTable() throws IOException {
        Path file = folder.resolve("lists.csv");
        Export.table(Export.recommendations(VECTORS, data(), 2), file);
        String table = Files.readString(file);
        Export.recommendations(VECTORS, data(), 2, file);
        assertEquals(table, Files.readString(file));
        assertEquals(
                "lists.txt: expected .npy, .safetensors or .csv",
                message(() -> Export.recommendations(VECTORS, data(), 2, Path.of("lists.txt"))));
    }

    /** Ids that look like other things, cold users and items, parts in which somebody is missing. */
    private static Dataset dataset(Modality... modalities) {
        Ids ids = new Ids(
                List.of("2", "007", " a ", "#x", "\"", "never\r\n", "0", "1"),
                List.of("9", "x,\n,y", "a\nb,c,d", "vidéo\u2028 😀", "-", "1e5", ",", "cold\r"));
        Interactions train = Interactions.of(8, 8, new int[] {0, 1, 2, 3, 6}, new int[] {1, 1, 2, 3, 4});
        Interactions validation = Interactions.of(8, 8, new int[] {4}, new int[] {5});
        Interactions test = Interactions.of(8, 8, new int[] {0, 7}, new int[] {6, 1});
        ItemFeatures features = new ItemFeatures(8, List.of(modalities));
        return new Dataset("any", new Split(train, validation, test), ids, features, DataCard.unknown("a test"));
    }

    private void assertComesBack(Dataset data) {
        Path inner = folder.resolve("set");
        Export.dataset(data, inner);
        Dataset read = Datasets.open(inner);
        assertEquals(data.ids(), read.ids());
        assertEquals(data.split(), read.split());
        assertEquals(data.features(), read.features());
        assertEquals(data.fingerprint(), read.fingerprint());
    }

    @Test
    void aDataSetComesBackWithAllItsIdsPartsAndModalities() {
        float[] values = new float[16];
        values[3] = Float.MIN_VALUE;
        Modality image = new Modality("v_feat / \"x\"", 8, 2, values);
        assertComesBack(dataset(image, new Modality("audio", 8, 1, new float[8])));
        assertComesBack(dataset(new Modality("video", 8, 2, values)));
        assertComesBack(dataset(new Modality("video", 8, 2, values).without(0, 7)));
        assertComesBack(dataset());
        assertComesBack(Datasets.tiktok());
    }

    @Test
    void aDataSetThatCouldNotBeReadBackIsNotWritten() throws IOException {
        Files.writeString(folder.resolve("other.npy"), "");
        String message = message(() -> Export.dataset(dataset(), folder));
        assertTrue(message.startsWith(folder + ": expected an empty folder, received one with ["), message);
        Ids blank = new Ids(List.of("a", " "), IDS.items());
        Dataset data = new Dataset("small", data().split(), blank, data().features(), data().card());
        assertEquals("export: expected ids, received one that is blank", message(() -> Export.dataset(data, folder)));
    }

    @Test
    void vectorsOfItemsBesideInteractionsBecomeTheirContent() throws IOException {
        for (String ending : List.of("csv", "npy", "safetensors")) {
            Export.dataset(data(), folder);
            Path file = folder.resolve("items." + ending);
            Export.items(VECTORS, IDS, file);
            Dataset read = Datasets.open(folder);
            assertEquals(IDS, read.ids());
            assertArrayEquals(
                    VECTORS.itemRows(), read.features().modality("items").values());
            Files.delete(file);
        }
    }

    @Test
    void halfALetterIsRefused() {
        Path file = folder.resolve("ids.csv");
        String message = message(() -> Export.ids(List.of("\ud800"), file));
        assertTrue(message.startsWith(file + ": cannot be written: "), message);
    }

    @Test
    void idsTellWhatNumbersAreCalled() throws IOException {
        Path file = folder.resolve("ids.csv");
        Export.ids(IDS.items(), file);
        assertEquals("number,id\n0,v0\n1,\"vidéo\n1\"\n2,v2\n", Files.readString(file));
        assertEquals("ids.npy: expected .csv", message(() -> Export.ids(IDS.items(), Path.of("ids.npy"))));
    }

    @Test
    void aTableIsWrittenAsItIs() throws IOException {
        Path file = folder.resolve("list.csv");
        Export.table(Export.recommendations(VECTORS, data(), 1), file);
        assertEquals(
                "user,rank,item,score\nann,1,\"vidéo\n1\",0.33333334\n\"bob, \"\"jr\"\"\",1,v2,5.0\n",
                Files.readString(file));
        assertEquals("list.npy: expected .csv", message(() -> Export.table(Table.create("t"), Path.of("list.npy"))));
    }

    @Test
    void weightsBecomeAFileEach() {
        Path saved = folder.resolve("model.safetensors");
        Safetensors.write(Map.of("gcn.1.self", new Tensor(new long[] {1, 2}, new float[] {3, 4})), saved);
        Export.weights(saved, folder);
        assertArrayEquals(new float[] {3, 4}, ((Numbers) Npy.read(folder.resolve("gcn.1.self.npy"))).floats());
    }

    @Test
    void theArraysOfACheckpointBecomeFilesButNotItsChecksum() {
        Path saved = folder.resolve("run.safetensors");
        Tensor moment = new Tensor(new long[] {2}, new float[] {3, 4});
        Safetensors.writeSealed(new Safetensors.Sealed(Map.of("state", "{}"), Map.of("parameter.user", moment)), saved);
        Export.weights(saved, folder);
        assertArrayEquals(moment.values(), ((Numbers) Npy.read(folder.resolve("parameter.user.npy"))).floats());
        assertFalse(Files.exists(folder.resolve("sha256.npy")));
    }

    @Test
    void aWeightsNameDoesNotLeaveTheFolder() throws IOException {
        Path inner = Files.createDirectory(folder.resolve("inner"));
        for (String name : List.of("../out", "/absolute/out", "..", "a/b", "", "a\\b", ".hidden")) {
            Path saved = folder.resolve("model.safetensors");
            Safetensors.write(Map.of(name, new Tensor(new long[] {1}, new float[1])), saved);
            assertEquals(
                    saved + ": expected names of letters and dots, received " + name,
                    message(() -> Export.weights(saved, inner)));
        }
        assertFalse(Files.exists(folder.resolve("out.npy")));
    }

    @Test
    void formatsAndIdsAreChecked() {
        assertEquals(
                "items.txt: expected .npy, .safetensors or .csv",
                message(() -> Export.items(VECTORS, IDS, Path.of("items.txt"))));
        assertEquals(
                "export: expected ids of 3 items, received 4",
                message(() -> Export.items(VECTORS, Ids.numbers(2, 4), Path.of("items.npy"))));
    }
}
