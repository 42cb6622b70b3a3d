package metammf.data;

import static metammf.MetaMmfException.require;

import java.util.Locale;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Interactions and content of the same items.
 *
 * @param name what it is called in tables
 * @param split the interactions in three parts
 * @param features the items' content
 * @param card where it comes from
 */
public record Dataset(String name, Split split, ItemFeatures features, DataCard card) {
    /** Checks that every item has content. */
    public Dataset {
        require(
                split.train().items() == features.items(),
                "%s: expected features of %d items, received %d",
                name,
                split.train().items(),
                features.items());
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
        return new Dataset(name, split, value, card);
    }

    /**
     * The same content with another split.
     *
     * @param value interactions of the same users and items
     * @return a changed copy
     */
    public Dataset withSplit(Split value) {
        return new Dataset(name, value, features, card);
    }

    /**
     * The data card: sizes, density, modalities, origin, checksum, citation and terms.
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

    private String[][] rows() {
        long pairs = (long) split.train().size()
                + split.validation().size()
                + split.test().size();
        double density = 100.0 * pairs / users() / items();
        return new String[][] {
            {"description", card.description()},
            {"users", count(users())},
            {"items", count(items())},
            {
                "interactions",
                "%s train, %s validation, %s test"
                        .formatted(
                                count(split.train().size()),
                                count(split.validation().size()),
                                count(split.test().size()))
            },
            {"density", String.format(Locale.ROOT, "%.3f %%", density)},
            {
                "modalities",
                String.join(
                        ", ",
                        features.modalities().stream().map(Modality::toString).toList())
            },
            {"origin", card.origin()},
            {"checksum", card.checksum()},
            {"citation", card.citation()},
            {"terms", card.terms()}
        };
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
