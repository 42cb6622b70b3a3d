package metammf.data.folder;

import static metammf.base.MetaMmfException.require;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import metammf.base.MetaMmfException;
import metammf.data.Finding;
import metammf.data.Ids;
import metammf.data.ItemFeatures;
import metammf.data.format.Delimited;

/** The file {@code missing.csv}: a row with the columns {@code modality} and {@code item} for each modality an item lacks. */
final class MissingItems implements Delimited.Line {
    static final String NAME = "missing.csv";

    private final Path file;
    private final ItemFeatures features;
    private final Ids ids;
    private final Map<String, IntArrayList> missing = new HashMap<>();
    private boolean begun;

    private MissingItems(Path file, ItemFeatures features, Ids ids) {
        this.file = file;
        this.features = features;
        this.ids = ids;
    }

    /**
     * Marks the items that the file names.
     *
     * @param folder where
     * @param features of all items
     * @param ids of the items
     * @param findings where to report the file
     * @return the features without what is missing; the same features without such a file
     * @throws MetaMmfException if the file has other columns or names an unknown modality or item
     */
    static ItemFeatures mark(Folder folder, ItemFeatures features, Ids ids, Consumer<Finding> findings) {
        return folder.find(NAME.replace(".", "\\."))
                .map(file -> new MissingItems(file, features, ids).marked(findings))
                .orElse(features);
    }

    private ItemFeatures marked(Consumer<Finding> findings) {
        Tally.lines(file, ',', this, findings);
        findings.accept(Finding.note("items that lack a modality are in " + NAME));
        return features.changed(modality -> missing.containsKey(modality.name())
                ? modality.without(missing.get(modality.name()).toIntArray())
                : modality);
    }

    @Override
    public void take(long line, List<String> fields) {
        List<String> header = List.of("modality", "item");
        boolean good = begun ? fields.size() == 2 : fields.equals(header);
        require(good, "%s: line %d: expected %s, received %.200s", file, line, header, fields);
        if (begun) {
            try {
                String modality = features.modality(fields.get(0)).name();
                missing.computeIfAbsent(modality, name -> new IntArrayList()).add(ids.item(fields.get(1)));
            } catch (MetaMmfException e) {
                throw new MetaMmfException(file + ": line " + line + ": " + e.getMessage(), e);
            }
        }
        begun = true;
    }
}
