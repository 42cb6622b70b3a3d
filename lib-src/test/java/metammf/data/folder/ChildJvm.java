package metammf.data.folder;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Another Java process with the classes of the tests. */
public final class ChildJvm {
    private ChildJvm() {}

    /** Starts the main method of a class; what it says, errors too, is the process's output. */
    public static Process start(Class<?> program, String... arguments) throws IOException {
        return new ProcessBuilder(command(program, arguments))
                .redirectErrorStream(true)
                .start();
    }

    /** The words of the command. */
    public static List<String> command(Class<?> program, String... arguments) {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1", "-Xmx256m", "-cp"));
        words.add(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                .replace(File.pathSeparator + File.pathSeparator, File.pathSeparator));
        words.add(program.getName());
        words.addAll(List.of(arguments));
        return words;
    }
}
