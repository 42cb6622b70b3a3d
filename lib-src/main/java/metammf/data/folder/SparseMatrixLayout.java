package metammf.data.folder;

import static metammf.base.MetaMmfException.require;

import java.nio.file.Path;
import java.util.List;

/** The files of DiffMM, MMSSL and SSLRec: a sparse matrix of SciPy, users x items, for every part, and features. */
final class SparseMatrixLayout {
    private static final String TRAIN = "(trn|train)_?[mM]at(_\\w+)?(\\.pkl|\\.npz)?";
    private static final String VALIDATION = "(val|valid|validation)_?[mM]at(\\.pkl|\\.npz)?";
    private static final String TEST = "(tst|test)_?[mM]at(\\.pkl|\\.npz)?";
    private static final String TESTED = ".*[mM]at(_buy)?(\\.pkl|\\.npz)?"; // SSLRec has several kinds of behaviour

    private SparseMatrixLayout() {}

    static List<Path> recognise(Folder folder) {
        List<Path> found = folder.findAll(TRAIN, TEST);
        return found.isEmpty() ? found : List.of(training(folder), found.get(1));
    }

    /** The matrix of the behaviour that is tested. */
    private static Path training(Folder folder) {
        List<Path> all = folder.all(TRAIN);
        List<Path> tested = all.size() == 1
                ? all
                : all.stream().filter(file -> Folder.matches(file, TESTED)).toList();
        String expected = "%s: expected one training matrix, received %s; move the others to another folder";
        require(tested.size() == 1, expected, folder.path(), Folder.names(all));
        return tested.get(0);
    }

    static Draft read(Folder folder, List<Path> files, Findings findings) {
        Path train = files.get(0);
        List<Path> others =
                folder.all(TRAIN).stream().filter(file -> !file.equals(train)).toList();
        if (!others.isEmpty()) {
            String names = Folder.names(others);
            findings.warn(others.size(), "training matrices of other behaviours, left out: %s", names);
        }
        Pairs validation =
                folder.find(VALIDATION).map(ScipyMatrix::read).orElseGet(() -> new Pairs("validation", "row"));
        List<Pairs> parts = List.of(ScipyMatrix.read(train), validation, ScipyMatrix.read(files.get(1)));
        noteSizes(parts, findings);
        ContentChoice choice = ContentChoice.exactly(Pairs.items(parts), findings);
        return Draft.numbered(parts, 0, Contents.read(folder, choice), findings);
    }

    private static void noteSizes(List<Pairs> parts, Findings findings) {
        Pairs first = parts.get(0);
        for (Pairs other : parts) {
            if (other.items() > 0 && (other.users() != first.users() || other.items() != first.items())) {
                String warning = "matrices of different sizes, of which the larger ones count: %s, %s";
                findings.warn(0, warning, first.describeSize(), other.describeSize());
            }
        }
    }
}
