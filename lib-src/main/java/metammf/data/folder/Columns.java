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

    private final String file;
    private final long line;
    private final List<String> names;

    /**
     * The columns of a header.
     *
     * @param file of the table
     * @param line of the header
     * @param header its fields
     */
    Columns(String file, long line, List<String> header) {
        this.file = file;
        this.line = line;
        names = header.stream().map(Columns::plain).toList();
    }

    /** A name in small letters, without a type. */
    private static String plain(String name) {
        return name.strip().toLowerCase(Locale.ROOT).replaceFirst(":.*", "");
    }

    private static String key(String plain) {
        return plain.replaceAll("[_\\- ]", "");
    }

    /**
     * The columns of given names.
     *
     * @param accepted names
     * @return their places, in the order of the accepted names
     */
    List<Integer> all(List<String> accepted) {
        return accepted.stream()
                .map(Columns::key)
                .flatMap(key -> IntStream.range(0, names.size())
                        .filter(n -> key(names.get(n)).equals(key))
                        .boxed())
                .toList();
    }

    /**
     * The one column of given names.
     *
     * @param accepted names
     * @return its place, or -1 if there is none
     * @throws metammf.base.MetaMmfException if there are several
     */
    int find(List<String> accepted) {
        List<Integer> found = all(accepted);
        require(
                found.size() < 2,
                "%s: line %d: expected one column of the names %s, received %s",
                file,
                line,
                accepted,
                names(found));
        return found.isEmpty() ? -1 : found.get(0);
    }

    /** The one column of given names, which has to be there. */
    int get(String what, List<String> accepted) {
        int column = find(accepted);
        require(
                column >= 0,
                "%s: line %d: expected a header with a column of %s, called %s, received %.200s",
                file,
                line,
                what,
                accepted,
                names);
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
