package metammf.data.folder;

import static metammf.base.MetaMmfException.require;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import metammf.base.Sha256;
import metammf.data.format.Bytes;

/** Files that are used only if their SHA-256 is the one that {@value #SUMS} beside them says. */
final class CheckedFiles {
    /** A line for every file, as {@code sha256sum} writes it: the sum, two blanks, the name. */
    static final String SUMS = "checksums.txt";

    private final Function<String, byte[]> files;
    private final Map<String, String> sums = new TreeMap<>();

    /** Reads the checksums; the function gives a file's content for its name. */
    CheckedFiles(Function<String, byte[]> files) {
        this.files = files;
        String text = new String(files.apply(SUMS), StandardCharsets.US_ASCII);
        for (String line : text.lines().toList()) {
            require(line.matches("[0-9a-f]{64}  \\S+"), "%s: expected a SHA-256 and a name, received %s", SUMS, line);
            sums.put(line.substring(66), line.substring(0, 64));
        }
    }

    /** A file's content, if it has its checksum. */
    Bytes read(String name) {
        String expected = sums.get(name);
        require(expected != null, "%s: expected the SHA-256 of %s, received only %s", SUMS, name, sums.keySet());
        byte[] bytes = files.apply(name);
        String received = Sha256.of(bytes);
        require(received.equals(expected), "%s: expected SHA-256 %s, received %s", name, expected, received);
        return Bytes.of(name, bytes);
    }

    /** One checksum for all files: that of the list. */
    String fingerprint() {
        return Sha256.of(files.apply(SUMS));
    }
}
