package metammf.data;

import static metammf.MetaMmfException.require;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import metammf.data.format.Bytes;
import metammf.data.format.Delimited;
import metammf.data.format.Pickle;

/** The files of LightGCN and NGCF: lines of a user and its items, between blanks. */
final class ItemListLayout implements Layout {
    private static final List<String> FILES = List.of("train\\.txt", "(valid|val|validation)\\.txt", "test\\.txt");

    @Override
    public String name() {
        return "LightGCN and NGCF (train.txt, test.txt)";
    }

    @Override
    public Optional<String> recognise(Folder folder) {
        return folder.has(FILES.get(0)) && folder.has(FILES.get(2))
                ? Optional.of("train.txt and test.txt")
                : Optional.empty();
    }

    @Override
    public Draft read(Folder folder, Consumer<Finding> findings) {
        List<Pairs> parts = new ArrayList<>();
        for (String file : FILES) {
            parts.add(folder.find(file).map(ItemListLayout::read).orElseGet(() -> Pairs.none(file)));
        }
        if (parts.get(1).size() == 0) {
            findings.accept(
                    Finding.note("no validation pairs: nothing can choose when to stop; Split makes other splits"));
        }
        return Draft.numbered(parts, 0, Contents.read(folder.all(Contents.FEATURES), findings), findings);
    }

    private static Pairs read(Path file) {
        Pairs pairs = new Pairs(file.toString(), "line");
        Delimited.read(Bytes.of(file), ' ', (line, fields) -> {
            int user = id(file, line, fields.get(0));
            pairs.addUser(user, line);
            for (String item : fields.subList(1, fields.size())) {
                if (!item.isEmpty()) { // a blank at the end, or two
                    pairs.add(user, id(file, line, item), line);
                }
            }
        });
        return pairs;
    }

    private static int id(Path file, long line, String digits) {
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
}
