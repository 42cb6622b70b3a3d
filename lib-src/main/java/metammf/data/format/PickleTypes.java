package metammf.data.format;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * The full names that a pickle may mention, and what they build: values of Python, arrays of NumPy, sparse matrices of
 * SciPy, tensors of PyTorch. The list is complete: whatever is not on it is refused.
 */
final class PickleTypes {
    static final Object[] EMPTY = {};

    private static final Map<String, Type> TYPES = new HashMap<>();

    private PickleTypes() {}

    /** A type that may be built, and how from its arguments. */
    record Type(String name, BiFunction<PickleInput, Object[], Object> make) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** What an array consists of: numbers, or objects where there is no type; its byte order comes later. */
    private static final class Layout {
        private final NumberType type;
        private ByteOrder order = ByteOrder.LITTLE_ENDIAN;

        Layout(NumberType type) {
            this.type = type;
        }
    }

    /** An array that gets its content after it was made. */
    static final class Array {
        private Object value;

        Object value() {
            return value;
        }
    }

    static Type named(String name) {
        return TYPES.get(name);
    }

    private static void allow(String name, BiFunction<PickleInput, Object[], Object> make) {
        TYPES.put(name, new Type(name, make));
    }

    private static void allowNameOnly(String name) {
        allow(name, (in, arguments) -> {
            throw in.error("data", "a call of " + name + ", which this reader refuses");
        });
    }

    static {
        for (String module : List.of("builtins", "__builtin__")) {
            List.of(".set", ".frozenset", ".list").forEach(name -> allow(module + name, PickleTypes::list));
            List.of(".bytes", ".bytearray").forEach(name -> allow(module + name, PickleTypes::bytes));
            allow(module + ".dict", PickleTypes::dict);
        }
        allow("collections.OrderedDict", PickleTypes::dict);
        allow("collections.defaultdict", (in, arguments) -> dict(in, EMPTY)); // its default is never asked for
        allow("_codecs.encode", PickleTypes::bytes);
        for (String core : List.of("numpy.core", "numpy._core")) {
            for (String module : List.of(".multiarray", "._multiarray_umath")) { // the latter by NumPy 1.16
                allow(core + module + "._reconstruct", (in, arguments) -> new Array());
                allow(core + module + ".scalar", PickleTypes::scalar);
            }
            allow(core + ".numeric._frombuffer", PickleTypes::fromBuffer);
        }
        allow("numpy.dtype", PickleTypes::layout);
        allowNameOnly("numpy.ndarray");
        for (String kind : List.of("coo", "csr", "csc", "lil")) {
            for (String module : List.of("scipy.sparse." + kind + ".", "scipy.sparse._" + kind + ".")) {
                for (String form : List.of("_matrix", "_array")) {
                    allow(module + kind + form, (in, arguments) -> new Pickle.Instance(kind, dict(in, arguments)));
                }
            }
        }
        allow("torch._utils._rebuild_tensor_v2", PickleTypes::tensor);
        allow("torch._utils._rebuild_tensor", PickleTypes::tensor);
        allow("torch._utils._rebuild_parameter", (in, arguments) -> argument(in, arguments, 0, Numbers.class));
        for (NumberType type : NumberType.values()) {
            if (!type.storage.isEmpty()) {
                allowNameOnly(type.storage);
            }
        }
    }

    /** The numbers in a storage of PyTorch, or null where a type is none. */
    static NumberType storage(Object type) {
        return type instanceof Type known
                ? NumberType.of(number -> number.storage, known.name()).orElse(null)
                : null;
    }

    /** Gives an object that was made its state. */
    static void build(PickleInput in, Object state, Object object) {
        if (object instanceof Layout layout) {
            layout.order = order(in, state);
        } else if (object instanceof Array array) {
            array.value = array(in, state);
        } else if (object instanceof Pickle.Instance instance && state instanceof Pickle.Dict fields) {
            in.charge(2L * fields.size());
            instance.fields().entries().addAll(fields.entries());
        } else {
            in.check(false, "an array or a matrix and its state", object);
        }
    }

    private static <T> T argument(PickleInput in, Object[] arguments, int index, Class<T> type) {
        Object value = index < arguments.length ? Pickle.value(arguments[index]) : null;
        if (!type.isInstance(value)) {
            throw in.error("argument " + index + " of the kind " + type.getSimpleName(), Pickle.describe(value));
        }
        return type.cast(value);
    }

    private static List<Object> list(PickleInput in, Object... arguments) {
        List<?> values = arguments.length == 0 ? List.of() : argument(in, arguments, 0, List.class);
        in.charge(values.size());
        return new ArrayList<>(values);
    }

    private static Pickle.Dict dict(PickleInput in, Object... arguments) {
        in.check(arguments.length == 0, "a dictionary or matrix that is filled later", "arguments");
        return new Pickle.Dict(new ArrayList<>());
    }

