package metammf.data.folder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import metammf.base.MetaMmfException;
import org.junit.jupiter.api.Test;

class ContentChoiceTest {
    private final Findings findings = new Findings();

    private static ContentChoice.Matrix matrix(String name, int rows, int width) {
        Path file = Path.of(name + ".npy");
        return new ContentChoice.Matrix(file, Contents.modality(file), rows, width, () -> null);
    }

    private String chosen(ContentChoice choice, ContentChoice.Matrix... matrices) {
        return String.join(
                " ",
                choice.choose(List.of(matrices)).stream()
                        .map(matrix -> Contents.stem(matrix.file()))
                        .toList());
    }

    private String refusal(ContentChoice choice, ContentChoice.Matrix... matrices) {
        return assertThrows(MetaMmfException.class, () -> choice.choose(List.of(matrices)))
                .getMessage();
    }

    private ContentChoice atLeast(int items) {
        return ContentChoice.atLeast(items, findings);
    }

    private void assertLeftOut(String... starts) {
        assertEquals(
                List.of(starts),
                findings.all().stream()
                        .map(finding -> finding.what().replaceFirst(",.*", ""))
                        .toList());
    }

    @Test
    void aFileIsCalledAfterItsModalityHoweverItIsSpelled() {
        for (String name : List.of("feat_a.npy", "audio_feat.npy", "a_feat_sample.pt", "FeatureAudio_avg_normal.npy")) {
            assertEquals("acoustic", Contents.modality(Path.of(name)));
        }
        assertEquals("textual", Contents.modality(Path.of("feat_t.npy")));
    }

    @Test
    void featuresMayHaveMoreRowsThanItemsThatOccur() {
        assertEquals("v_feat text", chosen(atLeast(90), matrix("v_feat", 100, 4), matrix("text", 100, 2)));
        assertEquals("clip", chosen(atLeast(90), matrix("clip", 100, 4)));
        assertLeftOut();
    }

    @Test
    void ofTwoFilesOfAModalityTheOneThatFitsIsTaken() {
        assertEquals("image_feat", chosen(atLeast(90), matrix("v_feat", 80, 4), matrix("image_feat", 100, 4)));
        assertLeftOut("v_feat.npy");
        assertEquals(
                "v_feat.npy, left out: 80 rows, but there are 100 items; image_feat.npy is read",
                findings.all().get(0).toString());
        assertEquals(
                "image_feat text_feat",
                chosen(
                        atLeast(20),
                        matrix("v_feat", 80, 4),
                        matrix("image_feat", 100, 4),
                        matrix("text_feat", 100, 2))); // the text says which
    }

    @Test
    void whatOnlyThePersonKnowsIsRefusedWithAllNames() {
        assertTrue(refusal(atLeast(20), matrix("v_feat", 80, 4), matrix("image_feat", 100, 4))
                .contains("received [v_feat.npy (80 rows), image_feat.npy (100 rows)], which all fit items up to 19"));
        assertTrue(refusal(atLeast(20), matrix("v_feat", 80, 4), matrix("image_feat", 80, 4))
                .contains(
                        "one file for the modality visual, received [v_feat.npy (80 rows), image_feat.npy (80 rows)]"));
        assertTrue(refusal(atLeast(20), matrix("clip", 80, 4), matrix("bert", 100, 4))
                .contains("which all fit items up to 19"));
    }

    @Test
    void featuresOfAnotherSizeAreRefused() {
        assertEquals(
                "text_feat.npy: rows must equal items: expected 100, received 40",
                refusal(atLeast(90), matrix("v_feat", 100, 4), matrix("text_feat", 40, 2)));
        assertEquals(
                "v_feat.npy: rows must equal items: expected 100, received 101",
                refusal(ContentChoice.exactly(100, findings), matrix("v_feat", 101, 4)));
    }

    @Test
    void otherMatricesOfAnotherSizeAreLeftOutUnlessFewRowsAreMissing() {
        assertEquals("v_feat", chosen(atLeast(90), matrix("v_feat", 1000, 4), matrix("clusters", 40, 2)));
        assertLeftOut("clusters.npy");
        assertEquals(
                "clip.npy: rows must equal items: expected 1000, received 990",
                refusal(atLeast(90), matrix("v_feat", 1000, 4), matrix("clip", 990, 512)));
        assertEquals("clip", chosen(atLeast(900), matrix("clip", 900, 8), matrix("user_embedding", 1400, 8)));
        assertLeftOut("clusters.npy", "user_embedding.npy");
    }

    @Test
    void withoutNumbersOfRowsAMatrixFitsIfItsSizeDoes() {
        ContentChoice texts = new ContentChoice(OptionalInt.empty(), -1, 100, findings);
        assertEquals("", chosen(texts, matrix("clusters", 40, 2)));
        assertLeftOut("clusters.npy");
        assertEquals("clip", chosen(texts, matrix("clip", 100, 8))); // refused when the first id is no row
    }

    @Test
    void featuresOfUsersAreNoneOfItems() {
        assertEquals(
                List.of(false, false, true, true, true, false),
                Stream.of("user_feat", "u_feat", "image_feat", "FeatureVideo_normal", "audio", "clip")
                        .map(name -> Contents.isFeature(Path.of(name + ".npy")))
                        .toList());
    }
}
