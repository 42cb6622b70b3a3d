package metammf.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class FingerprintTest {
    private static final Split SPLIT = split(1);

    private static Split split(int testItem) {
        return new Split(
                pairs(new int[] {1, 0}, new int[] {2, 1}),
                pairs(new int[0], new int[0]),
                pairs(new int[] {1}, new int[] {testItem}));
    }

    private static Interactions pairs(int[] users, int[] items) {
        return Interactions.of(2, 3, users, items);
    }

    private static Dataset data(String name, Split split, Modality... modalities) {
        return new Dataset(name, split, new ItemFeatures(3, List.of(modalities)), DataCard.unknown("a test"));
    }

    private static Modality modality(String name, float... values) {
        return new Modality(name, 3, values.length / 3, values);
    }

    @Test
    void itIsTheSha256OfCountsPairsAndFloats() throws Exception {
        ByteBuffer bytes = ByteBuffer.allocate(200).order(ByteOrder.LITTLE_ENDIAN);
        for (int number : new int[] {2, 3, 2, 0, 1, 1, 2, 0, 1, 1, 1, 1, 2}) {
            bytes.putInt(number); // sizes; two train pairs, none, one test pair; one modality, two letters
        }
        bytes.put("vi".getBytes("UTF-8")).putInt(1).putFloat(0.5f).putFloat(-1).putFloat(3);
        MessageDigest sha = MessageDigest.getInstance("SHA-256");
        sha.update(bytes.flip());
        assertEquals(
                HexFormat.of().formatHex(sha.digest()),
                data("any", SPLIT, modality("vi", 0.5f, -1, 3)).fingerprint());
    }

    @Test
    void whatModelsSeeDecides() {
        Modality visual = modality("visual", 1, 2, 3);
        Modality sound = modality("sound", 4, 5, 6);
        List<String> different = List.of(
                data("a", SPLIT).fingerprint(),
                data("a", SPLIT, visual).fingerprint(),
                data("a", SPLIT, visual, sound).fingerprint(),
                data("a", SPLIT, sound, visual).fingerprint(),
                data("a", split(0), visual).fingerprint(),
                data("a", SPLIT, modality("visual", 1, 2, 3.0000002f)).fingerprint(),
                data("a", SPLIT, modality("visual", 1, 2, 3, 4, 5, 6)).fingerprint());
        assertEquals(different.size(), different.stream().distinct().count());
    }

    @Test
    void nameAndIdsHaveNoPartInIt() {
        Ids ids = new Ids(List.of("ann", "bob"), List.of("x", "y", "z"));
        Dataset named = new Dataset("other", SPLIT, ids, ItemFeatures.none(3), DataCard.unknown("elsewhere"));
        assertEquals(data("a", SPLIT).fingerprint(), named.fingerprint());
    }

    @Test
    void largeContentIsReadInBlocks() {
        float[] values = new float[3 * 40_000];
        Modality zeros = modality("m", values.clone());
        values[3 * 40_000 - 1] = 1;
        assertNotEquals(
                data("a", SPLIT, zeros).fingerprint(),
                data("a", SPLIT, modality("m", values)).fingerprint());
        assertTrue(data("a", SPLIT, zeros).fingerprint().matches("[0-9a-f]{64}"));
    }
}
