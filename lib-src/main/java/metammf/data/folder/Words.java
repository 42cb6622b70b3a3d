package metammf.data.folder;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;
import java.util.function.Consumer;
import metammf.data.Finding;
import metammf.data.Finding.Severity;
import metammf.data.format.Bytes;
import metammf.data.format.Delimited;

/** Lines of words between blanks or tabs, however many; in a line that has neither, between commas. */
final class Words {
    private Words() {}

    /** What is done with a line. */
    @FunctionalInterface
    interface Line {
        /**
         * Reads a line.
         *
         * @param number of the line in the file, from 1
         * @param words at least one
         * @return an empty text, or why the line is left out
         */
        String take(long number, List<String> words);
    }

    /**
     * Reads a file and accounts for each of its lines.
     *
     * @param file of text
     * @param line gets every line that is not blank
     * @param findings where to report what is left out
     * @throws metammf.base.MetaMmfException as {@link Delimited#read}
     */
    static void read(Path file, Line line, Consumer<Finding> findings) {
        Tally tally = new Tally(file.toString(), "line");
        long rows = Delimited.read(Bytes.of(file), ' ', new Delimited.Line() {
            @Override
            public void take(long number, List<String> fields) {
                List<String> words = words(fields);
                if (words.isEmpty()) {
                    blank(number);
                    return;
                }
                String reason = line.take(number, words);
                if (reason.isEmpty()) {
                    tally.read(1);
                } else {
                    tally.leftOut(Severity.WARNING, reason + ", left out", number);
                }
            }

            @Override
            public void blank(long number) {
                tally.leftOut(Severity.NOTE, Tally.BLANK, number);
            }
        });
        tally.settle(rows, findings);
    }

    private static List<String> words(List<String> fields) {
        List<String> words = new ArrayList<>(fields.size());
        for (String field : fields) {
            if (field.indexOf('\t') >= 0) {
                add(field, "\t", words);
            } else if (!field.isEmpty()) { // a blank at the end, or two
                words.add(field);
            }
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
