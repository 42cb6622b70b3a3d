package metammf.data.folder;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import metammf.base.Heap;
import metammf.base.MetaMmfException;
import metammf.data.Dataset;

/**
 * A way in which the files of a data set are laid out in a folder.
 *
 * @param name the programs whose files these are, and the files that are needed
 * @param recognise gives the files that tell that a folder is of this layout, or none
 * @param reader reads a folder from these files and from content next to them
 */
record Layout(String name, Function<Folder, List<Path>> recognise, Reader reader) {
    /** How the parts of a split are called in findings. */
    static final List<String> PARTS = List.of("training", "validation", "test");

    /** All that are known; the first one that recognises a folder reads it. */
    private static final List<Layout> ALL = List.of(
            new Layout(
                    "this library and of MMRec (interactions.csv, interactions.tsv or *.inter)",
                    TableLayout::byName,
                    TableLayout::read),
            new Layout(
                    "DiffMM, MMSSL and SSLRec (trnMat.pkl, train_mat.pkl or trn_mat_buy.pkl, valMat.pkl or valid_mat.pkl,"
                            + " tstMat.pkl, tst_mat.pkl or test_mat.pkl)",
                    SparseMatrixLayout::recognise,
                    SparseMatrixLayout::read),
            new Layout(
                    "CLCRec (user_item_train_dict.npy, val_full.npy, test_full.npy)",
                    folder -> folder.findAll("user_item_train_dict\\.npy", "val_full\\.npy", "test_full\\.npy"),
                    MicroVideoLayout::readWarmAndCold),
            new Layout(
                    "MMGCN, MetaMMF, GRCN and InvRL (train.npy, val.npy, test.npy)",
                    MicroVideoLayout::recognise,
                    MicroVideoLayout::read),
            new Layout(
                    "LATTICE and MICRO (5-core/train.json, val.json, test.json)",
                    JsonLayout::recognise,
                    JsonLayout::read),
            new Layout("LightGCN, NGCF and SELFRec (train.txt, test.txt)", LinesLayout::recognise, LinesLayout::read),
            new Layout(
                    "any table (*.csv or *.tsv with columns such as user_id and item_id or video_id) and of MicroLens"
                            + " (*_pairs.tsv)",
                    TableLayout::byHeader,
                    TableLayout::read));

    @FunctionalInterface
    interface Reader {
        Draft read(Folder folder, List<Path> files, Findings findings);
    }

    /** Reads a folder in whatever layout it is; pairs that leak are left out if they are to be dropped, else refused. */
    static Dataset open(Path path, boolean dropLeaks) {
        Folder folder = new Folder(path);
        for (Layout layout : ALL) {
            List<Path> files = layout.recognise.apply(folder);
            if (!files.isEmpty()) {
                return layout.open(files, folder, dropLeaks);
            }
        }
        String names = ALL.stream().map(Layout::name).collect(Collectors.joining(", or of "));
        throw new MetaMmfException("%s: expected the files of %s; received %s".formatted(path, names, folder));
    }

    private Dataset open(List<Path> files, Folder folder, boolean dropLeaks) {
        try {
            Findings findings = new Findings();
            findings.note("recognised as the layout of %s by %s", name, folder.listed(files));
            return reader.read(folder, files, findings).dataset(folder, findings, dropLeaks);
        } catch (MetaMmfException e) { // found by a part that may know no files: an error says where
            String place = folder.path().toString();
            throw e.getMessage().contains(place) ? e : new MetaMmfException(place + ": " + e.getMessage(), e);
        } catch (OutOfMemoryError e) {
            throw Heap.explained(e);
        }
    }
}
