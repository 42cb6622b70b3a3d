package metammf.data.folder;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import metammf.base.MetaMmfException;
import metammf.data.TinySets;
import metammf.data.format.Bytes;
import metammf.data.format.Delimited;
import metammf.data.format.Npy;
import metammf.data.format.Numbers;
import metammf.data.format.Pickle;
import metammf.data.format.Safetensors;

/**
 * A good file, and the reader that other content of the file is tried on.
 *
 * @param name what it is
 * @param file where the content lies
 * @param seed the good content
 * @param reader reads the file, and what it describes
 */
record Target(String name, Path file, byte[] seed, Consumer<Path> reader) {
    private static final Path FIXTURES = Path.of("lib-src/test/resources/metammf/data/format");
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long ALLOWANCE =
            64L << 20; // bytes: what any file may take, most of it for what an archive may hold
    private static final int RATIO = 60; // bytes that are taken, and mostly given back, for a byte of a file
    private static final long LONGEST = 5_000_000_000L; // nanoseconds

    /** The files of Python's own libraries, and every file of the small set in every layout. */
    static List<Target> all(Path folder) {
        List<Target> targets = new ArrayList<>();
        for (Path fixture : files(FIXTURES)) {
            String name = fixture.getFileName().toString();
            targets.add(new Target(name, folder.resolve(name), content(fixture), Target::read));
        }
        TinySets.LAYOUTS.forEach(layout -> targets.addAll(of(layout, folder)));
        return targets;
    }

    /** The files of the small set in a layout, read as a part of it; those of NumPy also alone. */
    static List<Target> of(String layout, Path folder) {
        List<Target> targets = new ArrayList<>();
        Path set = TinySets.write(layout, folder.resolve(layout));
        for (Path file : files(set)) {
            targets.add(new Target(
                    layout + "/" + file.getFileName(), file, content(file), f -> Datasets.openDroppingLeaks(set)));
            if (file.toString().endsWith(".npy")) {
                targets.add(new Target(file.getFileName() + " alone", file, content(file), Target::read));
            }
        }
        return targets;
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] content(Path file) {
        return Bytes.of(file).all();
    }

    /** Reads a file by its ending, with every number in it. */
    static void read(Path file) {
        String name = file.toString();
        switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "npy" -> visit(Npy.read(file));
            case "npz" -> Npy.archive(file).values().forEach(Target::visit);
            case "pkl" -> visit(Pickle.read(Bytes.of(file)));
            case "pt" -> visit(Pickle.readTorch(file));
            case "safetensors" -> Safetensors.numbers(Bytes.of(file)).values().forEach(Target::visit);
            case "json" -> Json.read(Bytes.of(file), (key, numbers) -> {});
            case "csv" -> Delimited.read(Bytes.of(file), ',', (line, fields) -> {});
            default -> Delimited.read(Bytes.of(file), ' ', (line, fields) -> {});
        }
    }

    private static void visit(Object object) {
        Object value = Pickle.value(object);
        if (value instanceof Numbers numbers) {
            numbers.floats();
        } else if (value instanceof Pickle.Dict dict) {
            dict.entries().stream()
                    .limit(100)
                    .map(Pickle::value)
                    .filter(Numbers.class::isInstance)
                    .forEach(Target::visit);
        } else if (value instanceof Pickle.Objects objects) {
            objects.values().stream().limit(100).map(Pickle::describe).forEach(String::length);
        }
    }

    /**
     * Tries other content. It may be good by chance; if not, only the library's own error may come out, with the place
     * of the file, without delay, and without more memory than the file is worth.
     *
     * @param content instead of the seed
     * @param what it is, for a failure
     * @return the error's message, or nothing if the content is good
     */
    String attempt(byte[] content, String what) {
        try {
            Files.write(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        long start = THREADS.getCurrentThreadCpuTime(); // not the clock, which a busy machine lets run
        long before = THREADS.getCurrentThreadAllocatedBytes();
        String message = "";
        try {
            reader.accept(file);
        } catch (MetaMmfException e) {
            message = e.getMessage();
            assertTrue(
                    message.contains(file.getFileName().toString())
                            || message.contains(file.getParent().toString()),
                    name + ", " + what + ": " + message);
        } catch (Throwable e) {
            fail(name + ", " + what, e);
        }
        long taken = THREADS.getCurrentThreadAllocatedBytes() - before;
        long time = THREADS.getCurrentThreadCpuTime() - start;
        assertTrue(time < LONGEST, name + ", " + what + ": " + time / 1e9 + " s");
        assertTrue(taken < ALLOWANCE + RATIO * (long) content.length, name + ", " + what + ": " + taken + " bytes");
        return message;
    }

    void restore() {
        try {
            Files.write(file, seed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A target for content that is no variant of a file. */
    static Target reading(Path file) {
        return new Target(file.getFileName().toString(), file, new byte[0], Target::read);
    }

    @Override
    public String toString() {
        return name;
    }
}
