package metammf.plot;

import java.awt.Font;
import java.lang.System.Logger.Level;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/** Text as a chart shows it: in one line, and in escapes where no font of this machine has the letter. */
final class Letters {
    private static final System.Logger LOG = System.getLogger("metammf.plot");
    private static final AtomicBoolean TOLD = new AtomicBoolean();

    private Letters() {}

    /** The text, with an escape such as \u4E2D for a letter that would be an empty box. */
    static String shown(String text) {
        Font font = PlotTheme.FONT;
        String line = text.replaceAll("\\s+", " ");
        if (font.canDisplayUpTo(line) < 0) {
            return line;
        }
        if (!TOLD.getAndSet(true)) {
            LOG.log(
                    Level.WARNING,
                    "charts show some letters as escapes: no font for {0}; a font such as Noto Sans CJK"
                            + " (fonts-noto-cjk on Debian and Ubuntu) has Chinese, Japanese and Korean",
                    line);
        }
        return line.codePoints()
                .mapToObj(letter -> font.canDisplay(letter) ? Character.toString(letter) : escaped(letter))
                .collect(Collectors.joining());
    }

    private static String escaped(int letter) {
        return Character.toString(letter)
                .chars()
                .mapToObj(unit -> String.format(Locale.ROOT, "\\u%04X", unit))
                .collect(Collectors.joining());
    }

    /** A name for a series, which must have one. */
    static String key(String name) {
        return name.isEmpty() ? " " : name;
    }
}
