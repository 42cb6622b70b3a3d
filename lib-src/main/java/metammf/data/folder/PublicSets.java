package metammf.data.folder;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;
import metammf.base.MetaMmfException;
import metammf.base.Sha256;
import metammf.data.DataCard;

/** The public sets that can be fetched: where their files are, and what is known of them. */
final class PublicSets {
    private PublicSets() {}

    /** Set to files; a line of the list is set, file, bytes, checksum and address, as {@link Download.Remote} has them. */
    static Map<String, List<Download.Remote>> files() {
        return text("public.txt")
                .lines()
                .map(line -> line.split(" "))
                .collect(Collectors.groupingBy(
                        words -> words[0],
                        TreeMap::new,
                        Collectors.mapping(
                                words -> new Download.Remote(
                                        words[1], Long.parseLong(words[2]), words[3], URI.create(words[4])),
                                Collectors.toList())));
    }

    private static String text(String name) {
        return new String(Datasets.resource(name), StandardCharsets.US_ASCII);
    }

    /** The card of a folder; that of a public set if the folder has all its files with their checksums. */
    static DataCard card(Path folder) {
        return files().entrySet().stream()
                .filter(set -> hasAll(folder, set.getValue()))
                .findFirst()
                .map(set -> card(set.getKey(), set.getValue()))
                .orElseGet(() -> DataCard.unknown(folder.toString()));
    }

    private static boolean hasAll(Path folder, List<Download.Remote> files) {
        List<Download.Remote> needed =
                files.stream().filter(file -> !file.isOptional()).toList();
        return needed.stream()
                        .allMatch(file -> folder.resolve(file.name()).toFile().length() == file.size())
                && needed.stream().allMatch(file -> isUnchanged(folder.resolve(file.name()), file.checksum()));
    }

    private static boolean isUnchanged(Path file, String sha256) {
        try (InputStream stream = Files.newInputStream(file)) {
            return Sha256.of(stream).equals(sha256);
        } catch (IOException e) {
            throw new MetaMmfException(file + ": cannot be read: " + MetaMmfException.reason(e), e);
        }
    }

    private static DataCard card(String set, List<Download.Remote> files) {
        Properties cards = new Properties();
        try {
            cards.load(new ByteArrayInputStream(Datasets.resource("cards.properties")));
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory can be read", e);
        }
        String sums = files.stream()
                .filter(file -> !file.isOptional())
                .map(file -> file.checksum() + "  " + file.name() + "\n")
                .collect(Collectors.joining());
        return new DataCard(
                cards.getProperty(set + ".description"),
                cards.getProperty(set + ".origin"),
                "SHA-256 %s of the list that sha256sum prints of its files"
                        .formatted(Sha256.of(sums.getBytes(StandardCharsets.US_ASCII))),
                cards.getProperty(set + ".citation"),
                cards.getProperty(set + ".terms"));
    }
}
