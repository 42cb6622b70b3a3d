package metammf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * No text that the library writes depends on the default locale: some languages have digits, decimal points and letters
 * of their own, and a run's name or a file must be the same everywhere.
 */
class LocaleTest {
    private static final Path[] ROOTS = {Path.of("lib-src/main/java"), Path.of("lib-src/spark/java")};

    /** Formats that are the same in every language: {@code %s} of a number too, which {@code %d} is not. */
    private static final Pattern SAME_EVERYWHERE = Pattern.compile("%(\\d+\\$)?-?\\d*(\\.\\d+)?[sx]|%%|%n");

    private static final Set<String> LOCAL_TYPES =
            Set.of("Scanner", "Formatter", "NumberFormat", "DecimalFormat", "SimpleDateFormat", "Collator");

    private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();

    /** Finds the calls that read the default locale. */
    private static final class Calls extends TreeScanner<Void, List<String>> {
        @Override
        public Void visitIdentifier(IdentifierTree name, List<String> found) {
            if (LOCAL_TYPES.contains(name.toString())) {
                found.add(name.toString());
            }
            return super.visitIdentifier(name, found);
        }

        @Override
        public Void visitMethodInvocation(MethodInvocationTree call, List<String> found) {
            if (call.getMethodSelect() instanceof MemberSelectTree method
                    && readsTheLocale(method.getIdentifier().toString(), method.getExpression(), call.getArguments())) {
                found.add(call.toString());
            }
            return super.visitMethodInvocation(call, found);
        }

        private static boolean readsTheLocale(
                String method, ExpressionTree of, List<? extends ExpressionTree> arguments) {
            String first = arguments.isEmpty() ? "" : arguments.get(0).toString();
            return switch (method) {
                case "formatted" ->
                    !isText(of.toString())
                            || SAME_EVERYWHERE
                                    .matcher(of.toString())
                                    .replaceAll("")
                                    .contains("%");
                case "format" -> of.toString().equals("String") && !first.equals("Locale.ROOT");
                case "printf" -> !first.equals("Locale.ROOT");
                case "ofPattern" -> arguments.size() == 1;
                case "toLowerCase", "toUpperCase" ->
                    arguments.isEmpty() && !of.toString().equals("Character");
                default -> false;
            };
        }

        private static boolean isText(String expression) {
            return expression.replaceFirst("^\\(", "").startsWith("\"");
        }
    }

    private static List<String> calls(Iterable<? extends JavaFileObject> sources) throws IOException {
        List<String> found = new ArrayList<>();
        JavacTask parser = (JavacTask) COMPILER.getTask(null, null, null, null, null, sources);
        for (CompilationUnitTree source : parser.parse()) {
            List<String> here = new ArrayList<>();
            new Calls().scan(source, here);
            here.forEach(call -> found.add(source.getSourceFile().getName() + ": " + call));
        }
        return found;
    }

    @Test
    void nothingReadsTheDefaultLocale() throws IOException {
        List<Path> sources = new ArrayList<>();
        for (Path root : ROOTS) {
            try (Stream<Path> files = Files.walk(root)) {
                files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
            }
        }
        assertTrue(sources.size() > 200, "the sources are read");
        try (StandardJavaFileManager files = COMPILER.getStandardFileManager(null, null, null)) {
            assertEquals(List.of(), calls(files.getJavaFileObjectsFromPaths(sources)));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"%d users\".formatted(n)",
                "(\"%s of \" + \"%,d\").formatted(n, m)",
                "\"%.3f\".formatted(x)",
                "\"%S\".formatted(x)",
                "pattern.formatted(n)",
                "String.format(\"%s\", n)",
                "System.out.printf(\"%d\", n)",
                "DateTimeFormatter.ofPattern(\"d MMM\")",
                "new Scanner(in)",
                "new DecimalFormat(\"0.0\")",
                "NumberFormat.getInstance()",
                "name.toLowerCase()",
                "name.toUpperCase()"
            })
    void aCallThatReadsTheDefaultLocaleIsFound(String call) throws IOException {
        assertEquals(1, calls(List.of(source(call))).size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"%s users, %-6s, %.80s, 0x%02x %%%n\".formatted(n)",
                "String.format(Locale.ROOT, \"%d\", n)",
                "name.toLowerCase(Locale.ROOT)",
                "Character.toLowerCase(letter)"
            })
    void aCallThatDoesNotIsPassedOver(String call) throws IOException {
        assertEquals(List.of(), calls(List.of(source(call))));
    }

    private static JavaFileObject source(String call) {
        return new SimpleJavaFileObject(URI.create("memory:/Call.java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return "class Call { Object call = " + call + "; }";
            }
        };
    }
}
