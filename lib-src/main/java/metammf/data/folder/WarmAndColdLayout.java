package metammf.data.folder;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import metammf.data.Ids;
import metammf.data.Interactions;
import metammf.data.Modality;
import metammf.data.Split;
import metammf.data.format.Bytes;
import metammf.data.format.Npy;

/**
 * The files of CLCRec: a dictionary of training items, and held-out items in three files: all, warm (in training) and cold.
 * The split contains all; {@link Split#warmTest} and {@link Split#coldTest} separate them as the files do.
 */
final class WarmAndColdLayout {
    private WarmAndColdLayout() {}

    static Draft read(Folder folder, List<Path> files, Findings findings) {
        List<Pairs> parts = files.stream().map(PythonPairs::read).toList();
        List<Modality> modalities = MicroVideoLayout.modalities(folder, parts, findings);
        int first = MicroVideoLayout.firstItem(parts, modalities, findings);
        Ids ids = Draft.numbers(parts, first, modalities);
        List<Interactions> sets = Draft.sets(parts, first, ids, findings);
        int[] degrees = sets.get(0).itemDegrees();
        for (String kind : List.of("warm", "cold")) {
            compare(folder, "val_" + kind, kind, sets.get(1), degrees, first, findings);
            compare(folder, "test_" + kind, kind, sets.get(2), degrees, first, findings);
        }
        folder.find("cold_set\\.npy").ifPresent(file -> compare(file, degrees, first, findings));
        return Draft.asGiven(sets, ids, modalities);
    }

    /** Whether the pairs that a file calls warm or cold are those of items with or without training pairs. */
    private static void compare(
            Folder folder, String stem, String kind, Interactions all, int[] degrees, int first, Findings findings) {
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

    private static void compare(Path file, int[] degrees, int first, Findings findings) {
        long[] cold = Npy.numbers(Bytes.of(file)).longs();
        long trained = LongStream.of(cold)
                .filter(id -> id - first >= 0 && id - first < degrees.length && degrees[(int) (id - first)] > 0)
                .count();
        if (trained == 0) {
            findings.note("%,d items are cold: none of %s is in training", cold.length, file.getFileName());
        } else {
            findings.warn(trained, "items of %s are in training", file.getFileName());
        }
    }
}
