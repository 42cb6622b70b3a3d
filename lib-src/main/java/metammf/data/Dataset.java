package metammf.data;

import static metammf.MetaMmfException.require;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Interactions and content of the same items.
 *
 * @param name what it is called in tables
 * @param split the interactions in three parts
 * @param ids what users and items are called where they come from
 * @param features the items' content
 * @param card where it comes from
 */
public record Dataset(String name, Split split, Ids ids, ItemFeatures features, DataCard card) {
    /** Checks that ids and content are those of the split's users and items. */
    public Dataset {
        require(
                split.train().users() == ids.users().size()
                        && split.train().items() == ids.items().size(),
                "%s: expected ids of %d users and %d items, received %d and %d",
                name,
                split.train().users(),
                split.train().items(),
                ids.users().size(),
                ids.items().size());
        require(
                split.train().items() == features.items(),
                "%s: expected features of %d items, received %d",
                name,
                split.train().items(),
                features.items());
    }

    /**
     * A data set whose original ids are the numbers of its users and items.
     *
     * @param name what it is called in tables
     * @param split the interactions in three parts
     * @param features the items' content
     * @param card where it comes from
     */
    public Dataset(String name, Split split, ItemFeatures features, DataCard card) {
        this(name, split, Ids.numbers(split.train().users(), split.train().items()), features, card);
    }

    /**
     * Number of users.
     *
     * @return U
     */
    public int users() {
        return split.train().users();
    }

    /**
     * Number of items.
     *
     * @return I
     */
    public int items() {
        return split.train().items();
    }

    /**
     * The same interactions with other content.
     *
     * @param value content of the same items
     * @return a changed copy
     */
    public Dataset withFeatures(ItemFeatures value) {
        return new Dataset(name, split, ids, value, card);
    }

    /**
     * The same content with another split.
     *
     * @param value interactions of the same users and items
     * @return a changed copy
     */
    public Dataset withSplit(Split value) {
        return new Dataset(name, value, ids, features, card);
    }

    /**
     * The data card: sizes, density, modalities, origin, checksum, citation, terms and notes.
     *
     * @return a table with the columns property and value
     */
    public Table toTable() {
        StringColumn property = StringColumn.create("property");
        StringColumn value = StringColumn.create("value");
        for (String[] row : rows()) {
            property.append(row[0]);
            value.append(row[1]);
        }
        return Table.create(name, property, value);
    }

    private List<String[]> rows() {
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {"description", card.description()});
        rows.add(new String[] {"users", count(users())});
        rows.add(new String[] {"items", count(items())});
        rows.add(new String[] {"interactions", interactions()});
        rows.add(new String[] {"density", density()});
        rows.add(new String[] {"modalities", modalities()});
        rows.add(new String[] {"origin", card.origin()});
        rows.add(new String[] {"checksum", card.checksum()});
        rows.add(new String[] {"citation", card.citation()});
        rows.add(new String[] {"terms", card.terms()});
        card.notes().forEach(note -> rows.add(new String[] {"note", note.toString()}));
        return rows;
    }

    private String interactions() {
        return "%s train, %s validation, %s test"
                .formatted(
                        count(split.train().size()),
                        count(split.validation().size()),
                        count(split.test().size()));
    }

    private String density() {
        long pairs = (long) split.train().size()
                + split.validation().size()
                + split.test().size();
        return String.format(Locale.ROOT, "%.3f %%", 100.0 * pairs / users() / items());
    }

    private String modalities() {
        return features.modalities().isEmpty()
                ? "none"
                : features.modalities().stream().map(Modality::toString).collect(Collectors.joining(", "));
    }

    private static String count(int number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(name).append('\n');
        for (String[] row : rows()) {
            text.append("%-13s %s\n".formatted(row[0], row[1]));
        }
        return text.toString();
    }
}
