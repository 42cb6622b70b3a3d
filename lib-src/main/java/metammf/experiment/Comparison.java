package metammf.experiment;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
    private static final String IN_MARKDOWN = "[\\\\`*\\[\\]<>&|~$#{}]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])";

    /** Keeps unmodifiable copies. */
    public Comparison {
        columns = List.copyOf(columns);
        rows = Collections.unmodifiableMap(new LinkedHashMap<>(rows));
    }

    /**
     * {@return one row for each model} Each metric has three columns: its value, and the {@code low} and {@code high}
     * end of its interval. {@link metammf.experiment.Export#table} writes them as CSV.
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

    /** {@return a table in Markdown} */
    public String toMarkdown() {
        return lines(
                Comparison::markdown,
                line("| ", " | ", " |", head(Comparison::markdown)) + "|---" + "|---:".repeat(columns.size()) + "|\n",
                row -> line("| ", " | ", " |", row),
                "**%s** ±%s",
                "%s ±%s",
                "");
    }

    /** {@return a tabular environment in LaTeX, with the rules of the package booktabs} */
    public String toLatex() {
        return lines(
                Comparison::latex,
                "\\begin{tabular}{l" + "r".repeat(columns.size()) + "}\n\\toprule\n"
                        + line("", " & ", " \\\\", head(Comparison::latex))
                        + "\\midrule\n",
                row -> line("", " & ", " \\\\", row),
                "\\textbf{%s} $\\pm$%s",
                "%s $\\pm$%s",
                "\\bottomrule\n\\end{tabular}\n");
    }

    /** How a row becomes text. */
    private interface RowText {
        String of(Stream<String> cells);
    }

    private Stream<String> head(UnaryOperator<String> escape) {
        return Stream.concat(Stream.of("model"), columns.stream().map(escape));
    }

    /**
     * A text in Markdown that reads as it is: in one line, all that Markdown, its tables and its formulas would read
     * otherwise behind a backslash. (An underscore between letters stands for itself.)
     *
     * @param text any text
     * @return the text in Markdown
     */
    public static String markdown(String text) {
        return text.replaceAll("\\s+", " ").replaceAll(IN_MARKDOWN, "\\\\$0");
    }

    /** The same in LaTeX. What begins with a bracket or a star would be an option of the line's end before it. */
    private static String latex(String text) {
        return Pattern.compile("[\\\\~^<>|*\\[{}$&#%_]")
                .matcher(text.replaceAll("\\s+", " "))
                .replaceAll(letter -> Matcher.quoteReplacement(
                        switch (letter.group()) {
                            case "\\" -> "\\textbackslash{}";
                            case "~" -> "\\textasciitilde{}";
                            case "^" -> "\\textasciicircum{}";
                            case "<" -> "\\textless{}";
                            case ">" -> "\\textgreater{}";
                            case "|" -> "\\textbar{}";
                            case "*", "[" -> "{" + letter.group() + "}";
                            default -> "\\" + letter.group();
                        }));
    }

    private String lines(
            UnaryOperator<String> escape, String head, RowText text, String best, String other, String foot) {
        List<Interval> top = top();
        StringBuilder lines = new StringBuilder(head);
        rows.forEach((model, row) -> {
            List<String> cells = new ArrayList<>(List.of(escape.apply(model)));
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
