package metammf.data.format;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import metammf.MetaMmfException;

/**
 * The machine that reads Python's <a href="https://docs.python.org/3/library/pickle.html">pickles</a>, protocols 0 to
 * 5, without Python. A pickle is a program; this machine knows the instructions that data need, builds only the types
 * whose full names {@link PickleTypes} lists, and refuses all else by its name. Nothing of the file is ever executed.
 *
 * <p>What it builds: {@code null}, {@link Boolean}, {@link Long} (beyond it {@link BigInteger}), {@link Double},
 * {@link String}, {@link Bytes}, {@link List} for lists and sets, {@code Object[]} for tuples, {@link Dict},
 * {@link Numbers} and {@link Objects} for arrays and tensors, {@link Instance} for sparse matrices. A list may hold
 * itself: whoever walks through one has to know how deep to go.
 *
 * <p>Memory and time are bounded by the file's length: what an instruction makes is charged to a budget.
 */
public final class Pickle {
    private static final int HIGHEST_PROTOCOL = 5;
    private static final int LONGEST_NUMBER = 400; // characters: a double has under 330 digits before its point
    private static final int CONTAINER = 4; // what one costs, in bytes of the file
    private static final long ALLOWANCE = 4096;

    private final Bytes file;
    private final byte[] bytes;
    private final ByteBuffer in;
    private final Function<Object, Object> persistent;
    private final List<Object> stack = new ArrayList<>();
    private final List<Object> memo = new ArrayList<>();
    private int[] marks = new int[16];
    private int markCount;
    private long budget;

    /**
     * A machine at the start of a file.
     *
     * @param file holds one pickle after another
     * @param persistent gives an object that lies outside the pickle, for its id
     */
    Pickle(Bytes file, Function<Object, Object> persistent) {
        this.file = file;
        bytes = file.all();
        in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        budget = ALLOWANCE + 2L * bytes.length;
        this.persistent = persistent;
    }

    /**
     * A Python dictionary; where a key occurs twice, the later value holds.
     *
     * @param entries keys and values in turn
     */
    public record Dict(List<Object> entries) {
        /**
         * How many entries there are.
         *
         * @return the number of keys
         */
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
     * An object with its fields, of one of the types that {@link PickleTypes} lists.
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
        return new Pickle(bytes, null).only();
    }

    /** Reads the one pickle of the file. */
    Object only() {
        Object value = next();
        check(!in.hasRemaining(), "the end of the file", in.remaining() + " bytes more");
        return value;
    }

    /** Reads one pickle and stays behind it. */
    Object next() {
        stack.clear();
        memo.clear();
        markCount = 0;
        int code;
        while ((code = need(1).get() & 0xff) != '.') {
            step(code);
        }
        check(stack.size() == 1 && markCount == 0, "one object at the end", stack.size() + " and marks");
        return value(pop());
    }

    int position() {
        return in.position();
    }

    String name() {
        return file.name();
    }

    /** One instruction. */
    private void step(int code) {
        switch (code) {
            case 0x80 -> protocol(need(1).get());
            case 0x95 -> need(need(8).getLong()); // a frame is a hint only
            case '(' -> mark();
            case '0' -> pop();
            case '1' -> popMark();
            case '2' -> push(top());
            case 'N' -> push(null);
            case 0x88 -> push(true);
            case 0x89 -> push(false);
            case 'p' -> put(decimal().longValue());
            case 'q' -> put(need(1).get() & 0xff);
            case 'r' -> put(Integer.toUnsignedLong(need(4).getInt()));
            case 0x94 -> put(memo.size());
            case 'g' -> push(recall(decimal().longValue()));
            case 'h' -> push(recall(need(1).get() & 0xff));
            case 'j' -> push(recall(Integer.toUnsignedLong(need(4).getInt())));
            case 'I', 'L', 'J', 'K', 'M', 'F', 'G', 0x8a, 0x8b -> push(number(code));
            case 'S', 'T', 'U', 'V', 'X', 0x8c, 0x8d -> push(text(code));
            case 'B', 'C', 0x8e, 0x96 -> push(binary(code));
            case ')', 't', 0x85, 0x86, 0x87 -> push(tuple(code));
            case ']', 'l', '}', 'd', 0x8f, 0x91, 'a', 'e', 's', 'u', 0x90 -> container(code);
            case 'c', 0x93, 'R', 0x81, 'b', 'Q' -> object(code);
            default -> refuse(code);
        }
    }

    /** Instructions that exist and that no data need. */
    private void refuse(int code) {
        switch (code) {
            case 'i' -> refuse("an instance of " + describe(line() + "." + line()));
            case 'o' -> refuse("an instance of " + describe(afterMark()));
            case 0x92 -> refuse("an instance of " + describe(stack.size() < 3 ? null : stack.get(stack.size() - 3)));
            case 'P' -> refuse("the persistent id " + describe(line()));
            case 0x82 -> refuse("the extension " + (need(1).get() & 0xff));
            case 0x83 -> refuse("the extension " + (need(2).getShort() & 0xffff));
            case 0x84 -> refuse("the extension " + need(4).getInt());
            case 0x97, 0x98 -> refuse("a buffer outside the file");
            default -> check(false, "an instruction of a pickle", "the byte 0x%02x".formatted(code));
        }
    }

