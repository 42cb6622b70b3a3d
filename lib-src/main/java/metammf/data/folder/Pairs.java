package metammf.data.folder;

import static metammf.base.MetaMmfException.require;

import java.util.Arrays;
import java.util.function.Consumer;
import metammf.data.Finding;
import metammf.data.Ids;
import metammf.data.Interactions;

/** The pairs of one part of a split, as a file gives them: in its order, with those that occur twice. */
final class Pairs {
    private static final int ALWAYS_FINE = 100_000;
    private static final int RATIO = 16; // ids of which fewer than one in so many occurs are no numbering

    private final String name;
    private final String place;
    private final Tally tally;
    private long stated = -1; // pairs in the file, where its reader says so
    private long[] keys = new long[1024]; // user in the upper half, item in the lower
    private int size;
    private int users;
    private int items;
    private int firstItem = Integer.MAX_VALUE;

    /**
     * No pairs yet.
     *
     * @param name of their file
     * @param place what a pair's place in it is called, for example a line
     */
    Pairs(String name, String place) {
        this.name = name;
        this.place = place;
        tally = new Tally(name, "pair");
    }

    static Pairs none(String name) {
        return new Pairs(name, "row");
    }

    void add(long user, long item, long at) {
        addUser(user, at);
        requireId("an item", item, at);
        if (size == keys.length) {
            keys = Arrays.copyOf(keys, Math.toIntExact(Math.min(Integer.MAX_VALUE - 8, size + (long) size / 2)));
        }
        keys[size++] = user << Integer.SIZE | item;
        items = Math.max(items, (int) item + 1);
        firstItem = Math.min(firstItem, (int) item);
    }

    /** Counts a user that the file names, even if it gives the user no items. */
    void addUser(long user, long at) {
        requireId("a user", user, at);
        users = Math.max(users, (int) user + 1);
    }

    /** Adds to the number of pairs that are in the file, from which each has to be added or left out. */
    void expect(long pairs) {
        stated = Math.max(0, stated) + pairs;
    }

    /**
     * Leaves a pair out.
     *
     * @param what such pairs are called, for example {@code entries of 0, left out}
     * @param at the place of this one
     */
    void leaveOut(String what, long at) {
        tally.leftOut(Finding.Severity.WARNING, what, at);
    }

    /** Takes over the sizes that the file states, for example those of a matrix, whose last rows may be empty. */
    void state(int statedUsers, int statedItems) {
        users = Math.max(users, statedUsers);
        items = Math.max(items, statedItems);
    }

    private void requireId(String what, long id, long at) {
        if (id < 0 || id >= Integer.MAX_VALUE) {
            require(false, "%s: %s %d: expected %s in 0 .. 2^31 - 2, received %d", name, place, at, what, id);
        }
    }

    String name() {
        return name;
    }

    int size() {
        return size;
    }

    int user(int n) {
        return (int) (keys[n] >>> Integer.SIZE);
    }

    int item(int n) {
        return (int) keys[n];
    }

    /** U at least: one more than the largest user, or the number that the file states. */
    int users() {
        return users;
    }

    /** One more than the largest item, or the number that the file states. */
    int items() {
        return items;
    }

    /** The smallest item, or the largest number. */
    int firstItem() {
        return firstItem;
    }

    /** Gives users and items other numbers. */
    void renumber(int[] user, int[] item) {
        for (int n = 0; n < size; n++) {
            keys[n] = (long) user[user(n)] << Integer.SIZE | item[item(n)];
        }
    }

    /**
     * The set of these pairs.
     *
     * @param what they are called in a finding
     * @param first the id that item 0 has here
     * @param ids what users and items were called before they were numbered
     * @param findings where to report those that occur twice
     */
    Interactions interactions(String what, int first, Ids ids, Consumer<Finding> findings) {
        if (stated >= 0) {
            tally.read(size);
            tally.settle(stated, findings);
        }
        int allUsers = ids.users().size();
        int allItems = ids.items().size();
        require(
                items - (long) first <= allItems && (size == 0 || firstItem >= first),
                "%s: expected items %d .. %d, received %d",
                name,
                first,
                first + (long) allItems - 1,
                size > 0 && firstItem < first ? firstItem : items - 1);
        require(users <= allUsers, "%s: expected users 0 .. %d, received %d", name, allUsers - 1, users - 1);
        Interactions set = Interactions.of(allUsers, allItems, size, this::user, n -> item(n) - first);
        if (set.size() < size) {
            int[] pair = twice();
            String example = ids.pair(pair[0], pair[1] - first) + " in " + name.replaceFirst(".*[/\\\\]", "");
            findings.accept(
                    Finding.warning(what + " pairs that occur twice, counted once", size - set.size(), example));
        }
        return set;
    }

    /** User and item of the first pair that occurs twice. */
    private int[] twice() {
        long[] sorted = Arrays.copyOf(keys, size); // their order goes with that of other columns
        Arrays.sort(sorted);
        int n = 1;
        while (sorted[n] != sorted[n - 1]) {
            n++;
        }
        return new int[] {(int) (sorted[n] >>> Integer.SIZE), (int) sorted[n]};
    }

    /** Refuses numbers of users or items that would take memory out of proportion to the pairs. */
    static void requireProportion(String name, String what, long count, long pairs) {
        require(
                count <= ALWAYS_FINE + RATIO * pairs,
                "%s: expected %s numbered without large gaps, received %d of them in %d pairs",
                name,
                what,
                count,
                pairs);
    }
}
