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
 * The files in a folder, by their names. Folders in it are looked into only where a layout asks for one by name. Hidden
 * files are passed over: macOS leaves {@code ._NAME} next to every file.
 */
final class Folder {
    private static final int MOST_FILES = 10_000;

    private final Path path;
    private final List<Path> files;

    /**
     * Lists a folder.
     *
     * @param path of the folder
     * @throws MetaMmfException if there is none, it cannot be read, or it holds more files than a data set has
     */
    Folder(Path path) {
        require(Files.isDirectory(path), "%s: expected a folder, received none", path);
        this.path = path;
        try (Stream<Path> all = Files.list(path)) {
            files = all.filter(file -> !file.getFileName().toString().startsWith("."))
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
        return path.toAbsolutePath().normalize().getFileName() == null
                ? path.toString()
                : path.toAbsolutePath().normalize().getFileName().toString();
    }

    Path path() {
        return path;
    }

    boolean has(String pattern) {
        return find(pattern).isPresent();
    }

    /** The first file, in the order of names, whose whole name matches. */
    Optional<Path> find(String pattern) {
        return all(pattern).stream().findFirst();
    }

    Path file(String pattern) {
        return find(pattern)
                .orElseThrow(() ->
                        new MetaMmfException("%s: expected a file %s, received %s".formatted(path, pattern, this)));
    }

    List<Path> all(String pattern) {
        return files.stream()
                .filter(file -> file.getFileName().toString().matches(pattern))
                .toList();
    }

    /** A folder in this one, if it is there. */
    Optional<Folder> inner(String name) {
        Path inner = path.resolve(name);
        return Files.isDirectory(inner) ? Optional.of(new Folder(inner)) : Optional.empty();
    }

    /** The names of files, for a finding or an error. */
    static String names(List<Path> files) {
        return files.stream()
                        .map(file -> file.getFileName().toString())
                        .limit(20)
                        .toList()
                + (files.size() > 20 ? " and others" : "");
    }

    @Override
    public String toString() {
        return names(files);
    }
}
