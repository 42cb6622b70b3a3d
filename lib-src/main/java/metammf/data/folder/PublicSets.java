package metammf.data.folder;

import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import metammf.base.Sha256;
import metammf.data.DataCard;

/** The public sets that can be fetched: where their files are, and what is known of them. */
final class PublicSets {
    private PublicSets() {}

    /** Set to files; a line of the list is set, file, bytes, checksum and address, as {@link Download.Remote} has them. */
    static Map<String, List<Download.Remote>> files() {
        Map<String, List<Download.Remote>> sets = new TreeMap<>();
        for (String line : text("public.txt").lines().toList()) {
            String[] words = line.split(" ");
            sets.computeIfAbsent(words[0], set -> new ArrayList<>())
                    .add(new Download.Remote(words[1], Long.parseLong(words[2]), words[3], URI.create(words[4])));
        }
        return sets;
    }

    private static String text(String name) {
        return new String(Datasets.resource(name), StandardCharsets.US_ASCII);
    }

    /** The card of a folder; that of a public set if the folder has all its files with their checksums. */
    static DataCard card(Path folder) {
        return files().entrySet().stream()
                .filter(set -> hasAll(folder, set.getValue()))
                .findFirst()
                .map(set -> card(set.getKey(), checksum(set.getValue())))
                .orElseGet(() -> DataCard.unknown(folder.toString()));
    }

    private static boolean hasAll(Path folder, List<Download.Remote> files) {
        List<Download.Remote> needed = needed(files);
        return needed.stream()
                        .allMatch(file -> folder.resolve(file.name()).toFile().length() == file.size())
                && needed.stream().allMatch(file -> file.checksum(folder.resolve(file.name()))
                        .equals(file.checksum()));
    }

    private static List<Download.Remote> needed(List<Download.Remote> files) {
        return files.stream().filter(file -> !file.isOptional()).toList();
    }

    private static String checksum(List<Download.Remote> files) {
        String sums = needed(files).stream()
                .map(file -> file.checksum() + "  " + file.name() + "\n")
                .collect(Collectors.joining());
        return "SHA-256 %s of the list that sha256sum prints of its files"
                .formatted(Sha256.of(sums.getBytes(StandardCharsets.US_ASCII)));
    }

    /** The card of a set, whose other facts are in the jar. */
    static DataCard card(String set, String checksum) {
        Properties cards = new Properties();
        try {
            cards.load(new StringReader(text("cards.properties")));
        } catch (IOException e) {
            throw new IllegalStateException("a text in memory can be read", e);
        }
        UnaryOperator<String> fact = name -> cards.getProperty(set + "." + name);
        return new DataCard(
                fact.apply("description"), fact.apply("origin"), checksum, fact.apply("citation"), fact.apply("terms"));
    }
}
