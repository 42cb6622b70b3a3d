package metammf.data;

import static metammf.base.MetaMmfException.require;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.Table;

/**
 * An immutable set of user-item pairs, stored by user.
 *
 * <p>Pairs are numbered {@code 0 .. size() - 1} by user, then by item; users and items are numbered from 0.
 */
public final class Interactions implements Serializable {
    private final int items;
    private final int[] offsets; // (U + 1): the pairs of user u are offsets[u] .. offsets[u + 1] - 1
    private final int[] columns; // (size): the items, ascending within a user

    private Interactions(int items, int[] offsets, int[] columns) {
        this.items = items;
        this.offsets = offsets;
        this.columns = columns;
    }

    /**
     * {@return the set of the pairs {@code (user[n], item[n])}; a pair that occurs twice counts once}
     *
     * @param users number of users, U
     * @param items number of items, I
     * @throws metammf.base.MetaMmfException if there are no users or items, the arrays differ in length, or an id is out of
     *     range
     */
    public static Interactions of(int users, int items, int[] user, int[] item) {
        require(users > 0 && items > 0, "interactions: expected users and items, received %d and %d", users, items);
        require(user.length == item.length, "interactions: expected %d items, received %d", user.length, item.length);
        for (int n = 0; n < user.length; n++) {
            requireId("a user", user[n], users, n);
            requireId("an item", item[n], items, n);
        }
        return of(users, items, user.length, n -> user[n], n -> item[n]);
    }

    /**
     * {@return the set of pairs whose ids are known to be in range}
     *
     * @param size number of pairs, with repetitions
     * @param user the user of pair n, in {@code 0 .. U - 1}
     * @param item the item of pair n, in {@code 0 .. I - 1}
     */
    public static Interactions of(int users, int items, int size, IntUnaryOperator user, IntUnaryOperator item) {
        int[] offsets = new int[users + 1];
        for (int n = 0; n < size; n++) {
            offsets[user.applyAsInt(n) + 1]++;
        }
        Arrays.parallelPrefix(offsets, Integer::sum);
        int[] columns = new int[size];
        int[] next = offsets.clone();
        for (int n = 0; n < size; n++) {
            columns[next[user.applyAsInt(n)]++] = item.applyAsInt(n);
        }
        return ofUnsorted(items, offsets, columns);
    }

    /** Sorts the items of every user, and drops those that occur twice. */
    private static Interactions ofUnsorted(int items, int[] offsets, int[] columns) {
        int kept = 0;
        int from = 0;
        for (int user = 0; user < offsets.length - 1; user++) {
            int to = offsets[user + 1];
            Arrays.sort(columns, from, to);
            int first = kept;
            for (int n = from; n < to; n++) {
                if (kept == first || columns[n] != columns[kept - 1]) {
                    columns[kept++] = columns[n];
                }
            }
            offsets[user + 1] = kept;
            from = to;
        }
        return new Interactions(items, offsets, kept == columns.length ? columns : Arrays.copyOf(columns, kept));
    }

    private static void requireId(String what, int id, int count, int position) {
        require(id >= 0 && id < count, "pair %d: expected %s in 0 .. %d, received %d", position, what, count - 1, id);
    }

    /** {@return U, the number of users with and without interactions} */
    public int users() {
        return offsets.length - 1;
    }

    /** {@return I, the number of items with and without interactions} */
    public int items() {
        return items;
    }

    /** {@return the number of pairs} */
    public int size() {
        return columns.length;
    }

    /** {@return the number of items of a user} */
    public int degree(int user) {
        return offsets[user + 1] - offsets[user];
    }

    /** {@return the number of a user's first pair, or for the user U the end of the last pair} */
    public int first(int user) {
        return offsets[user];
    }

    /** {@return the item of a pair, which is given by its number} */
    public int item(int pair) {
        return columns[pair];
    }

    /** {@return the items of a user, ascending, a copy} */
    public int[] itemsOf(int user) {
        return Arrays.copyOfRange(columns, offsets[user], offsets[user + 1]);
    }

    /** {@return whether the user has interacted with the item} */
    public boolean contains(int user, int item) {
        return pair(user, item) >= 0;
    }

