package metammf.data;

import static metammf.MetaMmfException.require;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import metammf.MetaMmfException;
import metammf.data.format.Npy;

/** The data sets that come with the library. */
public final class Datasets {
    private static final int TIKTOK_USERS = 9308;
    private static final DataCard TIKTOK_CARD = new DataCard(
            "Micro-videos of TikTok and the users who watched them; one test item for every test user",
            "https://github.com/HKUDS/DiffMM, commit fae20e64, Datasets/tiktok (its text features are not part of it)",
            "Jiang et al., DiffMM: Multi-Modal Diffusion Model for Recommendation, ACM Multimedia 2024",
            "no licence file accompanies the set; academic benchmark data that several public repositories redistribute");

    private Datasets() {}

    /**
     * The small public TikTok set: 9,308 users, 6,710 micro-videos with visual and acoustic features of width 128, as
     * they were published.
     *
     * @return the data set, read once
     * @throws metammf.MetaMmfException if a file in the jar does not have its checksum
     */
    public static Dataset tiktok() {
        return Tiktok.DATASET;
    }

    /** Reads the set when it is first asked for. */
    private static final class Tiktok {
        private static final Dataset DATASET = read("tiktok");
    }

    private static Dataset read(String folder) {
        Map<String, Npy> files = new TreeMap<>();
        String sums = new String(resource(folder + "/checksums.txt"), StandardCharsets.US_ASCII);
        for (String line : sums.lines().toList()) {
            String[] sumAndName = line.split(" +");
            files.put(sumAndName[1], Npy.read(sumAndName[1], checked(folder + "/" + sumAndName[1], sumAndName[0])));
        }
        Modality visual = modality("visual", files);
        Split split = new Split(
                interactions(files.get("train.npy"), visual.items()),
                interactions(files.get("validation.npy"), visual.items()),
                interactions(files.get("test.npy"), visual.items()));
        return new Dataset("TikTok", split, ItemFeatures.of(visual, modality("acoustic", files)), TIKTOK_CARD);
    }

    private static byte[] checked(String name, String sum) {
        byte[] bytes = resource(name);
        String actual = sha256(bytes);
        require(actual.equals(sum), "%s: expected SHA-256 %s, received %s", name, sum, actual);
        return bytes;
    }

    private static byte[] resource(String name) {
        try (InputStream stream = Datasets.class.getResourceAsStream(name)) {
            require(stream != null, "%s: expected in the jar, received none", name);
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new MetaMmfException(name + ": cannot be read from the jar: " + e.getMessage(), e);
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static Interactions interactions(Npy pairs, int items) {
        int[] users = new int[pairs.rows()];
        int[] ids = new int[pairs.rows()];
        for (int n = 0; n < users.length; n++) {
            users[n] = (int) pairs.values()[2 * n];
            ids[n] = (int) pairs.values()[2 * n + 1];
        }
        return Interactions.of(TIKTOK_USERS, items, users, ids);
    }

    private static Modality modality(String name, Map<String, Npy> files) {
        Npy matrix = files.get(name + ".npy");
        return new Modality(name, matrix.rows(), matrix.columns(), matrix.values());
    }
}
