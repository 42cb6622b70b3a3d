package metammf.data;

import static metammf.base.MetaMmfException.require;

import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import metammf.data.format.Pickle;

/**
 * What users and items are called in the files they come from; everywhere else they are numbers from 0.
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

    /**
     * Ids that are the numbers themselves; they take no memory.
     *
     * @param users U
     * @param items I
     * @return users {@code 0 .. U - 1} and items {@code 0 .. I - 1}
     */
    public static Ids numbers(int users, int items) {
        return numbers(users, 0, items);
    }

    /**
     * Ids that are numbers, the items' not from 0; they take no memory.
     *
     * @param users U
     * @param firstItem the original id of item 0, for example U where a file numbers items behind the users
     * @param items I
     * @return users {@code 0 .. U - 1} and items {@code firstItem .. firstItem + I - 1}
     */
    public static Ids numbers(int users, int firstItem, int items) {
        return new Ids(new Names.Numbers(0, users), new Names.Numbers(firstItem, items));
    }

    /**
     * The original id of a user.
     *
     * @param user a user
     * @return what the user is called
     * @throws metammf.base.MetaMmfException if there is no such user
     */
    public String user(int user) {
        return name("user", users, user);
    }

    /**
     * The original id of an item.
     *
     * @param item an item
     * @return what the item is called
     * @throws metammf.base.MetaMmfException if there is no such item
     */
    public String item(int item) {
        return name("item", items, item);
    }

    private static String name(String what, List<String> names, int number) {
        require(
                number >= 0 && number < names.size(),
                "ids: expected %s 0 .. %d, received %d",
                what,
                names.size() - 1,
                number);
        return names.get(number);
    }

    /**
     * The user of an original id.
     *
     * @param id what the user is called
     * @return a number in {@code 0 .. U - 1}
     * @throws metammf.base.MetaMmfException if no user is called so
     */
    public int user(String id) {
        return number("user", users, id);
    }

    /**
     * The item of an original id.
     *
     * @param id what the item is called
     * @return a number in {@code 0 .. I - 1}
     * @throws metammf.base.MetaMmfException if no item is called so
     */
    public int item(String id) {
        return number("item", items, id);
    }

    private static int number(String what, List<String> names, String id) {
        int number = names.indexOf(id);
        require(
                number >= 0,
                "ids: expected one of %,d %ss such as %s, received %s",
                names.size(),
                what,
                names.isEmpty() ? "none" : names.get(0),
                id);
        return number;
    }

    /**
     * {@return a pair for a message}
     *
     * @param user number of the user
     * @param item number of the item
     */
    public String pair(int user, int item) {
        return describeUser(user) + ", " + describeItem(item);
    }

    /**
     * A user for a message or a title: by the original id, and by the number where that is another.
     *
     * @param user a user
     * @return for example {@code user 7} or {@code user anna (number 7)}
     * @throws metammf.base.MetaMmfException if there is no such user
     */
    public String describeUser(int user) {
        return describe("user", user(user), user);
    }

    /**
     * An item for a message or a title: by the original id, and by the number where that is another.
     *
     * @param item an item
     * @return for example {@code item 7} or {@code item b07x (number 7)}
     * @throws metammf.base.MetaMmfException if there is no such item
     */
    public String describeItem(int item) {
        return describe("item", item(item), item);
    }

    /**
     * A user or an item for a message or a title.
     *
     * @param what for example {@code user}
     * @param id the original id
     * @param number the number
     * @return for example {@code user 7} or {@code user anna (number 7)}
     */
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
