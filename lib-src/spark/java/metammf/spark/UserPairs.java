package metammf.spark;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.io.Serializable;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Iterator;
import org.apache.spark.sql.Row;

/**
 * All pairs of some users, each once, in the order of users and items: the part of the interactions that a task holds, in
 * 4 bytes a pair, 12 with times, and 8 a user.
 *
 * @param users the numbers of the users, ascending
 * @param offsets the pairs of the n-th user are {@code offsets[n] .. offsets[n + 1] - 1}
 * @param items the item of every pair
 * @param times when every pair happened first, or nothing
 */
record UserPairs(int[] users, int[] offsets, int[] items, long[] times) implements Serializable {
    /** From rows of user, item and perhaps time, in this order; of a pair that occurs twice the earlier one counts. */
    static UserPairs of(Iterator<Row> rows) {
        Builder builder = new Builder();
        while (rows.hasNext()) {
            Row row = rows.next();
            if (row.size() > 2) {
                builder.add(row.getInt(0), row.getInt(1), row.getLong(2));
            } else {
                builder.add(row.getInt(0), row.getInt(1));
            }
        }
        return builder.build();
    }

    /** Takes pairs in their order. */
    private static final class Builder {
        private final IntArrayList users = new IntArrayList();
        private final IntArrayList offsets = new IntArrayList();
        private final IntArrayList items = new IntArrayList();
        private final LongArrayList times = new LongArrayList();

        boolean add(int user, int item) {
            boolean sameUser = !users.isEmpty() && users.getInt(users.size() - 1) == user;
            if (sameUser && items.getInt(items.size() - 1) == item) {
                return false;
            }
            if (!sameUser) {
                users.add(user);
                offsets.add(items.size());
            }
            items.add(item);
            return true;
        }

        void add(int user, int item, long time) {
            if (add(user, item)) {
                times.add(time);
            }
        }

        UserPairs build() {
            offsets.add(items.size());
            return new UserPairs(users.toIntArray(), offsets.toIntArray(), items.toIntArray(), times.toLongArray());
        }
    }

    int size() {
        return items.length;
    }

    int degree(int n) {
        return offsets[n + 1] - offsets[n];
    }

    /** The times of a user's pairs. */
    long[] timesOf(int n) {
        return Arrays.copyOfRange(times, offsets[n], offsets[n + 1]);
    }

    /** The pairs of some items, without the users of whom fewer than so many are left, but at least one. */
    UserPairs kept(BitSet some, int perUser) {
        Builder builder = new Builder();
        for (int n = 0; n < users.length; n++) {
            if (left(n, some) >= Math.max(1, perUser)) {
                addKept(n, some, builder);
            }
        }
        return builder.build();
    }

    private int left(int n, BitSet some) {
        int left = 0;
        for (int pair = offsets[n]; pair < offsets[n + 1]; pair++) {
            left += some.get(items[pair]) ? 1 : 0;
        }
        return left;
    }

    private void addKept(int n, BitSet some, Builder builder) {
        for (int pair = offsets[n]; pair < offsets[n + 1]; pair++) {
            if (some.get(items[pair])) {
                if (times.length > 0) {
                    builder.add(users[n], items[pair], times[pair]);
                } else {
                    builder.add(users[n], items[pair]);
                }
            }
        }
    }

    /** How many of these users every item has. */
    int[] itemDegrees(int count) {
        int[] degrees = new int[count];
        for (int item : items) {
            degrees[item]++;
        }
        return degrees;
    }

    BitSet userSet() {
        BitSet set = new BitSet();
        for (int user : users) {
            set.set(user);
        }
        return set;
    }

    long firstTime() {
        return Arrays.stream(times).min().orElse(Long.MAX_VALUE);
    }

    long lastTime() {
        return Arrays.stream(times).max().orElse(Long.MIN_VALUE);
    }

    /** How many pairs happened up to a time. */
    long upTo(long time) {
        return Arrays.stream(times).filter(other -> other <= time).count();
    }
}
