package metammf.data.folder;

import static metammf.base.MetaMmfException.require;

import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import metammf.base.MetaMmfException;
import metammf.data.Ids;
import metammf.data.format.Delimited;

/** Gives the ids of a file numbers from 0. */
final class Numbering {
    private final Map<String, Integer> numbers = new HashMap<>(); // stays fast where ids were made to collide
    private final LongArrayList lines = new LongArrayList(); // where each id comes first
    private final List<String> names;
    private final boolean areRows; // whether ids are the numbers of rows
    private String closedBy = "";
    private String last;
    private int lastNumber;

    private Numbering(List<String> names, boolean areRows) {
        this.names = names;
        this.areRows = areRows;
    }

    /** Any ids, numbered as they come. */
    static Numbering asTheyCome() {
        return new Numbering(new ArrayList<>(), false);
    }

    /** Ids that are the numbers of so many rows. */
    static Numbering rows(int rows) {
        return new Numbering(Ids.numbers(rows, rows).items(), true);
    }

    /** Allows no further ids than those of the file. */
    void close(String file) {
        closedBy = file;
    }

    int number(String id, String file, long line) {
        if (areRows) {
            return row(id, file, line);
        }
        if (!id.equals(last)) { // tables are mostly in the order of users or items
            Integer number = numbers.get(id);
            lastNumber = number == null ? added(id, file, line) : number;
            last = id;
        }
        return lastNumber;
    }

    private int row(String id, String file, long line) {
        int row = Delimited.id(id);
        if (row < 0 || row >= size()) {
            String error = "%s: line %s: expected an item 0 .. %s, a row, received %.80s; a column item or item_ids.csv"
                    + " says which row is which item";
            throw new MetaMmfException(String.format(Locale.ROOT, error, file, line, size() - 1, id));
        }
        return row;
    }

    private int added(String id, String file, long line) {
        require(closedBy.isEmpty(), "%s: line %d: expected an id of %s, received %.80s", file, line, closedBy, id);
        require(!id.isBlank(), "%s: line %d: expected an id, received none", file, line);
        numbers.put(id, names.size());
        names.add(id);
        lines.add(line);
        return names.size() - 1;
    }

    int size() {
        return names.size();
    }

    /** The same ids, numbered by themselves if they are exactly 0 .. n - 1. */
    Numbering byNumber() {
        int most = names.size() - 1;
        boolean areNumbers = most >= 0
                && names.stream().allMatch(id -> id.matches("0|[1-9]\\d{0,8}") && Integer.parseInt(id) <= most);
        return areNumbers ? rows(names.size()) : this; // different numbers up to n - 1, n of them: all are there
    }

    /** The least number of rows that have a row for every id, if all ids are numbers of rows; otherwise -1. */
    int leastRows() {
        int[] found = names.stream().mapToInt(Delimited::id).toArray();
        boolean allRows = IntStream.of(found).allMatch(row -> row >= 0);
        return allRows ? IntStream.of(found).max().orElse(-1) + 1 : -1;
    }

    /** The numbers that these ids have elsewhere, in their order here; refused if one is not known there. */
    int[] into(Numbering known, String file) {
        return IntStream.range(0, size())
                .map(n -> known.number(names.get(n), file, lines.getLong(n)))
                .toArray();
    }

    /** The ids in the order of their numbers. */
    List<String> names() {
        return names;
    }
}
