package metammf.data.folder;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;
import java.util.function.UnaryOperator;
import metammf.data.DataCard.Finding.Severity;
import metammf.data.format.Bytes;
import metammf.data.format.Delimited;

/** Reads the lines of a file, except blank lines, which it reports. */
final class Lines {
    private Lines() {}

    /** Reads lines of fields with a separator between two fields. */
    static void fields(Path file, Delimited.Line line, Findings findings) {
        read(file, separator(file), fields -> fields, line, findings);
    }

    /** Reads lines of words between blanks or tabs, however many; in a line that has neither, between commas. */
    static void words(Path file, Delimited.Line line, Findings findings) {
        read(file, ' ', Lines::words, line, findings);
    }

    static char separator(Path file) {
        return file.toString().endsWith(".csv") ? ',' : '\t';
    }

    private static void read(
            Path file, char separator, UnaryOperator<List<String>> words, Delimited.Line line, Findings findings) {
        LeftOut blank = new LeftOut(file.toString(), "line");
        Delimited.read(Bytes.of(file), separator, (number, fields) -> {
            List<String> all = words.apply(fields);
            if (all.isEmpty()) {
                blank.add(Severity.NOTE, "blank lines", number);
            } else {
                line.take(number, all);
            }
        });
        blank.report(findings);
    }

    private static List<String> words(List<String> fields) {
        List<String> words = new ArrayList<>(fields.size());
        for (String field : fields) {
            add(field, "\t", words); // a field without characters is a blank at the end, or two
        }
        if (words.size() == 1 && words.get(0).indexOf(',') >= 0) {
            add(words.remove(0), ",", words);
        }
        return words;
    }

    private static void add(String field, String separator, List<String> words) {
        StringTokenizer tokens = new StringTokenizer(field, separator);
        while (tokens.hasMoreTokens()) {
            words.add(tokens.nextToken());
        }
    }
}
