package metammf.data.folder;

import static metammf.base.MetaMmfException.require;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import metammf.data.Finding;
import metammf.data.Ids;
import metammf.data.Interactions;
import metammf.data.Split;

/**
 * A table of interactions with a header, and content beside it: this library's own folder, and that of MMRec. What may
 * be in it is written in the description of this package.
 */
final class TableLayout implements Layout {
    private static final String CONTENT = "(?i).*\\.(npy|npz|safetensors|csv|tsv|json)|.*feat.*\\.pt";
    private static final String NOT_CONTENT = "((user|item)_ids|missing)\\.csv";
    private static final long SEED = 1;
    private static final Map<String, Integer> PARTS_BY_NAME =
            Map.of("0", 0, "train", 0, "training", 0, "1", 1, "val", 1, "valid", 1, "validation", 1, "2", 2, "test", 2);

    private final boolean byHeader;

    private TableLayout(boolean byHeader) {
        this.byHeader = byHeader;
    }

    /** A table that is called {@code interactions.csv}, {@code interactions.tsv} or {@code *.inter}. */
    static TableLayout byName() {
        return new TableLayout(false);
    }

    /** Any other table with a column of users and one of items. */
    static TableLayout byHeader() {
        return new TableLayout(true);
    }

    @Override
    public String name() {
        return byHeader
                ? "any table (*.csv or *.tsv with columns such as user_id and item_id or video_id) and of MicroLens"
                        + " (*_pairs.tsv)"
                : "this library and of MMRec (interactions.csv, interactions.tsv or *.inter)";
    }

    private List<Path> tables(Folder folder) {
        return byHeader ? Tables.byHeader(folder) : Tables.byName(folder);
    }

    @Override
    public Optional<String> recognise(Folder folder) {
        List<Path> tables = tables(folder);
        return tables.isEmpty()
                ? Optional.empty()
                : Optional.of(Folder.names(tables).replaceAll("^\\[|]$", ""));
    }

    @Override
    public Draft read(Folder folder, Consumer<Finding> findings) {
        List<Path> tables = tables(folder);
        if (tables.size() > 1) {
            return read(folder, TableChoice.choose(folder, tables, TableLayout::read, findings), findings);
        }
        Tables.others(folder, tables.get(0))
                .forEach(other -> findings.accept(TableChoice.leftOut(other, tables.get(0))));
        return read(folder, tables.get(0), findings);
    }

    private static Draft read(Folder folder, Path file, Consumer<Finding> findings) {
        Table table = new Table(file);
        if (Tables.isSequences(file)) {
            table.takeSequences(findings);
        } else {
            Tally.lines(file, separator(file), table::take, findings);
        }
        Numbering users = IdTable.read(folder, IdTable.USERS, findings).orElseGet(table.users::byNumber);
        return table.draft(users, content(folder, file, table.items, findings), findings);
    }

    /**
     * The content next to a table of interactions.
     *
     * @param folder where
     * @param table of the interactions
     * @param items with interactions
     * @param findings where to report what is left out
     */
    static ItemContent content(Folder folder, Path table, Numbering items, Consumer<Finding> findings) {
        List<Path> files = folder.all(CONTENT).stream()
                .filter(file ->
                        !file.equals(table) && !file.getFileName().toString().matches(NOT_CONTENT))
                .toList();
        return new ItemContent(files, IdTable.read(folder, IdTable.ITEMS, findings), items, findings);
    }

    static char separator(Path file) {
        return file.getFileName().toString().endsWith(".csv") ? ',' : '\t';
    }

    /** A table while it is read. */
    private static final class Table {
        private final String name;
        private final List<Pairs> parts = new ArrayList<>();
        private final Numbering users = Numbering.asTheyCome();
        private final Numbering items = Numbering.asTheyCome();
        private final Times times = new Times();
        private Columns columns;
        private int user;
        private int item;
        private int part;
        private List<Integer> timeColumns = List.of();
        private int time = -1;
        private String lastPart;
        private int lastNumber;

