package metammf.data.format;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import de.siegmar.fastcsv.writer.QuoteStrategies;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Rows of texts in a file of comma-separated values (RFC 4180, UTF-8). A field is quoted where it must be. If the line
 * breaks of a field could be taken for those of the file, all fields are quoted, so that {@link Delimited} reads every
 * text back.
 */
public final class CsvFile {
    private CsvFile() {}

    /**
     * Writes rows; the file appears whole or not at all.
     *
     * @param file where to; replaced if it exists
     * @param header names of the columns
     * @param rows gives the rows, each as long as the header; asked twice
     * @throws metammf.base.MetaMmfException if the file cannot be written, or a text is not one of Unicode
     */
    public static void write(Path file, List<String> header, Supplier<Stream<List<String>>> rows) {
        boolean quoteAll = rows.get().anyMatch(row -> DelimitedRow.linesAreRows(row, ',', header.size()));
        WholeFile.write(file, out -> write(out, quoteAll, Stream.concat(Stream.of(header), rows.get())));
    }

    private static void write(WholeFile out, boolean quoteAll, Stream<List<String>> rows) throws IOException {
        BufferedWriter text = new BufferedWriter(new OutputStreamWriter(
                out.stream(), StandardCharsets.UTF_8.newEncoder())); // an encoder refuses half a pair
        CsvWriter csv = CsvWriter.builder()
                .lineDelimiter(LineDelimiter.LF)
                .quoteStrategy(quoteAll ? QuoteStrategies.ALWAYS : QuoteStrategies.REQUIRED)
                .build(text);
        try {
            rows.forEach(csv::writeRecord);
            csv.flush();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
