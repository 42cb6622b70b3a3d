package metammf.data.folder;

import static metammf.base.MetaMmfException.require;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import metammf.base.MetaMmfException;
import metammf.data.format.Bytes;
import metammf.data.format.Npy;
import metammf.data.format.Numbers;
import metammf.data.format.Pickle;

/** Reads a sparse matrix of SciPy, users x items, from a pickle or from the archive that {@code save_npz} writes. */
final class ScipyMatrix {
    private final Path file;
    private final Function<String, Object> fields;
    private final int users;
    private final int items;
    private final Pairs pairs;

    private ScipyMatrix(Path file, Function<String, Object> fields) {
        this.file = file;
        this.fields = fields;
        long[] shape = shape();
        users = (int) shape[0];
        items = (int) shape[1];
        pairs = new Pairs(file.toString(), "entry");
    }

    /**
     * Reads a matrix.
     *
     * @param file ends in {@code .npz} or holds a pickle
     * @return the entries that are not zero, and the matrix's sizes
     * @throws MetaMmfException if it is malformed, or of another kind than coo, csr, csc and lil
     */
    static Pairs read(Path file) {
        if (file.toString().endsWith(".npz")) {
            Map<String, Object> arrays = Npy.archive(file);
            return new ScipyMatrix(file, arrays::get).read(Pickle.describe(arrays.get("format")));
        }
        Object value = pickled(file);
        require(
                value instanceof Pickle.Instance,
                "%s: expected a sparse matrix, received %s",
                file,
                Pickle.describe(value));
        Pickle.Instance matrix = (Pickle.Instance) value;
        return new ScipyMatrix(file, matrix.fields()::get).read(matrix.type());
    }

    private static Object pickled(Path file) {
        try {
            return Pickle.read(Bytes.of(file));
        } catch (MetaMmfException e) { // a dok_matrix asks Python to call a function that others misuse
            boolean convertible = e.getMessage().matches("(?s).*received (scipy\\.sparse|copy_?reg)\\..*");
            throw convertible ? new MetaMmfException(e.getMessage() + conversion(file), e) : e;
        }
    }

    private static String conversion(Path file) {
        return "; if you trust the file and it is a sparse matrix, convert it in Python: import pickle; "
                + "m = pickle.load(open('%1$s', 'rb')).tocsr(); pickle.dump(m, open('%1$s', 'wb'))"
                        .formatted(file.getFileName());
    }

    private Pairs read(String kind) {
        switch (kind) {
            case "coo" -> addEntries();
            case "csr" -> addCompressed(users, (user, item, value, at) -> addUnlessZero(user, item, value, at));
            case "csc" -> addCompressed(items, (item, user, value, at) -> addUnlessZero(user, item, value, at));
            case "lil" -> addLists();
            default -> require(false, "%s: expected a coo, csr, csc or lil matrix, received %.80s", file, kind);
        }
        require(
                pairs.users() <= users && pairs.items() <= items,
                "%s: expected users under %d and items under %d, received %d and %d",
                file,
                users,
                items,
                pairs.users() - 1,
                pairs.items() - 1);
        pairs.state(users, items);
        return pairs;
    }

    private long[] shape() {
        Object stated = fields.apply("_shape"); // of a pickle
        if (stated == null) {
            stated = fields.apply("shape"); // of an archive
        }
        long[] shape =
                stated instanceof Object[] tuple && List.of(tuple).stream().allMatch(Long.class::isInstance)
                        ? List.of(tuple).stream().mapToLong(size -> (Long) size).toArray()
                        : stated instanceof Numbers numbers ? numbers.longs() : new long[0];
        require(
                shape.length == 2 && positive(shape[0]) && positive(shape[1]),
                "%s: expected a matrix of users and items, received %s",
                file,
                Pickle.describe(stated));
        return shape;
    }

    private static boolean positive(long size) {
        return size > 0 && size < Integer.MAX_VALUE;
    }

