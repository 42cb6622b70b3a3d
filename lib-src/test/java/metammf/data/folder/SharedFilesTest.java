package metammf.data.folder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import metammf.base.MetaMmfException;
import metammf.data.DataCard.Finding;
import metammf.data.Dataset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files that circulate, unchanged, with the counts that were taken off them. */
class SharedFilesTest {
    private static final Path FILES = Path.of("..", "shared", "data");

    @BeforeEach
    void theFilesAreThere() {
        assumeTrue(Files.isDirectory(FILES), "the public files are not at " + FILES);
    }

    private static String notes(Dataset data) {
        return data.card().notes().stream().map(Finding::toString).collect(Collectors.joining("\n"));
    }

    private static void assertNoted(String note, Dataset data) {
        assertTrue(notes(data).contains(note), notes(data));
    }

    @Test
    void everyFileCanBeReadAlone() throws IOException {
        try (Stream<Path> files = Files.walk(FILES)) {
            List<Path> arrays = files.filter(file -> file.toString().matches(".*\\.(npy|pkl|pt)"))
                    .toList();
            assertTrue(arrays.size() >= 31, arrays.size() + " files");
            arrays.forEach(Target::read);
        }
    }

    @Test
    void diffMmTikTokIsTheBuiltInSet() {
        Dataset data = Datasets.open(FILES.resolve("diffmm-tiktok"));
        Dataset builtIn = Datasets.tiktok();
        assertEquals(builtIn.split(), data.split());
        assertEquals(builtIn.features().modality("visual"), data.features().modality("visual"));
        assertEquals(builtIn.features().modality("acoustic"), data.features().modality("acoustic"));
        assertNoted("recognised as the layout of DiffMM, MMSSL and SSLRec", data);
    }

    @Test
    void clcRecMovieLensKeepsWarmAndColdApart() {
        Dataset data = Datasets.open(FILES.resolve("clcrec-movielens"));
        assertEquals(55_485, data.users());
        assertEquals(5_986, data.items());
        assertEquals(
                "Split(922,007 train, 149,366 validation, 174,487 test)",
                data.split().toString());
        assertEquals(135_602, data.split().warmTest().size());
        assertEquals(38_885, data.split().coldTest().size());
        assertEquals("61470", data.ids().item(5_985));
        assertNoted("numbered behind the users: item 0 is 55485 in the files", data);
        assertNoted("33,179 pairs of val_cold.npy are those of cold items", data);
        assertNoted("135,602 pairs of test_warm.npy are those of warm items", data);
        assertNoted("867 items are cold: none of cold_set.npy is in training", data);
    }

    @Test
    void lastFmHasThreeModalitiesAndACard() {
        Dataset data = Datasets.open(FILES.resolve("lfm2k"));
        assertEquals(
                "Split(44,327 train, 4,799 validation, 7,219 test)",
                data.split().toString());
        assertEquals(
                List.of("all-MiniLM-L6-v2 384", "vggish 128", "whisper 512"),
                data.features().modalities().stream()
                        .map(m -> m.name() + " " + m.width())
                        .toList());
        assertTrue(data.card().origin().contains("commit e8c90c3f"), data.card().origin());
        assertTrue(data.card().terms().contains("research use"), data.card().terms());
    }

    @Test
    void aPublicSetIsKnownByItsChecksums(@TempDir Path copy) throws IOException {
        try (Stream<Path> files = Files.list(FILES.resolve("diffmm-tiktok"))) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        assertTrue(PublicSets.card(copy).citation().startsWith("Jiang et al."));
        Files.write(copy.resolve("image_feat.npy"), new byte[1_717_888]); // of the same size
        assertEquals("unknown", PublicSets.card(copy).citation());
    }

    @Test
    void mmgcnMovieLens() {
        Dataset data = Datasets.open(FILES.resolve("mmgcn-toy").resolve("Movielens"));
        assertEquals(100, data.users());
        assertEquals(
                "Split(2,071 train, 263 validation, 307 test)", data.split().toString());
        assertEquals(
                "ItemFeatures[acoustic (1,141 x 128), textual (1,141 x 100)]",
                data.features().toString());
        assertNoted("recognised as the layout of MMGCN, MetaMMF, GRCN and InvRL", data);
        assertNoted("numbered from 0", data);
    }

    @Test
    void mmgcnKwaiHasNoFeatures() {
        Dataset data = Datasets.open(FILES.resolve("mmgcn-toy").resolve("Kwai"));
        assertEquals(
                "Split(3,418 train, 421 validation, 484 test)", data.split().toString());
        assertEquals(0, data.features().width());
    }

    @Test
    void mmgcnTikTokLeaks() {
        Path folder = FILES.resolve("mmgcn-toy").resolve("Tiktok");
        MetaMmfException error = assertThrows(MetaMmfException.class, () -> Datasets.open(folder));
        assertTrue(
                error.getMessage().contains("212 validation pairs that are also training pairs"), error.getMessage());
        assertTrue(error.getMessage().contains("10 test pairs that are also training pairs"), error.getMessage());
        Dataset data = Datasets.openDroppingLeaks(folder);
        assertEquals("Split(1,929 train, 0 validation, 160 test)", data.split().toString());
        assertNoted("212 validation pairs that are also training pairs, left out", data);
        assertNoted("10 test pairs that are also training pairs, left out", data);
        assertNoted("pairs of an item and a word in t_feat_sample.pt, left out", data);
        assertEquals(2, data.features().modalities().size());
    }
}
