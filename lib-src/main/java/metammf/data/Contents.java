package metammf.data;

import static metammf.MetaMmfException.require;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import metammf.MetaMmfException;
import metammf.data.format.Bytes;
import metammf.data.format.Npy;
import metammf.data.format.Numbers;
import metammf.data.format.Pickle;
import metammf.data.format.Safetensors;
import metammf.data.format.TorchFile;

/** Content of items from files of one matrix each, with a row for every item. */
final class Contents {
    /** Files that are called features. */
    static final String FEATURES = "(?i).*feat.*\\.(npy|npz|pt|safetensors)";

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
        String stem = stem(file);
        String word = stem.toLowerCase(Locale.ROOT)
                .replaceAll("^feature|[_-]?(features?|feat)", "")
                .replaceAll("_(sample|normal|avg|stl|full)(?=_|$)", "");
        return NAMES.getOrDefault(word, stem);
    }

    static String stem(Path file) {
        String name = file.getFileName().toString();
        return name.substring(0, name.lastIndexOf('.'));
    }

    /**
     * Reads features.
     *
     * @param files a matrix each
     * @param findings where to report files that hold something else
     * @return a modality for every matrix
     * @throws MetaMmfException if a file cannot be read or holds a number that is not finite
     */
    static List<Modality> read(List<Path> files, Consumer<Finding> findings) {
        List<Modality> modalities = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Path file : files) {
            Numbers matrix = matrix(file);
            if (matrix.shape().length == 2
                    && matrix.shape()[0] == 2
                    && !matrix.type().fractional()) {
                findings.accept(Finding.warning(
                        "pairs of an item and a word in %s, left out: no row for every item"
                                .formatted(file.getFileName()),
                        matrix.shape()[1],
                        ""));
            } else {
                String name = modality(file);
                modalities.add(modality(file, names.add(name) ? name : stem(file), matrix));
            }
        }
        return modalities;
    }

    static Modality modality(Path file, String name, Numbers matrix) {
        try {
            return new Modality(name, matrix.rows(), matrix.columns(), matrix.floats());
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
