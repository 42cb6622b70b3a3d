package metammf.notebook;

import java.io.File;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import jdk.jshell.execution.DirectExecutionControl;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;

/**
 * Runs JShell scripts: {@code env/jshell SCRIPT} starts {@link #main}. Snippets run in this Java process, so
 * {@code System.exit}, a signal and a crash end it as they end every Java program. The first snippet that fails ends it
 * with exit code 1. No other class of the library needs the module {@code jdk.jshell}.
 */
final class Script {
    private static final Set<Snippet.Status> RECOVERABLE =
            EnumSet.of(Snippet.Status.RECOVERABLE_DEFINED, Snippet.Status.RECOVERABLE_NOT_DEFINED);

    /** Where a snippet begins in its writer's file. */
    record Place(Path file, int line) {
        Place plus(int lines) {
            return new Place(file, line + lines);
        }

        @Override
        public String toString() {
            return file + ":" + line;
        }
    }

    /** Snippets run on the thread that evaluates them. */
    private static final class ThisProcess implements ExecutionControlProvider {
        @Override
        public String name() {
            return "this-process";
        }

        @Override
        public ExecutionControl generate(ExecutionEnv environment, Map<String, String> parameters) {
            return new DirectExecutionControl();
        }
    }

    private final JShell shell =
            JShell.builder().executionEngine(new ThisProcess(), Map.of()).build();
    private final SourceCodeAnalysis analysis = shell.sourceCodeAnalysis();
    private final Map<String, Place> places = new HashMap<>(); // of the snippets, by their ids

    /** Runs the scripts of the property metammf.startup, a list like a class path, and then those of the arguments. */
    public static void main(String[] scripts) {
        String startup = System.getProperty("metammf.startup", "");
        int code = 1;
        try {
            run(Stream.concat(Stream.of(startup.split(File.pathSeparator)), Stream.of(scripts))
                    .filter(name -> !name.isEmpty())
                    .map(Path::of)
                    .toList());
            code = 0;
        } catch (ScriptFailure e) {
            System.err.println(e.getMessage());
        } catch (RuntimeException | Error e) { // of JShell itself
            e.printStackTrace();
        }
        System.exit(code); // also where the script has left threads
    }

    /** Runs scripts one after the other; each knows what those before it have defined. */
    static void run(List<Path> files) throws ScriptFailure {
        Script script = new Script();
        for (Path file : files) {
            script.run(file);
        }
        script.requireResolved();
    }

    private void run(Path file) throws ScriptFailure {
        String pending = "";
        Place place = new Place(file, 1);
        int number = 0;
        for (String line : lines(file)) {
            number++;
            if (!pending.isEmpty()) {
                pending += "\n" + line;
            } else if (isCommand(line)) {
                command(line.strip(), new Place(file, number));
            } else {
                pending = line;
                place = new Place(file, number);
            }
            CompletionInfo found = analysis.analyzeCompletion(pending);
            while (found.completeness().isComplete()) {
                evaluate(found.source(), place);
                place = place.plus(newlines(pending) - newlines(found.remaining()));
                pending = found.remaining();
                found = analysis.analyzeCompletion(pending);
            }
            if (found.completeness() == SourceCodeAnalysis.Completeness.EMPTY) { // blank, or a comment
                pending = "";
            }
        }
        if (!pending.isEmpty()) {
            throw ScriptFailure.unfinished(place, pending);
        }
    }

    private static List<String> lines(Path file) throws ScriptFailure {
        try {
            return Files.readAllLines(file);
        } catch (CharacterCodingException e) {
            throw new ScriptFailure(file + ": expected text in UTF-8");
        } catch (IOException e) {
            throw new ScriptFailure(file + ": expected a script that can be read, received " + e);
        }
    }

    static int newlines(String text) {
        return (int) text.chars().filter(c -> c == '\n').count();
    }

    private static boolean isCommand(String line) {
        String text = line.strip();
        return text.startsWith("/") && !text.startsWith("//") && !text.startsWith("/*");
    }

    /** A command of JShell. Those that talk with somebody at a terminal have no place in a script. */
    private void command(String line, Place place) throws ScriptFailure {
        String[] words = line.split("\\s+", 2);
        String rest = words.length == 1 ? "" : words[1];
        switch (words[0]) {
            case "/open" -> run(opened(rest, place));
            case "/exit" -> evaluate("System.exit(" + (rest.isEmpty() ? "0" : rest) + ");", place);
            case "/set" -> {} // how JShell shows values, which no script does
            default ->
                throw new ScriptFailure("%s: expected Java, /open FILE or /exit [CODE] in a script, received %s"
                        .formatted(place, words[0]));
        }
    }

    /** Beside the script, or else where JShell itself looks, in the working directory. */
    private static Path opened(String name, Place place) throws ScriptFailure {
        Path beside = place.file().resolveSibling(name);
        Path found = Files.exists(beside) ? beside : Path.of(name);
        if (!Files.isRegularFile(found)) {
            throw new ScriptFailure("%s: /open: expected a script, received %s".formatted(place, name));
        }
        return found;
    }

    private void evaluate(String source, Place place) throws ScriptFailure {
        for (SnippetEvent event : shell.eval(source)) {
            Snippet snippet = event.snippet();
            places.putIfAbsent(snippet.id(), place);
            if (event.status() == Snippet.Status.REJECTED) {
                throw ScriptFailure.rejected(place, snippet, shell.diagnostics(snippet));
            }
            if (event.exception() != null) {
                throw ScriptFailure.thrown(event.exception(), place, places, shell);
            }
        }
    }

    /** A definition may use what a later snippet defines; at the end of the script nothing is missing. */
    private void requireResolved() throws ScriptFailure {
        for (Snippet snippet : shell.snippets().toList()) {
            if (RECOVERABLE.contains(shell.status(snippet)) && snippet instanceof DeclarationSnippet declaration) {
                throw ScriptFailure.unresolved(places.get(snippet.id()), declaration, shell);
            }
        }
    }
}
