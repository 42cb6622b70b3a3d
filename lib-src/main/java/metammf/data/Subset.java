package metammf.data;

import static metammf.base.MetaMmfException.require;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import metammf.data.DataCard.Finding;

/**
 * A part of the interactions with its users and items, which are renumbered from 0 in their old order.
 *
 * @param interactions the remaining interactions
 * @param users the old number of every user, ascending
 * @param items the old number of every item, ascending
 */
public record Subset(Interactions interactions, int[] users, int[] items) {
    /** {@return the subset of the given pairs, which contains at least one pair} */
    public static Subset of(Interactions all, IntPredicate pairs) {
        Interactions kept = all.only(pairs);
        require(kept.size() > 0, "subset: expected interactions that stay, received none");
        int[] users = IntStream.range(0, kept.users())
                .filter(user -> kept.degree(user) > 0)
                .toArray();
        int[] degrees = kept.itemDegrees();
        int[] items = IntStream.range(0, degrees.length)
                .filter(item -> degrees[item] > 0)
                .toArray();
        Interactions renumbered = Interactions.of(
                users.length, items.length, positions(kept.userColumn(), users), positions(kept.itemColumn(), items));
        return new Subset(renumbered, users, items);
    }

    private static int[] positions(int[] numbers, int[] kept) {
        return Arrays.stream(numbers).map(n -> Arrays.binarySearch(kept, n)).toArray();
    }

    /**
     * {@return the pairs that count as liked: implicit feedback from the rating of each pair}
     *
     * @param ratings in the order of the pairs ({@link Interactions#pair})
     * @param least the lowest rating that stays
     */
    public static Subset rated(Interactions all, float[] ratings, float least) {
        int pairs = all.size();
        require(ratings.length == pairs, "ratings: expected one of %d pairs, received %d", pairs, ratings.length);
        return of(all, pair -> ratings[pair] >= least);
    }

    /**
     * {@return the pairs of users with at least {@code perUser} items and of items with at least {@code perItem} users,
     * counted once} Without the other pairs, some of them may have fewer; {@link #core} repeats the count.
     */
    public static Subset atLeast(Interactions all, int perUser, int perItem) {
        int[] users = all.userColumn();
        int[] degrees = all.itemDegrees();
        return of(all, pair -> all.degree(users[pair]) >= perUser && degrees[all.item(pair)] >= perItem);
    }

    /**
     * {@return the k-core: the largest subset in which every user has at least {@code perUser} items and every item at
     * least {@code perItem} users} The same k twice is the usual one; 5 gives the 5-core.
     */
    public static Subset core(Interactions all, int perUser, int perItem) {
        Subset core = atLeast(all, perUser, perItem);
        int before = all.size();
        while (core.interactions.size() < before) {
            before = core.interactions.size();
            core = core.then(rest -> atLeast(rest, perUser, perItem));
        }
        return core;
    }

    /** {@return a subset of this subset, numbered by the interactions that this subset is of} */
    public Subset then(Function<Interactions, Subset> next) {
        Subset inner = next.apply(interactions);
        return new Subset(inner.interactions, pick(users, inner.users), pick(items, inner.items));
    }

    private static int[] pick(int[] values, int[] positions) {
        return Arrays.stream(positions).map(n -> values[n]).toArray();
    }

    /**
     * {@return the data set of what is left of the original} Ids and features follow their users and items, and the card
     * says so.
     *
     * @param split how what is left is split, for example {@code all -> Split.perUser(all, 1)}
     */
    public Dataset of(Dataset original, Function<Interactions, Split> split) {
        Finding note = Finding.subset(users.length, original.users(), items.length, original.items());
        List<Finding> notes =
                Stream.concat(original.card().notes().stream(), Stream.of(note)).toList();
        Ids all = original.ids();
        Ids ids = new Ids(names(all.users(), users), names(all.items(), items));
        Stream<Modality> content = original.features().modalities().stream().map(modality -> modality.rows(items));
        ItemFeatures features = new ItemFeatures(items.length, content.toList());
        DataCard card = original.card().withNotes(notes);
        return new Dataset(original.name(), split.apply(interactions), ids, features, card);
    }

    private static List<String> names(List<String> names, int[] kept) {
        return Arrays.stream(kept).mapToObj(names::get).toList();
    }

    @Override
    public String toString() {
        String pattern = "Subset(%,d users, %,d items, %,d pairs)";
        return String.format(Locale.ROOT, pattern, users.length, items.length, interactions.size());
    }
}
