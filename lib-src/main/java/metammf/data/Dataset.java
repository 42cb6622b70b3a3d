package metammf.data;

import static metammf.MetaMmfException.require;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** Interactions and content of the same items; immutable. */
public final class Dataset implements Serializable {
    private final String name;
    private final Split split;
    private final Ids ids;
    private final ItemFeatures features;
    private final DataCard card;
    private String fingerprint; // made when it is first asked for

    /**
     * A data set.
     *
     * @param name what it is called in tables
     * @param split the interactions in three parts
     * @param ids what users and items are called where they come from
     * @param features the items' content
     * @param card where it comes from
     * @throws metammf.MetaMmfException if ids or content are not those of the split's users and items
     */
    public Dataset(String name, Split split, Ids ids, ItemFeatures features, DataCard card) {
        this.name = name;
        this.split = split;
        this.ids = ids;
        this.features = features;
        this.card = card;
        require(
                users() == ids.users().size() && items() == ids.items().size(),
                "%s: expected ids of %d users and %d items, received %d and %d",
                name,
                users(),
                items(),
                ids.users().size(),
                ids.items().size());
        require(
                items() == features.items(),
                "%s: expected features of %d items, received %d",
                name,
                items(),
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
     * What it is called in tables.
     *
     * @return the name
     */
    public String name() {
        return name;
    }

    /**
     * The interactions in three parts.
     *
     * @return the split
     */
    public Split split() {
        return split;
    }

    /**
     * What users and items are called where they come from.
     *
     * @return the original ids
     */
    public Ids ids() {
        return ids;
    }

    /**
     * The items' content.
     *
     * @return the features
     */
    public ItemFeatures features() {
        return features;
    }

    /**
     * Where it comes from.
     *
     * @return the data card
     */
    public DataCard card() {
        return card;
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
     * What tells two sets of one name apart: SHA-256 of the numbers of users and items, the pairs of the three parts in
     * their order, and the modalities' names and values in their order. The name, the card and the original ids, which
     * no model sees, have no part in it: a set that is read from another format keeps its fingerprint.
     *
     * @return 64 hexadecimal digits, computed once
     */
    public synchronized String fingerprint() {
        if (fingerprint == null) {
            fingerprint = new Fingerprint().add(split).add(features).toString();
        }
        return fingerprint;
    }

    /**
     * What results say of the data they were got on.
     *
     * @return name and fingerprint
     */
    public String identity() {
        return name + " with fingerprint " + fingerprint();
    }

    /**
     * What the user should know before training: what was dropped when the set was read, users and items that are
     * missing in a part, and content that says nothing or drowns the rest. Findings that would make results wrong
     * never come so far: a leak between the parts, rows that are not the items', numbers that are not finite are
     * refused when a split, a modality or a data set is made.
     *
     * @return a row a finding, with the columns severity, finding, count and example; without rows the set is clean
     */
    public Table check() {
        return Check.table(this);
    }

    /**
     * How large the set is, and how unequal.
     *
     * @return sizes of the parts, and the tail of the items
     */
    public Statistics statistics() {
        return Statistics.of(split);
    }

    /**
     * The data card: sizes, density, tail, modalities, fingerprint, origin, checksum, citation, terms and notes.
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
        rows.addAll(List.of(statistics().rows()));
        rows.add(new String[] {"modalities", modalities()});
        rows.add(new String[] {"fingerprint", fingerprint()});
        rows.add(new String[] {"origin", card.origin()});
        rows.add(new String[] {"checksum", card.checksum()});
        rows.add(new String[] {"citation", card.citation()});
        rows.add(new String[] {"terms", card.terms()});
        card.notes().forEach(note -> rows.add(new String[] {"note", note.toString()}));
        return rows;
    }

    private String modalities() {
        return features.modalities().isEmpty()
                ? "none"
                : features.modalities().stream().map(Modality::toString).collect(Collectors.joining(", "));
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