    private void addEntries() {
        Object coordinates = fields.apply("coords"); // of a newer SciPy
        boolean together = coordinates instanceof Object[] both && both.length == 2;
        long[] row = numbers("row", together ? ((Object[]) coordinates)[0] : fields.apply("row"))
                .longs();
        long[] column = numbers("col", together ? ((Object[]) coordinates)[1] : fields.apply("col"))
                .longs();
        float[] values = numbers("data", fields.apply("data")).floats();
        require(
                row.length == column.length && row.length == values.length,
                "%s: expected as many rows as columns and values, received %d, %d and %d",
                file,
                row.length,
                column.length,
                values.length);
        pairs.expect(values.length);
        for (int n = 0; n < values.length; n++) {
            addUnlessZero(row[n], column[n], values[n], n);
        }
    }

    @FunctionalInterface
    private interface Entry {
        void take(long major, long minor, float value, int at);
    }

    /** The entries of csr row by row, those of csc column by column. */
    private void addCompressed(int size, Entry entry) {
        long[] starts = numbers("indptr", fields.apply("indptr")).longs();
        long[] indices = numbers("indices", fields.apply("indices")).longs();
        float[] values = numbers("data", fields.apply("data")).floats();
        require(
                starts.length == size + 1L && starts[0] == 0 && starts[size] == indices.length,
                "%s: expected %d row starts from 0 to %d, received %d",
                file,
                size + 1L,
                indices.length,
                starts.length);
        require(
                indices.length == values.length,
                "%s: expected %d values, received %d",
                file,
                indices.length,
                values.length);
        pairs.expect(values.length);
        for (int major = 0; major < size; major++) {
            requireRow(starts, major, indices.length);
            for (int n = (int) starts[major]; n < starts[major + 1]; n++) {
                entry.take(major, indices[n], values[n], n);
            }
        }
    }

    private void requireRow(long[] starts, int row, int size) {
        require(
                starts[row] <= starts[row + 1] && starts[row + 1] <= size,
                "%s: row %d: expected it to end behind its start %d, received %d",
                file,
                row,
                starts[row],
                starts[row + 1]);
    }

    private void addLists() {
        List<?> rows = lists("rows", fields.apply("rows"), users);
        List<?> data = lists("data", fields.apply("data"), users);
        long budget = Bytes.of(file).length(); // lists may be shared: no file holds more entries than bytes
        for (int user = 0; user < users; user++) {
            List<?> columns = list("rows", rows.get(user));
            List<?> values = lists("data", data.get(user), columns.size());
            budget -= columns.size();
            require(
                    budget >= 0,
                    "%s: row %d: expected fewer entries than the file has bytes, received more",
                    file,
                    user);
            pairs.expect(columns.size());
            for (int n = 0; n < columns.size(); n++) {
                addUnlessZero(
                        user,
                        number("rows", columns.get(n)).longValue(),
                        number("data", values.get(n)).floatValue(),
                        user);
            }
        }
    }

    private List<?> lists(String field, Object value, int size) {
        List<?> list = list(field, value);
        require(list.size() == size, "%s: %s: expected %d values, received %d", file, field, size, list.size());
        return list;
    }

    private List<?> list(String field, Object value) {
        Object array = Pickle.value(value);
        Object list = array instanceof Pickle.Objects objects ? objects.values() : array;
        require(list instanceof List, "%s: %s: expected lists, received %s", file, field, Pickle.describe(array));
        return (List<?>) list;
    }

    private Number number(String field, Object value) {
        Object number = value instanceof Boolean truth ? (Object) (truth ? 1L : 0L) : value;
        require(
                number instanceof Long || number instanceof Double,
                "%s: %s: expected numbers, received %s",
                file,
                field,
                Pickle.describe(value));
        return (Number) number;
    }

    /** A zero that is stored all the same is no interaction. */
    private void addUnlessZero(long user, long item, float value, int at) {
        if (value != 0) {
            if (!Float.isFinite(value)) {
                require(false, "%s: entry %d: expected a finite number, received %s", file, at, value);
            }
            pairs.add(user, item, at);
        } else {
            pairs.leaveOut("entries of 0, left out", at);
        }
    }

    private Numbers numbers(String field, Object value) {
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
