package metammf.data.folder;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import metammf.base.Heap;
import metammf.base.MetaMmfException;
import metammf.data.Dataset;

/** A way in which the files of a data set are laid out in a folder. */
interface Layout {
    /** How the parts of a split are called in findings. */
    List<String> PARTS = List.of("training", "validation", "test");

    /** All that are known; the first one that recognises a folder reads it. */
    List<Layout> ALL = List.of(
            TableLayout.byName(),
            new SparseMatrixLayout(),
            new WarmAndColdLayout(),
            new MicroVideoLayout(),
            new JsonLayout(),
            new LinesLayout(),
            TableLayout.byHeader());

    /** {@return the programs whose files these are, and the files that are needed} */
    String name();

    /** {@return the files that tell that a folder is of this layout, or none} */
    List<Path> recognise(Folder folder);

    /** {@return what a folder contains, read from the files that were recognised and from content next to them} */
    Draft read(Folder folder, List<Path> files, Findings findings);

    /**
     * Reads a folder in whatever layout it is.
     *
     * @param dropLeaks whether held-out pairs that are in training too are left out, and are not an error
     */
    static Dataset open(Path path, boolean dropLeaks) {
        Folder folder = new Folder(path);
        for (Layout layout : ALL) {
            List<Path> files = layout.recognise(folder);
            if (!files.isEmpty()) {
                return open(layout, files, folder, dropLeaks);
            }
        }
        String names = ALL.stream().map(Layout::name).collect(Collectors.joining(", or of "));
        throw new MetaMmfException("%s: expected the files of %s; received %s".formatted(path, names, folder));
    }

    private static Dataset open(Layout layout, List<Path> files, Folder folder, boolean dropLeaks) {
        try {
            Findings findings = new Findings();
            findings.note("recognised as the layout of %s by %s", layout.name(), folder.listed(files));
            return layout.read(folder, files, findings).dataset(folder, findings, dropLeaks);
        } catch (MetaMmfException e) { // found by a part that may know no files: an error says where
            String place = folder.path().toString();
            throw e.getMessage().contains(place) ? e : new MetaMmfException(place + ": " + e.getMessage(), e);
        } catch (OutOfMemoryError e) {
            throw Heap.explained(e);
        }
    }
}
