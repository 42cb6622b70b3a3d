package metammf.data.folder;

import static metammf.base.MetaMmfException.require;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import metammf.data.DataCard;
import metammf.data.DataCard.Finding;
import metammf.data.Dataset;
import metammf.data.Ids;
import metammf.data.Interactions;
import metammf.data.ItemFeatures;
import metammf.data.Modality;
import metammf.data.Split;

/**
 * What the files of a folder contain.
 *
 * @param split without the pairs that leak
 * @param ids what users and items are called
 * @param modalities a row for every item, or none
 * @param leaks which held-out pairs are training pairs too
 * @param remedy what the user can do about leaks
 */
record Draft(Split split, Ids ids, List<Modality> modalities, List<Finding> leaks, String remedy) {
    Draft(Split split, Ids ids, List<Modality> modalities) {
        this(split, ids, modalities, List.of(), "");
    }

    /** The parts of a split as its authors made it. */
    static Draft asGiven(List<Interactions> parts, Ids ids, List<Modality> modalities) {
        List<Finding> leaks = new ArrayList<>();
        Split split = Split.withoutLeaks(parts.get(0), parts.get(1), parts.get(2), ids, leaks::add);
        return new Draft(split, ids, modalities, leaks, "Datasets.openDroppingLeaks leaves them out");
    }

    Draft withRemedy(String value) {
        return new Draft(split, ids, modalities, leaks, value);
    }

    /** The parts of a split from files whose ids are numbers; item 0 has the id {@code firstItem}. */
    static Draft numbered(List<Pairs> parts, int firstItem, List<Modality> modalities, Findings findings) {
        Ids ids = numbers(parts, firstItem, modalities);
        return asGiven(sets(parts, firstItem, ids, findings), ids, modalities);
    }

    /** The ids of files whose ids are numbers, without large gaps. */
    static Ids numbers(List<Pairs> parts, int firstItem, List<Modality> modalities) {
        long pairs = parts.stream().mapToLong(Pairs::size).sum();
        int users = Pairs.users(parts);
        int items = modalities.isEmpty()
                ? Pairs.items(parts) - firstItem
                : modalities.get(0).items();
        String name = parts.get(0).name();
        require(pairs > 0 && items > 0, "%s: expected pairs, received none", name);
        Pairs.requireProportion(name, "users", users, pairs);
        if (modalities.isEmpty()) {
            Pairs.requireProportion(name, "items", items, pairs);
        }
        return Ids.numbers(users, firstItem, items);
    }

    /** The parts of a split from files whose ids are texts, numbered as they came. */
    static Draft named(
            List<Pairs> parts, Numbering users, Numbering items, List<Modality> modalities, Findings findings) {
        String name = parts.get(0).name();
        require(parts.get(0).size() > 0, "%s: expected training pairs, received none", name);
        Numbering lastUsers = users.byNumber();
        Numbering lastItems = modalities.isEmpty()
                ? items.byNumber()
                : Numbering.rows(modalities.get(0).items());
        int[] userOrder = users.into(lastUsers, name + " and its like");
        int[] itemOrder = items.into(lastItems, name + " and its like");
        parts.forEach(pairs -> pairs.renumber(userOrder, itemOrder));
        Ids ids = new Ids(lastUsers.names(), lastItems.names());
        return asGiven(sets(parts, 0, ids, findings), ids, modalities);
    }

    static List<Interactions> sets(List<Pairs> parts, int firstItem, Ids ids, Findings findings) {
        return IntStream.range(0, parts.size())
                .mapToObj(n -> parts.get(n).interactions(Layout.PARTS.get(n), firstItem, ids, findings))
                .toList();
    }

    /** The data set, unless pairs leak that are not to be dropped. */
    Dataset dataset(Folder folder, Findings findings, boolean dropLeaks) {
        String which = leaks.stream().map(Finding::toString).collect(Collectors.joining("; "));
        require(dropLeaks || leaks.isEmpty(), "%s: results would leak: %s; %s", folder.path(), which, remedy);
        leaks.forEach(leak -> findings.add(leak.leftOut()));
        ItemFeatures all = new ItemFeatures(ids.items().size(), modalities);
        ItemFeatures features = SideTable.withoutMissing(folder, all, ids, findings);
        DataCard card = PublicSets.card(folder.path()).withNotes(findings.all());
        return new Dataset(folder.name(), split, ids, features, card);
    }
}
