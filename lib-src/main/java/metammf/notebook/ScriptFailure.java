package metammf.notebook;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.Diag;
import jdk.jshell.EvalException;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.UnresolvedReferenceException;
import metammf.notebook.Script.Place;

/** Why a script ends: file, line and reason, then the line itself, as a compiler tells it. */
final class ScriptFailure extends Exception {
    private static final int MOST_FRAMES = 20;

    ScriptFailure(String message) {
        super(message);
    }

    /** The compiler's first error in a snippet. */
    static ScriptFailure rejected(Place start, Snippet snippet, Stream<Diag> diagnostics) {
        String source = snippet.source();
        return diagnostics
                .filter(Diag::isError)
                .findFirst()
                .map(diag -> new ScriptFailure(at(
                        start.plus(lineOf(source, diag.getPosition())),
                        // It knows no other class than its own wrapper of the snippet.
                        diag.getMessage(null).replaceAll("\\R *location: class *$", ""),
                        lineAround(source, diag.getPosition()))))
                .orElseGet(() -> new ScriptFailure(at(start, "expected Java", source)));
    }

    /** A snippet that the script's end cuts off. */
    static ScriptFailure unfinished(Place start, String source) {
        return new ScriptFailure(at(
                start, "expected the end of what begins here, received the end of the script", lineAround(source, 0)));
    }

    /** A definition that uses something which the script never defines. */
    static ScriptFailure unresolved(Place start, DeclarationSnippet snippet, JShell shell) {
        return new ScriptFailure(at(start, lacks(snippet, shell), lineAround(snippet.source(), 0)));
    }

    private static String lacks(DeclarationSnippet snippet, JShell shell) {
        String missing = shell.unresolvedDependencies(snippet).collect(Collectors.joining(", "));
        return "%s needs what the script does not define: %s".formatted(snippet.name(), missing);
    }

    /** An exception that a snippet threw: the place and line of its innermost frame in the script, and all frames. */
    static ScriptFailure thrown(Throwable thrown, Place snippet, Map<String, Place> places, JShell shell) {
        Stream<StackTraceElement> frames = Arrays.stream(thrown.getStackTrace());
        StackTraceElement inner =
                frames.filter(frame -> place(frame, places) != null).findFirst().orElse(null);
        StringBuilder text = new StringBuilder();
        if (inner == null) {
            text.append(snippet).append(": ").append(named(thrown, shell));
        } else {
            text.append(at(place(inner, places), named(thrown, shell), line(inner, shell)));
        }
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            text.append(cause == thrown ? "" : "\nCaused by: " + named(cause, shell));
            text.append(trace(cause.getStackTrace(), places));
        }
        return new ScriptFailure(text.toString());
    }

    private static String named(Throwable thrown, JShell shell) {
        if (thrown instanceof UnresolvedReferenceException unresolved) {
            return lacks(unresolved.getSnippet(), shell);
        }
        String type = thrown instanceof EvalException eval
                ? eval.getExceptionClassName().replaceFirst("^REPL\\.\\$JShell\\$\\w+\\$", "") // the script's own
                : thrown.getClass().getName();
        return thrown.getMessage() == null ? type : type + ": " + thrown.getMessage();
    }

    private static String trace(StackTraceElement[] frames, Map<String, Place> places) {
        String shown = Arrays.stream(frames)
                .limit(MOST_FRAMES)
                .map(frame -> "\n    at " + told(frame, places))
                .collect(Collectors.joining());
        return frames.length <= MOST_FRAMES ? shown : shown + "\n    ... " + (frames.length - MOST_FRAMES) + " more";
    }

    /** A frame of the script by its file and line, where JShell knows the number of the snippet. */
    private static String told(StackTraceElement frame, Map<String, Place> places) {
        Place place = place(frame, places);
        String method = Stream.of(frame.getClassName(), frame.getMethodName())
                .filter(name -> !name.isEmpty())
                .collect(Collectors.joining("."));
        return place == null ? frame.toString() : method.isEmpty() ? place.toString() : method + " (" + place + ")";
    }

    /** Null for a frame that is not the script's. */
    private static Place place(StackTraceElement frame, Map<String, Place> places) {
        Place start = isSnippet(frame) ? places.get(frame.getFileName().substring(1)) : null;
        return start == null ? null : start.plus(frame.getLineNumber() - 1);
    }

    private static boolean isSnippet(StackTraceElement frame) {
        return frame.getFileName() != null && frame.getFileName().startsWith("#");
    }

    private static String line(StackTraceElement frame, JShell shell) {
        List<String> lines = shell.snippets()
                .filter(snippet -> frame.getFileName().equals("#" + snippet.id()))
                .flatMap(snippet -> snippet.source().lines())
                .toList();
        return lines.get(frame.getLineNumber() - 1);
    }

    private static int lineOf(String source, long position) {
        return Script.newlines(source.substring(0, (int) position));
    }

    /** The line at a position, and below it a mark. */
    private static String lineAround(String source, long position) {
        int from = source.lastIndexOf('\n', (int) position - 1) + 1;
        int to = source.indexOf('\n', (int) position);
        String line = source.substring(from, to < 0 ? source.length() : to);
        return line + "\n" + " ".repeat((int) position - from) + "^";
    }

    private static String at(Place place, String reason, String lines) {
        return "%s: %s\n%s".formatted(place, reason, lines.indent(4).stripTrailing());
    }
}
