package metammf.data.folder;

import static metammf.base.MetaMmfException.require;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import metammf.base.MetaMmfException;
import metammf.data.Ids;
import metammf.data.ItemFeatures;
import metammf.data.format.Delimited;

/** Optional tables with two columns next to the others. A file of such a name with other columns is left out. */
final class SideTable {
    private SideTable() {}

    /** Reads the rows of a file; false if it has other columns. */
    private static boolean read(Path file, List<String> columns, Delimited.Line rows, Findings findings) {
        List<String> header = new ArrayList<>();
        Delimited.Line line = (number, fields) -> {
            if (header.isEmpty()) {
                header.addAll(fields);
            } else if (header.equals(columns)) {
                rows.take(number, fields);
            }
        };
        Lines.fields(file, line, findings);
        if (!header.equals(columns)) {
            findings.leftOut(file, "expected the columns %s, received %.200s".formatted(columns, header));
        }
        return header.equals(columns);
    }

    /**
     * The numbering in {@code user_ids.csv} or {@code item_ids.csv}, to which no id can be added: a row for every user or
     * item, also for those without interactions. None without such a file.
     */
    static Optional<Numbering> ids(Folder folder, String what, Findings findings) {
        return folder.find(what + "_ids\\.csv").flatMap(file -> ids(file, findings));
    }

    private static Optional<Numbering> ids(Path file, Findings findings) {
        Numbering ids = Numbering.asTheyCome();
        Delimited.Line row = (line, fields) -> {
            int next = ids.size();
            boolean good = fields.size() == 2 && fields.get(0).equals(Integer.toString(next));
            require(good, "%s: line %d: expected the number %d and an id, received %.200s", file, line, next, fields);
            int number = ids.number(fields.get(1), file.toString(), line);
            require(number == next, "%s: line %d: expected another id than that of %d", file, line, number);
        };
        if (!read(file, List.of("number", "id"), row, findings)) {
            return Optional.empty();
        }
        require(ids.size() > 0, "%s: expected ids, received none", file);
        ids.close(file.getFileName().toString());
        findings.note("ids are numbered by %s", file.getFileName());
        return Optional.of(ids);
    }

    /** The features without those that {@code missing.csv} names in its rows, if there is such a file. */
    static ItemFeatures withoutMissing(Folder folder, ItemFeatures features, Ids ids, Findings findings) {
        return folder.find("missing\\.csv")
                .map(file -> withoutMissing(file, features, ids, findings))
                .orElse(features);
    }

    private static ItemFeatures withoutMissing(Path file, ItemFeatures features, Ids ids, Findings findings) {
        Map<String, IntArrayList> missing = new HashMap<>();
        List<String> columns = List.of("modality", "item");
        Delimited.Line row = (line, fields) -> {
            require(fields.size() == 2, "%s: line %d: expected %s, received %.200s", file, line, columns, fields);
            try {
                String modality = features.modality(fields.get(0)).name();
                missing.computeIfAbsent(modality, name -> new IntArrayList()).add(ids.item(fields.get(1)));
            } catch (MetaMmfException e) {
                throw new MetaMmfException(file + ": line " + line + ": " + e.getMessage(), e);
            }
        };
        if (!read(file, columns, row, findings)) {
            return features;
        }
        findings.note("items that lack a modality are in %s", file.getFileName());
        return features.changed(modality -> missing.containsKey(modality.name())
                ? modality.without(missing.get(modality.name()).toIntArray())
                : modality);
    }
}
