package metammf.data.folder;

import static metammf.base.MetaMmfException.require;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import metammf.base.MetaMmfException;
import metammf.data.Modality;
import metammf.data.folder.ContentChoice.Matrix;
import metammf.data.format.Bytes;
import metammf.data.format.Npy;
import metammf.data.format.Numbers;
import metammf.data.format.Pickle;
import metammf.data.format.Safetensors;

/** Reads matrices with a row for every item from files, whose names say which modality they are. */
final class Contents {
    private static final String MATRICES = "(?i).*\\.(npy|npz|pt|safetensors)";
    private static final String FEATURES = "(?i).*feat.*";
    private static final String USERS = "(?i)(user|u[_-]).*";
    private static final Map<String, Set<String>> WORDS = Map.of(
            "visual", Set.of("visual", "v", "video", "image", "img"),
            "acoustic", Set.of("acoustic", "a", "audio"),
            "textual", Set.of("textual", "t", "text"));

    private Contents() {}

    /** The modality of a file, for example visual of {@code v_feat_sample.pt}; another name stays as it is. */
    static String modality(Path file) {
        return known(file).orElseGet(() -> stem(file));
    }

    private static Optional<String> known(Path file) {
        String word = stem(file)
                .toLowerCase(Locale.ROOT)
                .replaceAll("^(feature|feat_)|[_-]?(features?|feat)", "")
                .replaceAll("_(sample|normal|avg|stl|full)(?=_|$)", "");
        return WORDS.keySet().stream()
                .filter(modality -> WORDS.get(modality).contains(word))
                .findFirst();
    }

    /** Whether a file is called features of items, for example {@code image_feat.npy} or {@code visual.csv}. */
    static boolean isFeature(Path file) {
        String stem = stem(file);
        return !stem.matches(USERS) && (stem.matches(FEATURES) || known(file).isPresent());
    }

    static String stem(Path file) {
        String name = file.getFileName().toString();
        return name.substring(0, name.lastIndexOf('.'));
    }

    /** Reads those matrices of a folder that are called features and fit the items. */
    static List<Modality> read(Folder folder, ContentChoice choice) {
        List<Matrix> matrices = new ArrayList<>();
        for (Path file : folder.all(MATRICES)) {
            if (isFeature(file)) {
                matrix(file, choice.findings()).ifPresent(matrices::add);
            }
        }
        return choice.choose(matrices).stream()
                .map(matrix -> matrix.content().get())
                .toList();
    }

    /** The one matrix of a file; none if it has two rows of ids, an item and a word each, which is no content. */
    static Optional<Matrix> matrix(Path file, Findings findings) {
        Numbers array = array(file);
        long[] shape = array.shape();
        if (shape.length == 2 && shape[0] == 2 && !array.fractional()) {
            String pairs = "pairs of an item and a word in %s, left out: no row for every item";
            findings.warn(shape[1], pairs, file.getFileName());
            return Optional.empty();
        }
        return Optional.of(matrix(file, modality(file), array));
    }

    private static Matrix matrix(Path file, String name, Numbers array) {
        return new Matrix(file, name, array.rows(), array.columns(), () -> modality(file, name, array));
    }

    static Modality modality(String name, Numbers matrix) {
        return Modality.ofRows(name, matrix.rows(), matrix.columns(), matrix.floats());
    }

    private static Modality modality(Path file, String name, Numbers matrix) {
        try {
            return modality(name, matrix);
        } catch (MetaMmfException e) {
            throw new MetaMmfException(file + ": " + e.getMessage(), e);
        }
    }

    private static Numbers array(Path file) {
        if (endsWith(file, ".npy")) {
            return numbers(file, Npy.read(file));
        }
        if (endsWith(file, ".pt")) {
            return numbers(file, Pickle.readTorch(file));
        }
        Map<String, ?> arrays = arrays(file);
        require(arrays.size() == 1, "%s: expected one array, received %d", file, arrays.size());
        return numbers(file, arrays.values().iterator().next());
    }

    private static boolean endsWith(Path file, String ending) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(ending);
    }

    private static Map<String, ?> arrays(Path file) {
        return endsWith(file, ".npz") ? Npy.archive(file) : Safetensors.numbers(Bytes.of(file));
    }

    private static Numbers numbers(Path file, Object value) {
        require(value instanceof Numbers, "%s: expected a matrix, received %s", file, Pickle.describe(value));
        return (Numbers) value;
    }

    /** The matrices of a file of several, each a modality that is called like it. */
    static List<Matrix> matrices(Path file) {
        return arrays(file).entrySet().stream()
                .map(array -> matrix(file, array.getKey(), numbers(file, array.getValue())))
                .toList();
    }
}
