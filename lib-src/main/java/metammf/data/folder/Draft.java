package metammf.data.folder;

import static metammf.base.MetaMmfException.require;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import metammf.data.Finding;
import metammf.data.Ids;
import metammf.data.Interactions;
import metammf.data.Modality;

/**
 * What the files of a data set hold, before anything is made of it.
 *
 * @param train training pairs
 * @param validation validation pairs
 * @param test test pairs
 * @param ids what users and items are called
 * @param modalities the items' content
 * @param doubt why the files may have to be read in another way, or an empty text
 */
record Draft(
        Interactions train,
        Interactions validation,
        Interactions test,
        Ids ids,
        List<Modality> modalities,
        String doubt) {
    /** A draft without doubt. */
    Draft(Interactions train, Interactions validation, Interactions test, Ids ids, List<Modality> modalities) {
        this(train, validation, test, ids, modalities, "");
    }

    Draft doubting(String reason) {
        return new Draft(train, validation, test, ids, modalities, reason);
    }

    /**
     * A draft of files whose ids are numbers.
     *
     * @param parts training, validation and test pairs
     * @param firstItem the id of item 0
     * @param modalities a row for every item, or none
     * @param findings where to report pairs that occur twice
     */
    static Draft numbered(List<Pairs> parts, int firstItem, List<Modality> modalities, Consumer<Finding> findings) {
        long pairs = parts.stream().mapToLong(Pairs::size).sum();
        long users = parts.stream().mapToInt(Pairs::users).max().orElse(0);
        long items = modalities.isEmpty()
                ? (long) parts.stream().mapToInt(Pairs::items).max().orElse(0) - firstItem
                : modalities.get(0).items();
        String name = parts.get(0).name();
        require(pairs > 0 && items > 0, "%s: expected pairs, received none", name);
        Pairs.requireProportion(name, "users", users, pairs);
        if (modalities.isEmpty()) {
            Pairs.requireProportion(name, "items", items, pairs);
        }
        return of(parts, firstItem, Ids.numbers((int) users, firstItem, (int) items), modalities, findings);
    }

    /**
     * A draft of files whose ids are texts.
     *
     * @param parts training, validation and test pairs, numbered as they came
     * @param users ids of the users
     * @param items ids of the items
     * @param modalities a row for every item, or none
     * @param findings where to report pairs that occur twice
     */
    static Draft named(
            List<Pairs> parts,
            Numbering users,
            Numbering items,
            List<Modality> modalities,
            Consumer<Finding> findings) {
        require(
                parts.get(0).size() > 0,
                "%s: expected training pairs, received none",
                parts.get(0).name());
        String name = parts.get(0).name() + " and its like";
        Numbering lastUsers = users.byNumber();
        Numbering lastItems = modalities.isEmpty()
                ? items.byNumber()
                : Numbering.rows(modalities.get(0).items());
        int[] userOrder = users.into(lastUsers, name);
        int[] itemOrder = items.into(lastItems, name);
        parts.forEach(pairs -> pairs.renumber(userOrder, itemOrder));
        return of(parts, 0, new Ids(lastUsers.names(), lastItems.names()), modalities, findings);
    }

    private static Draft of(
            List<Pairs> parts, int firstItem, Ids ids, List<Modality> modalities, Consumer<Finding> findings) {
        List<Interactions> sets = IntStream.range(0, parts.size())
                .mapToObj(n -> parts.get(n).interactions(Layout.PARTS.get(n), firstItem, ids, findings))
                .toList();
        return new Draft(sets.get(0), sets.get(1), sets.get(2), ids, modalities);
    }
}
