package metammf.data;

import static metammf.base.MetaMmfException.require;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** Interactions and content of the same items; immutable. */
public final class Dataset implements Serializable {
    /**
     * Name and fingerprint of a data set.
     *
     * @param name what it is called in tables; empty if the data set is not known
     * @param fingerprint its {@link Dataset#fingerprint}; empty if the data set is not known
     */
    public record Identity(String name, String fingerprint) {
        /** Of results on no data set in particular. */
        public static final Identity NONE = new Identity("", "");

        private static final String BETWEEN = " with fingerprint ";
        private static final int SHORT = 12; // digits that one reads

        /** {@return the identity that a text of {@link #toString} names, or none} */
        public static Identity parse(String text) {
            int end = text.lastIndexOf(BETWEEN);
            return end < 0 ? NONE : new Identity(text.substring(0, end), text.substring(end + BETWEEN.length()));
        }

        /** {@return the name, and the first digits of the fingerprint} */
        public String brief() {
            return new Identity(name, fingerprint.substring(0, Math.min(SHORT, fingerprint.length()))).toString();
        }

        @Override
        public String toString() {
            return equals(NONE) ? "" : name + BETWEEN + fingerprint;
        }
    }

    /**
     * The size of a set of interactions and the inequality of its items. The numbers do not depend on how many machines
     * counted them.
     *
     * @param users U
     * @param items I
     * @param train number of training pairs
     * @param validation number of validation pairs
     * @param test number of test pairs
     * @param headShare which part of the pairs the most popular fifth of the items has ({@link Interactions#headShare})
     * @param gini the Gini index of the items' popularity ({@link Interactions#gini})
     */
    public record Statistics(
            int users, int items, long train, long validation, long test, double headShare, double gini) {
        private static final double HEAD = 0.2;

        /** {@return the sizes of a split, and the tail of all its pairs} */
        public static Statistics of(Split split) {
            Interactions train = split.train();
            int[] degrees = split.all().itemDegrees();
            return of(
                    train.users(),
                    train.size(),
                    split.validation().size(),
                    split.test().size(),
                    degrees);
        }

        /** {@return the statistics of what was counted; itemDegrees are each item's users in all parts together, (I)} */
        public static Statistics of(int users, long train, long validation, long test, int[] itemDegrees) {
            double head = Interactions.headShare(itemDegrees, HEAD);
            double gini = Interactions.gini(itemDegrees);
            return new Statistics(users, itemDegrees.length, train, validation, test, head, gini);
        }

        /** {@return the number of pairs of all three parts} */
        public long interactions() {
            return train + validation + test;
        }

        /** {@return the density: the number of pairs divided by U times I, 0 to 1} */
        public double density() {
            return (double) interactions() / users / items;
        }

        /** The rows of a data card. */
        List<String[]> rows() {
            String tail = "the most popular fifth of the items has %.0f %% of the interactions, Gini index %.2f";
            return List.of(
                    row("users", "%,d", users),
                    row("items", "%,d", items),
                    row("interactions", "%,d train, %,d validation, %,d test", train, validation, test),
                    row("density", "%.3f %%", 100 * density()),
                    row("tail", tail, 100 * headShare, gini));
        }

        private static String[] row(String property, String pattern, Object... values) {
            return new String[] {property, text(pattern, values)};
        }

        private static String text(String pattern, Object... values) {
            return String.format(Locale.ROOT, pattern, values);
        }

        /** {@return the statistics in words: a table with the columns property and value} */
        public Table toTable() {
            return table("Statistics", rows());
        }

        static Table table(String name, List<String[]> rows) {
            return Table.create(
                    name,
                    StringColumn.create("property", rows.stream().map(row -> row[0])),
                    StringColumn.create("value", rows.stream().map(row -> row[1])));
        }

        @Override
        public String toString() {
            return text("Statistics(%,d users, %,d items, %,d pairs)", users, items, interactions());
        }
    }

