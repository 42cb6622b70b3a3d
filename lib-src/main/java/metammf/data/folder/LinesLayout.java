package metammf.data.folder;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import metammf.base.MetaMmfException;
import metammf.data.format.Delimited;
import metammf.data.format.Pickle;

/**
 * The text files of LightGCN and NGCF, whose lines are a user and its items, and those of SELFRec, whose lines are a user,
 * an item and a weight. Both are called {@code train.txt}; {@link LineForm} decides by the lines.
 */
final class LinesLayout {
    private static final String TRAIN = "train\\.txt";
    private static final String VALIDATION = "(valid|val|validation)\\.txt";
    private static final String TEST = "test\\.txt";

    private LinesLayout() {}

    static List<Path> recognise(Folder folder) {
        return folder.findAll(TRAIN, TEST);
    }

    static Draft read(Folder folder, List<Path> files, Findings findings) {
        List<Optional<Path>> all = List.of(folder.find(TRAIN), folder.find(VALIDATION), folder.find(TEST));
        List<LineForm> forms =
                all.stream().flatMap(Optional::stream).map(LinesLayout::form).toList();
        boolean triples = LineForm.areTriples(forms);
        String form =
                triples ? "triples: a user, an item and a weight, which is not read" : "lists: a user and its items";
        findings.note("lines are " + form);
        Draft draft = triples ? triples(folder, all, findings) : lists(folder, all, findings);
        if (draft.split().validation().size() == 0) {
            findings.note("no validation pairs: nothing can choose when to stop; Split makes other splits");
        }
        String doubt =
                "a user's items stand in several lines, so the lines may not be lists of items; look at the files first";
        return !triples && forms.stream().anyMatch(LineForm::mayBeNoLists) ? draft.withRemedy(doubt) : draft;
    }

    private static LineForm form(Path file) {
        LineForm form = new LineForm(file.toString());
        Lines.words(file, form::take, new Findings()); // what is left out is reported when the lines are read
        return form;
    }

    private static Draft lists(Folder folder, List<Optional<Path>> files, Findings findings) {
        List<Pairs> parts = parts(files, LinesLayout::addList, findings);
        ContentChoice choice = ContentChoice.atLeast(Pairs.items(parts), findings);
        return Draft.numbered(parts, 0, Contents.read(folder, choice), findings);
    }

    private interface PartLine {
        void take(Pairs part, long line, List<String> words);
    }

    private static List<Pairs> parts(List<Optional<Path>> files, PartLine reader, Findings findings) {
        List<Pairs> parts = new ArrayList<>();
        for (Optional<Path> file : files) {
            Pairs pairs = new Pairs(file.map(Path::toString).orElse("no file"), "line");
            file.ifPresent(there -> Lines.words(there, (line, words) -> reader.take(pairs, line, words), findings));
            parts.add(pairs);
        }
        return parts;
    }

    private static void addList(Pairs pairs, long line, List<String> words) {
        long[] ids =
                words.stream().mapToLong(word -> id(pairs.name(), line, word)).toArray();
        pairs.add(ids[0], Arrays.copyOfRange(ids, 1, ids.length), line);
    }

    private static int id(String file, long line, String digits) {
        int id = Delimited.id(digits);
        if (id < 0) {
            throw new MetaMmfException("%s: line %s: expected an id in 0 .. 2^31 - 2, received %s"
                    .formatted(file, line, Pickle.describe(digits)));
        }
        return id;
    }

    /** SELFRec numbers users and items as they come, so their ids may be any texts. */
    private static Draft triples(Folder folder, List<Optional<Path>> files, Findings findings) {
        Numbering users = Numbering.asTheyCome();
        Numbering items = Numbering.asTheyCome();
        PartLine reader = (pairs, line, words) -> {
            if (Double.parseDouble(words.get(2)) > 0) {
                int user = users.number(words.get(0), pairs.name(), line);
                pairs.add(user, items.number(words.get(1), pairs.name(), line), line);
            } else {
                pairs.leaveOut("lines whose weight is not above 0", line);
            }
        };
        List<Pairs> parts = parts(files, reader, findings);
        ContentChoice choice = new ContentChoice(OptionalInt.empty(), items.leastRows(), items.size(), findings);
        return Draft.named(parts, users, items, Contents.read(folder, choice), findings);
    }
}
