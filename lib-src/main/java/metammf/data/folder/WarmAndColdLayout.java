package metammf.data.folder;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import metammf.data.Finding;
import metammf.data.Interactions;
import metammf.data.Modality;
import metammf.data.Split;
import metammf.data.format.Bytes;
import metammf.data.format.Npy;

/**
 * The files of CLCRec: a dictionary of training items, and held-out items apart: all, warm (in training) and cold. The
 * split holds all; {@link Split#warmTest} and {@link Split#coldTest} take it apart again, as the files do.
 */
final class WarmAndColdLayout implements Layout {
    private static final String TRAIN = "user_item_train_dict\\.npy";

    @Override
    public String name() {
        return "CLCRec (user_item_train_dict.npy, val_full.npy, test_full.npy)";
    }

    @Override
    public Optional<String> recognise(Folder folder) {
        return folder.has(TRAIN) && folder.has("val_full\\.npy") && folder.has("test_full\\.npy")
                ? Optional.of("user_item_train_dict.npy, val_full.npy and test_full.npy")
                : Optional.empty();
    }

    @Override
    public Draft read(Folder folder, Consumer<Finding> findings) {
        List<Pairs> parts = List.of(
                PythonPairs.read(folder.file(TRAIN)),
                PythonPairs.read(folder.file("val_full\\.npy")),
                PythonPairs.read(folder.file("test_full\\.npy")));
        ContentChoice choice = ContentChoice.atLeast(MicroVideoLayout.leastItems(parts), findings);
        List<Modality> modalities = Contents.read(folder, choice, findings);
        int first = MicroVideoLayout.firstItem(parts, modalities, findings);
        Draft draft = Draft.numbered(parts, first, modalities, findings);
        int[] degrees = draft.train().itemDegrees();
        compare(folder, "val", draft.validation(), degrees, first, findings);
        compare(folder, "test", draft.test(), degrees, first, findings);
        folder.find("cold_set\\.npy").ifPresent(file -> compare(file, degrees, first, findings));
        return draft;
    }

    /** Whether the pairs that the files call warm and cold are those of items with and without training pairs. */
    private static void compare(
            Folder folder, String part, Interactions all, int[] degrees, int first, Consumer<Finding> findings) {
        for (String kind : List.of("warm", "cold")) {
            folder.find(part + "_" + kind + "\\.npy").ifPresent(file -> {
                Interactions expected = all.only(pair -> degrees[all.item(pair)] > 0 == kind.equals("warm"));
                Pairs pairs = PythonPairs.read(file);
                boolean same = pairs.size() == expected.size();
                for (int n = 0; n < pairs.size() && same; n++) {
                    same = pairs.user(n) < expected.users() && expected.contains(pairs.user(n), pairs.item(n) - first);
                }
                findings.accept(
                        same
                                ? Finding.note(String.format(
                                        Locale.ROOT,
                                        "%,d pairs of %s are those of %s items",
                                        expected.size(),
                                        file.getFileName(),
                                        kind))
                                : Finding.warning(
                                        "pairs of %s are not those of %s items, of which there are %s"
                                                .formatted(file.getFileName(), kind, expected.size()),
                                        pairs.size(),
                                        ""));
            });
        }
    }

    private static void compare(Path file, int[] degrees, int first, Consumer<Finding> findings) {
        long[] cold = Npy.numbers(Bytes.of(file)).longs();
        long trained = LongStream.of(cold)
                .filter(id -> id - first >= 0 && id - first < degrees.length && degrees[(int) (id - first)] > 0)
                .count();
        findings.accept(
                trained == 0
                        ? Finding.note(String.format(
                                Locale.ROOT,
                                "%,d items are cold: none of %s is in training",
                                cold.length,
                                file.getFileName()))
                        : Finding.warning("items of %s are in training".formatted(file.getFileName()), trained, ""));
    }
}
