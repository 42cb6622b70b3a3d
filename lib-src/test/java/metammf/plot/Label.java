package metammf.plot;

import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * One line of text as spans of SVG. Between two {@code $} is a formula: {@code !} makes the next letter bold, {@code _} lowers and
 * {@code ^} raises the next letter or a part in braces, and all other letters are italic.
 */
final class Label {
    private static final Pattern ATOM = Pattern.compile("([_^]?)(!?)(?:\\{([^}]*)}|(\\X))");
    private static final Pattern RUNS = Pattern.compile("(?<=\\p{L})(?=\\P{L})|(?<=\\P{L})(?=\\p{L})");
    private static final int SCRIPT = 0x1D400; // the first of the letters that have a style of their own
    private static final int RAISED = 6; // pixels
    private static final int LOWERED = -4;
    private static final double SIZE = 10.5; // of an index, in pixels
    private static final String NARROW = "ijlt1()";

    private final StringBuilder svg = new StringBuilder();
    private int level; // of the pen above the line, in pixels
    private double index; // width of the index that was just written, in pixels; 0: none
    private double gap; // pixels to go forward before the next letter

    private Label() {}

    static String spans(String line) {
        Label label = new Label();
        String[] parts = line.split("\\$", -1);
        for (int n = 0; n < parts.length; n++) {
            if (n % 2 == 0) {
                label.span("", parts[n], 0, label.gap);
                label.index = 0;
                label.gap = 0;
            } else {
                ATOM.matcher(parts[n]).results().forEach(label::atom);
            }
        }
        return label.svg.toString();
    }

    private void atom(MatchResult atom) {
        String text = atom.group(3) == null ? atom.group(4) : atom.group(3);
        String style = atom.group(2).isEmpty() ? "m" : "m b";
        if (atom.group(1).isEmpty()) {
            runs(style, text, 0, gap);
            index = 0;
            gap = 0;
        } else { // a second index stands above or below the first
            runs(style + " s", text, atom.group(1).equals("_") ? LOWERED : RAISED, -index);
            gap = Math.max(0, index - width(text));
            index = index == 0 ? width(text) : 0;
        }
    }

    /** Letters in italics, and signs upright. */
    private void runs(String style, String text, int height, double forward) {
        double dx = forward;
        for (String run : RUNS.split(text)) {
            span(style.startsWith("m b") || !isItalic(run) ? style : style + " i", run, height, dx);
            dx = 0;
        }
    }

    private static boolean isItalic(String run) {
        return run.codePoints().allMatch(c -> Character.isLetter(c) && c < SCRIPT);
    }

    private static double width(String index) {
        return SIZE
                * index.chars()
                        .mapToDouble(c -> NARROW.indexOf(c) < 0 ? 0.55 : 0.32)
                        .sum();
    }

    private void span(String style, String text, int height, double forward) {
        if (!text.isEmpty()) {
            double dx = Math.round(10 * forward) / 10.0;
            svg.append(
                    "<tspan class='%s' dx='%s' dy='%s'>%s</tspan>".formatted(style, dx, level - height, escaped(text)));
            level = height;
        }
    }

    /** Text as it stands in XML. */
    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