    private Object afterMark() {
        check(markCount > 0 && marks[markCount - 1] < stack.size(), "an object after a mark", "none");
        return stack.get(marks[markCount - 1]);
    }

    private void refuse(String what) {
        check(false, "data", what + ", which this reader refuses to build");
    }

    void check(boolean holds, String expected, String received) {
        if (!holds) { // texts may hold anything, so they are no patterns
            throw new MetaMmfException(
                    file.name() + ": byte " + in.position() + ": expected " + expected + ", received " + received);
        }
    }

    /** Charges what an instruction makes or copies, so that no small file fills the memory. */
    void charge(long cost) {
        budget -= cost;
        if (budget < 0) {
            check(false, "objects in proportion to the file's " + bytes.length + " bytes", "more");
        }
    }

    private ByteBuffer need(long count) {
        if (count < 0 || count > in.remaining()) {
            check(false, count < 0 ? "a length" : count + " bytes", count < 0 ? "" + count : "" + in.remaining());
        }
        return in;
    }

    private void protocol(int version) {
        check(version >= 0 && version <= HIGHEST_PROTOCOL, "a protocol up to 5", Integer.toString(version));
    }

    // the stack and the memo

    private void push(Object value) {
        stack.add(value);
    }

    private Object top() {
        check(stack.size() > floor(), "an object on the stack", "none");
        return stack.get(stack.size() - 1);
    }

    private Object pop() {
        Object value = top();
        stack.remove(stack.size() - 1);
        return value;
    }

    private int floor() {
        return markCount == 0 ? 0 : marks[markCount - 1];
    }

    private void mark() {
        if (markCount == marks.length) {
            marks = Arrays.copyOf(marks, 2 * markCount);
        }
        marks[markCount++] = stack.size();
    }

    /** Takes what lies above the last mark. */
    private Object[] popMark() {
        check(markCount > 0, "a mark on the stack", "none");
        List<Object> above = stack.subList(marks[--markCount], stack.size());
        Object[] values = above.toArray();
        above.clear();
        return values;
    }

    private void put(long index) {
        if (index < 0 || index > in.position()) { // every entry takes a byte at least
            check(false, "a number in the memo up to " + in.position(), "" + index);
        }
        while (memo.size() <= index) {
            memo.add(null);
        }
        memo.set((int) index, top());
    }

    private Object recall(long index) {
        if (index < 0 || index >= memo.size()) {
            check(false, "a number in the memo under " + memo.size(), "" + index);
        }
        return memo.get((int) index);
    }

    // numbers and texts

    private String line() {
        int start = in.position();
        int end = start;
        while (end < bytes.length && bytes[end] != '\n') {
            end++;
        }
        check(end < bytes.length, "the end of a line", "the end of the file");
        in.position(end + 1);
        int length = end > start && bytes[end - 1] == '\r' ? end - 1 - start : end - start;
        return new String(bytes, start, length, StandardCharsets.ISO_8859_1);
    }

    private Number decimal() {
        String digits = line();
        check(digits.matches("[+-]?\\d{1,400}L?"), "a whole number", describe(digits));
        return whole(new BigInteger(digits.replace("L", "").replace("+", "")));
    }

    private static Number whole(BigInteger value) {
        return value.bitLength() < Long.SIZE ? (Number) value.longValue() : value;
    }

    private Object number(int code) {
        return switch (code) {
            case 'I' -> truthOrDecimal();
            case 'L' -> decimal();
            case 'J' -> (long) need(4).getInt();
            case 'K' -> (long) (need(1).get() & 0xff);
            case 'M' -> (long) (need(2).getShort() & 0xffff);
            case 'F' -> fraction();
            case 'G' -> Double.longBitsToDouble(Long.reverseBytes(need(8).getLong()));
            case 0x8a -> littleEndian(need(1).get() & 0xff);
            default -> littleEndian(need(4).getInt());
        };
    }

    private Object truthOrDecimal() {
        if (in.remaining() >= 3 && bytes[in.position()] == '0' && bytes[in.position() + 2] == '\n') {
            byte digit = bytes[in.position() + 1];
            if (digit == '0' || digit == '1') { // 00 and 01 are the truth values of protocol 0
                line();
                return digit == '1';
            }
        }
        return decimal();
    }

    private Double fraction() {
        String digits = line();
        check(digits.length() <= LONGEST_NUMBER, "a number", describe(digits));
        try {
            return Double.valueOf(digits.replace("inf", "Infinity").replace("nan", "NaN"));
        } catch (NumberFormatException e) {
            check(false, "a number", describe(digits));
            return null;
        }
    }

    private Number littleEndian(int length) {
        check(length >= 0 && length <= 255, "a number of up to 255 bytes", Integer.toString(length));
        byte[] digits = new byte[length];
        need(length);
        for (int n = length - 1; n >= 0; n--) {
            digits[n] = in.get();
        }
        return length == 0 ? (Number) 0L : whole(new BigInteger(digits));
    }

