package metammf.data.folder;

import static metammf.base.MetaMmfException.require;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import metammf.base.MetaMmfException;
import metammf.base.Sha256;
import metammf.data.Dataset;
import metammf.data.ItemFeatures;
import metammf.data.Modality;
import metammf.data.Split;
import metammf.data.format.Bytes;
import metammf.data.format.Npy;

/** Opens the built-in data sets, public data sets that can be downloaded, and folders of your own. */
public final class Datasets {
    private static final String SUMS = "checksums.txt"; // lines as sha256sum writes them

    private static Dataset tiktok; // read when it is first asked for

    private Datasets() {}

    /**
     * {@return the small public TikTok set, read once: 9,308 users, 6,710 micro-videos with visual and acoustic features
     * of width 128, as they were published}
     *
     * @throws metammf.base.MetaMmfException if a file in the jar does not have its checksum
     */
    public static synchronized Dataset tiktok() {
        if (tiktok == null) {
            tiktok = tiktok(name -> resource("tiktok/" + name));
        }
        return tiktok;
    }

    static Dataset tiktok(Function<String, byte[]> files) {
        List<Modality> modalities = Stream.of("visual", "acoustic")
                .map(name -> Contents.modality(name, Npy.numbers(checked(name + ".npy", files))))
                .toList();
        List<Pairs> parts = Stream.of("train.npy", "validation.npy", "test.npy")
                .map(name -> PythonPairs.read(checked(name, files)))
                .toList();
        Split split = Draft.numbered(parts, 0, modalities, new Findings()).split();
        String checksum =
                "SHA-256 " + Sha256.of(files.apply(SUMS)) + " of checksums.txt, which holds those of all files";
        return new Dataset("TikTok", split, ItemFeatures.of(modalities), PublicSets.card("tiktok", checksum));
    }

    /**
     * {@return the data set in the folder that the environment names in METAMMF_DATA}
     *
     * @throws MetaMmfException if METAMMF_DATA is not set, or as {@link #open(Path)}
     */
    public static Dataset open() {
        return open(wanted(System.getenv("METAMMF_DATA")));
    }

    static Path wanted(String folder) {
        String expected =
                "METAMMF_DATA: expected a folder with a data set, received nothing; Datasets.tiktok() needs none";
        require(folder != null && !folder.isBlank(), expected);
        return Path.of(folder);
    }

    /** A file, if its SHA-256 is the one that {@value #SUMS} beside it says. */
    private static Bytes checked(String name, Function<String, byte[]> files) {
        byte[] bytes = files.apply(name);
        String sum = Sha256.of(bytes);
        boolean known =
                new String(files.apply(SUMS), StandardCharsets.US_ASCII).lines().anyMatch((sum + "  " + name)::equals);
        require(known, "%s: expected SHA-256 as in %s, received %s", name, SUMS, sum);
        return Bytes.of(name, bytes);
    }

    /**
     * Opens the folder of a data set, whatever its layout: this library's own (see the description of this package) or
     * that of MMRec, MMGCN, MetaMMF, GRCN, InvRL, CLCRec, DiffMM, MMSSL, SSLRec, LATTICE, MICRO, LightGCN, NGCF,
     * SELFRec or MicroLens. The split is as given. The notes of the card say what was recognised and why, and which
     * irregularities the files have.
     *
     * @param folder of the data set
     * @return the data set, named like the folder
     * @throws MetaMmfException if the layout is unknown, a file is malformed, files do not fit each other, or validation
     *     or test pairs are also training pairs
     */
    public static Dataset open(Path folder) {
        return Layout.open(folder, false);
    }

    /**
     * Opens a folder as {@link #open(Path)}, but leaves out validation and test pairs that are also training pairs, and
     * test pairs that are also validation pairs. The card's notes say how many.
     *
     * @param folder of the data set
     * @return the data set without what leaks
     * @throws MetaMmfException as {@link #open(Path)}, but not for pairs that leak
     */
    public static Dataset openDroppingLeaks(Path folder) {
        return Layout.open(folder, true);
    }

    /**
     * Downloads a public data set from its repository at a fixed commit. Files in the cache are verified and not
     * downloaded again. The names are {@code diffmm-tiktok}, {@code clcrec-movielens}, {@code lfm2k} and the toy sets
     * {@code mmgcn-toy-movielens}, {@code mmgcn-toy-tiktok} and {@code mmgcn-toy-kwai}. {@link #open(Path)} recognises
     * the folder by its checksums and adds the data card.
     *
     * <p>The text of {@code diffmm-tiktok} and the sound and text of {@code clcrec-movielens} are verified by the ids
     * of git's objects. If such a file is missing or has changed, a message says so, and the data set can be used
     * without it.
     *
     * <p>The cache is the folder that the environment names in METAMMF_CACHE, else {@code .cache/metammf} in the user's home.
     * The proxy is that of the variables {@code HTTPS_PROXY} and {@code NO_PROXY}, or of Java's properties such as
     * {@code https.proxyHost}.
     *
     * @param name of the set
     * @return the folder with its files, every one with the checksum that this library knows
     * @throws MetaMmfException if there is no such set, a file cannot be fetched or kept, or has another checksum
     */
    public static Path download(String name) {
        return download(name, cache(System.getenv("METAMMF_CACHE")), System.out::println);
    }

    static Path cache(String wanted) {
        return wanted == null || wanted.isBlank()
                ? Path.of(System.getProperty("user.home"), ".cache", "metammf")
                : Path.of(wanted);
    }

    static Path download(String name, Path cache, Consumer<String> progress) {
        Map<String, List<Download.Remote>> sets = PublicSets.files();
        List<Download.Remote> files = sets.get(name);
        require(files != null, "download: expected one of %s, received %s", sets.keySet(), name);
        Path folder = cache.toAbsolutePath().resolve(name);
        Download.fetch(files, folder, progress);
        return folder;
    }

    static byte[] resource(String name) {
        try (InputStream stream = Datasets.class.getResourceAsStream(name)) {
            require(stream != null, "%s: expected in the jar, received none", name);
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new MetaMmfException(name + ": cannot be read from the jar: " + e.getMessage(), e);
        }
    }
}
