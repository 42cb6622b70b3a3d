package metammf.data;

import static metammf.base.MetaMmfException.require;

import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import metammf.data.format.Pickle;

/**
 * The original ids of users and items. Everywhere else users and items are numbers from 0. A number or an id that does
 * not exist raises a {@link metammf.base.MetaMmfException}.
 *
 * @param users the original id of every user, (U)
 * @param items the original id of every item, (I)
 */
public record Ids(List<String> users, List<String> items) implements Serializable {
    /** Checks that no id is missing or occurs twice. */
    public Ids {
        users = Names.of("user", users);
        items = Names.of("item", items);
    }

    /** {@return ids that are the numbers {@code 0 .. U - 1} and {@code 0 .. I - 1} themselves; they take no memory} */
    public static Ids numbers(int users, int items) {
        return numbers(users, 0, items);
    }

    /**
     * {@return users {@code 0 .. U - 1} and items {@code firstItem .. firstItem + I - 1}; they take no memory}
     *
     * @param firstItem the original id of item 0, for example U if a file numbers items after the users
     */
    public static Ids numbers(int users, int firstItem, int items) {
        return new Ids(new Names.Numbers(0, users), new Names.Numbers(firstItem, items));
    }

    /** {@return the original id of a user} */
    public String user(int user) {
        return name("user", users, user);
    }

    /** {@return the original id of an item} */
    public String item(int item) {
        return name("item", items, item);
    }

    private static String name(String what, List<String> names, int number) {
        String expected = "ids: expected %s 0 .. %d, received %d";
        require(number >= 0 && number < names.size(), expected, what, names.size() - 1, number);
        return names.get(number);
    }

    /** {@return the user of an original id, {@code 0 .. U - 1}} */
    public int user(String id) {
        return number("user", users, id);
    }

    /** {@return the item of an original id, {@code 0 .. I - 1}} */
    public int item(String id) {
        return number("item", items, id);
    }

    private static int number(String what, List<String> names, String id) {
        int number = names.indexOf(id);
        String first = names.isEmpty() ? "none" : names.get(0);
        require(number >= 0, "ids: expected one of %,d %ss such as %s, received %s", names.size(), what, first, id);
        return number;
    }

    /** {@return a pair for a message} */
    public String pair(int user, int item) {
        return describeUser(user) + ", " + describeItem(item);
    }

    /** {@return a user for a message or a title, for example {@code user 7} or {@code user anna (number 7)}} */
    public String describeUser(int user) {
        return describe("user", user(user), user);
    }

    /** {@return an item for a message or a title, for example {@code item 7} or {@code item b07x (number 7)}} */
    public String describeItem(int item) {
        return describe("item", item(item), item);
    }

    /** {@return a user or an item for a message or a title: its kind, original id, and number if that is another} */
    public static String describe(String what, String id, int number) {
        return id.equals(Integer.toString(number))
                ? what + " " + id
                : "%s %s (number %s)".formatted(what, Pickle.describe(id), number);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "Ids(%,d users, %,d items)", users.size(), items.size());
    }
}
