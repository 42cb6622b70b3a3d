package metammf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchitectureTest {
    /** In the order in which the data travel; a package imports from itself and those before it. */
    private static final List<String> PACKAGES = List.of(
            "metammf.base",
            "metammf.engine",
            "metammf.data.format",
            "metammf.data",
            "metammf.data.folder",
            "metammf.eval",
            "metammf.fusion",
            "metammf.model",
            "metammf.train",
            "metammf.baseline",
            "metammf", // the front door
            "metammf.experiment",
            "metammf.plot",
            "metammf.notebook",
            "metammf.spark");

    /** Where the packages are: Spark's apart, as it is built only where it is wanted. */
    private static final List<Path> ROOTS = List.of(Path.of("lib-src/main/java"), Path.of("lib-src/spark/java"));

    private static final Pattern IMPORT = Pattern.compile("(?m)^import (?:static )?(metammf(?:\\.[a-z]+)*)\\.[A-Z]");

    /** Whatever makes objects of types that a file names. */
    private static final Pattern DESERIALISERS =
            Pattern.compile("ObjectInput|Externalizable|\\breadObject\\b|readResolve"
                    + "|readUnshared|XMLDecoder|(?i:snakeyaml|xstream|esotericsoftware|hessian)|SerializationUtils"
                    + "|(enable|activate)DefaultTyping|javax.script|ScriptEngine");

    private static List<Path> sources() throws IOException {
        List<Path> sources = new ArrayList<>();
        for (Path root : ROOTS) {
            sources.addAll(files(root, ".*\\.java"));
        }
        return sources;
    }

    private static List<Path> files(Path folder, String names) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().matches(names) && Files.isRegularFile(file))
                    .filter(file -> !file.toString().contains(".local"))
                    .toList();
        }
    }

    private static String packageOf(Path file) {
        Path root = ROOTS.stream().filter(file::startsWith).findFirst().orElseThrow();
        return root.relativize(file.getParent()).toString().replace('/', '.').replace('\\', '.');
    }

    @Test
    void packagesImportUpwardsOnly() throws IOException {
        List<String> downwards = new ArrayList<>();
        for (Path file : sources()) {
            int own = PACKAGES.indexOf(packageOf(file));
            assertTrue(own >= 0, "a package of which the order knows nothing: " + file);
            Matcher imports = IMPORT.matcher(Files.readString(file));
            while (imports.find()) {
                if (PACKAGES.indexOf(imports.group(1)) > own) {
                    downwards.add(file + " imports " + imports.group(1));
                }
            }
        }
        assertEquals(List.of(), downwards);
    }

    @Test
    void everyPackageSaysWhatItHolds() {
        for (String name : PACKAGES) {
            Path file = Path.of(name.replace('.', '/'), "package-info.java");
            assertTrue(ROOTS.stream().anyMatch(root -> Files.exists(root.resolve(file))), name);
        }
    }

    @Test
    void nothingDeserialisesObjects() throws IOException {
        List<String> found = new ArrayList<>();
        for (String folder : List.of("lib-src", "env", "notebooks", "target/classes")) {
            for (Path file : files(Path.of(folder), ".*\\.(java|jsh|ipynb|class)")) {
                String text = Files.readString(file, StandardCharsets.ISO_8859_1); // names in a class file are ASCII
                Matcher kin = DESERIALISERS.matcher(text);
                if (kin.find() && !file.endsWith("ArchitectureTest.java")) {
                    found.add(file + ": " + kin.group());
                }
            }
        }
        assertEquals(List.of(), found);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "new ObjectInputStream(stream)",
                "import java.io.ObjectInput;",
                "implements Externalizable",
                "private void readObject(",
                "private Object readResolve()",
                "in.readUnshared()",
                "new XMLDecoder(stream)",
                "import org.yaml.snakeyaml.Yaml;",
                "new XStream()",
                "import com.esotericsoftware.kryo.Kryo;",
                "SerializationUtils.deserialize(bytes)",
                "mapper.activateDefaultTyping(",
                "java/io/ObjectInputStream"
            })
    void theKinOfObjectInputStreamIsRecognised(String code) {
        assertTrue(DESERIALISERS.matcher(code).find());
    }

    /** Of the engine's operations with a Java number those whose gradient reads it: see NativeArrays.scalar. */
    @Test
    void noGradientReadsANumberThatJavaCollects() throws IOException {
        ToolProvider javap = ToolProvider.findFirst("javap").orElseThrow();
        List<String> classes = files(Path.of("target/classes"), ".*\\.class").stream()
                .map(Path::toString)
                .toList();
        StringWriter code = new StringWriter();
        javap.run(
                new PrintWriter(code),
                new PrintWriter(code),
                Stream.concat(Stream.of("-c", "-p"), classes.stream()).toArray(String[]::new));
        assertTrue(code.toString().contains("NDArray.mul:(Lai/djl/ndarray/NDArray;)"), "the code is read");
        Matcher found = Pattern.compile(
                        "(?m)^.*NDArray\\.(mul|div|mod|pow|maximum|minimum|clip):\\(Ljava/lang/Number.*$")
                .matcher(code.toString());
        assertEquals(List.of(), found.results().map(MatchResult::group).toList());
    }

    @Test
    void nothingButTheDownloadUsesTheNetwork() throws IOException {
        List<String> allowed = List.of("Download.java", "EnvironmentProxy.java");
        for (Path file : sources()) {
            boolean network = Pattern.compile("java\\.net\\.(?!URI;)|URLConnection|Socket|toURL\\(")
                    .matcher(Files.readString(file))
                    .find();
            assertTrue(!network || allowed.contains(file.getFileName().toString()), file.toString());
        }
    }
}
