package metammf.data.folder;

import static metammf.base.MetaMmfException.require;

import java.nio.file.Path;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;
import metammf.data.Ids;
import metammf.data.Interactions;
import metammf.data.Modality;
import metammf.data.Split;
import metammf.data.format.Bytes;
import metammf.data.format.Npy;

/**
 * The files of MMGCN, MetaMMF, GRCN and InvRL: a matrix of training pairs, rows of a user and its held-out items, and
 * features; and those of CLCRec, whose training pairs are a dictionary and whose held-out items are in three files: all,
 * warm (in training) and cold. Items are numbered from 0 or after the users. The files do not say which, so the ids decide.
 */
final class MicroVideoLayout {
    private static final String KIND = "(_full|_sample)?\\.npy";

    private final Folder folder;
    private final Findings findings;
    private final List<Pairs> parts;
    private final List<Modality> modalities;
    private final int first; // the id of item 0

    private MicroVideoLayout(Folder folder, List<Path> files, Findings findings) {
        this.folder = folder;
        this.findings = findings;
        parts = files.stream().map(PythonPairs::read).toList();
        int smallest = parts.stream().mapToInt(Pairs::firstItem).min().orElse(0);
        int users = Pairs.users(parts);
        int largest = Pairs.items(parts) - 1;
        boolean after = smallest >= users;
        first = after ? users : 0;
        modalities = Contents.read(folder, ContentChoice.atLeast(largest + 1 - first, findings));
        boolean decided =
                !after || modalities.isEmpty() || largest >= modalities.get(0).items();
        String both = "%s: expected items that start at 0 or behind the %d users, received %d .. %d, which fit both";
        require(decided, both, parts.get(0).name(), users, smallest, largest);
        String start = after ? "behind the users: item 0 is %s in the files".formatted(users) : "from 0";
        String note = "item ids are %d .. %d and there are %d users, so items are numbered %s";
        findings.note(note, smallest, largest, users, start);
    }

    static List<Path> recognise(Folder folder) {
        return folder.findAll("train" + KIND, "val" + KIND, "test" + KIND);
    }

    static Draft read(Folder folder, List<Path> files, Findings findings) {
        MicroVideoLayout layout = new MicroVideoLayout(folder, files, findings);
        Draft draft = Draft.numbered(layout.parts, layout.first, layout.modalities, findings);
        Interactions train = draft.split().train();
        folder.find("user_item_dict" + KIND).ifPresent(file -> layout.compareDictionary(file, train));
        return draft;
    }

    /** The dictionary repeats the training pairs; if it does not, other programs trained on other data. */
    private void compareDictionary(Path file, Interactions train) {
        Pairs pairs = PythonPairs.read(file);
        String expected = "%s: expected users 0 .. %d, received %d";
        require(pairs.users() <= train.users(), expected, file, train.users() - 1, pairs.users() - 1);
        int others = pairs.size() - pairs.countIn(train, first);
        if (others > 0 || pairs.size() < train.size()) {
            String warning =
                    "pairs of %s are not in training (it has %s, training %s); training pairs are those of the matrix";
            findings.warn(others, warning, file.getFileName(), pairs.size(), train.size());
        }
    }

    /** Reads the split with all held-out items; {@link Split#warmTest} and {@link Split#coldTest} separate them again. */
    static Draft readWarmAndCold(Folder folder, List<Path> files, Findings findings) {
        MicroVideoLayout layout = new MicroVideoLayout(folder, files, findings);
        Ids ids = Draft.numbers(layout.parts, layout.first, layout.modalities);
        List<Interactions> sets = Draft.sets(layout.parts, layout.first, ids, findings);
        int[] degrees = sets.get(0).itemDegrees();
        for (String kind : List.of("warm", "cold")) {
            layout.compareKind("val_" + kind, kind, sets.get(1), degrees);
            layout.compareKind("test_" + kind, kind, sets.get(2), degrees);
        }
        folder.find("cold_set\\.npy").ifPresent(file -> layout.compareItems(file, degrees));
        return Draft.asGiven(sets, ids, layout.modalities);
    }

    /** Whether the pairs that a file calls warm or cold are those of items with or without training pairs. */
    private void compareKind(String stem, String kind, Interactions all, int[] degrees) {
        folder.find(stem + "\\.npy").ifPresent(file -> {
            Interactions expected = all.only(pair -> degrees[all.item(pair)] > 0 == kind.equals("warm"));
            Pairs pairs = PythonPairs.read(file);
            String name = file.getFileName().toString();
            if (pairs.size() == expected.size() && pairs.countIn(expected, first) == pairs.size()) {
                findings.note("%,d pairs of %s are those of %s items", pairs.size(), name, kind);
            } else {
                String warning = "pairs of %s are not those of %s items, of which there are %s";
                findings.warn(pairs.size(), warning, name, kind, expected.size());
            }
        });
    }

    private void compareItems(Path file, int[] degrees) {
        long[] cold = Npy.numbers(Bytes.of(file)).longs();
        LongPredicate isTrained = item -> item >= 0 && item < degrees.length && degrees[(int) item] > 0;
        long trained =
                LongStream.of(cold).map(id -> id - first).filter(isTrained).count();
        if (trained == 0) {
            findings.note("%,d items are cold: none of %s is in training", cold.length, file.getFileName());
        } else {
            findings.warn(trained, "items of %s are in training", file.getFileName());
        }
    }
}
