package metammf.data.format;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Values from Python's <a href="https://docs.python.org/3/library/pickle.html">pickles</a>, protocols 0 to
 * 5, read without Python. A pickle is a program; the machine knows the instructions that data need, builds only the types
 * whose full names PickleTypes lists, and refuses all else by its name. Nothing of the file is ever executed.
 *
 * <p>What it builds: {@code null}, {@link Boolean}, {@link Long} (beyond it {@link java.math.BigInteger}), {@link Double},
 * {@link String}, {@link Bytes}, {@link List} for lists and sets, {@code Object[]} for tuples, {@link Dict},
 * {@link Numbers} and {@link Objects} for arrays and tensors, {@link Instance} for sparse matrices. A list may hold
 * itself: code that walks through one has to know how deep to go.
 *
 * <p>Memory and time are bounded by the file's length: what an instruction makes is charged to a budget.
 */
public final class Pickle {
    private Pickle() {}

    /** A Python dictionary as keys and values in turn; where a key occurs twice, the later value holds. */
    public record Dict(List<Object> entries) {
        public int size() {
            return entries.size() / 2;
        }

        public Object key(int index) {
            return entries.get(2 * index);
        }

        public Object value(int index) {
            return entries.get(2 * index + 1);
        }

        /** {@return the value of a key, or null where there is none} */
        public Object get(String key) {
            for (int n = size() - 1; n >= 0; n--) {
                if (key.equals(key(n))) {
                    return value(n);
                }
            }
            return null;
        }

        @Override
        public String toString() {
            return "a dictionary of " + size();
        }
    }

    /** A NumPy array of Python objects, row by row. */
    public record Objects(long[] shape, List<Object> values) {
        @Override
        public String toString() {
            return "an array of objects of the shape " + Arrays.toString(shape);
        }
    }

    /** An object with its fields, of one of the types that PickleTypes lists. */
    public record Instance(String type, Dict fields) {
        @Override
        public String toString() {
            return type;
        }
    }

    /**
     * {@return the object that a file of one pickle describes}
     *
     * @throws metammf.base.MetaMmfException if the pickle needs a class or function that is not on the list
     */
    public static Object read(Bytes bytes) {
        return new PickleMachine(bytes, null).only();
    }

    /** {@return what {@code torch.save} wrote, in either of its forms; a tensor is {@link Numbers}} */
    public static Object readTorch(Path file) {
        return TorchFile.read(file);
    }

    /** {@return {@link Numbers} or {@link Objects} for an array inside a list, tuple or dictionary; else the object} */
    public static Object value(Object object) {
        return object instanceof PickleTypes.Array array ? array.value() : object;
    }

    /** {@return what an object is, in a few words; a list may hold itself, so its content stays out} */
    public static String describe(Object object) {
        Object value = value(object);
        if (value instanceof String text) {
            return text.length() > 80 ? text.substring(0, 80) + "..." : text;
        } else if (value instanceof List<?> list) {
            return "a list of " + list.size();
        }
        return value instanceof Object[] tuple ? "a tuple of " + tuple.length : String.valueOf(value);
    }
}
