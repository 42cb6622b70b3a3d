package metammf.data.format;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Text in UTF-8. */
public final class TextFile {
    private TextFile() {}

    /**
     * Writes a text; the file appears whole or not at all.
     *
     * @param file where to; replaced if it exists
     * @param text what goes into it
     * @throws metammf.base.MetaMmfException if the file cannot be written
     */
    public static void write(Path file, String text) {
        WholeFile.write(file, text.getBytes(StandardCharsets.UTF_8));
    }
}
