package metammf.data.format;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Rows of texts in a file of comma-separated values (RFC 4180, UTF-8): quoted where they must be. */
public final class CsvFile {
    private CsvFile() {}

    /**
     * Writes rows; the file appears whole or not at all.
     *
     * @param file where to; replaced if it exists
     * @param header names of the columns
     * @param rows the rows, each as long as the header
     * @throws metammf.MetaMmfException if the file cannot be written
     */
    public static void write(Path file, List<String> header, Stream<List<String>> rows) {
        WholeFile.write(file, out -> write(out, Stream.concat(Stream.of(header), rows)));
    }

    private static void write(WholeFile out, Stream<List<String>> rows) throws IOException {
        BufferedWriter text = new BufferedWriter(new OutputStreamWriter(out.stream(), StandardCharsets.UTF_8));
        CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(text);
        try {
            rows.forEach(csv::writeRecord);
            csv.flush();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