    /** {@return the number of a pair, by which times and ratings belong to pairs; negative if there is no such pair} */
    public int pair(int user, int item) {
        return Arrays.binarySearch(columns, offsets[user], offsets[user + 1], item);
    }

    /** {@return the user of every pair in the order of the pairs, (size)} */
    public int[] userColumn() {
        int[] users = new int[size()];
        for (int user = 0; user < users(); user++) {
            Arrays.fill(users, offsets[user], offsets[user + 1], user);
        }
        return users;
    }

    /** {@return the item of every pair in the order of the pairs, a copy, (size)} */
    public int[] itemColumn() {
        return columns.clone();
    }

    /** {@return some of the pairs, given by their numbers, of the same users and items} */
    public Interactions only(IntPredicate pairs) {
        int[] users = userColumn();
        int[] kept = IntStream.range(0, size()).filter(pairs).toArray();
        return of(users(), items, kept.length, n -> users[kept[n]], n -> columns[kept[n]]);
    }

    /** The numbers of the pairs that another set has too, ascending. */
    int[] shared(Interactions other) {
        int[] users = userColumn();
        return IntStream.range(0, size())
                .filter(pair -> other.contains(users[pair], columns[pair]))
                .toArray();
    }

    /** {@return the pairs of both, each once; the other interactions are of the same users and items} */
    public Interactions union(Interactions other) {
        requireSameSize("interactions", other);
        int[] own = userColumn();
        int[] others = other.userColumn();
        int size = size();
        IntUnaryOperator user = n -> n < size ? own[n] : others[n - size];
        IntUnaryOperator item = n -> n < size ? columns[n] : other.columns[n - size];
        return of(users(), items, size + other.size(), user, item);
    }

    void requireSameSize(String what, Interactions other) {
        boolean same = users() == other.users() && items == other.items;
        String expected = "%s: expected %d users and %d items, received %d and %d";
        require(same, expected, what, users(), items, other.users(), other.items);
    }

    /** {@return the transpose: the pairs with users and items exchanged} */
    public Interactions byItem() {
        int[] users = userColumn();
        return of(items, users(), size(), n -> columns[n], n -> users[n]);
    }

    /** {@return the number of users of every item, (I)} */
    public int[] itemDegrees() {
        int[] degrees = new int[items];
        for (int item : columns) {
            degrees[item]++;
        }
        return degrees;
    }

    /**
     * {@return which part of the interactions the most popular items have, 0 to 1; NaN without interactions}
     *
     * @param part of the items, 0 to 1; of n items, {@code part} n rounded down, but at least one
     */
    public double headShare(double part) {
        require(part >= 0 && part <= 1, "head: expected a part of the items in 0 .. 1, received %s", part);
        return headShare(itemDegrees(), part);
    }

    static double headShare(int[] degrees, double part) {
        int rest = degrees.length - Math.max(1, (int) (part * degrees.length));
        return (double) sum(IntStream.of(degrees).sorted().skip(rest)) / sum(IntStream.of(degrees));
    }

    private static long sum(IntStream degrees) {
        return degrees.asLongStream().sum();
    }

    /**
     * {@return the Gini index of the items' popularity: half the mean difference of two items' degrees, divided by
     * their mean} It is 0 if all items are equally popular, near 1 if few items have all interactions, and NaN without
     * interactions.
     */
    public double gini() {
        return gini(itemDegrees());
    }

    static double gini(int[] degrees) {
        int[] ascending = IntStream.of(degrees).sorted().toArray();
        int items = ascending.length;
        double weighted = 0;
        for (int rank = 0; rank < items; rank++) {
            weighted += (2.0 * rank - items + 1) * ascending[rank];
        }
        return weighted / items / sum(IntStream.of(degrees));
    }

    /** {@return the pairs as a table with the columns user and item} */
    public Table toTable() {
        return Table.create(
                "interactions", IntColumn.create("user", userColumn()), IntColumn.create("item", itemColumn()));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Interactions that
                && items == that.items
                && Arrays.equals(offsets, that.offsets)
                && Arrays.equals(columns, that.columns);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(offsets) + Arrays.hashCode(columns);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "Interactions(%,d users, %,d items, %,d pairs)", users(), items, size());
    }
}
