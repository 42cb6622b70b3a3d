package metammf.data.format;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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
    private static final Map<String, NumberType> STORAGES = Map.of(
            "torch.BoolStorage", NumberType.B1,
            "torch.ByteStorage", NumberType.U1,
            "torch.CharStorage", NumberType.I1,
            "torch.ShortStorage", NumberType.I2,
            "torch.IntStorage", NumberType.I4,
            "torch.LongStorage", NumberType.I8,
            "torch.HalfStorage", NumberType.F2,
            "torch.BFloat16Storage", NumberType.BF2,
            "torch.FloatStorage", NumberType.F4,
            "torch.DoubleStorage", NumberType.F8);

    private PickleTypes() {}

    /**
     * A type that may be built.
     *
     * @param name its full name
     * @param make builds one from its arguments
     */
    record Type(String name, BiFunction<PickleInput, Object[], Object> make) {}

    /** How the numbers of an array lie, until its byte order is known; {@code O} for objects. */
    private static final class Layout {
        private final String code;
        private String order = "|";

        Layout(String code) {
            this.code = code;
        }
    }

    /** An array that gets its content after it was made. */
    static final class Array {
        private Object value;

        Object value() {
            return value;
        }
    }

    /** The numbers of a tensor, which lie outside the in. */
    static final class Storage implements Bytes {
        private final String name;
        private final NumberType type;
        private final long length;
        private Bytes bytes;

        Storage(String name, NumberType type, long length) {
            this.name = name;
            this.type = type;
            this.length = length;
        }

        NumberType type() {
            return type;
        }

        boolean isThere() {
            return bytes != null;
        }

        void put(Bytes found) {
            bytes = found;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public long length() {
            return length;
        }

        @Override
        public java.io.InputStream from(long position) throws java.io.IOException {
            return bytes.from(position);
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
            in.check(false, "data", "a call of " + name + ", which this reader refuses");
            return null;
        });
    }

    static {
        for (String module : List.of("builtins", "__builtin__")) {
            allow(module + ".set", PickleTypes::list);
            allow(module + ".frozenset", PickleTypes::list);
            allow(module + ".list", PickleTypes::list);
            allow(module + ".dict", PickleTypes::dict);
            allow(module + ".bytes", PickleTypes::bytes);
            allow(module + ".bytearray", PickleTypes::bytes);
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
                allow(module + kind + "_matrix", instance(kind));
                allow(module + kind + "_array", instance(kind));
            }
        }
        allow("torch._utils._rebuild_tensor_v2", PickleTypes::tensor);
        allow("torch._utils._rebuild_tensor", PickleTypes::tensor);
        allow("torch._utils._rebuild_parameter", (in, arguments) -> argument(in, arguments, 0, Numbers.class));
        STORAGES.keySet().forEach(PickleTypes::allowNameOnly);
    }

    /** The storages of PyTorch, by their full names. */
    static NumberType storage(Object type) {
        return type instanceof Type known ? STORAGES.get(known.name()) : null;
    }

    /** Gives an object that was made its state. */
    static void build(PickleInput in, Object object, Object state) {
        if (object instanceof Layout layout) {
            layout.order = layoutOrder(in, state);
        } else if (object instanceof Array array) {
            array.value = array(in, state);
        } else if (object instanceof Pickle.Instance instance && state instanceof Pickle.Dict fields) {
            in.charge(2L * fields.size());
            instance.fields().entries().addAll(fields.entries());
        } else {
            in.check(false, "an array or a matrix and its state", Pickle.describe(object));
        }
    }

    private static <T> T argument(PickleInput in, Object[] arguments, int index, Class<T> type) {
        Object value = index < arguments.length ? Pickle.value(arguments[index]) : null;
        in.check(
                type.isInstance(value),
                "argument %s of the kind %s".formatted(index, type.getSimpleName()),
                Pickle.describe(value));
        return type.cast(value);
    }

    private static List<Object> copy(PickleInput in, Object[] arguments) {
        List<?> values = arguments.length == 0 ? List.of() : argument(in, arguments, 0, List.class);
        in.charge(values.size());
        return new ArrayList<>(values);
    }

    private static Object list(PickleInput in, Object[] arguments) {
        return copy(in, arguments);
    }

    private static Object dict(PickleInput in, Object[] arguments) {
        in.check(arguments.length == 0, "a dictionary that is filled later", arguments.length + " arguments");
        return new Pickle.Dict(new ArrayList<>());
    }

    private static BiFunction<PickleInput, Object[], Object> instance(String kind) {
        return (in, arguments) -> {
            in.check(arguments.length == 0, "a matrix that is filled later", arguments.length + " arguments");
            return new Pickle.Instance(kind, new Pickle.Dict(new ArrayList<>()));
        };
    }

    /** Bytes as protocols 0 to 2 hold them: a text whose characters are the bytes. */
    private static Object bytes(PickleInput in, Object[] arguments) {
        if (arguments.length > 0 && arguments[0] instanceof Bytes same) {
            return same;
        }
        String text = arguments.length == 0 ? "" : argument(in, arguments, 0, String.class);
        in.check(
                arguments.length < 2 || "latin1".equals(arguments[1]) || "latin-1".equals(arguments[1]),
                "the encoding latin1",
                arguments.length < 2 ? "" : Pickle.describe(arguments[1]));
        return latin1(in, text);
    }

    private static Bytes latin1(PickleInput in, String text) {
        in.charge(text.length());
        in.check(text.chars().allMatch(letter -> letter < 256), "characters under 256", "others");
        return Bytes.of(in.name(), text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static Object layout(PickleInput in, Object[] arguments) {
        String code = argument(in, arguments, 0, String.class);
        in.check(
                code.matches("O\\d?") || NumberType.of(code).isPresent(),
                "an array of numbers or objects",
                "one of the type " + Pickle.describe(code));
        return new Layout(code);
    }

    private static String layoutOrder(PickleInput in, Object state) {
        Object[] parts = state instanceof Object[] tuple ? tuple : EMPTY;
        in.check(
                parts.length >= 5
                        && parts[1] instanceof String order
                        && List.of("<", ">", "|", "=").contains(order)
                        && parts[2] == null
                        && parts[3] == null
                        && parts[4] == null,
                "the state of a plain NumPy type",
                Pickle.describe(state));
        return (String) parts[1];
    }

    private static long[] shape(PickleInput in, Object value) {
        in.check(value instanceof Object[] tuple && tuple.length <= 64, "a shape", Pickle.describe(value));
        Object[] lengths = (Object[]) value;
        long[] shape = new long[lengths.length];
        for (int d = 0; d < shape.length; d++) {
            shape[d] = argument(in, lengths, d, Long.class);
        }
        return shape;
    }

    private static Object array(PickleInput in, Object state) {
        Object[] parts = state instanceof Object[] tuple ? tuple : EMPTY;
        in.check(parts.length == 5, "the five parts of an array's state", Pickle.describe(state));
        Layout layout = argument(in, parts, 2, Layout.class);
        return array(in, layout, shape(in, parts[1]), argument(in, parts, 3, Object.class), parts[4]);
    }

    private static Object array(PickleInput in, Layout layout, long[] shape, Object byColumn, Object data) {
        boolean columns = Boolean.TRUE.equals(byColumn) || Long.valueOf(1).equals(byColumn);
        if (layout.code.startsWith("O")) {
            in.check(
                    data instanceof List<?> list
                            && list.size() == Numbers.size(shape)
                            && (!columns || shape.length < 2),
                    "the objects of an array, row by row",
                    Pickle.describe(data));
            @SuppressWarnings("unchecked")
            List<Object> values = (List<Object>) data;
            return new Pickle.Objects(shape, values);
        }
        Bytes bytes = data instanceof String old ? latin1(in, old) : data instanceof Bytes part ? part : null;
        in.check(bytes != null, "the bytes of an array", Pickle.describe(data));
        return Numbers.filling(bytes, type(layout), Npy.order(layout.order), shape, columns);
    }

    private static NumberType type(Layout layout) {
        return NumberType.of(layout.code).orElseThrow();
    }

    private static Object fromBuffer(PickleInput in, Object[] arguments) {
        Layout layout = argument(in, arguments, 1, Layout.class);
        in.check(!layout.code.startsWith("O"), "numbers in a buffer", "objects");
        return array(
                in,
                layout,
                shape(in, argument(in, arguments, 2, Object[].class)),
                "F".equals(argument(in, arguments, 3, String.class)),
                argument(in, arguments, 0, Object.class));
    }

    /** A single number of NumPy becomes a number of Python. */
    private static Object scalar(PickleInput in, Object[] arguments) {
        Layout layout = argument(in, arguments, 0, Layout.class);
        in.check(!layout.code.startsWith("O"), "a number", "an object");
        Numbers number = (Numbers) array(in, layout, new long[0], false, argument(in, arguments, 1, Object.class));
        return number.type().fractional() ? (Object) number.only() : (Object) number.longs()[0];
    }

    private static Object tensor(PickleInput in, Object[] arguments) {
        Storage storage = argument(in, arguments, 0, Storage.class);
        long offset = argument(in, arguments, 1, Long.class);
        long[] shape = shape(in, argument(in, arguments, 2, Object[].class));
        long[] strides = shape(in, argument(in, arguments, 3, Object[].class));
        int width = storage.type().width();
        in.check(
                offset >= 0 && offset <= storage.length() / width && strides.length == shape.length,
                "an offset within the storage and a stride for every length",
                offset + ", " + strides.length + " strides, " + shape.length + " lengths");
        Bytes part = storage.slice(offset * width, storage.length() - offset * width);
        return new Numbers(part, storage.type(), ByteOrder.LITTLE_ENDIAN, shape, strides);
    }
}
