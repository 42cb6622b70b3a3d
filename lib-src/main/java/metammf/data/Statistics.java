package metammf.data;

import java.util.List;
import java.util.Locale;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

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
public record Statistics(int users, int items, long train, long validation, long test, double headShare, double gini) {
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
