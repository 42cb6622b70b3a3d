package metammf.data.folder;

import static metammf.base.MetaMmfException.require;

import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import metammf.base.MetaMmfException;
import metammf.data.DataCard.Finding;
import metammf.data.Ids;
import metammf.data.Interactions;

/** The pairs of one part of a split, as a file gives them: in its order, with those that occur twice. */
final class Pairs {
    private static final int ALWAYS_FINE = 100_000;
    private static final int RATIO = 16; // ids of which fewer than one in so many occurs are no numbering

    private final String name;
    private final String place;
    private final LeftOut leftOut;
    private long stated = -1; // pairs in the file, if its reader says so
    private final LongArrayList keys = new LongArrayList(); // user in the upper half, item in the lower
    private int users;
    private int items;
    private int firstItem = Integer.MAX_VALUE;

    /** No pairs yet; a place is what their numbers in the file count, for example a line. */
    Pairs(String name, String place) {
        this.name = name;
        this.place = place;
        leftOut = new LeftOut(name, place);
    }

    /** U of all parts: one more than the largest user, or the number that a file states. */
    static int users(List<Pairs> parts) {
        return parts.stream().mapToInt(Pairs::users).max().orElse(0);
    }

    /** One more than the largest item of all parts, or the number that a file states. */
    static int items(List<Pairs> parts) {
        return parts.stream().mapToInt(Pairs::items).max().orElse(0);
    }

    void add(long user, long item, long at) {
        addUser(user, at);
        requireId("an item", item, at);
        keys.add(user << Integer.SIZE | item);
        items = Math.max(items, (int) item + 1);
        firstItem = Math.min(firstItem, (int) item);
    }

    /** Adds all items that the file gives a user. */
    void add(long user, long[] all, long at) {
        addUser(user, at);
        expect(all.length);
        for (long item : all) {
            add(user, item, at);
        }
    }

    /** Counts a user that the file names, even if it gives the user no items. */
    void addUser(long user, long at) {
        requireId("a user", user, at);
        users = Math.max(users, (int) user + 1);
    }

    private void requireId(String what, long id, long at) {
        if (id < 0 || id >= Integer.MAX_VALUE) {
            throw new MetaMmfException(
                    "%s: %s %s: expected %s in 0 .. 2^31 - 2, received %s".formatted(name, place, at, what, id));
        }
    }

    /** Adds to the number of pairs that are in the file, each of which has to be added or left out. */
    void expect(long pairs) {
        stated = Math.max(0, stated) + pairs;
    }

    void leaveOut(String what, long at) {
        leftOut.add(Finding.Severity.WARNING, what, at);
    }

    /** Takes over the sizes that the file states, for example those of a matrix, whose last rows may be empty. */
    void state(int statedUsers, int statedItems) {
        users = Math.max(users, statedUsers);
        items = Math.max(items, statedItems);
    }

    String name() {
        return name;
    }

    String describeSize() {
        return "%s x %s in %s".formatted(users, items, Path.of(name).getFileName());
    }

    int size() {
        return keys.size();
    }

    int user(int n) {
        return (int) (keys.getLong(n) >>> Integer.SIZE);
    }

    int item(int n) {
        return (int) keys.getLong(n);
    }

    int users() {
        return users;
    }

    int items() {
        return items;
    }

    /** The smallest item, or the largest number. */
    int firstItem() {
        return firstItem;
    }

    /** How many of these pairs a set has, whose item 0 has the id {@code first} here. */
    int countIn(Interactions set, int first) {
        int count = 0;
        for (int n = 0; n < size(); n++) {
            count += user(n) < set.users() && set.contains(user(n), item(n) - first) ? 1 : 0;
        }
        return count;
    }

    void renumber(int[] user, int[] item) {
        for (int n = 0; n < size(); n++) {
            keys.set(n, (long) user[user(n)] << Integer.SIZE | item[item(n)]);
        }
    }

    /** The set of these pairs, called {@code what} in a finding; item 0 has the id {@code first} here. */
    Interactions interactions(String what, int first, Ids ids, Findings findings) {
        int size = size();
        String expected =
                "%s: expected every pair to be read or left out with a reason, received %d read and %d left out of %d";
        require(stated < 0 || size + leftOut.count() == stated, expected, name, size, leftOut.count(), stated);
        leftOut.report(findings);
        int allUsers = ids.users().size();
        int allItems = ids.items().size();
        long last = first + (long) allItems - 1;
        int odd = size > 0 && firstItem < first ? firstItem : items - 1;
        boolean within = items - 1 <= last && (size == 0 || firstItem >= first);
        require(within, "%s: expected items %d .. %d, received %d", name, first, last, odd);
        require(users <= allUsers, "%s: expected users 0 .. %d, received %d", name, allUsers - 1, users - 1);
        Interactions set = Interactions.of(allUsers, allItems, size, this::user, n -> item(n) - first);
        if (set.size() < size) {
            long pair = twice();
            String example = ids.pair((int) (pair >>> Integer.SIZE), (int) pair - first);
            String place = example + " in " + Path.of(name).getFileName();
            findings.add(Finding.warning(what + " pairs that occur twice, counted once", size - set.size(), place));
        }
        return set;
    }

    /** The first pair that occurs twice. */
    private long twice() {
        long[] sorted = keys.toLongArray(); // times of pairs are in the order of the keys
        Arrays.sort(sorted);
        int n = 1;
        while (sorted[n] != sorted[n - 1]) {
            n++;
        }
        return sorted[n];
    }

    /** Refuses numbers of users or items that would take memory out of proportion to the pairs. */
    static void requireProportion(String name, String what, long count, long pairs) {
        String expected = "%s: expected %s numbered without large gaps, received %d of them in %d pairs";
        require(count <= ALWAYS_FINE + RATIO * pairs, expected, name, what, count, pairs);
    }
}
