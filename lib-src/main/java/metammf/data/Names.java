package metammf.data;

import static metammf.base.MetaMmfException.require;

import java.io.Serializable;
import java.util.AbstractList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.RandomAccess;

/** A list of different names in which a name's position is found at once. */
final class Names extends AbstractList<String> implements RandomAccess, Serializable {
    private final List<String> names;
    private final Map<String, Integer> positions; // stays fast where names were made to collide

    private Names(String what, List<String> names) {
        this.names = List.copyOf(names);
        this.positions = new HashMap<>();
        for (int n = 0; n < this.names.size(); n++) {
            Integer before = positions.put(this.names.get(n), n);
            require(before == null, "ids: expected different %ss, received %s twice", what, this.names.get(n));
        }
    }

    static List<String> of(String what, List<String> names) {
        if (names instanceof Names || names instanceof Numbers) {
            return names;
        }
        require(names.stream().noneMatch(Objects::isNull), "ids: expected a text for every %s, received null", what);
        return new Names(what, names);
    }

    @Override
    public String get(int index) {
        return names.get(index);
    }

    @Override
    public int size() {
        return names.size();
    }

    @Override
    public int indexOf(Object name) {
        return name instanceof String text ? positions.getOrDefault(text, -1) : -1;
    }

    /** The numbers {@code first .. first + size - 1} as names. */
    static final class Numbers extends AbstractList<String> implements RandomAccess, Serializable {
        private final int first;
        private final int size;

        Numbers(int first, int size) {
            String expected = "ids: expected numbers within int, received %d from %d";
            require(size >= 0 && first >= 0 && first <= Integer.MAX_VALUE - size, expected, size, first);
            this.first = first;
            this.size = size;
        }

        @Override
        public String get(int index) {
            return Integer.toString(first + Objects.checkIndex(index, size));
        }

        @Override
        public int size() {
            return size;
        }

        @Override
        public int indexOf(Object name) {
            if (!(name instanceof String text && text.matches("0|[1-9]\\d{0,9}"))) {
                return -1;
            }
            long index = Long.parseLong(text) - first;
            return index >= 0 && index < size ? (int) index : -1;
        }
    }
}
