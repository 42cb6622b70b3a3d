package metammf.data;

import static metammf.MetaMmfException.require;

import java.io.IOException;
import java.io.InputStream;
import metammf.MetaMmfException;
import metammf.data.format.Bytes;
import metammf.data.format.Npy;
import metammf.data.format.Numbers;

/** The data sets that come with the library. */
public final class Datasets {
    private static final int TIKTOK_USERS = 9308;
    private static Dataset tiktok; // read when it is first asked for

    private Datasets() {}

    /**
     * The small public TikTok set: 9,308 users, 6,710 micro-videos with visual and acoustic features of width 128, as
     * they were published.
     *
     * @return the data set, read once
     * @throws metammf.MetaMmfException if a file in the jar does not have its checksum
     */
    public static synchronized Dataset tiktok() {
        if (tiktok == null) {
            tiktok = tiktok(new CheckedFiles(name -> resource("tiktok/" + name)));
        }
        return tiktok;
    }

    static Dataset tiktok(CheckedFiles files) {
        Modality visual = modality("visual", files);
        Split split = new Split(
                interactions("train.npy", visual.items(), files),
                interactions("validation.npy", visual.items(), files),
                interactions("test.npy", visual.items(), files));
        ItemFeatures features = ItemFeatures.of(visual, modality("acoustic", files));
        return new Dataset("TikTok", split, features, tiktokCard(files));
    }

    private static DataCard tiktokCard(CheckedFiles files) {
        return new DataCard(
                "Micro-videos of TikTok and the users who watched them; one test item for every test user",
                "https://github.com/HKUDS/DiffMM, commit fae20e64, Datasets/tiktok (its text features are not part of it)",
                "SHA-256 " + files.fingerprint() + " of checksums.txt, which holds those of all files",
                "Jiang et al., DiffMM: Multi-Modal Diffusion Model for Recommendation, ACM Multimedia 2024",
                "no licence file accompanies the set; academic benchmark data that several public repositories redistribute");
    }

    private static byte[] resource(String name) {
        try (InputStream stream = Datasets.class.getResourceAsStream(name)) {
            require(stream != null, "%s: expected in the jar, received none", name);
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new MetaMmfException(name + ": cannot be read from the jar: " + e.getMessage(), e);
        }
    }

    private static Interactions interactions(String name, int items, CheckedFiles files) {
        Numbers pairs = numbers(name, files);
        require(pairs.columns() == 2, "%s: expected 2 columns, user and item, received %d", name, pairs.columns());
        long[] ids = pairs.longs();
        int[] users = new int[pairs.rows()];
        int[] columns = new int[pairs.rows()];
        for (int n = 0; n < users.length; n++) {
            users[n] = (int) ids[2 * n];
            columns[n] = (int) ids[2 * n + 1];
        }
        return Interactions.of(TIKTOK_USERS, items, users, columns);
    }

    private static Modality modality(String name, CheckedFiles files) {
        Numbers matrix = numbers(name + ".npy", files);
        return new Modality(name, matrix.rows(), matrix.columns(), matrix.floats());
    }

    private static Numbers numbers(String name, CheckedFiles files) {
        return Npy.numbers(Bytes.of(name, files.read(name)));
    }
}