    private long length(int code) {
        return switch (code) {
            case 'C', 'U', 0x8c -> need(1).get() & 0xff;
            case 'B', 'X' -> Integer.toUnsignedLong(need(4).getInt());
            case 'T' -> need(4).getInt();
            default -> need(8).getLong();
        };
    }

    private Bytes binary(int code) {
        charge(CONTAINER);
        int start = skip(length(code));
        return new Bytes.OfMemory(file.name(), bytes, start, in.position() - start);
    }

    /** Goes on behind so many bytes, and says where they start. */
    private int skip(long length) {
        int start = in.position();
        need(length).position(start + (int) length);
        return start;
    }

    private String text(int code) {
        if (code == 'S' || code == 'V') {
            return unescaped(line(), code == 'S');
        }
        boolean old = code == 'T' || code == 'U'; // a str of Python 2: bytes
        int start = skip(length(code));
        ByteBuffer part = in.slice(start, in.position() - start);
        try {
            return (old ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8)
                    .newDecoder()
                    .decode(part)
                    .toString();
        } catch (CharacterCodingException e) {
            check(false, "UTF-8", "other bytes");
            return null;
        }
    }

    /** A text of protocol 0, in Python's own notation. */
    private String unescaped(String text, boolean quoted) {
        String inner = text;
        if (quoted) {
            int last = text.length() - 1;
            check(
                    last >= 1
                            && (text.charAt(0) == '\'' || text.charAt(0) == '"')
                            && text.charAt(last) == text.charAt(0),
                    "a text in quotes",
                    describe(text));
            inner = text.substring(1, last);
        }
        if (inner.indexOf('\\') < 0) {
            return inner;
        }
        try {
            return PickleTexts.unescaped(inner, quoted);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            check(false, "a text with Python's escapes", describe(text));
            return null;
        }
    }

    // containers

    private Object[] tuple(int code) {
        if (code == ')') {
            return PickleTypes.EMPTY;
        }
        charge(CONTAINER);
        if (code == 't') {
            return popMark();
        }
        Object[] values = new Object[code - 0x84];
        for (int n = values.length - 1; n >= 0; n--) {
            values[n] = pop();
        }
        return values;
    }

    private void container(int code) {
        switch (code) {
            case ']', 0x8f -> push(list(PickleTypes.EMPTY));
            case 'l', 0x91 -> push(list(popMark()));
            case '}' -> push(dict(PickleTypes.EMPTY));
            case 'd' -> push(dict(popMark()));
            case 'a' -> append(pop());
            case 's' -> {
                Object value = pop();
                enter(pop(), value);
            }
            case 'u' -> enter(popMark());
            default -> append(popMark());
        }
    }

    private List<Object> list(Object[] values) {
        charge(CONTAINER);
        List<Object> list = new ArrayList<>(values.length);
        list.addAll(Arrays.asList(values));
        return list;
    }

    private Dict dict(Object[] values) {
        check(values.length % 2 == 0, "keys and values", "one without the other");
        return new Dict(list(values));
    }

    @SuppressWarnings("unchecked")
    private void append(Object... values) {
        Object target = top();
        check(target instanceof List, "a list or set", describe(target));
        ((List<Object>) target).addAll(Arrays.asList(values));
    }

    private void enter(Object... keysAndValues) {
        Object target = top();
        check(target instanceof Dict, "a dictionary", describe(target));
        check(keysAndValues.length % 2 == 0, "keys and values", "one without the other");
        ((Dict) target).entries().addAll(Arrays.asList(keysAndValues));
    }

    // objects

    private void object(int code) {
        switch (code) {
            case 'c' -> push(type(line(), line()));
            case 0x93 -> {
                Object name = pop();
                Object module = pop();
                check(
                        module instanceof String && name instanceof String,
                        "the name of a type",
                        describe(module) + " and " + describe(name));
                push(type((String) module, (String) name));
            }
            case 'b' -> {
                Object state = pop();
                PickleTypes.build(this, top(), state);
            }
            case 'Q' -> push(outside(pop()));
            default -> { // call, or make an instance
                Object arguments = pop();
                Object type = pop();
                check(type instanceof PickleTypes.Type, "a type that may be built", describe(type));
                check(arguments instanceof Object[], "a tuple of arguments", describe(arguments));
                charge(CONTAINER);
                push(((PickleTypes.Type) type).make().apply(this, (Object[]) arguments));
            }
        }
    }

    private PickleTypes.Type type(String module, String name) {
        boolean attribute = name.indexOf('.') >= 0; // of something in the module: none is on the list
        PickleTypes.Type type = attribute ? null : PickleTypes.named(module + "." + name);
        if (type == null) {
            refuse(describe(module + "." + name));
        }
        return type;
    }

    private Object outside(Object id) {
        if (persistent == null) {
            refuse("the persistent id " + describe(id));
        }
        return persistent.apply(id);
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