        Table(Path file) {
            name = file.toString();
            PARTS.forEach(ignored -> parts.add(new Pairs(name, "line")));
        }

        void take(long line, List<String> fields) {
            if (columns == null) {
                takeHeader(new Columns(name, line, fields));
                return;
            }
            if (fields.size() != columns.size()) {
                require(
                        false,
                        "%s: line %d: expected %d fields, received %d",
                        name,
                        line,
                        columns.size(),
                        fields.size());
            }
            int number = part < 0 ? 0 : part(fields.get(part), line);
            parts.get(number)
                    .add(users.number(fields.get(user), name, line), items.number(fields.get(item), name, line), line);
            if (!timeColumns.isEmpty()) {
                takeTime(line, fields);
            }
        }

        /** The lines of MicroLens are a user and its items: rows whose time is the place in the line. */
        void takeSequences(Consumer<Finding> findings) {
            findings.accept(Finding.note("lines are a user and its items in the order of time"));
            take(0, List.of("user", "item", "time"));
            Words.read(
                    Path.of(name),
                    (line, words) -> {
                        for (int n = 1; n < words.size(); n++) {
                            take(line, List.of(words.get(0), words.get(n), Integer.toString(n)));
                        }
                        return "";
                    },
                    findings);
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
            if (!value.equals(lastPart)) {
                Integer number = PARTS_BY_NAME.get(value.toLowerCase(Locale.ROOT));
                require(
                        number != null,
                        "%s: line %d: expected train, validation, test or 0, 1, 2, received %.80s",
                        name,
                        line,
                        value);
                lastPart = value;
                lastNumber = number;
            }
            return lastNumber;
        }

        Draft draft(Numbering knownUsers, ItemContent content, Consumer<Finding> findings) {
            require(parts.get(0).size() > 0, "%s: expected training pairs, received none", name);
            Numbering knownItems = content.items();
            int[] userOrder = users.into(knownUsers, name);
            int[] itemOrder = items.into(knownItems, name);
            parts.forEach(pairs -> pairs.renumber(userOrder, itemOrder));
            Ids ids = new Ids(knownUsers.names(), knownItems.names());
            noteColumns(findings);
            Split split = part < 0 ? split(set(0, ids, findings), findings) : null;
            return split == null
                    ? new Draft(
                            set(0, ids, findings),
                            set(1, ids, findings),
                            set(2, ids, findings),
                            ids,
                            content.modalities())
                    : new Draft(split.train(), split.validation(), split.test(), ids, content.modalities());
        }

        private void noteColumns(Consumer<Finding> findings) {
            if (timeColumns.size() > 1) {
                List<Integer> others =
                        timeColumns.stream().filter(n -> n != time).toList();
                findings.accept(Finding.note("times are those of column %s, not those of %s"
                        .formatted(columns.name(time), columns.names(others))));
            }
            List<Integer> others = IntStream.range(0, columns.size())
                    .filter(n -> n != user && n != item && n != part && n != time)
                    .boxed()
                    .limit(20)
                    .toList();
            if (!others.isEmpty()) {
                findings.accept(Finding.note("columns that are not read: %.200s".formatted(columns.names(others))));
            }
        }

        private Interactions set(int number, Ids ids, Consumer<Finding> findings) {
            return parts.get(number).interactions(PARTS.get(number), 0, ids, findings);
        }

        /** A table without parts is split as {@link Split} does. */
        private Split split(Interactions all, Consumer<Finding> findings) {
            findings.accept(Finding.note(
                    time < 0
                            ? "no column split: 80 / 10 / 10 within every user, Split.perUser with seed " + SEED
                            : "no column split: 80 / 10 / 10 within every user by time, Split.byTimePerUser"));
            return time < 0 ? Split.perUser(all, SEED) : Split.byTimePerUser(all, firstTimes(all));
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
}
