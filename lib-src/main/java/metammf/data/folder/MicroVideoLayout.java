package metammf.data.folder;

import static metammf.base.MetaMmfException.require;

import java.nio.file.Path;
import java.util.List;
import metammf.data.Interactions;
import metammf.data.Modality;

/**
 * The files of MMGCN, MetaMMF, GRCN and InvRL: a matrix of training pairs, rows of a user and its held-out items, and
 * features. Items are numbered from 0 or after the users. The files do not say which, so the ids decide.
 */
final class MicroVideoLayout {
    private static final String KIND = "(_full|_sample)?\\.npy";

    private MicroVideoLayout() {}

    static List<Path> recognise(Folder folder) {
        return folder.findAll("train" + KIND, "val" + KIND, "test" + KIND);
    }

    static Draft read(Folder folder, List<Path> files, Findings findings) {
        List<Pairs> parts = files.stream().map(PythonPairs::read).toList();
        List<Modality> modalities = modalities(folder, parts, findings);
        int first = firstItem(parts, modalities, findings);
        Draft draft = Draft.numbered(parts, first, modalities, findings);
        folder.find("user_item_dict" + KIND)
                .ifPresent(file -> compare(file, draft.split().train(), first, findings));
        return draft;
    }

    static List<Modality> modalities(Folder folder, List<Pairs> parts, Findings findings) {
        int least = Pairs.items(parts) - (areAfterUsers(parts) ? Pairs.users(parts) : 0);
        return Contents.read(folder, ContentChoice.atLeast(least, findings));
    }

    private static boolean areAfterUsers(List<Pairs> parts) {
        return smallest(parts) >= Pairs.users(parts);
    }

    private static int smallest(List<Pairs> parts) {
        return parts.stream().mapToInt(Pairs::firstItem).min().orElse(0);
    }

    /** The id of item 0: the number of users if no smaller id is an item, else 0. */
    static int firstItem(List<Pairs> parts, List<Modality> modalities, Findings findings) {
        int users = Pairs.users(parts);
        int largest = Pairs.items(parts) - 1;
        boolean after = areAfterUsers(parts);
        String expected =
                "%s: expected items that start at 0 or behind the %d users, received %d .. %d, which fit both";
        boolean holds =
                !after || modalities.isEmpty() || largest >= modalities.get(0).items();
        require(holds, expected, parts.get(0).name(), users, smallest(parts), largest);
        String start = after ? "behind the users: item 0 is %s in the files".formatted(users) : "from 0";
        findings.note(
                "item ids are %d .. %d and there are %d users, so items are numbered %s",
                smallest(parts), largest, users, start);
        return after ? users : 0;
    }

    /** The dictionary repeats the training pairs; if it does not, other programs trained on other data. */
    private static void compare(Path file, Interactions train, int first, Findings findings) {
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
}
