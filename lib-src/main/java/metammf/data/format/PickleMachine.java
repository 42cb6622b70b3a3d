package metammf.data.format;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * The machine that runs pickles. It knows the instructions that data need, and builds the types that
 * {@link PickleTypes} lists; its stack is a list, so that no depth of a file is one of Java's.
 */
final class PickleMachine {
    private static final int HIGHEST_PROTOCOL = 5;
    private static final Object NOTHING = new Object(); // where the memo has a gap

    private final PickleInput in;
    private final Function<Object, Object> persistent;
    private final List<Object> stack = new ArrayList<>();
    private final List<Object> memo = new ArrayList<>();
    private int[] marks = new int[16];
    private int markCount;

    /**
     * A machine at the start of a file.
     *
     * @param file holds one pickle after another
     * @param persistent gives an object that lies outside the pickle, for its id
     */
    PickleMachine(Bytes file, Function<Object, Object> persistent) {
        in = new PickleInput(file);
        this.persistent = persistent;
    }

    /** Reads the one pickle of the file. */
    Object only() {
        Object value = next();
        check(in.remaining() == 0, "the end of the file", in.remaining() + " bytes more");
        return value;
    }

    /** Reads one pickle and stays behind it. */
    Object next() {
        stack.clear();
        memo.clear();
        markCount = 0;
        int code;
        while ((code = in.octet()) != '.') {
            step(code);
        }
        check(stack.size() == 1 && markCount == 0, "one object at the end", stack.size() + " and marks");
        return Pickle.value(pop());
    }

    int position() {
        return in.position();
    }

    /** One instruction. */
    private void step(int code) {
        switch (code) {
            case 0x80 -> protocol(in.octet());
            case 0x95 -> in.need(in.need(8).getLong()); // a frame is a hint only
            case '(' -> mark();
            case '0' -> pop();
            case '1' -> popMark();
            case '2' -> push(top());
            case 'N' -> push(null);
            case 0x88 -> push(true);
            case 0x89 -> push(false);
            case 'p' -> put(in.decimal().longValue());
            case 'q' -> put(in.octet());
            case 'r' -> put(in.word());
            case 0x94 -> put(memo.size());
            case 'g' -> push(recall(in.decimal().longValue()));
            case 'h' -> push(recall(in.octet()));
            case 'j' -> push(recall(in.word()));
            case 'I', 'L', 'J', 'K', 'M', 'F', 'G', 0x8a, 0x8b -> push(in.number(code));
            case 'S', 'T', 'U', 'V', 'X', 0x8c, 0x8d -> push(in.text(code));
            case 'B', 'C', 0x8e, 0x96 -> push(in.binary(code));
            case ')', 't', 0x85, 0x86, 0x87 -> push(tuple(code));
            case ']', 'l', '}', 'd', 0x8f, 0x91, 'a', 'e', 's', 'u', 0x90 -> container(code);
            case 'c', 0x93, 'R', 0x81, 'b', 'Q' -> object(code);
            default -> refuse(code);
        }
    }

    /** Instructions that exist and that no data need. */
    private void refuse(int code) {
        switch (code) {
            case 'i' -> refuse("an instance of " + Pickle.describe(in.line() + "." + in.line()));
            case 'o' -> refuse("an instance of " + Pickle.describe(afterMark()));
            case 0x92 ->
                refuse("an instance of " + Pickle.describe(stack.size() < 3 ? null : stack.get(stack.size() - 3)));
            case 'P' -> refuse("the persistent id " + Pickle.describe(in.line()));
            case 0x82 -> refuse("the extension " + (in.octet()));
            case 0x83 -> refuse("the extension " + (in.need(2).getShort() & 0xffff));
            case 0x84 -> refuse("the extension " + in.need(4).getInt());
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

    private void protocol(int version) {
        check(version >= 0 && version <= HIGHEST_PROTOCOL, "a protocol up to 5", Integer.toString(version));
    }

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
            memo.add(NOTHING);
        }
        memo.set((int) index, top());
    }

    private Object recall(long index) {
        if (index < 0 || index >= memo.size() || memo.get((int) index) == NOTHING) {
            check(false, "a number in the memo", "" + index);
        }
        return memo.get((int) index);
    }

    private Object[] tuple(int code) {
        if (code == ')') {
            return PickleTypes.EMPTY;
        }
        in.charge(PickleInput.CONTAINER);
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
        in.charge(PickleInput.CONTAINER);
        List<Object> list = new ArrayList<>(values.length);
        list.addAll(Arrays.asList(values));
        return list;
    }

    private Pickle.Dict dict(Object[] values) {
        check(values.length % 2 == 0, "keys and values", "one without the other");
        return new Pickle.Dict(list(values));
    }

    @SuppressWarnings("unchecked")
    private void append(Object... values) {
        Object target = top();
        check(target instanceof List, "a list or set", Pickle.describe(target));
        ((List<Object>) target).addAll(Arrays.asList(values));
    }

    private void enter(Object... keysAndValues) {
        Object target = top();
        check(target instanceof Pickle.Dict, "a dictionary", Pickle.describe(target));
        check(keysAndValues.length % 2 == 0, "keys and values", "one without the other");
        ((Pickle.Dict) target).entries().addAll(Arrays.asList(keysAndValues));
    }

    private void object(int code) {
        switch (code) {
            case 'c' -> push(type(in.line(), in.line()));
            case 0x93 -> push(typeOnStack());
            case 'b' -> {
                Object state = pop();
                PickleTypes.build(in, top(), state);
            }
            case 'Q' -> push(outside(pop()));
            default -> push(made());
        }
    }

    /** A call, or a new instance. */
    private Object made() {
        Object arguments = pop();
        Object type = pop();
        check(type instanceof PickleTypes.Type, "a type that may be built", Pickle.describe(type));
        check(arguments instanceof Object[], "a tuple of arguments", Pickle.describe(arguments));
        in.charge(PickleInput.CONTAINER);
        return ((PickleTypes.Type) type).make().apply(in, (Object[]) arguments);
    }

    private PickleTypes.Type typeOnStack() {
        Object name = pop();
        Object module = pop();
        check(
                module instanceof String && name instanceof String,
                "the name of a type",
                Pickle.describe(module) + " and " + Pickle.describe(name));
        return type((String) module, (String) name);
    }

    private PickleTypes.Type type(String module, String name) {
        boolean attribute = name.indexOf('.') >= 0; // of something in the module: none is on the list
        PickleTypes.Type type = attribute ? null : PickleTypes.named(module + "." + name);
        if (type == null) {
            refuse(Pickle.describe(module + "." + name));
        }
        return type;
    }

    private Object outside(Object id) {
        if (persistent == null) {
            refuse("the persistent id " + Pickle.describe(id));
        }
        return persistent.apply(id);
    }

    private void check(boolean holds, String expected, String received) {
        in.check(holds, expected, received);
    }
}
