package metammf.data.folder;

import static metammf.base.MetaMmfException.require;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import metammf.base.MetaMmfException;
import metammf.data.Finding;
import metammf.data.Modality;
import metammf.data.format.Bytes;
import metammf.data.format.Npy;
import metammf.data.format.Numbers;
import metammf.data.format.Pickle;
import metammf.data.format.Safetensors;
import metammf.data.format.TorchFile;

/** Content of items from files of one matrix each, with a row for every item. */
final class Contents {
    /** Files that are called features. */
    private static final String MATRICES = "(?i).*\\.(npy|npz|pt|safetensors)";

    private static final String FEATURES = "(?i).*feat.*";
    private static final String USERS = "(?i)(user|u[_-]).*";

    private static final Map<String, String> NAMES = Map.of(
            "v",
            "visual",
            "video",
            "visual",
            "image",
            "visual",
            "img",
            "visual",
            "visual",
            "visual",
            "a",
            "acoustic",
            "audio",
            "acoustic",
            "acoustic",
            "acoustic",
            "t",
            "textual",
            "text",
            "textual");

    private Contents() {}

    /**
     * The modality of a file.
     *
     * @param file for example {@code v_feat_sample.pt} or {@code FeatureAudio_avg_normal.npy}
     * @return for example {@code visual}, {@code acoustic}; another name stays as it is
     */
    static String modality(Path file) {
        return NAMES.getOrDefault(word(file), stem(file));
    }

    private static String word(Path file) {
        return stem(file)
                .toLowerCase(Locale.ROOT)
                .replaceAll("^(feature|feat_)|[_-]?(features?|feat)", "")
                .replaceAll("_(sample|normal|avg|stl|full)(?=_|$)", "");
    }

    /** Whether a file is called features of items, for example {@code image_feat.npy} or {@code visual.csv}. */
    static boolean isFeature(Path file) {
        String stem = stem(file);
        return !stem.matches(USERS) && (stem.matches(FEATURES) || NAMES.containsKey(word(file)));
    }

    static String stem(Path file) {
        String name = file.getFileName().toString();
        return name.substring(0, name.lastIndexOf('.'));
    }

    /**
     * Reads the matrices of a folder that are called features.
     *
     * @param folder where
     * @param choice which of them are those of the items
     * @param findings where to report files that hold something else
     * @return a modality for every matrix
     * @throws MetaMmfException if a file cannot be read, has another number of rows or a number that is not finite
     */
    static List<Modality> read(Folder folder, ContentChoice choice, Consumer<Finding> findings) {
        List<ContentChoice.Matrix> matrices = new ArrayList<>();
        for (Path file : folder.all(MATRICES)) {
            if (isFeature(file)) {
                Numbers matrix = matrix(file);
                if (!isPairsOfWords(file, matrix, findings)) {
                    matrices.add(matrix(file, modality(file), matrix));
                }
            }
        }
        return choice.choose(matrices).stream()
                .map(matrix -> matrix.content().get())
                .toList();
    }

    /** Reports a matrix of two rows of ids, an item and a word each, which is no content. */
    static boolean isPairsOfWords(Path file, Numbers matrix, Consumer<Finding> findings) {
        boolean pairs = matrix.shape().length == 2 && matrix.shape()[0] == 2 && !matrix.fractional();
        if (pairs) {
            findings.accept(Finding.warning(
                    "pairs of an item and a word in %s, left out: no row for every item".formatted(file.getFileName()),
                    matrix.shape()[1],
                    ""));
        }
        return pairs;
    }

    static ContentChoice.Matrix matrix(Path file, String name, Numbers matrix) {
        return new ContentChoice.Matrix(
                file, name, isFeature(file), matrix.rows(), matrix.columns(), () -> modality(file, name, matrix));
    }

    static Modality modality(Path file, String name, Numbers matrix) {
        try {
            return Modality.ofRows(name, matrix.rows(), matrix.columns(), matrix.floats());
        } catch (MetaMmfException e) {
            throw new MetaMmfException(file + ": " + e.getMessage(), e);
        }
    }

    /** The one array of a file. */
    static Numbers matrix(Path file) {
        String name = file.getFileName().toString();
        Object value;
        if (name.endsWith(".npy")) {
            value = Npy.read(file);
        } else if (name.endsWith(".pt")) {
            value = TorchFile.read(file);
        } else {
            Map<String, ?> arrays = all(file);
            require(arrays.size() == 1, "%s: expected one array, received %d", file, arrays.size());
            value = arrays.values().iterator().next();
        }
        return matrix(file, value);
    }

    private static Map<String, ?> all(Path file) {
        return file.toString().endsWith(".npz") ? Npy.archive(file) : Safetensors.numbers(Bytes.of(file));
    }

    private static Numbers matrix(Path file, Object value) {
        require(value instanceof Numbers, "%s: expected a matrix, received %s", file, Pickle.describe(value));
        return (Numbers) value;
    }

    /** The arrays of a file of several, by their names. */
    static Map<String, Numbers> arrays(Path file) {
        Map<String, Numbers> arrays = new LinkedHashMap<>();
        all(file).forEach((name, value) -> arrays.put(name, matrix(file, value)));
        return arrays;
    }
}
