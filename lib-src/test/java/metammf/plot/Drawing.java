package metammf.plot;

import static metammf.base.MetaMmfException.require;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A diagram of boxes, circles and arrows: an SVG that fits light and dark pages and says in words what it shows.
 *
 * <p>Places and sizes are in units of 20 pixels, from the upper left corner. A text may have several lines; a line that begins
 * with {@code ~} is small. Between two {@code $} is a formula, such as {@code $!x_i^v$}, where {@code !} makes a letter bold.
 */
final class Drawing {
    private static final int UNIT = 20; // pixels
    private static final int LINE = 17; // pixels from one line of text to the next
    private static final int SHEET = 5; // pixels from one sheet of a stack to the next
    private static final double ABOVE = 0.65; // units from a box with cells to its label
    private static final double RADIUS = 0.7; // units

    private static final String STYLE =
            """
            text { font: 13px "Segoe UI", Roboto, "Helvetica Neue", Arial, "DejaVu Sans", sans-serif; text-anchor: middle }
            .m { font-family: "STIX Two Text", Cambria, "Times New Roman", "DejaVu Serif", serif; font-size: 15px }
            .i { font-style: italic } .b { font-weight: bold } .s { font-size: 10.5px }
            .small { font-size: 12px } .start { text-anchor: start }
            .part { fill-opacity: .14; stroke-width: 1.5 } .cells { fill: none; stroke-width: .6 }
            .line { fill: none; stroke-width: 1.3 } .group { fill: none; stroke-dasharray: 5 4 }
            %s
            @media (prefers-color-scheme: dark) {
            %s
            .part { fill-opacity: .22 }
            }""";

    private final String words;
    private final int columns;
    private final int rows;
    private final Map<String, Area> parts = new LinkedHashMap<>();
    private final StringBuilder lines = new StringBuilder(); // below all parts
    private final StringBuilder shapes = new StringBuilder();

    /** What a part is: its colour, on light and on dark pages. */
    public enum Look {
        /** Input or result. */
        DATA("#666666", "#b0b0b0"),
        /** Weights that all items share. */
        SHARED("#0072b2", "#56b4e9"),
        /** What is computed for one item. */
        ITEM("#d55e00", "#f59a56"),
        /** Trained vectors of users and items. */
        ID("#00805e", "#3fc79a");

        private final String light;
        private final String dark;

        Look(String light, String dark) {
            this.light = light;
            this.dark = dark;
        }

