package metammf.experiment;

import static metammf.base.MetaMmfException.require;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
     * {@return the numbers of one column, for example {@code R@20}, by model, in the order of the rows}
     *
     * @throws metammf.base.MetaMmfException if there is no such column
     */
    public Map<String, Interval> column(String metric) {
        int n = columns.indexOf(metric);
        require(n >= 0, "comparison: expected one of the columns %s, received %s", columns, metric);
        Map<String, Interval> column = new LinkedHashMap<>();
        rows.forEach((model, row) -> column.put(model, row.get(n)));
        return column;
    }

    /** {@return one row for each model, with each metric's value and the {@code low} and {@code high} end} */
    public Table toTable() {
        Table table = Table.create("Comparison on " + data, StringColumn.create("model", rows.keySet()));
        for (int n = 0; n < columns.size(); n++) {
            table.addColumns(
                    numbers(columns.get(n), n, Interval::mean),
                    numbers(columns.get(n) + " low", n, Interval::low),
                    numbers(columns.get(n) + " high", n, Interval::high));
        }
        return table;
    }

    private DoubleColumn numbers(String name, int column, ToDoubleFunction<Interval> number) {
        Stream<Interval> cells = rows.values().stream().map(row -> row.get(column));
        return DoubleColumn.create(name, cells.mapToDouble(number).toArray());
    }

    /** How a row becomes text; a cell with the best number of its column has a pattern of its own. */
    private record Markup(
            UnaryOperator<String> escape, String start, String between, String end, String best, String other) {
        String line(String name, Stream<String> cells) {
            return Stream.concat(Stream.of(name), cells).collect(Collectors.joining(between, start, end + "\n"));
        }
    }

    /** {@return a table in Markdown} */
    public String toMarkdown() {
        Markup markup = new Markup(Comparison::markdown, "| ", " | ", " |", "**%s** ±%s", "%s ±%s");
        return head(markup) + "|---" + "|---:".repeat(columns.size()) + "|\n" + body(markup);
    }

    /** {@return a tabular environment in LaTeX, with the rules of the package booktabs} */
    public String toLatex() {
        Markup markup = new Markup(Comparison::latex, "", " & ", " \\\\", "\\textbf{%s} $\\pm$%s", "%s $\\pm$%s");
        return "\\begin{tabular}{l" + "r".repeat(columns.size()) + "}\n\\toprule\n" + head(markup) + "\\midrule\n"
                + body(markup) + "\\bottomrule\n\\end{tabular}\n";
    }

    private String head(Markup markup) {
        return markup.line("model", columns.stream().map(markup.escape()));
    }

    private String body(Markup markup) {
        double[] best =
                IntStream.range(0, columns.size()).mapToDouble(this::best).toArray();
        StringBuilder lines = new StringBuilder();
        rows.forEach((model, row) -> lines.append(markup.line(
                markup.escape().apply(model),
                IntStream.range(0, row.size())
                        .mapToObj(n ->
                                cell(row.get(n), row.get(n).mean() == best[n] ? markup.best() : markup.other())))));
        return lines.toString();
    }

    private double best(int column) {
        return rows.values().stream()
                .mapToDouble(row -> row.get(column).mean())
                .max()
                .orElse(0);
    }

    /**
     * {@return a text in Markdown that reads as it is: in one line, all that Markdown, its tables and its formulas
     * would read otherwise behind a backslash} An underscore between letters stands for itself.
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

    private static String cell(Interval cell, String format) {
        return String.format(
                Locale.ROOT,
                format,
                String.format(Locale.ROOT, "%.4f", cell.mean()),
                String.format(Locale.ROOT, "%.4f", cell.half()).replaceFirst("^0", ""));
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
