package metammf.notebook;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Where a kernel finds the Javadoc that Shift-Tab shows. JShell looks in the JDK's sources alone, unless it is told. */
final class Sources {
    private Sources() {}

    /** Adds the library's own; its folder is the system property metammf.sources. */
    static void use() {
        String folder = System.getProperty("metammf.sources");
        if (folder != null) {
            tell(Stream.concat(Stream.of(Path.of(folder)), ofTheJdk()).toList());
        }
    }

    private static void tell(List<Path> folders) {
        try {
            Field field =
                    Class.forName("jdk.jshell.SourceCodeAnalysisImpl").getDeclaredField("availableSourcesOverride");
            field.setAccessible(true);
            field.set(null, folders);
        } catch (ReflectiveOperationException | InaccessibleObjectException e) {
            return; // no public way leads there, and another JShell may have none: then signatures must do
        }
    }

    /** The folders of its modules, where it comes with sources. */
    private static Stream<Path> ofTheJdk() {
        Path file = Path.of(System.getProperty("java.home"), "lib", "src.zip");
        try {
            return Files.isReadable(file)
                    ? Files.list(FileSystems.newFileSystem(file).getPath("/"))
                    : Stream.empty();
        } catch (IOException e) {
            return Stream.empty();
        }
    }
}
