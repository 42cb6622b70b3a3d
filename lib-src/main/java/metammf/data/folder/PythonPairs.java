package metammf.data.folder;

import static metammf.base.MetaMmfException.require;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import metammf.data.format.Bytes;
import metammf.data.format.Npy;
import metammf.data.format.Numbers;
import metammf.data.format.Pickle;

/** Pairs from NumPy files: a matrix or rows of a user and its items, or a dictionary from a user to its items. */
final class PythonPairs {
    private final Pairs pairs;
    private final String name;
    private long budget; // a list may occur in itself and in others: no file holds more ids than bytes

    private PythonPairs(Bytes file) {
        name = file.name();
        pairs = new Pairs(name, "row");
        budget = file.length();
    }

    static Pairs read(Path file) {
        return read(Bytes.of(file));
    }

    static Pairs read(Bytes file) {
        PythonPairs reader = new PythonPairs(file);
        reader.add(Npy.read(file));
        return reader.pairs;
    }

    private void add(Object array) {
        if (array instanceof Numbers numbers) {
            addRows(numbers.rows(), numbers.columns(), numbers.longs());
            return;
        }
        require(array instanceof Pickle.Objects, "%s: expected ids, received %s", name, Pickle.describe(array));
        Pickle.Objects objects = (Pickle.Objects) array;
        List<Object> values = objects.values();
        if (objects.shape().length == 0 && values.get(0) instanceof Pickle.Dict dict) {
            addEntries(dict);
        } else if (objects.shape().length == 2) {
            addRows((int) objects.shape()[0], (int) objects.shape()[1], ids(values, 0));
        } else {
            boolean list = objects.shape().length == 1;
            require(list, "%s: expected a list of rows or a dictionary, received %s", name, objects);
            for (int row = 0; row < values.size(); row++) {
                addRow(row, ids(values.get(row), row));
            }
        }
    }

    private void addRows(int rows, int columns, long[] ids) {
        for (int row = 0; row < rows; row++) {
            addRow(row, Arrays.copyOfRange(ids, row * columns, (row + 1) * columns));
        }
    }

    private void addRow(int row, long... ids) {
        require(ids.length > 0, "%s: row %d: expected a user and its items, received nothing", name, row);
        pairs.add(ids[0], Arrays.copyOfRange(ids, 1, ids.length), row);
    }

    private void addEntries(Pickle.Dict dict) {
        for (int entry = 0; entry < dict.size(); entry++) {
            pairs.add(id(dict.key(entry), entry), ids(dict.value(entry), entry), entry);
        }
    }

    private long[] ids(Object row, int at) {
        Object value = row instanceof Object[] tuple ? Arrays.asList(tuple) : Pickle.value(row);
        int size = value instanceof List<?> list ? list.size() : value instanceof Numbers numbers ? numbers.size() : -1;
        require(size >= 0, "%s: row %d: expected a list of ids, received %s", name, at, Pickle.describe(row));
        budget -= size;
        require(budget >= 0, "%s: row %d: expected fewer ids than the file has bytes, received more", name, at);
        return value instanceof Numbers numbers
                ? numbers.longs()
                : ((List<?>) value).stream().mapToLong(id -> id(id, at)).toArray();
    }

    private long id(Object id, int at) {
        boolean whole = id instanceof Long || id instanceof Double fraction && fraction == Math.rint(fraction);
        require(whole, "%s: row %d: expected an id, received %s", name, at, Pickle.describe(id));
        return ((Number) id).longValue();
    }
}
