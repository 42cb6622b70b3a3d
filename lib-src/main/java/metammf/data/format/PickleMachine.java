package metammf.data.format;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import metammf.base.MetaMmfException;

/**
 * The machine that runs pickles. It knows the instructions that data need, and builds the types that
 * {@link PickleTypes} lists; its stack is a list, so that no depth of a file is one of Java's.
 */
final class PickleMachine {
    private static final Object NOTHING = new Object(); // where the memo has a gap
    private final PickleInput in;
    private final Function<Object, Object> persistent;
    private final List<Object> stack = new ArrayList<>();
    private final List<Object> memo = new ArrayList<>();
    private final IntArrayList marks = new IntArrayList(); // heights of the stack

    /** A machine at the start of a file of pickles; the function gives an object outside of them for its id. */
    PickleMachine(Bytes file, Function<Object, Object> persistent) {
        in = new PickleInput(file);
        this.persistent = persistent;
    }

    /** Reads the one pickle of the file. */
    Object only() {
        Object value = next();
        in.check(in.remaining() == 0, "the end of the file", in.remaining() + " bytes more");
        return value;
    }

    /** Reads one pickle and stays behind it. */
    Object next() {
        stack.clear();
        memo.clear();
        marks.clear();
        for (int code = in.octet(); code != '.'; code = in.octet()) {
            step(code);
        }
        in.check(stack.size() == 1 && marks.isEmpty(), "one object at the end", stack.size() + " and marks");
        return Pickle.value(pop());
    }

    int position() {
        return in.position();
    }

    private void step(int code) {
        switch (code) {
            case 0x80 -> in.protocol();
            case 0x95 -> in.need(in.number(8)); // a frame is a hint only
            case '(' -> marks.push(stack.size());
            case '0' -> pop();
            case '1' -> popMark();
            case '2' -> push(top());
            // the memo
            case 'p' -> put(in.decimal().longValue());
            case 'q' -> put(in.octet());
            case 'r' -> put(in.number(4));
            case 0x94 -> put(memo.size());
            case 'g' -> push(recall(in.decimal().longValue()));
            case 'h' -> push(recall(in.octet()));
            case 'j' -> push(recall(in.number(4)));
            // numbers
            case 'N' -> push(null);
            case 0x88 -> push(true);
            case 0x89 -> push(false);
            case 'I' -> push(in.truthOrDecimal());
            case 'L' -> push(in.decimal());
            case 'J' -> push((long) (int) in.number(4));
            case 'K' -> push(in.number(1));
            case 'M' -> push(in.number(2));
            case 'F' -> push(in.fraction());
            case 'G' -> push(Double.longBitsToDouble(Long.reverseBytes(in.number(8))));
            case 0x8a -> push(in.whole(in.octet()));
            case 0x8b -> push(in.whole(in.number(4)));
            // texts and bytes
            case 'S' -> push(in.quoted());
            case 'V' -> push(in.unquoted());
            case 'T' -> push(in.latin1(in.number(4)));
            case 'U' -> push(in.latin1(in.octet()));
            case 'X' -> push(in.utf8(in.number(4)));
            case 0x8c -> push(in.utf8(in.octet()));
            case 0x8d -> push(in.utf8(in.number(8)));
            case 'B' -> push(in.binary(in.number(4)));
            case 'C' -> push(in.binary(in.octet()));
            case 0x8e, 0x96 -> push(in.binary(in.number(8)));
            // tuples, lists and sets, dictionaries
            case ')' -> push(PickleTypes.EMPTY);
            case 't' -> push(tuple(popMark()));
            case 0x85, 0x86, 0x87 -> push(tuple(pop(code - 0x84)));
            case ']', 0x8f -> push(list());
            case 'l', 0x91 -> push(list(popMark()));
            case 'a' -> append(pop());
            case 'e', 0x90 -> append(popMark());
            case '}' -> push(dict());
            case 'd' -> push(dict(popMark()));
            case 's' -> enter(pop(2));
            case 'u' -> enter(popMark());
            // objects
            case 'c' -> push(type(in.line(), in.line()));
            case 0x93 -> push(typeOnStack());
            case 'R', 0x81 -> push(made(pop(2)));
            case 'b' -> PickleTypes.build(in, pop(), top());
            case 'Q' -> push(outside(pop()));
            default -> throw refusal(code);
        }
    }

