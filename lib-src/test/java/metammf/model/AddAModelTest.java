package metammf.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import metammf.data.Dataset;
import metammf.engine.Compute;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The model of the guide in CONTRIBUTING.md, compiled from its text. */
class AddAModelTest extends RecommenderContract {
    private static String code;
    private static URLClassLoader classes;

    @BeforeAll
    static void compile(@TempDir Path folder) throws IOException {
        Matcher guide = Pattern.compile("## Add a model.*?```java\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("CONTRIBUTING.md")));
        assertTrue(guide.find(), "CONTRIBUTING.md has a guide with code");
        code = guide.group(1);
        Path file = Files.writeString(folder.resolve("Smooth.java"), code);
        String classPath = System.getProperty("java.class.path");
        int result = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-classpath", classPath, "-proc:none", "-d", folder.toString(), file.toString());
        assertEquals(0, result, "the compiler's messages are above");
        classes = new URLClassLoader(new URL[] {folder.toUri().toURL()});
    }

    @AfterAll
    static void close() throws IOException {
        classes.close();
    }

    @Override
    protected Recommender model(Dataset data, long seed) {
        try {
            Class<?> config = classes.loadClass("Smooth$Config");
            return (Recommender) classes.loadClass("Smooth")
                    .getConstructor(Dataset.class, config, Compute.class, long.class)
                    .newInstance(data, config.getMethod("defaults").invoke(null), Compute.cpu(), seed);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the guide's model has a constructor of data, config, device and seed", e);
        }
    }

    @Test
    void theGuidesModelHasUnderSixtyLines() {
        assertTrue(code.lines().count() < 60, code.lines().count() + " lines");
    }
}
