package metammf.data.folder;

import static metammf.base.MetaMmfException.require;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import metammf.data.format.Delimited;

/**
 * What the lines of a text file look like. Lists of items and triples of user, item and weight may be numbers all over;
 * what tells them apart is that every triple has three fields, that its users repeat, and that its weights are constant or
 * ratings. Files that could be both are refused: one of the readings would load pairs that never happened.
 */
final class LineForm {
    private static final double HIGHEST_RATING = 10;
    private static final double MOST = 0.9; // of the lines: if so many are triples, the others are mistakes
    private static final String WAY_OUT = "write interactions.tsv with a header, for example user, item and split";

    private final String file;
    private final Set<String> users = new HashSet<>(); // emptied when one repeats
    private boolean repeated;
    private long lines;
    private long threes;
    private int width; // fields of every line, or -1
    private boolean longer; // some line has more than two fields
    private long other; // the first line without three fields
    private boolean weights = true; // every third field is a number
    private boolean ratings = true;
    private boolean ids = true; // every third field may be an id
    private double weight; // of every line, or NaN

    LineForm(String file) {
        this.file = file;
    }

    void take(long line, List<String> fields) {
        lines++;
        width = lines == 1 || width == fields.size() ? fields.size() : -1;
        longer |= fields.size() > 2;
        if (!repeated && !users.add(fields.get(0))) {
            repeated = true;
            users.clear();
        }
        if (fields.size() == 3) {
            threes++;
            takeThird(fields.get(2));
        } else if (other == 0) {
            other = line;
        }
    }

    private void takeThird(String field) {
        ids &= Delimited.id(field) >= 0;
        double value = number(field);
        weights &= Double.isFinite(value);
        ratings &= value >= -1 && value <= HIGHEST_RATING;
        weight = threes == 1 || weight == value ? value : Double.NaN;
    }

    private static double number(String field) {
        try {
            return Double.parseDouble(field);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    /** Whether users repeat in lines that are read as lists of items. */
    boolean mayBeNoLists() {
        return repeated && longer;
    }

    /** Whether the lines of all parts of a data set are triples; refused if they may be either or neither. */
    static boolean areTriples(List<LineForm> parts) {
        List<LineForm> there = parts.stream().filter(part -> part.lines > 0).toList();
        if (there.isEmpty() || there.stream().anyMatch(part -> part.threes < part.lines)) {
            there.forEach(part -> part.requireLists(there));
            return false;
        }
        LineForm first = there.get(0);
        there.forEach(part -> require(
                part.weights, "%s: expected lists of items, or a number as the third field of every line", part.file));
        boolean repeated = there.stream().anyMatch(part -> part.repeated);
        boolean ratings = there.stream().allMatch(part -> part.ratings)
                || there.stream().allMatch(part -> part.weight == first.weight);
        boolean ids = there.stream().allMatch(part -> part.ids);
        String message = "%s: every line has three fields, which may be a user and two items,"
                + " or a user, an item and a weight; %s";
        require(!ids || repeated && ratings, message, first.file, WAY_OUT);
        return true;
    }

    private void requireLists(List<LineForm> all) {
        String expected = "%s: line %d: expected user, item and weight as in most lines of %s; for lists of items, %s";
        boolean triples = repeated && (!ids || threes >= MOST * lines);
        LineForm mistaken = threes < lines
                ? this
                : all.stream()
                        .filter(part -> part.threes < part.lines)
                        .findFirst()
                        .orElse(this);
        require(!triples, expected, mistaken.file, mistaken.other, file, WAY_OUT);
        String lists = "%s: expected lists of items, received %d fields in every line and users that repeat; %s";
        require(!repeated || width < 4, lists, file, width, WAY_OUT);
    }
}
