package metammf.notebook;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;
import tech.tablesaw.columns.numbers.NumberColumnFormatter;

/** Tables as HTML: numbers to the right, heads for screen readers, colours of the page's own theme; and bars. */
final class Html {
    private static final int MOST_ROWS = 60;
    private static final double TINY = 1e-4;

    /** Fractions as tables show them: four decimals, and the tiny ones, such as p-values, by their power of ten. */
    static final NumberColumnFormatter DECIMALS = new NumberColumnFormatter() {
        @Override
        public String format(double value) {
            String pattern = value != 0 && Math.abs(value) < TINY ? "%.1e" : "%.4f";
            return Double.isNaN(value) ? "" : String.format(Locale.ROOT, pattern, value);
        }
    };

    private Html() {}

    static String table(Table table) {
        int shown = Math.min(table.rowCount(), MOST_ROWS);
        String head = table.columns().stream()
                .map(c -> "<th scope=\"col\" style=\"text-align:%s\">%s</th>".formatted(side(c), escaped(c.name())))
                .collect(Collectors.joining());
        String body = IntStream.range(0, shown)
                .mapToObj(row -> "<tr>" + row(table, row) + "</tr>")
                .collect(Collectors.joining("\n"));
        String rest = shown < table.rowCount() ? "<p>%s of %s rows</p>".formatted(shown, table.rowCount()) : "";
        return """
                <table style="font-variant-numeric:tabular-nums">
                <caption style="text-align:left;caption-side:top">%s</caption>
                <thead><tr>%s</tr></thead>
                <tbody>
                %s
                </tbody>
                </table>%s"""
                .formatted(escaped(table.name()), head, body, rest);
    }

    /** A text in front of numbers is the row's head. */
    private static String row(Table table, int row) {
        return table.columns().stream()
                .map(c -> c == table.column(0) && c instanceof StringColumn
                        ? "<th scope=\"row\" style=\"text-align:left\">%s</th>".formatted(escaped(cell(c, row)))
                        : "<td style=\"text-align:%s\">%s</td>".formatted(side(c), escaped(cell(c, row))))
                .collect(Collectors.joining());
    }

    private static String side(Column<?> column) {
        return column instanceof NumericColumn ? "right" : "left";
    }

    /** Fractions with four decimals, all else as the column prints it. */
    private static String cell(Column<?> column, int row) {
        return column.get(row) instanceof Number number && (number instanceof Double || number instanceof Float)
                ? DECIMALS.format(number.doubleValue())
                : column.getString(row);
    }

    /** A bar that shows a share of the work, and moves to and fro if the amount of work is unknown, above a line. */
    static String progress(String label, double done, double all, String line) {
        String full = all > 0 ? String.format(Locale.ROOT, " value=\"%.2f\" max=\"%.0f\"", done, all) : "";
        return "<progress aria-label=\"%s\" style=\"width:640px;max-width:100%%\"%s></progress>\n<div>%s</div>"
                .formatted(escaped(label), full, escaped(line));
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
