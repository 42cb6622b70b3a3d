package metammf.data.folder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import metammf.base.MetaMmfException;
import metammf.data.DataCard.Finding;
import metammf.data.Dataset;
import metammf.data.TinySets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SparseMatrixLayoutTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void threeMatrices() {
        TinySets.write("diffmm-coo", folder);
    }

    private void rename(String from, String to) throws IOException {
        Files.move(folder.resolve(from), folder.resolve(to));
    }

    private void copy(String from, String to) throws IOException {
        Files.copy(folder.resolve(from), folder.resolve(to));
    }

    /** States other sizes than 3 x 4. */
    private void resize(String file, int users, int items) throws IOException {
        String pickle = Files.readString(folder.resolve(file), StandardCharsets.ISO_8859_1);
        TinySets.pickle(folder, file, pickle.replace("(I3\nI4\nt", "(I%s\nI%s\nt".formatted(users, items)));
    }

    private static String notes(Dataset data) {
        return data.card().notes().stream().map(Finding::toString).collect(Collectors.joining("\n"));
    }

    private String refusal() {
        return assertThrows(MetaMmfException.class, () -> Datasets.open(folder)).getMessage();
    }

    @Test
    void theShapeSaysHowManyUsersAndItemsThereAre() throws IOException {
        Files.delete(folder.resolve("image_feat.npy"));
        for (String file : new String[] {"trnMat.pkl", "valMat.pkl", "tstMat.pkl"}) {
            resize(file, 5, 9);
        }
        Dataset data = Datasets.open(folder);
        assertEquals(5, data.users());
        assertEquals(9, data.items());
    }

    @Test
    void ofDifferentShapesTheLargerOnesCountAndAreReported() throws IOException {
        Files.delete(folder.resolve("image_feat.npy"));
        resize("tstMat.pkl", 6, 4);
        Dataset data = Datasets.open(folder);
        assertEquals(6, data.users());
        assertTrue(
                notes(data)
                        .contains("matrices of different sizes, of which the larger ones count: 3 x 4 in trnMat.pkl, "
                                + "6 x 4 in tstMat.pkl"),
                notes(data));
    }

    @Test
    void entriesOfZeroAreLeftOutAndReported() throws IOException {
        String pickle = Files.readString(folder.resolve("trnMat.pkl"), StandardCharsets.ISO_8859_1);
        TinySets.pickle(folder, "trnMat.pkl", pickle.replace("\\xf0?'", "\\x00\\x00'"));
        Dataset data = Datasets.open(folder);
        assertEquals(3, data.split().train().size());
        assertTrue(notes(data).contains("1 entries of 0, left out, for example entry 3 of trnMat.pkl"), notes(data));
    }

    @Test
    void featuresOfAnotherNumberOfItemsAreRefused() throws IOException {
        resize("trnMat.pkl", 3, 5);
        assertTrue(refusal().contains("rows must equal items: expected 5, received 4"), refusal());
    }

    @ParameterizedTest
    @CsvSource({
        "train_mat.pkl, valid_mat.pkl, test_mat.pkl",
        "trn_mat.pkl, val_mat.pkl, tst_mat.pkl",
        "trn_mat_buy.pkl, val_mat.pkl, tst_mat.pkl",
        "trn_mat_view.pkl, valMat.pkl, tst_mat.pkl",
        "train_mat, val_mat, test_mat"
    })
    void namesOfOtherPrograms(String train, String validation, String test) throws IOException {
        rename("trnMat.pkl", train);
        copy("valMat.pkl", "kept");
        Files.delete(folder.resolve("valMat.pkl"));
        rename("kept", validation);
        rename("tstMat.pkl", test);
        Dataset data = Datasets.open(folder);
        assertEquals("Split(4 train, 1 validation, 1 test)", data.split().toString());
        assertTrue(notes(data).contains("by " + train + " and " + test), notes(data));
    }

    @Test
    void ofSeveralBehavioursTheBoughtItemsTrain() throws IOException {
        copy("tstMat.pkl", "trn_mat_view.pkl");
        copy("tstMat.pkl", "trn_mat_view_buy.pkl");
        rename("trnMat.pkl", "trn_mat_buy.pkl");
        Dataset data = Datasets.open(folder);
        assertEquals(4, data.split().train().size());
        assertTrue(
                notes(data)
                        .contains(
                                "training matrices of other behaviours, left out: [trn_mat_view.pkl, trn_mat_view_buy.pkl]"),
                notes(data));
        Files.delete(folder.resolve("trn_mat_buy.pkl"));
        assertTrue(
                refusal().contains("expected one training matrix, received [trn_mat_view.pkl, trn_mat_view_buy.pkl]"),
                refusal());
    }

    @ParameterizedTest
    @CsvSource({"scipy.sparse._bsr, bsr_matrix", "copyreg, _reconstructor", "scipy.sparse.dia, dia_matrix"})
    void matricesOfOtherKindsAreRefusedWithTheirConversion(String module, String name) throws IOException {
        TinySets.pickle(folder, "trnMat.pkl", "\u0080\2c%s\n%s\n)\u0081}b.".formatted(module, name));
        assertTrue(
                refusal()
                        .endsWith(
                                "; if you trust the file and it is a sparse matrix, convert it in Python: import pickle;"
                                        + " m = pickle.load(open('trnMat.pkl', 'rb')).tocsr();"
                                        + " pickle.dump(m, open('trnMat.pkl', 'wb'))"),
                refusal());
        TinySets.pickle(folder, "trnMat.pkl", "cos\nsystem\n)R.");
        assertTrue(refusal().endsWith("os.system, which this reader refuses to build"), refusal());
    }
}
