package metammf.data.folder;

import static metammf.base.MetaMmfException.require;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * The columns of a table, found by the names that people give them. Upper and lower case, underscores, hyphens and blanks
 * make no difference, and neither does a type as in RecBole's {@code user_id:token}: {@code userID} is {@code user_id}.
 */
final class Columns {
    static final List<String> USER = List.of("user", "user_id", "uid");
    static final List<String> ITEM = List.of("item", "item_id", "iid", "video", "video_id", "vid", "photo", "photo_id");
    static final List<String> PART = List.of("split", "x_label");

    /** Those of finer times first. */
    static final List<String> TIME = List.of("timestamp", "time_ms", "ts", "time", "datetime", "date");

    private final String place;
    private final List<String> names;

    /** The columns of a header; the place is its file and line. */
    Columns(String place, List<String> header) {
        this.place = place;
        names = header.stream()
                .map(name -> name.strip().toLowerCase(Locale.ROOT).replaceFirst(":.*", ""))
                .toList();
    }

    private static String key(String name) {
        return name.replaceAll("[_\\- ]", "");
    }

    /** The places of the columns of given names, in the order of these names. */
    List<Integer> all(List<String> accepted) {
        return accepted.stream()
                .flatMap(name -> IntStream.range(0, names.size())
                        .filter(n -> key(names.get(n)).equals(key(name)))
                        .boxed())
                .toList();
    }

    /** The place of the one column of given names, or -1 if there is none; several are refused. */
    int find(List<String> accepted) {
        List<Integer> found = all(accepted);
        String expected = "%s: expected one column of the names %s, received %s";
        require(found.size() < 2, expected, place, accepted, names(found));
        return found.isEmpty() ? -1 : found.get(0);
    }

    /** The place of the one column of given names, which has to be there. */
    int get(String what, List<String> accepted) {
        int column = find(accepted);
        String expected = "%s: expected a header with a column of %s, called %s, received %.200s";
        require(column >= 0, expected, place, what, accepted, names);
        return column;
    }

    int size() {
        return names.size();
    }

    String name(int column) {
        return names.get(column);
    }

    List<String> names(List<Integer> columns) {
        return columns.stream().map(names::get).toList();
    }
}
