package metammf.experiment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.Gson;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import metammf.data.DataCard;
import metammf.data.Dataset;
import metammf.data.Ids;
import metammf.data.Interactions;
import metammf.data.ItemFeatures;
import metammf.data.Modality;
import metammf.data.Split;
import metammf.data.folder.Datasets;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random data sets, written by {@code lib-src/test/python/layouts.py} in every layout and by {@link Export}, are read back
 * equal: users and items with and without interactions, ids of any letters, any number of modalities.
 */
class RoundTripTest {
    private static final Path SETS = Path.of("lib-src/test/resources/metammf/data/random-sets.zip");
    private static final int RANDOM_SETS = 300;
    private static final List<String> LETTERS = List.of(
            "a", "Z", "0", "7", "ä", "ß", "ñ", "Ж", "λ", "ש", "م", "क", "影", "片", "🎬", ",", "\"", "'", "\n", "\r\n",
            "\t", " ", ";", "\\", "#", "%", "\u00a0", "\u2028", "\ufeff", "|", "=", "-");

    @TempDir
    private static Path folder;

    /** What a folder says. */
    private record Truth(
            List<String> users,
            List<String> items,
            List<List<String>> train,
            List<List<String>> validation,
            List<List<String>> test,
            Map<String, Map<String, float[]>> features) {}

    @BeforeAll
    static void unzip() throws IOException {
        try (ZipFile zip = new ZipFile(SETS.toFile())) {
            for (ZipEntry entry : zip.stream().toList()) {
                Path file = folder.resolve(entry.getName());
                Files.createDirectories(file.getParent());
                try (InputStream content = zip.getInputStream(entry)) {
                    Files.copy(content, file);
                }
            }
        }
    }

    static Collection<String> sets() throws IOException {
        try (ZipFile zip = new ZipFile(SETS.toFile())) {
            return zip.stream()
                    .map(ZipEntry::getName)
                    .filter(name -> name.endsWith("/truth.json"))
                    .map(name -> name.replace("/truth.json", ""))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    @ParameterizedTest
    @MethodSource("sets")
    void everyLayoutIsReadAsItWasWritten(String set) throws IOException {
        Truth truth = truth(set);
        Dataset data = Datasets.open(folder.resolve(set));
        assertEquals(Set.copyOf(truth.users), Set.copyOf(data.ids().users()));
        assertEquals(Set.copyOf(truth.items), Set.copyOf(data.ids().items()));
        assertEquals(pairs(truth.train), pairs(data.split().train(), data.ids()));
        assertEquals(pairs(truth.validation), pairs(data.split().validation(), data.ids()));
        assertEquals(pairs(truth.test), pairs(data.split().test(), data.ids()));
        assertEquals(
                truth.features.keySet(),
                data.features().modalities().stream().map(Modality::name).collect(Collectors.toSet()));
        truth.features.forEach((name, rows) -> rows.forEach((item, row) -> assertArrayEquals(
                row, data.features().modality(name).row(data.ids().item(item)))));
    }

    private static Truth truth(String set) throws IOException {
        Path file = folder.resolve(set).resolve("truth.json");
        if (Files.exists(file)) { // moved away, as it is no part of the folder
            Files.move(file, folder.resolve(set.replace('/', '-') + ".json"));
        }
        return new Gson().fromJson(Files.readString(folder.resolve(set.replace('/', '-') + ".json")), Truth.class);
    }

    private static Set<List<String>> pairs(List<List<String>> pairs) {
        Set<List<String>> set = new HashSet<>(pairs);
        assertEquals(pairs.size(), set.size());
        return set;
    }

    private static Set<List<String>> pairs(Interactions part, Ids ids) {
        int[] users = part.userColumn();
        return IntStream.range(0, part.size())
                .mapToObj(n -> List.of(ids.user(users[n]), ids.item(part.item(n))))
                .collect(Collectors.toSet());
    }

    @ParameterizedTest
    @MethodSource("sets")
    void whatWasReadIsExportedAndReadBackEqual(String set, @TempDir Path copy) throws IOException {
        truth(set);
        assertComesBack(Datasets.open(folder.resolve(set)), copy);
    }

    private static void assertComesBack(Dataset data, Path copy) {
        Export.dataset(data, copy);
        Dataset again = Datasets.open(copy);
        assertEquals(data.ids().users(), again.ids().users());
        assertEquals(data.ids().items(), again.ids().items());
        assertEquals(data.split(), again.split());
        assertEquals(data.features().modalities(), again.features().modalities());
        assertEquals(data.fingerprint(), again.fingerprint());
    }

    @Test
    void randomSetsAreExportedAndReadBackEqual(@TempDir Path copies) {
        int cold = 0;
        for (int seed = 0; seed < RANDOM_SETS; seed++) {
            Dataset data = random(new SplittableRandom(seed));
            assertComesBack(data, copies.resolve("" + seed));
            cold += data.check()
                    .where(data.check().stringColumn("finding").containsString("without any interaction"))
                    .rowCount();
        }
        assertTrue(cold > RANDOM_SETS / 2, cold + " cold"); // the sets do have users and items without interactions
    }

    private static Dataset random(SplittableRandom random) {
        int users = random.nextInt(1, 9);
        int items = random.nextInt(1, 12);
        List<Integer> pairs = new ArrayList<>(random.ints(1 + random.nextInt(users * items), 0, users * items)
                .distinct()
                .boxed()
                .toList());
        List<List<Integer>> parts = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        pairs.forEach(pair ->
                parts.get(parts.get(0).isEmpty() ? 0 : random.nextInt(3)).add(pair));
        Split split = new Split(
                interactions(users, items, parts.get(0)),
                interactions(users, items, parts.get(1)),
                interactions(users, items, parts.get(2)));
        List<Modality> modalities = new ArrayList<>();
        for (String name : ids(random, random.nextInt(4))) {
            int width = random.nextInt(1, 6);
            float[] values = new float[items * width];
            for (int n = 0; n < values.length; n++) {
                values[n] = (float) random.nextDouble(-1e9, 1e9);
            }
            modalities.add(new Modality(name, items, width, values));
        }
        return new Dataset(
                "random",
                split,
                new Ids(ids(random, users), ids(random, items)),
                modalities.isEmpty() ? ItemFeatures.none(items) : ItemFeatures.of(modalities),
                DataCard.unknown("nowhere"));
    }

    private static Interactions interactions(int users, int items, List<Integer> pairs) {
        return Interactions.of(
                users,
                items,
                pairs.stream().mapToInt(pair -> pair / items).toArray(),
                pairs.stream().mapToInt(pair -> pair % items).toArray());
    }

    private static List<String> ids(SplittableRandom random, int count) {
        Set<String> ids = new LinkedHashSet<>();
        while (ids.size() < count) {
            String id = random.ints(random.nextInt(1, 6), 0, LETTERS.size())
                    .mapToObj(LETTERS::get)
                    .collect(Collectors.joining());
            if (!id.isBlank()) {
                ids.add(id);
            }
        }
        return List.copyOf(ids);
    }
}
