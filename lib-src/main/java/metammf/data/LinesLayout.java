package metammf.data;

import static metammf.MetaMmfException.require;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringTokenizer;
import java.util.function.Consumer;
import metammf.data.LineForm.Form;
import metammf.data.format.Bytes;
import metammf.data.format.Delimited;
import metammf.data.format.Pickle;

/**
 * The text files of LightGCN and NGCF, whose lines are a user and its items, and those of SELFRec, whose lines are a user,
 * an item and a weight. Both are called {@code train.txt}; {@link LineForm} tells them apart by what the lines hold.
 */
final class LinesLayout implements Layout {
    private static final List<String> FILES = List.of("train\\.txt", "(valid|val|validation)\\.txt", "test\\.txt");

    @Override
    public String name() {
        return "LightGCN, NGCF and SELFRec (train.txt, test.txt)";
    }

    @Override
    public Optional<String> recognise(Folder folder) {
        return folder.has(FILES.get(0)) && folder.has(FILES.get(2))
                ? Optional.of("train.txt and test.txt")
                : Optional.empty();
    }

    @Override
    public Draft read(Folder folder, Consumer<Finding> findings) {
        List<Optional<Path>> files = FILES.stream().map(folder::find).toList();
        List<LineForm> forms =
                files.stream().flatMap(Optional::stream).map(LinesLayout::form).toList();
        Form form = LineForm.of(forms);
        findings.accept(Finding.note(form.description()));
        List<Modality> modalities = Contents.read(folder.all(Contents.FEATURES), findings);
        Draft draft = form == Form.LISTS ? lists(files, modalities, findings) : triples(files, modalities, findings);
        if (draft.validation().size() == 0) {
            findings.accept(
                    Finding.note("no validation pairs: nothing can choose when to stop; Split makes other splits"));
        }
        return form == Form.LISTS && forms.stream().anyMatch(LineForm::mayBeNoLists)
                ? draft.doubting("a user's items stand in several lines, so the lines may not be lists of items; look"
                        + " at the files first")
                : draft;
    }

    private static LineForm form(Path file) {
        LineForm form = new LineForm(file.toString());
        read(file, form::take);
        return form;
    }

    private static Draft lists(List<Optional<Path>> files, List<Modality> modalities, Consumer<Finding> findings) {
        List<Pairs> parts = new ArrayList<>();
        for (int part = 0; part < FILES.size(); part++) {
            Pairs pairs = new Pairs(files.get(part).map(Path::toString).orElse(FILES.get(part)), "line");
            files.get(part).ifPresent(file -> read(file, (line, fields) -> addList(line, fields, pairs)));
            parts.add(pairs);
        }
        return Draft.numbered(parts, 0, modalities, findings);
    }

    private static void addList(long line, List<String> fields, Pairs pairs) {
        int user = id(pairs.name(), line, fields.get(0));
        pairs.addUser(user, line);
        for (String item : fields.subList(1, fields.size())) {
            pairs.add(user, id(pairs.name(), line, item), line);
        }
    }

    private static int id(String file, long line, String digits) {
        int id = Delimited.id(digits);
        if (id < 0) {
            require(
                    false,
                    "%s: line %d: expected an id in 0 .. 2^31 - 2, received %s",
                    file,
                    line,
                    Pickle.describe(digits));
        }
        return id;
    }

    /** SELFRec numbers users and items as they come, so their ids may be any texts. */
    private static Draft triples(List<Optional<Path>> files, List<Modality> modalities, Consumer<Finding> findings) {
        Numbering users = Numbering.asTheyCome();
        Numbering items = modalities.isEmpty()
                ? Numbering.asTheyCome()
                : Numbering.rows(modalities.get(0).items());
        List<Pairs> parts = new ArrayList<>();
        long[] without = {0};
        for (int part = 0; part < FILES.size(); part++) {
            Pairs pairs = new Pairs(files.get(part).map(Path::toString).orElse(FILES.get(part)), "line");
            files.get(part)
                    .ifPresent(file -> read(file, (line, fields) -> {
                        if (Double.parseDouble(fields.get(2)) > 0) {
                            int user = users.number(fields.get(0), pairs.name(), line);
                            pairs.add(user, items.number(fields.get(1), pairs.name(), line), line);
                        } else {
                            without[0]++;
                        }
                    }));
            parts.add(pairs);
        }
        if (without[0] > 0) {
            findings.accept(Finding.warning("lines whose weight is not above 0, left out", without[0], ""));
        }
        return Draft.named(parts, users, items, modalities, findings);
    }

    private static void read(Path file, Delimited.Line line) {
        Delimited.read(Bytes.of(file), ' ', (number, fields) -> {
            List<String> words = words(fields);
            if (!words.isEmpty()) {
                line.take(number, words);
            }
        });
    }

    /** What stands between blanks and tabs; in a line that has neither, between commas. */
    private static List<String> words(List<String> fields) {
        List<String> words = new ArrayList<>(fields.size());
        for (String field : fields) {
            if (field.indexOf('\t') < 0) {
                if (!field.isEmpty()) { // a blank at the end, or two
                    words.add(field);
                }
            } else {
                add(field, "\t", words);
            }
        }
        if (words.size() == 1 && words.get(0).indexOf(',') >= 0) {
            String line = words.remove(0);
            add(line, ",", words);
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
