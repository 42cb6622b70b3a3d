package metammf.data.folder;

import static metammf.base.MetaMmfException.require;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import metammf.base.MetaMmfException;

/**
 * The files in a folder, found by patterns of their whole names. Folders in it are looked into only where a layout asks
 * for one by name. Hidden files are passed over: macOS leaves {@code ._NAME} next to every file.
 */
final class Folder {
    private static final int MOST_FILES = 10_000;

    private final Path path;
    private final List<Path> files;

    Folder(Path path) {
        require(Files.isDirectory(path), "%s: expected a folder, received none", path);
        this.path = path;
        try (Stream<Path> all = Files.list(path)) {
            files = all.filter(file -> !matches(file, "\\..*"))
                    .filter(Files::isRegularFile)
                    .limit(MOST_FILES + 1)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new MetaMmfException(path + ": cannot be read: " + MetaMmfException.reason(e), e);
        }
        require(files.size() <= MOST_FILES, "%s: expected up to %d files, received more", path, MOST_FILES);
    }

    String name() {
        Path name = path.toAbsolutePath().normalize().getFileName();
        return name == null ? path.toString() : name.toString();
    }

    Path path() {
        return path;
    }

    static boolean matches(Path file, String pattern) {
        return file.getFileName().toString().matches(pattern);
    }

    List<Path> all(String pattern) {
        return files.stream().filter(file -> matches(file, pattern)).toList();
    }

    /** The first file in the order of names. */
    Optional<Path> find(String pattern) {
        return all(pattern).stream().findFirst();
    }

    /** The first file for each pattern, or none unless all are there. */
    List<Path> findAll(String... patterns) {
        List<Path> found =
                Stream.of(patterns).map(this::find).flatMap(Optional::stream).toList();
        return found.size() == patterns.length ? found : List.of();
    }

    Optional<Folder> inner(String name) {
        Path inner = path.resolve(name);
        return Files.isDirectory(inner) ? Optional.of(new Folder(inner)) : Optional.empty();
    }

    /** Names of files, also of those in folders in this one, for a sentence. */
    String listed(List<Path> some) {
        List<String> names = some.stream()
                .map(path::relativize)
                .map(Path::toString)
                .limit(20)
                .toList();
        int last = names.size() - 1;
        return last == 0 ? names.get(0) : String.join(", ", names.subList(0, last)) + " and " + names.get(last);
    }

    /** The names of files for a finding or an error. */
    static String names(List<Path> some) {
        List<Path> first = some.stream().map(Path::getFileName).limit(20).toList();
        return first + (some.size() > 20 ? " and others" : "");
    }

    @Override
    public String toString() {
        return names(files);
    }
}
