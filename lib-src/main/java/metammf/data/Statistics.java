package metammf.data;

import java.util.Arrays;
import java.util.Locale;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * How large a set of interactions is, and how unequal: the same numbers whether one machine counted or many.
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
        return of(
                split.train().users(),
                split.train().size(),
                split.validation().size(),
                split.test().size(),
                split.all().itemDegrees());
    }

    /**
     * {@return the statistics of what was counted}
     *
     * @param itemDegrees number of users of every item, in all parts together, (I)
     */
    public static Statistics of(int users, long train, long validation, long test, int[] itemDegrees) {
        return new Statistics(
                users,
                itemDegrees.length,
                train,
                validation,
                test,
                Interactions.headShare(itemDegrees, HEAD),
                Interactions.gini(itemDegrees));
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
    String[][] rows() {
        return new String[][] {
            {"users", text("%,d", users)},
            {"items", text("%,d", items)},
            {"interactions", text("%,d train, %,d validation, %,d test", train, validation, test)},
            {"density", text("%.3f %%", 100 * density())},
            {"tail", tail()}
        };
    }

    private String tail() {
        String pattern = "the most popular fifth of the items has %.0f %% of the interactions, Gini index %.2f";
        return text(pattern, 100 * headShare, gini);
    }

    private static String text(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }

    /** {@return the statistics in words: a table with the columns property and value} */
    public Table toTable() {
        return Table.create(
                "Statistics",
                StringColumn.create("property", Arrays.stream(rows()).map(row -> row[0])),
                StringColumn.create("value", Arrays.stream(rows()).map(row -> row[1])));
    }

    @Override
    public String toString() {
        return text("Statistics(%,d users, %,d items, %,d pairs)", users, items, interactions());
    }
}
