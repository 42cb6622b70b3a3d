package metammf.data.format;

import static metammf.MetaMmfException.require;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Several NumPy arrays in one zip archive, compressed or not, as {@code numpy.savez} writes them. */
public final class Npz {
    private static final String ENDING = ".npy";

    private Npz() {}

    /**
     * Reads arrays.
     *
     * @param file the archive
     * @return names and arrays as {@link Npy#read} gives them, in the archive's order
     * @throws metammf.MetaMmfException if it is malformed, or out of proportion to its length
     */
    public static Map<String, Object> read(Path file) {
        Archive archive = new Archive(file);
        Map<String, Object> arrays = new LinkedHashMap<>();
        for (String name : archive.names()) {
            require(name.endsWith(ENDING), "%s: expected files *.npy in it, received %s", file, name);
            arrays.put(name.substring(0, name.length() - ENDING.length()), Npy.read(archive.bytes(name)));
        }
        return arrays;
    }
}
