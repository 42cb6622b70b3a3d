package metammf.data.folder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import metammf.base.MetaMmfException;
import metammf.data.DataCard;
import metammf.data.Dataset;
import metammf.data.Interactions;
import metammf.data.format.Bytes;
import metammf.data.format.Npy;
import metammf.data.format.Numbers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatasetsTest {
    private static final Path ORIGINAL = Path.of("..", "shared", "data", "diffmm-tiktok");
    private static final String RESOURCES = "lib-src/main/resources/metammf/data/folder/tiktok";

    private static byte[] resource(String name) {
        try (InputStream stream = Datasets.class.getResourceAsStream("tiktok/" + name)) {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] altered(byte[] bytes) {
        bytes[bytes.length - 1] ^= 1;
        return bytes;
    }

    private static void assumeOriginal() {
        assumeTrue(Files.isDirectory(ORIGINAL), "the files of the public repository are not at " + ORIGINAL);
    }

    @Test
    void tiktokHasItsPublishedSize() {
        Dataset data = Datasets.tiktok();
        assertEquals(9308, data.users());
        assertEquals(6710, data.items());
        assertEquals(
                "Split(59,541 train, 3,051 validation, 6,130 test)",
                data.split().toString());
        assertEquals(
                "ItemFeatures[visual (6,710 x 128), acoustic (6,710 x 128)]",
                data.features().toString());
    }

    @Test
    void tiktokHasATestItemForEveryTestUser() {
        Interactions test = Datasets.tiktok().split().test();
        assertEquals(1, IntStream.range(0, test.users()).map(test::degree).max().orElseThrow());
    }

    @Test
    void tiktokIsReadOnce() {
        assertSame(Datasets.tiktok(), Datasets.tiktok());
    }

    @Test
    void theCardNamesOriginChecksumAndTerms() {
        DataCard card = Datasets.tiktok().card();
        assertTrue(card.origin().contains("HKUDS/DiffMM, commit fae20e64"));
        assertTrue(card.checksum().contains("25a78d8676c8302360adf6977d049420a524cdee9d29ef9d9110a02bc695ea7e"));
        assertTrue(card.terms().contains("no licence file"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"visual.npy", "acoustic.npy", "train.npy", "validation.npy", "test.npy"})
    void anAlteredFileIsRefused(String name) {
        MetaMmfException error = assertThrows(
                MetaMmfException.class,
                () -> Datasets.tiktok(n -> n.equals(name) ? altered(resource(n)) : resource(n)));
        assertTrue(error.getMessage().startsWith(name + ": expected SHA-256 "), error.getMessage());
    }

    @Test
    void aFileWithoutChecksumIsRefused() {
        MetaMmfException error = assertThrows(MetaMmfException.class, () -> Datasets.tiktok(name -> new byte[0]));
        assertTrue(
                error.getMessage().startsWith("visual.npy: expected SHA-256 as in checksums.txt"), error.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"visual image_feat.npy", "acoustic audio_feat.npy"})
    void featuresAreThoseOfThePublicFilesValueByValue(String names) throws IOException {
        assumeOriginal();
        String[] name = names.split(" ");
        Numbers original = Npy.numbers(Bytes.of(ORIGINAL.resolve(name[1])));
        assertArrayEquals(
                original.floats(),
                Datasets.tiktok().features().modality(name[0]).values());
    }

    @Test
    void convertingThePublicFilesAgainGivesTheFilesInTheJar() throws Exception {
        assumeOriginal();
        Process conversion = conversion();
        String output = new String(conversion.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(conversion.waitFor(1, TimeUnit.MINUTES));
        assertEquals("equal", output.strip());
    }

    private static Process conversion() {
        try {
            return new ProcessBuilder(
                            "python3", "lib-src/main/python/tiktok.py", "--check", ORIGINAL.toString(), RESOURCES)
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            assumeTrue(false, "python3 cannot be started: " + e.getMessage());
            throw new UncheckedIOException(e);
        }
    }
}
