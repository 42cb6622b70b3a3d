package metammf.data.folder;

import static metammf.base.MetaMmfException.require;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import metammf.data.Finding;
import metammf.data.Modality;

/** The files of DiffMM, MMSSL and SSLRec: a sparse matrix of SciPy, users x items, for every part, and features. */
final class SparseMatrixLayout implements Layout {
    private static final String TRAIN = "(trn|train)_?[mM]at(_\\w+)?(\\.pkl|\\.npz)?";
    private static final String VALIDATION = "(val|valid|validation)_?[mM]at(\\.pkl|\\.npz)?";
    private static final String TEST = "(tst|test)_?[mM]at(\\.pkl|\\.npz)?";
    private static final String TARGET =
            ".*[mM]at(_buy)?(\\.pkl|\\.npz)?"; // of several behaviours, SSLRec tests buying

    @Override
    public String name() {
        return "DiffMM, MMSSL and SSLRec (trnMat.pkl, train_mat.pkl or trn_mat_buy.pkl, valMat.pkl or valid_mat.pkl, "
                + "tstMat.pkl, tst_mat.pkl or test_mat.pkl)";
    }

    @Override
    public Optional<String> recognise(Folder folder) {
        return folder.has(TRAIN) && folder.has(TEST)
                ? Optional.of("%s and %s"
                        .formatted(
                                training(folder).getFileName(),
                                folder.file(TEST).getFileName()))
                : Optional.empty();
    }

    /** The matrix of the behaviour that is tested. */
    private static Path training(Folder folder) {
        List<Path> all = folder.all(TRAIN);
        List<Path> target = all.size() == 1
                ? all
                : all.stream()
                        .filter(file -> file.getFileName().toString().matches(TARGET))
                        .toList();
        require(
                target.size() == 1,
                "%s: expected one training matrix, received %s; move the others to another folder",
                folder.path(),
                Folder.names(all));
        return target.get(0);
    }

    @Override
    public Draft read(Folder folder, Consumer<Finding> findings) {
        Path train = training(folder);
        List<Path> others =
                folder.all(TRAIN).stream().filter(file -> !file.equals(train)).toList();
        if (!others.isEmpty()) {
            findings.accept(Finding.warning(
                    "training matrices of other behaviours, left out: " + Folder.names(others), others.size(), ""));
        }
        List<Pairs> parts = Stream.of(train, folder.find(VALIDATION).orElse(null), folder.file(TEST))
                .map(file -> file == null ? Pairs.none(VALIDATION) : ScipyMatrix.read(file))
                .toList();
        noteSizes(parts, findings);
        int items = parts.stream().mapToInt(Pairs::items).max().orElse(0);
        List<Modality> modalities = Contents.read(folder, ContentChoice.exactly(items, findings), findings);
        return Draft.numbered(parts, 0, modalities, findings);
    }

    private static void noteSizes(List<Pairs> parts, Consumer<Finding> findings) {
        List<Pairs> there = parts.stream().filter(part -> part.items() > 0).toList();
        Pairs first = there.get(0);
        for (Pairs other : there) {
            if (other.users() != first.users() || other.items() != first.items()) {
                findings.accept(Finding.warning(
                        "matrices of different sizes, of which the larger ones count: %s x %s in %s, %s x %s in %s"
                                .formatted(
                                        first.users(),
                                        first.items(),
                                        Path.of(first.name()).getFileName(),
                                        other.users(),
                                        other.items(),
                                        Path.of(other.name()).getFileName()),
                        0,
                        ""));
            }
        }
    }
}
