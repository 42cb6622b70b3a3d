package metammf.experiment;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import metammf.eval.Significance.Interval;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * A table of models and metrics, the best of a column in bold, each number with half the width of its 95% interval.
 *
 * @param data name of the data set
 * @param columns the metrics, for example {@code R@20}
 * @param rows model to a number a column
 */
public record Comparison(String data, List<String> columns, Map<String, List<Interval>> rows) {
    /** Keeps unmodifiable copies. */
    public Comparison {
        columns = List.copyOf(columns);
        rows = Collections.unmodifiableMap(new LinkedHashMap<>(rows));
    }

    /**
     * All numbers; as CSV by {@link metammf.eval.Export#table}.
     *
     * @return a row a model; for each metric three columns: it, {@code low} and {@code high} end of the interval
     */
    public Table toTable() {
        Table table = Table.create("Comparison on " + data, StringColumn.create("model", rows.keySet()));
        for (int n = 0; n < columns.size(); n++) {
            int column = n;
            List<Interval> cells =
                    rows.values().stream().map(row -> row.get(column)).toList();
            String name = columns.get(n);
            table.addColumns(
                    DoubleColumn.create(
                            name, cells.stream().mapToDouble(Interval::mean).toArray()),
                    DoubleColumn.create(
                            name + " low",
                            cells.stream().mapToDouble(Interval::low).toArray()),
                    DoubleColumn.create(
                            name + " high",
                            cells.stream().mapToDouble(Interval::high).toArray()));
        }
        return table;
    }

    /**
     * For a README or a notebook.
     *
     * @return a table in Markdown
     */
    public String toMarkdown() {
        return lines(
                line("| ", " | ", " |", Stream.concat(Stream.of("model"), columns.stream())) + "|---"
                        + "|---:".repeat(columns.size()) + "|\n",
                row -> line("| ", " | ", " |", row),
                "**%s** ±%s",
                "%s ±%s",
                "");
    }

    /**
     * For a paper.
     *
     * @return a tabular environment in LaTeX, with the rules of the package booktabs
     */
    public String toLatex() {
        return lines(
                "\\begin{tabular}{l" + "r".repeat(columns.size()) + "}\n\\toprule\n"
                        + line("", " & ", " \\\\", Stream.concat(Stream.of("model"), columns.stream()))
                        + "\\midrule\n",
                row -> line("", " & ", " \\\\", row.map(cell -> cell.replace("_", "\\_"))),
                "\\textbf{%s} $\\pm$%s",
                "%s $\\pm$%s",
                "\\bottomrule\n\\end{tabular}\n");
    }

    /** How a row becomes text. */
    private interface RowText {
        String of(Stream<String> cells);
    }

    private String lines(String head, RowText text, String best, String other, String foot) {
        List<Interval> top = top();
        StringBuilder lines = new StringBuilder(head);
        rows.forEach((model, row) -> {
            List<String> cells = new ArrayList<>(List.of(model));
            for (int n = 0; n < row.size(); n++) {
                boolean isBest = row.get(n).mean() == top.get(n).mean();
                cells.add(cell(row.get(n), isBest ? best : other));
            }
            lines.append(text.of(cells.stream()));
        });
        return lines.append(foot).toString();
    }

    /** The best number of every column. */
    private List<Interval> top() {
        return rows.values().stream()
                .reduce((one, other) -> {
                    List<Interval> better = new ArrayList<>();
                    for (int n = 0; n < one.size(); n++) {
                        better.add(one.get(n).mean() >= other.get(n).mean() ? one.get(n) : other.get(n));
                    }
                    return better;
                })
                .orElse(List.of());
    }

    private static String cell(Interval cell, String format) {
        return String.format(
                Locale.ROOT,
                format,
                String.format(Locale.ROOT, "%.4f", cell.mean()),
                String.format(Locale.ROOT, "%.4f", (cell.high() - cell.low()) / 2)
                        .replaceFirst("^0", ""));
    }

    private static String line(String start, String between, String end, Stream<String> cells) {
        return cells.collect(Collectors.joining(between, start, end + "\n"));
    }

    @Override
    public String toString() {
        int width = Math.max(
                5, rows.keySet().stream().mapToInt(String::length).max().orElse(0));
        StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "%-" + width + "s", data));
        columns.forEach(column -> text.append("%14s".formatted(column)));
        rows.forEach((model, row) -> {
            text.append(String.format(Locale.ROOT, "%n%-" + width + "s", model));
            row.forEach(cell -> text.append("%14s".formatted(cell(cell, "%s ±%s"))));
        });
        return text.append('\n').toString();
    }
}
