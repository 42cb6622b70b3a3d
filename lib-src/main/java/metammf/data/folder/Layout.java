package metammf.data.folder;

import static metammf.base.MetaMmfException.require;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import metammf.base.MetaMmfException;
import metammf.data.DataCard;
import metammf.data.Dataset;
import metammf.data.Finding;
import metammf.data.ItemFeatures;
import metammf.data.Split;
import metammf.data.format.Heap;

/** A way in which a data set lies in a folder. */
interface Layout {
    /** How the parts of a split are called in findings. */
    List<String> PARTS = List.of("training", "validation", "test");

    /** All that are known; where a folder fits several, the first one reads it. */
    List<Layout> ALL = List.of(
            TableLayout.byName(),
            new SparseMatrixLayout(),
            new WarmAndColdLayout(),
            new MicroVideoLayout(),
            new JsonLayout(),
            new LinesLayout(),
            TableLayout.byHeader());

    /** {@return the models whose files these are, and the files that are needed} */
    String name();

    /**
     * Looks at the names of the files.
     *
     * @param folder where
     * @return which files tell that it is this layout, or nothing
     */
    Optional<String> recognise(Folder folder);

    /**
     * Reads the files.
     *
     * @param folder of this layout
     * @param findings what the user should know
     * @return what they hold
     */
    Draft read(Folder folder, Consumer<Finding> findings);

    /**
     * Reads a folder in whatever layout it is.
     *
     * @param path of the folder
     * @param dropLeaks whether held-out pairs that are in training too are left out, and are not an error
     * @return the data set
     */
    static Dataset open(Path path, boolean dropLeaks) {
        Folder folder = new Folder(path);
        for (Layout layout : ALL) {
            Optional<String> reason = layout.recognise(folder);
            if (reason.isPresent()) {
                return naming(folder, () -> read(layout, reason.get(), folder, dropLeaks));
            }
        }
        require(
                false,
                "%s: expected the files of %s; received %s",
                path,
                ALL.stream().map(Layout::name).collect(Collectors.joining(", or of ")),
                folder);
        return null;
    }

    /** Sees to it that an error says where, even if parts that know no files found it. */
    private static Dataset naming(Folder folder, Supplier<Dataset> reading) {
        try {
            return reading.get();
        } catch (MetaMmfException e) {
            String place = folder.path().toString();
            throw e.getMessage().contains(place) ? e : new MetaMmfException(place + ": " + e.getMessage(), e);
        } catch (OutOfMemoryError e) {
            throw Heap.explained(e);
        }
    }

    private static Dataset read(Layout layout, String reason, Folder folder, boolean dropLeaks) {
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.note("recognised as the layout of %s by %s".formatted(layout.name(), reason)));
        Draft draft = layout.read(folder, findings::add);
        List<Finding> leaks = new ArrayList<>();
        Split split = Split.asGiven(draft.train(), draft.validation(), draft.test(), draft.ids(), leaks::add);
        require(
                dropLeaks || leaks.isEmpty(),
                "%s: results would leak: %s; %s",
                folder.path(),
                leaks.stream()
                        .map(Finding::toString)
                        .collect(Collectors.joining("; "))
                        .replace(", left out", ""),
                draft.doubt().isEmpty() ? "Datasets.openDroppingLeaks leaves them out" : draft.doubt());
        findings.addAll(leaks);
        ItemFeatures features = draft.modalities().isEmpty()
                ? ItemFeatures.none(draft.train().items())
                : ItemFeatures.of(draft.modalities());
        ItemFeatures marked = MissingItems.mark(folder, features, draft.ids(), findings::add);
        DataCard card = PublicSets.card(folder.path()).withNotes(findings);
        return new Dataset(folder.name(), split, draft.ids(), marked, card);
    }
}
