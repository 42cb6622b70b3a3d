package metammf.data.folder;

import static metammf.base.MetaMmfException.require;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
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

    /** The entries that are not zero, and the sizes, of a coo, csr, csc or lil matrix. */
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
            case "csr" -> addCompressed(users, true);
            case "csc" -> addCompressed(items, false);
            case "lil" -> addLists();
            default ->
                throw new MetaMmfException(
                        "%s: expected a coo, csr, csc or lil matrix, received %.80s".formatted(file, kind));
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
        Object ofPickle = fields.apply("_shape");
        Object stated = ofPickle == null ? fields.apply("shape") : ofPickle; // of an archive
        long[] shape = stated instanceof Numbers numbers ? numbers.longs() : new long[0];
        if (stated instanceof Object[] tuple && Stream.of(tuple).allMatch(Long.class::isInstance)) {
            shape = Stream.of(tuple).mapToLong(size -> (Long) size).toArray();
        }
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
        Object[] coordinates = fields.apply("coords") instanceof Object[] both && both.length == 2 // of a newer SciPy
                ? both
                : new Object[] {fields.apply("row"), fields.apply("col")};
        long[] row = numbers("row", coordinates[0]).longs();
        long[] column = numbers("col", coordinates[1]).longs();
        float[] values = numbers("data", fields.apply("data")).floats();
        requireSize("col", row.length, column.length);
        requireSize("data", row.length, values.length);
        pairs.expect(values.length);
        for (int n = 0; n < values.length; n++) {
            addUnlessZero(row[n], column[n], values[n], n);
        }
    }

    /** The entries of csr row by row, those of csc column by column. */
    private void addCompressed(int size, boolean byUser) {
        long[] starts = numbers("indptr", fields.apply("indptr")).longs();
        long[] indices = numbers("indices", fields.apply("indices")).longs();
        float[] values = numbers("data", fields.apply("data")).floats();
        requireSize("indptr", size + 1L, starts.length);
        requireSize("indices", starts[size], indices.length);
        requireSize("data", indices.length, values.length);
        require(starts[0] == 0, "%s: indptr: expected a first row that starts at 0, received %d", file, starts[0]);
        pairs.expect(values.length);
        for (int major = 0; major < size; major++) {
            long end = starts[major + 1];
            require(
                    starts[major] <= end && end <= indices.length,
                    "%s: row %d: expected it to end behind its start %d, received %d",
                    file,
                    major,
                    starts[major],
                    end);
            for (int n = (int) starts[major]; n < end; n++) {
                addUnlessZero(byUser ? major : indices[n], byUser ? indices[n] : major, values[n], n);
            }
        }
    }

    private void requireSize(String field, long expected, int received) {
        require(expected == received, "%s: %s: expected %d values, received %d", file, field, expected, received);
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
        requireSize(field, size, list.size());
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
                throw new MetaMmfException(
                        "%s: entry %s: expected a finite number, received %s".formatted(file, at, value));
            }
            pairs.add(user, item, at);
        } else {
            pairs.leaveOut("entries of 0", at);
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