    /** Instructions that exist and that no data need. */
    private MetaMmfException refusal(int code) {
        String what =
                switch (code) {
                    case 'i' -> "an instance of " + Pickle.describe(in.line() + "." + in.line());
                    case 'o' -> "an instance of " + first(popMark());
                    case 0x92 -> "an instance of " + first(pop(3));
                    case 'P' -> "the persistent id " + Pickle.describe(in.line());
                    case 0x82 -> "the extension " + in.octet();
                    case 0x83 -> "the extension " + in.number(2);
                    case 0x84 -> "the extension " + in.number(4);
                    case 0x97, 0x98 -> "a buffer outside the file";
                    default -> throw in.error("an instruction of a pickle", "the byte 0x" + Integer.toHexString(code));
                };
        return refused(what);
    }

    private static String first(Object... values) {
        return values.length == 0 ? "nothing" : Pickle.describe(values[0]);
    }

    private MetaMmfException refused(String what) {
        return in.error("data", what + ", which this reader refuses to build");
    }

    private void push(Object value) {
        stack.add(value);
    }

    private Object top() {
        in.check(stack.size() > floor(), "an object on the stack", "none");
        return stack.get(stack.size() - 1);
    }

    private Object pop() {
        Object value = top();
        stack.remove(stack.size() - 1);
        return value;
    }

    private Object[] pop(int count) {
        Object[] values = new Object[count];
        for (int n = count - 1; n >= 0; n--) {
            values[n] = pop();
        }
        return values;
    }

    private int floor() {
        return marks.isEmpty() ? 0 : marks.topInt();
    }

    /** Takes what lies above the last mark. */
    private Object[] popMark() {
        in.check(!marks.isEmpty(), "a mark on the stack", "none");
        List<Object> above = stack.subList(marks.popInt(), stack.size());
        Object[] values = above.toArray();
        above.clear();
        return values;
    }

    private void put(long index) {
        if (index < 0 || index > in.position()) { // every entry takes a byte at least
            throw in.error("a number in the memo up to " + in.position(), "" + index);
        }
        while (memo.size() <= index) {
            memo.add(NOTHING);
        }
        memo.set((int) index, top());
    }

    private Object recall(long index) {
        if (index < 0 || index >= memo.size() || memo.get((int) index) == NOTHING) {
            throw in.error("a number in the memo", "" + index);
        }
        return memo.get((int) index);
    }

    private Object[] tuple(Object... values) {
        in.charge(PickleInput.CONTAINER);
        return values;
    }

    private List<Object> list(Object... values) {
        in.charge(PickleInput.CONTAINER);
        return new ArrayList<>(Arrays.asList(values));
    }

    private Pickle.Dict dict(Object... values) {
        in.check(values.length % 2 == 0, "keys and values", "one without the other");
        return new Pickle.Dict(list(values));
    }

    @SuppressWarnings("unchecked")
    private void append(Object... values) {
        Object target = top();
        in.check(target instanceof List, "a list or set", target);
        ((List<Object>) target).addAll(Arrays.asList(values));
    }

    private void enter(Object... keysAndValues) {
        Object target = top();
        in.check(target instanceof Pickle.Dict, "a dictionary", target);
        in.check(keysAndValues.length % 2 == 0, "keys and values", "one without the other");
        ((Pickle.Dict) target).entries().addAll(Arrays.asList(keysAndValues));
    }

    /** A call, or a new instance. */
    private Object made(Object... typeAndArguments) {
        Object type = typeAndArguments[0];
        Object arguments = typeAndArguments[1];
        in.check(type instanceof PickleTypes.Type, "a type that may be built", type);
        in.check(arguments instanceof Object[], "a tuple of arguments", arguments);
        in.charge(PickleInput.CONTAINER);
        return ((PickleTypes.Type) type).make().apply(in, (Object[]) arguments);
    }

    private PickleTypes.Type typeOnStack() {
        Object name = pop();
        Object module = pop();
        in.check(module instanceof String, "the name of a module", module);
        in.check(name instanceof String, "the name of a type", name);
        return type((String) module, (String) name);
    }

    private PickleTypes.Type type(String module, String name) {
        boolean attribute = name.indexOf('.') >= 0; // of something in the module: none is on the list
        PickleTypes.Type type = attribute ? null : PickleTypes.named(module + "." + name);
        if (type == null) {
            throw refused(Pickle.describe(module + "." + name));
        }
        return type;
    }

    private Object outside(Object id) {
        if (persistent == null) {
            throw refused("the persistent id " + Pickle.describe(id));
        }
        return persistent.apply(id);
    }
}