    /** Bytes as protocols 0 to 2 hold them: a text whose characters are the bytes. */
    private static Bytes bytes(PickleInput in, Object... arguments) {
        if (arguments.length > 0 && arguments[0] instanceof Bytes same) {
            return same;
        }
        String text = arguments.length == 0 ? "" : argument(in, arguments, 0, String.class);
        Object encoding = arguments.length < 2 ? "latin1" : arguments[1];
        in.check("latin1".equals(encoding) || "latin-1".equals(encoding), "the encoding latin1", encoding);
        return latin1(in, text);
    }

    private static Bytes latin1(PickleInput in, String text) {
        in.charge(text.length());
        in.check(text.chars().allMatch(letter -> letter < 256), "characters under 256", "others");
        return Bytes.of(in.name(), text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static Layout layout(PickleInput in, Object... arguments) {
        String code = argument(in, arguments, 0, String.class);
        if (code.matches("O\\d?")) {
            return new Layout(null);
        }
        String received = "one of the type " + Pickle.describe(code);
        return new Layout(NumberType.of(code).orElseThrow(() -> in.error("an array of numbers or objects", received)));
    }

    private static ByteOrder order(PickleInput in, Object state) {
        Object[] parts = state instanceof Object[] tuple && tuple.length >= 5 ? tuple : new Object[5];
        boolean plain = parts[2] == null && parts[3] == null && parts[4] == null; // neither fields nor parts
        boolean ordered = parts[1] instanceof String sign && sign.matches("[<>|=]");
        in.check(plain && ordered, "the state of a plain NumPy type", state);
        return Npy.order((String) parts[1]);
    }

    private static long[] shape(PickleInput in, Object value) {
        in.check(value instanceof Object[] tuple && tuple.length <= 64, "a shape", value);
        Object[] lengths = (Object[]) value;
        long[] shape = new long[lengths.length];
        for (int d = 0; d < shape.length; d++) {
            shape[d] = argument(in, lengths, d, Long.class);
        }
        return shape;
    }

    private static Object array(PickleInput in, Object state) {
        Object[] parts = state instanceof Object[] tuple ? tuple : EMPTY;
        in.check(parts.length == 5, "the five parts of an array's state", state);
        Layout layout = argument(in, parts, 2, Layout.class);
        long[] shape = shape(in, parts[1]);
        Object order = argument(in, parts, 3, Object.class);
        boolean byColumn = order.equals(true) || order.equals(1L);
        if (layout.type != null) {
            return numbers(in, layout, shape, byColumn, parts[4]);
        }
        List<Object> values = parts[4] instanceof List<?> list ? Collections.<Object>unmodifiableList(list) : List.of();
        boolean fits = parts[4] instanceof List && values.size() == Numbers.size(shape);
        in.check(fits && (!byColumn || shape.length < 2), "the objects of an array, row by row", parts[4]);
        return new Pickle.Objects(shape, values);
    }

    private static Numbers numbers(PickleInput in, Layout layout, long[] shape, boolean byColumn, Object data) {
        in.check(layout.type != null, "numbers", "objects");
        Bytes bytes = data instanceof String old ? latin1(in, old) : data instanceof Bytes part ? part : null;
        in.check(bytes != null, "the bytes of an array", data);
        return Numbers.filling(bytes, layout.type, layout.order, shape, byColumn);
    }

    private static Numbers fromBuffer(PickleInput in, Object... arguments) {
        Layout layout = argument(in, arguments, 1, Layout.class);
        long[] shape = shape(in, argument(in, arguments, 2, Object[].class));
        boolean byColumn = argument(in, arguments, 3, String.class).equals("F");
        return numbers(in, layout, shape, byColumn, argument(in, arguments, 0, Object.class));
    }

    /** A single number of NumPy becomes a number of Python. */
    private static Object scalar(PickleInput in, Object... arguments) {
        Layout layout = argument(in, arguments, 0, Layout.class);
        Numbers number = numbers(in, layout, new long[0], false, argument(in, arguments, 1, Object.class));
        return number.fractional() ? (Object) number.only() : (Object) number.longs()[0];
    }

    private static Numbers tensor(PickleInput in, Object... arguments) {
        TorchFile.Storage storage = argument(in, arguments, 0, TorchFile.Storage.class);
        long offset = argument(in, arguments, 1, Long.class);
        long[] shape = shape(in, argument(in, arguments, 2, Object[].class));
        long[] strides = shape(in, argument(in, arguments, 3, Object[].class));
        Bytes bytes = storage.bytes();
        int width = storage.type().width;
        boolean good = offset >= 0 && offset <= bytes.length() / width && strides.length == shape.length;
        String received = offset + ", " + strides.length + " strides, " + shape.length + " lengths";
        in.check(good, "an offset within the storage and a stride for every length", received);
        Bytes part = bytes.slice(offset * width, bytes.length() - offset * width);
        return new Numbers(part, storage.type(), ByteOrder.LITTLE_ENDIAN, shape, strides);
    }
}
