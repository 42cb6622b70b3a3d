package metammf.data;

import static metammf.MetaMmfException.require;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import metammf.data.format.Bytes;
import metammf.data.format.Numbers;
import metammf.data.format.Pickle;

/** The files of DiffMM and MMSSL: a pickled sparse matrix of SciPy, users x items, for every part, and features. */
final class SparseMatrixLayout implements Layout {
    private static final List<String> FILES =
            List.of("(trnMat\\.pkl|train_mat)", "(valMat\\.pkl|val_mat)", "(tstMat\\.pkl|test_mat)");

    /** A matrix: its size, and where it is not zero. */
    private record Matrix(int users, int items, Pairs pairs) {}

    @Override
    public String name() {
        return "DiffMM and MMSSL (trnMat.pkl, valMat.pkl, tstMat.pkl)";
    }

    @Override
    public Optional<String> recognise(Folder folder) {
        return folder.has(FILES.get(0)) && folder.has(FILES.get(2))
                ? Optional.of("%s and %s"
                        .formatted(
                                folder.file(FILES.get(0)).getFileName(),
                                folder.file(FILES.get(2)).getFileName()))
                : Optional.empty();
    }

    @Override
    public Draft read(Folder folder, Consumer<Finding> findings) {
        List<Matrix> matrices = new ArrayList<>();
        for (String file : FILES) {
            Optional<Path> found = folder.find(file);
            matrices.add(found.isPresent() ? read(found.get()) : new Matrix(1, 1, Pairs.none(file)));
        }
        List<Modality> modalities = new ArrayList<>(Contents.read(folder.all(Contents.FEATURES), findings));
        int items = matrices.stream().mapToInt(Matrix::items).max().orElse(0);
        requireRows(folder, items, modalities);
        int users = matrices.stream().mapToInt(Matrix::users).max().orElse(0);
        return Draft.numbered(matrices.stream().map(Matrix::pairs).toList(), users, 0, modalities, findings);
    }

    private static void requireRows(Folder folder, int items, List<Modality> modalities) {
        for (Modality modality : modalities) {
            require(
                    modality.items() == items,
                    "%s: %s: rows must equal items: expected %d, received %d",
                    folder.path(),
                    modality.name(),
                    items,
                    modality.items());
        }
    }

    private static Matrix read(Path file) {
        Object value = Pickle.read(Bytes.of(file));
        require(
                value instanceof Pickle.Instance,
                "%s: expected a sparse matrix, received %s",
                file,
                Pickle.describe(value));
        Pickle.Instance matrix = (Pickle.Instance) value;
        int users = size(file, matrix.fields(), 0);
        int items = size(file, matrix.fields(), 1);
        Pairs pairs = new Pairs(file.toString(), "entry");
        if (matrix.type().equals("csr")) {
            addRows(file, matrix.fields(), users, pairs);
        } else {
            addEntries(file, matrix.fields(), pairs);
        }
        require(
                pairs.lastUser() < users && pairs.lastItem() < items,
                "%s: expected users under %d and items under %d, received %d and %d",
                file,
                users,
                items,
                pairs.lastUser(),
                pairs.lastItem());
        return new Matrix(users, items, pairs);
    }

    private static int size(Path file, Pickle.Dict fields, int dimension) {
        Object shape = fields.get("_shape");
        require(
                shape instanceof Object[] sizes
                        && sizes.length == 2
                        && sizes[dimension] instanceof Long size
                        && size > 0
                        && size < Integer.MAX_VALUE,
                "%s: expected a matrix of users and items, received %s",
                file,
                Pickle.describe(shape));
        return ((Long) ((Object[]) shape)[dimension]).intValue();
    }

    private static void addEntries(Path file, Pickle.Dict fields, Pairs pairs) {
        Object coordinates = fields.get("coords"); // of a newer SciPy
        boolean together = coordinates instanceof Object[] both && both.length == 2;
        Object row = together ? ((Object[]) coordinates)[0] : fields.get("row");
        Object column = together ? ((Object[]) coordinates)[1] : fields.get("col");
        long[] users = numbers(file, "row", row).longs();
        long[] items = numbers(file, "col", column).longs();
        float[] values = numbers(file, "data", fields.get("data")).floats();
        require(
                users.length == items.length && users.length == values.length,
                "%s: expected as many rows as columns and values, received %d, %d and %d",
                file,
                users.length,
                items.length,
                values.length);
        for (int n = 0; n < values.length; n++) {
            addUnlessZero(pairs, users[n], items[n], values[n], n);
        }
    }

    private static void addRows(Path file, Pickle.Dict fields, int users, Pairs pairs) {
        long[] starts = numbers(file, "indptr", fields.get("indptr")).longs();
        long[] items = numbers(file, "indices", fields.get("indices")).longs();
        float[] values = numbers(file, "data", fields.get("data")).floats();
        require(
                starts.length == users + 1L && starts[0] == 0 && starts[users] == items.length,
                "%s: expected %d row starts from 0 to %d, received %d",
                file,
                users + 1L,
                items.length,
                starts.length);
        require(
                items.length == values.length,
                "%s: expected %d values, received %d",
                file,
                items.length,
                values.length);
        for (int user = 0; user < users; user++) {
            requireRow(file, starts, user, items.length);
            for (int n = (int) starts[user]; n < starts[user + 1]; n++) {
                addUnlessZero(pairs, user, items[n], values[n], n);
            }
        }
    }

    private static void requireRow(Path file, long[] starts, int user, int size) {
        require(
                starts[user] <= starts[user + 1] && starts[user + 1] <= size,
                "%s: row %d: expected it to end behind its start %d, received %d",
                file,
                user,
                starts[user],
                starts[user + 1]);
    }

    /** A zero that is stored all the same is no interaction. */
    private static void addUnlessZero(Pairs pairs, long user, long item, float value, int at) {
        if (value != 0) {
            require(
                    Float.isFinite(value),
                    "%s: entry %d: expected a finite number, received %s",
                    pairs.name(),
                    at,
                    value);
            pairs.add(user, item, at);
        }
    }

    private static Numbers numbers(Path file, String field, Object value) {
        Object array = Pickle.value(value);
        require(
                array instanceof Numbers numbers && numbers.shape().length == 1,
                "%s: %s: expected a list of numbers, received %s",
                file,
                field,
                Pickle.describe(array));
        return (Numbers) array;
    }
}
