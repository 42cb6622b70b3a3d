package metammf.data.folder;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/** One of two processes that want the same file at once. */
final class DownloadProgram {
    private DownloadProgram() {}

    public static void main(String[] arguments) {
        Download.Remote file =
                new Download.Remote("file.bin", Long.parseLong(arguments[1]), arguments[2], URI.create(arguments[0]));
        Download.fetch(List.of(file), Path.of(arguments[3]), System.out::println);
    }
}
