package metammf.data.folder;

import static metammf.base.MetaMmfException.require;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import metammf.base.MetaMmfException;
import metammf.data.Ids;
import metammf.data.Interactions;
import metammf.data.Split;

/** A table of interactions: a row for every pair, with a part of the split, with a time, or with neither. */
final class InteractionTable {
    private static final long SEED = 1;
    private static final Map<String, Integer> PARTS =
            Map.of("0", 0, "train", 0, "training", 0, "1", 1, "val", 1, "valid", 1, "validation", 1, "2", 2, "test", 2);

    private final String name;
    private final List<Pairs> parts;
    private final Numbering users = Numbering.asTheyCome();
    private final Numbering items = Numbering.asTheyCome();
    private final Times times = new Times();
    private Columns columns;
    private int user;
    private int item;
    private int part;
    private List<Integer> timeColumns = List.of();
    private int time = -1;

    private InteractionTable(Path file) {
        name = file.toString();
        parts = Layout.PARTS.stream().map(part -> new Pairs(name, "line")).toList();
    }

    static InteractionTable read(Path file, Findings findings) {
        InteractionTable table = new InteractionTable(file);
        if (TableLayout.isSequences(file)) {
            findings.note("lines are a user and its items in the order of time");
            table.take(0, List.of("user", "item", "time"));
            Lines.words(file, table::takeSequence, findings);
        } else {
            Lines.fields(file, table::take, findings);
        }
        return table;
    }

    Numbering users() {
        return users;
    }

    Numbering items() {
        return items;
    }

    /** The lines of MicroLens are a user and its items: rows whose time is the place in the line. */
    private void takeSequence(long line, List<String> words) {
        for (int n = 1; n < words.size(); n++) {
            take(line, List.of(words.get(0), words.get(n), Integer.toString(n)));
        }
    }

    private void take(long line, List<String> fields) {
        if (columns == null) {
            takeHeader(new Columns(name + ": line " + line, fields));
            return;
        }
        if (fields.size() != columns.size()) {
            throw new MetaMmfException("%s: line %s: expected %s fields, received %s"
                    .formatted(name, line, columns.size(), fields.size()));
        }
        int number = part < 0 ? 0 : part(fields.get(part), line);
        parts.get(number)
                .add(users.number(fields.get(user), name, line), items.number(fields.get(item), name, line), line);
        if (!timeColumns.isEmpty()) {
            takeTime(line, fields);
        }
    }

    private void takeHeader(Columns header) {
        columns = header;
        user = columns.get("users", Columns.USER);
        item = columns.get("items", Columns.ITEM);
        part = columns.find(Columns.PART);
        timeColumns = part < 0 ? columns.all(Columns.TIME) : List.of();
    }

    /** Of several columns, the times are in the first one that has a time in the first row. */
    private void takeTime(long line, List<String> fields) {
        if (time < 0) {
            time = timeColumns.stream()
                    .filter(column -> Times.reads(fields.get(column)))
                    .findFirst()
                    .orElse(timeColumns.get(0));
        }
        times.add(fields.get(time), name, line);
    }

    private int part(String value, long line) {
        Integer number = PARTS.get(value.toLowerCase(Locale.ROOT));
        if (number == null) {
            throw new MetaMmfException("%s: line %s: expected train, validation, test or 0, 1, 2, received %.80s"
                    .formatted(name, line, value));
        }
        return number;
    }

    Draft draft(Numbering knownUsers, ItemContent content, Findings findings) {
        require(parts.get(0).size() > 0, "%s: expected training pairs, received none", name);
        int[] userOrder = users.into(knownUsers, name);
        int[] itemOrder = items.into(content.items(), name);
        parts.forEach(pairs -> pairs.renumber(userOrder, itemOrder));
        Ids ids = new Ids(knownUsers.names(), content.items().names());
        noteColumns(findings);
        List<Interactions> sets = Draft.sets(parts, 0, ids, findings);
        return part < 0
                ? new Draft(split(sets.get(0), findings), ids, content.modalities())
                : Draft.asGiven(sets, ids, content.modalities());
    }

    private void noteColumns(Findings findings) {
        if (timeColumns.size() > 1) {
            List<Integer> others = timeColumns.stream().filter(n -> n != time).toList();
            String which = "times are those of column %s, not those of %s";
            findings.note(which, columns.name(time), columns.names(others));
        }
        List<Integer> read = List.of(user, item, part, time);
        List<Integer> others = IntStream.range(0, columns.size())
                .boxed()
                .filter(n -> !read.contains(n))
                .limit(20)
                .toList();
        if (!others.isEmpty()) {
            findings.note("columns that are not read: %.200s", columns.names(others));
        }
    }

    private Split split(Interactions all, Findings findings) {
        if (time < 0) {
            findings.note("no column split: 80 / 10 / 10 within every user, Split.perUser with seed %d", SEED);
            return Split.perUser(all, SEED);
        }
        findings.note("no column split: 80 / 10 / 10 within every user by time, Split.byTimePerUser");
        return Split.byTimePerUser(all, firstTimes(all));
    }

    /** When each pair happened first. */
    private long[] firstTimes(Interactions all) {
        long[] first = new long[all.size()];
        Arrays.fill(first, Long.MAX_VALUE);
        long[] inOrder = times.inOrder();
        for (int n = 0; n < inOrder.length; n++) {
            int pair = all.pair(parts.get(0).user(n), parts.get(0).item(n));
            first[pair] = Math.min(first[pair], inOrder[n]);
        }
        return first;
    }
}
