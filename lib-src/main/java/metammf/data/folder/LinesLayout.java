package metammf.data.folder;

import static metammf.base.MetaMmfException.require;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import metammf.data.Finding;
import metammf.data.Modality;
import metammf.data.folder.LineForm.Form;
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
        Draft draft = form == Form.LISTS ? lists(folder, files, findings) : triples(folder, files, findings);
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
        Words.read(
                file,
                (line, words) -> {
                    form.take(line, words);
                    return "";
                },
                ignored -> {}); // reported when the lines are read
        return form;
    }

    private static Draft lists(Folder folder, List<Optional<Path>> files, Consumer<Finding> findings) {
        List<Pairs> parts = parts(files, LinesLayout::addList, findings);
        int least = parts.stream().mapToInt(Pairs::items).max().orElse(0);
        List<Modality> modalities = Contents.read(folder, ContentChoice.atLeast(least, findings), findings);
        return Draft.numbered(parts, 0, modalities, findings);
    }

    @FunctionalInterface
    private interface PartLine {
        String take(Pairs part, long line, List<String> words);
    }

    private static List<Pairs> parts(List<Optional<Path>> files, PartLine reader, Consumer<Finding> findings) {
        List<Pairs> parts = new ArrayList<>();
        for (int part = 0; part < FILES.size(); part++) {
            Pairs pairs = new Pairs(files.get(part).map(Path::toString).orElse(FILES.get(part)), "line");
            files.get(part)
                    .ifPresent(file -> Words.read(file, (line, words) -> reader.take(pairs, line, words), findings));
            parts.add(pairs);
        }
        return parts;
    }

    private static String addList(Pairs pairs, long line, List<String> words) {
        int user = id(pairs.name(), line, words.get(0));
        pairs.addUser(user, line);
        for (String item : words.subList(1, words.size())) {
            pairs.add(user, id(pairs.name(), line, item), line);
        }
        return "";
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
    private static Draft triples(Folder folder, List<Optional<Path>> files, Consumer<Finding> findings) {
        Numbering users = Numbering.asTheyCome();
        Numbering items = Numbering.asTheyCome();
        PartLine reader = (pairs, line, words) -> {
            if (!(Double.parseDouble(words.get(2)) > 0)) {
                return "lines whose weight is not above 0";
            }
            int user = users.number(words.get(0), pairs.name(), line);
            pairs.add(user, items.number(words.get(1), pairs.name(), line), line);
            return "";
        };
        List<Pairs> parts = parts(files, reader, findings);
        ContentChoice choice = new ContentChoice(OptionalInt.empty(), items.leastRows(), items.size(), findings);
        return Draft.named(parts, users, items, Contents.read(folder, choice, findings), findings);
    }
}
