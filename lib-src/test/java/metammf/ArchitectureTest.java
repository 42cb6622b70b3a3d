package metammf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    /** In the order in which the data travel; a package imports from itself and those before it. */
    private static final List<String> PACKAGES = List.of(
            "metammf",
            "metammf.engine",
            "metammf.data.format",
            "metammf.data",
            "metammf.fusion",
            "metammf.model",
            "metammf.eval",
            "metammf.train",
            "metammf.plot",
            "metammf.notebook");

    private static final Path SOURCES = Path.of("lib-src/main/java");
    private static final Pattern IMPORT = Pattern.compile("(?m)^import (?:static )?(metammf(?:\\.[a-z]+)*)\\.[A-Z]");

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }

    private static String packageOf(Path file) {
        return SOURCES.relativize(file.getParent()).toString().replace('/', '.').replace('\\', '.');
    }

    @Test
    void packagesImportUpwardsOnly() throws IOException {
        List<String> downwards = new ArrayList<>();
        for (Path file : sources()) {
            boolean frontDoor = file.endsWith("metammf/MetaMmf.java"); // builds from all of them
            int own = PACKAGES.indexOf(packageOf(file));
            assertTrue(own >= 0, "a package of which the order knows nothing: " + file);
            Matcher imports = IMPORT.matcher(Files.readString(file));
            while (imports.find()) {
                if (PACKAGES.indexOf(imports.group(1)) > own && !frontDoor) {
                    downwards.add(file + " imports " + imports.group(1));
                }
            }
        }
        assertEquals(List.of(), downwards);
    }

    @Test
    void everyPackageSaysWhatItHolds() {
        for (String name : PACKAGES) {
            assertTrue(Files.exists(SOURCES.resolve(name.replace('.', '/')).resolve("package-info.java")), name);
        }
    }

    @Test
    void nothingDeserialisesObjects() throws IOException {
        for (Path file : sources()) {
            assertTrue(!Files.readString(file).contains("ObjectInputStream"), file.toString());
        }
    }

    @Test
    void nothingButTheDownloadUsesTheNetwork() throws IOException {
        for (Path file : sources()) {
            boolean network = Pattern.compile("java\\.net\\.(?!URI;)|URLConnection|Socket|toURL\\(")
                    .matcher(Files.readString(file))
                    .find();
            assertTrue(!network || file.endsWith("Download.java"), file.toString());
        }
    }
}
