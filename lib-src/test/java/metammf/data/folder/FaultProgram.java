package metammf.data.folder;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import metammf.base.MetaMmfException;
import metammf.data.format.Delimited;
import metammf.data.format.Npy;
import metammf.data.format.Safetensors;
import metammf.data.format.Safetensors.Tensor;

/** Writes a file of half a megabyte where that cannot be done, and says what came of it. */
final class FaultProgram {
    private static final int NUMBERS = 1 << 17;

    private FaultProgram() {}

    /** The arguments are what to write, where to, and for a download the address, size and checksum. */
    public static void main(String[] arguments) throws IOException {
        Path file = Path.of(arguments[1]);
        try {
            write(arguments, file);
            System.out.println("written");
        } catch (MetaMmfException e) {
            System.out.println("refused: " + e.getMessage());
        }
        try (Stream<Path> files = Files.list(file.getParent())) {
            System.out.println(
                    "left: " + files.map(FaultProgram::described).sorted().toList());
        }
    }

    private static void write(String[] arguments, Path file) {
        switch (arguments[0]) {
            case "npy" -> Npy.write(file, new float[NUMBERS], NUMBERS);
            case "safetensors" ->
                Safetensors.write(Map.of("user", new Tensor(new long[] {NUMBERS}, new float[NUMBERS])), file);
            case "csv" ->
                Delimited.write(file, List.of("number"), () -> IntStream.range(0, NUMBERS)
                        .mapToObj(Integer::toString)
                        .map(List::of));
            case "download" ->
                Download.fetch(
                        List.of(new Download.Remote(
                                "file.bin", Long.parseLong(arguments[3]), arguments[4], URI.create(arguments[2]))),
                        file,
                        line -> {});
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    private static String described(Path file) {
        return file.getFileName()
                + (Files.isDirectory(file) ? "/" : " " + file.toFile().length());
    }
}
