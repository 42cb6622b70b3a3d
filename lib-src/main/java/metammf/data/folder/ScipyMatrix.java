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
        if (value instanceof Pickle.Instance matrix) {
            return new ScipyMatrix(file, matrix.fields()::get).read(matrix.type());
        }
        throw new MetaMmfException("%s: expected a sparse matrix, received %s".formatted(file, Pickle.describe(value)));
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
        String expected = "%s: expected users under %d and items under %d, received %d and %d";
        boolean holds = pairs.users() <= users && pairs.items() <= items;
        require(holds, expected, file, users, items, pairs.users() - 1, pairs.items() - 1);
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
        boolean good = shape.length == 2 && isSize(shape[0]) && isSize(shape[1]);
        require(good, "%s: expected a matrix of users and items, received %s", file, Pickle.describe(stated));
        return shape;
    }

    private static boolean isSize(long size) {
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
            long start = starts[major];
            long end = starts[major + 1];
            boolean good = start <= end && end <= indices.length;
            require(good, "%s: row %d: expected it to end behind its start %d, received %d", file, major, start, end);
            for (int n = (int) start; n < end; n++) {
                addUnlessZero(byUser ? major : indices[n], byUser ? indices[n] : major, values[n], n);
            }
        }
    }

    private void addLists() {
        List<?> rows = lists("rows", fields.apply("rows"));
        List<?> data = lists("data", fields.apply("data"));
        requireSize("rows", users, rows.size());
        requireSize("data", users, data.size());
        long budget = Bytes.of(file).length(); // lists may be shared: no file holds more entries than bytes
        for (int user = 0; user < users; user++) {
            List<?> columns = lists("rows", rows.get(user));
            List<?> values = lists("data", data.get(user));
            requireSize("data", columns.size(), values.size());
            budget -= columns.size();
            require(budget >= 0, "%s: row %d: expected fewer entries than bytes, received more", file, user);
            pairs.expect(columns.size());
            for (int n = 0; n < columns.size(); n++) {
                long item = number("rows", columns.get(n)).longValue();
                addUnlessZero(user, item, number("data", values.get(n)).floatValue(), user);
            }
        }
    }

    private void requireSize(String field, long expected, int received) {
        require(expected == received, "%s: %s: expected %d values, received %d", file, field, expected, received);
    }

    private List<?> lists(String field, Object value) {
        Object array = Pickle.value(value);
        Object list = array instanceof Pickle.Objects objects ? objects.values() : array;
        return expect(List.class, list, "lists", field, array);
    }

    private Number number(String field, Object value) {
        Object number = value instanceof Boolean truth ? (Object) (truth ? 1L : 0L) : value;
        boolean good = number instanceof Long || number instanceof Double; // no whole number beyond Long
        return expect(Number.class, good ? number : null, "numbers", field, value);
    }

    private Numbers numbers(String field, Object value) {
        Object array = Pickle.value(value);
        boolean list = array instanceof Numbers numbers && numbers.shape().length == 1;
        return expect(Numbers.class, list ? array : null, "a list of numbers", field, array);
    }

    private <T> T expect(Class<T> type, Object value, String what, String field, Object received) {
        boolean good = type.isInstance(value);
        require(good, "%s: %s: expected %s, received %s", file, field, what, Pickle.describe(received));
        return type.cast(value);
    }

    /** A zero that is stored all the same is no interaction. */
    private void addUnlessZero(long user, long item, float value, int at) {
        if (value == 0) {
            pairs.leaveOut("entries of 0", at);
        } else if (Float.isFinite(value)) {
            pairs.add(user, item, at);
        } else {
            throw new MetaMmfException(
                    "%s: entry %s: expected a finite number, received %s".formatted(file, at, value));
        }
    }
}