        private String rule(boolean onDark) {
            String color = onDark ? dark : light;
            return ".%s { fill: %s; stroke: %s }".formatted(this, color, color);
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * The rectangle of a part.
     *
     * @param x left edge
     * @param y upper edge
     * @param w width
     * @param h height
     * @param rows of cells
     * @param columns of cells
     * @param sheets one behind the other, as the slices of a tensor
     */
    public record Area(double x, double y, double w, double h, int rows, int columns, int sheets) {
        /** {@return the same rectangle, divided into cells} */
        public Area cells(int rows, int columns) {
            return new Area(x, y, w, h, rows, columns, sheets);
        }

        /** {@return the same rectangle as the first of several sheets} */
        public Area sheets(int sheets) {
            return new Area(x, y, w, h, rows, columns, sheets);
        }
    }

    private Drawing(String words, int columns, int rows) {
        this.words = words;
        this.columns = columns;
        this.rows = rows;
    }

    /**
     * {@return an empty diagram}
     *
     * @param words what it shows, for readers who do not see it
     * @param columns width in units
     * @param rows height in units
     * @throws metammf.base.MetaMmfException if there are no words
     */
    public static Drawing of(String words, int columns, int rows) {
        require(!words.isBlank(), "diagram: expected a description in words, received none");
        return new Drawing(words, columns, rows);
    }

    /** {@return the rectangle with this upper left corner, width and height} */
    public static Area at(double x, double y, double w, double h) {
        return new Area(x, y, w, h, 1, 1, 1);
    }

    /**
     * Adds a box. If the box has cells, its label is above it, or in the cells if it has a part for each cell, separated by
     * {@code |}.
     *
     * @param id name for {@link #arrow}
     * @param label the text
     * @param area the rectangle
     * @param look the colour
     * @return this diagram
     */
    public Drawing box(String id, String label, Area area, Look look) {
        parts.put(id, area);
        for (int sheet = area.sheets - 1; sheet >= 0; sheet--) {
            draw(area, sheet * SHEET, look);
        }
        String[] labels = area.rows * area.columns == 1 ? new String[] {label} : label.split("\\|");
        if (labels.length < area.rows * area.columns) {
            double depth = (area.sheets - 1.0) * SHEET / UNIT;
            return text(label, area.x + (area.w + depth) / 2, area.y - depth - ABOVE);
        }
        for (int n = 0; n < labels.length; n++) {
            double column = n % area.columns + 0.5;
            double row = n / area.columns + 0.5;
            text(labels[n], area.x + column * area.w / area.columns, area.y + row * area.h / area.rows);
        }
        return this;
    }

    private void draw(Area area, int shift, Look look) {
        double x = UNIT * area.x + shift;
        double y = UNIT * area.y - shift;
        double w = UNIT * area.w;
        double h = UNIT * area.h;
        int corner = area.rows * area.columns * area.sheets == 1 ? 5 : 0;
        shape(xml("<rect x='%s' y='%s' width='%s' height='%s' rx='%s'", x, y, w, h, corner), look);
        for (int row = 1; row < area.rows; row++) {
            shapes.append(xml("<path class='cells %s' d='M%s %sh%s'/>\n", look, x, y + row * h / area.rows, w));
        }
        for (int column = 1; column < area.columns; column++) {
            shapes.append(xml("<path class='cells %s' d='M%s %sv%s'/>\n", look, x + column * w / area.columns, y, h));
        }
    }

    /** On a ground that hides what is behind it. */
    private void shape(String shape, Look look) {
        shapes.append(xml("%s class='paper'/>%s class='part %s'/>\n", shape, shape, look));
    }

    /**
     * Adds a circle.
     *
     * @param id name for {@link #arrow}
     * @param label the text
     * @param x of its centre
     * @param y of its centre
     * @param look the colour
     * @return this diagram
     */
    public Drawing circle(String id, String label, double x, double y, Look look) {
        parts.put(id, at(x - RADIUS, y - RADIUS, 2 * RADIUS, 2 * RADIUS));
        shape(xml("<circle cx='%s' cy='%s' r='%s'", UNIT * x, UNIT * y, UNIT * RADIUS), look);
        return text(label, x, y);
    }

    /** Adds a text around a point; returns this diagram. */
    public Drawing text(String text, double x, double y) {
        return text(text, x, y, "");
    }

    private Drawing text(String text, double x, double y, String look) {
        String[] all = text.split("\n");
        for (int n = 0; n < all.length; n++) {
            double line = UNIT * y + 4.5 + LINE * (n - (all.length - 1) / 2.0);
            String small = all[n].startsWith("~") ? "small " : "";
            String spans = Label.spans(all[n].replaceFirst("^~", ""));
            shapes.append(xml("<text class='%s%s' x='%s' y='%s'>%s</text>\n", small, look, UNIT * x, line, spans));
        }
        return this;
    }

    /** Adds a dashed frame with a title in its upper left corner; returns this diagram. */
    public Drawing group(String title, Area area) {
        lines.append(xml(
                "<rect class='group' x='%s' y='%s' width='%s' height='%s' rx='8'/>\n",
                UNIT * area.x, UNIT * area.y, UNIT * area.w, UNIT * area.h));
        return text(title, area.x + 0.5, area.y + 0.7, "start");
    }

    /** Adds a straight line between the centres of two parts; returns this diagram. */
    public Drawing link(String from, String to) {
        return line(Route.link(part(from), part(to)), "");
    }

    /** Adds arrows without a text from each part to the next, as {@link #arrow} does; returns this diagram. */
    public Drawing path(String... parts) {
        for (int n = 1; n < parts.length; n++) {
            arrow(parts[n - 1], parts[n], "");
        }
        return this;
    }

    /**
     * Adds an arrow, straight or with corners. It begins and ends at the sides that face each other, unless a name says another
     * side: {@code "x:top"}.
     *
     * @param from name of the part where it begins
     * @param to name of the part where it ends
     * @param label the text in its middle
     * @return this diagram
     */
    public Drawing arrow(String from, String to, String label) {
        Route route = Route.between(part(from), side(from), part(to), side(to));
        line(route, " marker-end='url(#head)'");
        double[] place = route.beside();
        return label.isEmpty() ? this : text("~" + label, place[0], place[1], route.isUpright() ? "start" : "");
    }

    private Drawing line(Route route, String head) {
        String points = route.corners().stream()
                .map(corner -> xml("%s,%s", UNIT * corner[0], UNIT * corner[1]))
                .collect(Collectors.joining(" "));
        lines.append(xml("<polyline class='line' points='%s'%s/>\n", points, head));
        return this;
    }

    private Area part(String name) {
        String id = name.replaceFirst(":.*", "");
        require(parts.containsKey(id), "diagram: expected one of the parts %s, received %s", parts.keySet(), id);
        return parts.get(id);
    }

    private static String side(String name) {
        return name.contains(":") ? name.replaceFirst(".*:", "") : "";
    }

    /** {@return the diagram as an SVG document} */
    public String svg() {
        return xml(
                """
                <svg xmlns='http://www.w3.org/2000/svg' role='img' aria-label='%s' width='%s' height='%s' viewBox='0 0 %s %s'>
                <title>%s</title>
                <style>
                %s
                </style>
                <defs><marker id='head' class='head' viewBox='0 0 8 8' refX='7.5' refY='4' markerWidth='7' markerHeight='7' \
                orient='auto'><path d='M0 .5L8 4L0 7.5z'/></marker></defs>
                <rect class='paper' width='100%%' height='100%%'/>
                %s%s</svg>
                """,
                Label.escaped(words),
                width(),
                height(),
                width(),
                height(),
                Label.escaped(words),
                style(),
                lines,
                shapes);
    }

    private static String style() {
        String light = rules("#fff", "#222", "#666", false);
        return String.format(Locale.ROOT, STYLE, light, rules("#111", "#e6e6e6", "#a0a0a0", true));
    }

    private static String rules(String paper, String ink, String line, boolean onDark) {
        String looks =
                Arrays.stream(Look.values()).map(look -> look.rule(onDark)).collect(Collectors.joining("\n"));
        return "text { fill: %s } .paper { fill: %s } .line, .group { stroke: %s } .head { fill: %s }\n%s"
                .formatted(ink, paper, line, line, looks);
    }

    /** A pattern whose numbers have at most one decimal. */
    private static String xml(String pattern, Object... values) {
        Object[] rounded = Arrays.stream(values)
                .map(value -> value instanceof Double number ? Math.round(10 * number) / 10.0 : value)
                .toArray();
        return String.format(Locale.ROOT, pattern, rounded);
    }

    /** {@return the width in pixels} */
    public int width() {
        return UNIT * columns;
    }

    /** {@return the height in pixels} */
    public int height() {
        return UNIT * rows;
    }

    /** {@return what the diagram shows, in words} */
    @Override
    public String toString() {
        return words;
    }
}
