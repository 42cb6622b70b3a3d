package metammf.data.folder;

import static metammf.base.MetaMmfException.require;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import metammf.base.MetaMmfException;
import metammf.data.Ids;
import metammf.data.ItemFeatures;

/**
 * The file {@code missing.csv}: a row with the columns {@code modality} and {@code item} for each modality that an item lacks.
 * A file of the same name with other columns is left out with a warning.
 */
final class MissingItems {
    private static final List<String> HEADER = List.of("modality", "item");

    private final Path file;
    private final ItemFeatures features;
    private final Ids ids;
    private final Map<String, IntArrayList> missing = new HashMap<>();
    private List<String> header = List.of();

    private MissingItems(Path file, ItemFeatures features, Ids ids) {
        this.file = file;
        this.features = features;
        this.ids = ids;
    }

    /** The features without those that the file names; the same features if there is no such file. */
    static ItemFeatures mark(Folder folder, ItemFeatures features, Ids ids, Findings findings) {
        return folder.find("missing\\.csv")
                .map(file -> new MissingItems(file, features, ids).marked(findings))
                .orElse(features);
    }

    private ItemFeatures marked(Findings findings) {
        Lines.fields(file, this::take, findings);
        if (header.equals(HEADER)) {
            findings.note("items that lack a modality are in %s", file.getFileName());
        } else {
            findings.leftOut(file, "expected the columns " + HEADER);
        }
        return features.changed(modality -> missing.containsKey(modality.name())
                ? modality.without(missing.get(modality.name()).toIntArray())
                : modality);
    }

    private void take(long line, List<String> fields) {
        if (header.isEmpty()) {
            header = List.copyOf(fields);
        } else if (header.equals(HEADER)) {
            require(fields.size() == 2, "%s: line %d: expected %s, received %.200s", file, line, HEADER, fields);
            try {
                String modality = features.modality(fields.get(0)).name();
                missing.computeIfAbsent(modality, name -> new IntArrayList()).add(ids.item(fields.get(1)));
            } catch (MetaMmfException e) {
                throw new MetaMmfException(file + ": line " + line + ": " + e.getMessage(), e);
            }
        }
    }
}
