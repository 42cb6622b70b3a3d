package metammf.data.folder;

import static metammf.base.MetaMmfException.require;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import metammf.data.Finding;
import metammf.data.Modality;

/**
 * The files of MMGCN, MetaMMF, GRCN and InvRL: a matrix of training pairs, rows of a user and its held-out items, and
 * features. Items are numbered from 0 or behind the users; the files do not say which, so the ids decide.
 */
final class MicroVideoLayout implements Layout {
    private static final String KIND = "(_full|_sample)?\\.npy";

    @Override
    public String name() {
        return "MMGCN, MetaMMF, GRCN and InvRL (train.npy, val.npy, test.npy)";
    }

    @Override
    public Optional<String> recognise(Folder folder) {
        return folder.has("train" + KIND) && folder.has("val" + KIND) && folder.has("test" + KIND)
                ? Optional.of("%s, %s and %s"
                        .formatted(
                                folder.file("train" + KIND).getFileName(),
                                folder.file("val" + KIND).getFileName(),
                                folder.file("test" + KIND).getFileName()))
                : Optional.empty();
    }

    @Override
    public Draft read(Folder folder, Consumer<Finding> findings) {
        List<Pairs> parts = List.of(
                PythonPairs.read(folder.file("train" + KIND)),
                PythonPairs.read(folder.file("val" + KIND)),
                PythonPairs.read(folder.file("test" + KIND)));
        ContentChoice choice = ContentChoice.atLeast(leastItems(parts), findings);
        List<Modality> modalities = Contents.read(folder, choice, findings);
        int first = firstItem(parts, modalities, findings);
        Draft draft = Draft.numbered(parts, first, modalities, findings);
        folder.find("user_item_dict" + KIND).ifPresent(file -> compare(file, draft, first, findings));
        return draft;
    }

    /** I at least. */
    static int leastItems(List<Pairs> parts) {
        return last(parts) + 1 - (areBehind(parts) ? users(parts) : 0);
    }

    private static boolean areBehind(List<Pairs> parts) {
        return smallest(parts) >= users(parts);
    }

    private static int users(List<Pairs> parts) {
        return parts.stream().mapToInt(Pairs::users).max().orElse(0);
    }

    private static int smallest(List<Pairs> parts) {
        return parts.stream().mapToInt(Pairs::firstItem).min().orElse(0);
    }

    private static int last(List<Pairs> parts) {
        return parts.stream().mapToInt(Pairs::items).max().orElse(1) - 1;
    }

    /** The id of item 0: the number of users if no item below occurs, else 0; where both fit, nobody can tell. */
    static int firstItem(List<Pairs> parts, List<Modality> modalities, Consumer<Finding> findings) {
        int users = users(parts);
        int smallest = smallest(parts);
        int largest = last(parts);
        boolean behind = areBehind(parts);
        require(
                !behind || modalities.isEmpty() || largest >= modalities.get(0).items(),
                "%s: expected items that start at 0 or behind the %d users, received %d .. %d, which fit both",
                parts.get(0).name(),
                users,
                smallest,
                largest);
        findings.accept(Finding.note("item ids are %s .. %s and there are %s users, so items are numbered %s"
                .formatted(
                        smallest,
                        largest,
                        users,
                        behind ? "behind the users: item 0 is %s in the files".formatted(users) : "from 0")));
        return behind ? users : 0;
    }

    /** The dictionary repeats the training pairs; where it does not, other programs trained on other data. */
    private static void compare(Path file, Draft draft, int first, Consumer<Finding> findings) {
        Pairs pairs = PythonPairs.read(file);
        require(
                pairs.users() <= draft.train().users(),
                "%s: expected users 0 .. %d, received %d",
                file,
                draft.train().users() - 1,
                pairs.users() - 1);
        int others = 0;
        for (int n = 0; n < pairs.size(); n++) {
            others += draft.train().contains(pairs.user(n), pairs.item(n) - first) ? 0 : 1;
        }
        if (others > 0 || pairs.size() < draft.train().size()) {
            findings.accept(Finding.warning(
                    "pairs of %s are not in training (it has %s, training %s); training pairs are those of the matrix"
                            .formatted(
                                    file.getFileName(),
                                    pairs.size(),
                                    draft.train().size()),
                    others,
                    ""));
        }
    }
}
