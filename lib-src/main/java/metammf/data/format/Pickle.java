package metammf.data.format;

import java.util.Arrays;
import java.util.List;
import metammf.base.MetaMmfException;

/**
 * Values from Python's <a href="https://docs.python.org/3/library/pickle.html">pickles</a>, protocols 0 to
 * 5, read without Python. A pickle is a program; the machine knows the instructions that data need, builds only the types
 * whose full names PickleTypes lists, and refuses all else by its name. Nothing of the file is ever executed.
 *
 * <p>What it builds: {@code null}, {@link Boolean}, {@link Long} (beyond it {@link java.math.BigInteger}), {@link Double},
 * {@link String}, {@link Bytes}, {@link List} for lists and sets, {@code Object[]} for tuples, {@link Dict},
 * {@link Numbers} and {@link Objects} for arrays and tensors, {@link Instance} for sparse matrices. A list may hold
 * itself: whoever walks through one has to know how deep to go.
 *
 * <p>Memory and time are bounded by the file's length: what an instruction makes is charged to a budget.
 */
public final class Pickle {
    private Pickle() {}

    /**
     * A Python dictionary; where a key occurs twice, the later value holds.
     *
     * @param entries keys and values in turn
     */
    public record Dict(List<Object> entries) {
        /** {@return the number of entries} */
        public int size() {
            return entries.size() / 2;
        }

        /**
         * A key.
         *
         * @param index number of the entry
         * @return its key
         */
        public Object key(int index) {
            return entries.get(2 * index);
        }

        /**
         * A value.
         *
         * @param index number of the entry
         * @return its value
         */
        public Object value(int index) {
            return entries.get(2 * index + 1);
        }

        /**
         * The value of a key.
         *
         * @param key a text
         * @return its value, or null where there is none
         */
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
            return describe(this);
        }
    }

    /**
     * A NumPy array of Python objects.
     *
     * @param shape length of every dimension
     * @param values row by row
     */
    public record Objects(long[] shape, List<Object> values) {
        @Override
        public String toString() {
            return describe(this);
        }
    }

    /**
     * An object with its fields, of one of the types that PickleTypes lists.
     *
     * @param type full name of its type
     * @param fields its fields
     */
    public record Instance(String type, Dict fields) {
        @Override
        public String toString() {
            return describe(this);
        }
    }

    /**
     * Reads a pickle that fills a file.
     *
     * @param bytes the whole file
     * @return what it describes
     * @throws MetaMmfException if it is malformed, or would build or call anything that is not on the list
     */
    public static Object read(Bytes bytes) {
        return new PickleMachine(bytes, null).only();
    }

    /**
     * An object inside a list, tuple or dictionary.
     *
     * @param object as it was found there
     * @return {@link Numbers} or {@link Objects} for an array; anything else is itself
     */
    public static Object value(Object object) {
        return object instanceof PickleTypes.Array array ? array.value() : object;
    }

    /**
     * What an object is, for an error. A list may hold itself, so its content stays out.
     *
     * @param object whatever a pickle became
     * @return a few words
     */
    public static String describe(Object object) {
        Object value = value(object);
        if (value instanceof String text) {
            return text.length() > 80 ? text.substring(0, 80) + "..." : text;
        } else if (value instanceof List<?> list) {
            return "a list of " + list.size();
        } else if (value instanceof Object[] tuple) {
            return "a tuple of " + tuple.length;
        } else if (value instanceof Dict dict) {
            return "a dictionary of " + dict.size();
        } else if (value instanceof Objects array) {
            return "an array of objects of the shape " + Arrays.toString(array.shape());
        } else if (value instanceof Instance instance) {
            return instance.type();
        }
        return value instanceof PickleTypes.Type type ? type.name() : String.valueOf(value);
    }
}