    private final String name;
    private final Split split;
    private final Ids ids;
    private final ItemFeatures features;
    private final DataCard card;
    private String fingerprint; // made when it is first asked for

    /**
     * Makes a data set.
     *
     * @param name what it is called in tables
     * @param ids the original ids of users and items
     * @throws metammf.base.MetaMmfException if ids or content are not those of the split's users and items
     */
    public Dataset(String name, Split split, Ids ids, ItemFeatures features, DataCard card) {
        this.name = name;
        this.split = split;
        this.ids = ids;
        this.features = features;
        this.card = card;
        int u = ids.users().size();
        int i = ids.items().size();
        String named = "%s: expected ids of %d users and %d items, received %d and %d";
        require(users() == u && items() == i, named, name, users(), items(), u, i);
        String described = "%s: expected features of %d items, received %d";
        require(items() == features.items(), described, name, items(), features.items());
    }

    /** Makes a data set whose original ids are the numbers of its users and items. */
    public Dataset(String name, Split split, ItemFeatures features, DataCard card) {
        this(name, split, Ids.numbers(split.train().users(), split.train().items()), features, card);
    }

    /** {@return the name of the data set in tables} */
    public String name() {
        return name;
    }

    /** {@return the interactions in three parts: training, validation, test} */
    public Split split() {
        return split;
    }

    /** {@return the original ids of users and items} */
    public Ids ids() {
        return ids;
    }

    /** {@return the items' features} */
    public ItemFeatures features() {
        return features;
    }

    /** {@return the data card: origin, terms, notes} */
    public DataCard card() {
        return card;
    }

    /** {@return U, the number of users} */
    public int users() {
        return split.train().users();
    }

    /** {@return I, the number of items} */
    public int items() {
        return split.train().items();
    }

    /** Throws an exception if the items have no features. */
    public void requireContent() {
        String expected = "%s: expected features to fuse, received a set of ids alone (MetaMmf.bprMf needs none)";
        require(features.width() > 0, expected, name);
    }

    /** {@return the same interactions with other content of the same items} */
    public Dataset withFeatures(ItemFeatures value) {
        return new Dataset(name, split, ids, value, card);
    }

    /** {@return the same content with another split of the same users and items} */
    public Dataset withSplit(Split value) {
        return new Dataset(name, value, ids, features, card);
    }

    /**
     * {@return the fingerprint, 64 hexadecimal digits, computed once} It is the SHA-256 of the numbers of users and
     * items, the pairs of the three parts in their order, and the modalities' names and values in their order. The
     * name, the card and the original ids are not part of it, since no model sees them: a data set that is read from
     * another format keeps its fingerprint.
     */
    public synchronized String fingerprint() {
        if (fingerprint == null) {
            fingerprint = new Fingerprint().add(split).add(features).hex();
        }
        return fingerprint;
    }

    /** {@return name and fingerprint, by which results name their data} */
    public Identity identity() {
        return new Identity(name, fingerprint());
    }

    /**
     * {@return what to know before training: one row for each finding, with the columns severity, finding, count and
     * example; no rows if the data set is clean} Findings are pairs that were dropped while the data set was read,
     * users and items that are missing in a part, and features that are constant or much larger than the others. Faults
     * that would make results wrong are rejected when a split, a modality or a data set is created: a leak between the
     * parts, a wrong number of rows, or numbers that are not finite.
     */
    public Table check() {
        return Check.table(this);
    }

    /** {@return the sizes of the parts and the tail of the items} */
    public Statistics statistics() {
        return Statistics.of(split);
    }

    /**
     * {@return the data card as a table with the columns property and value: sizes, density, tail, modalities,
     * fingerprint, origin, checksum, citation, terms and notes}
     */
    public Table toTable() {
        return Statistics.table(name, rows());
    }

    private List<String[]> rows() {
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {"description", card.description()});
        rows.addAll(statistics().rows());
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
