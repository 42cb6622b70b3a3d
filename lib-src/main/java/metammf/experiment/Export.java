package metammf.experiment;

import static metammf.base.MetaMmfException.require;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import metammf.base.MetaMmfException;
import metammf.data.Dataset;
import metammf.data.Ids;
import metammf.data.Interactions;
import metammf.data.Modality;
import metammf.data.Split;
import metammf.data.format.Delimited;
import metammf.data.format.Npy;
import metammf.data.format.Safetensors;
import metammf.data.format.Safetensors.Tensor;
import metammf.eval.FullRanking;
import metammf.model.Embeddings;
import tech.tablesaw.api.FloatColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Writes files for other tools, such as NumPy, faiss or a database. The extension of the file name determines the
 * format. A file is written completely or not at all, and it replaces an existing file. An unknown extension, a file
 * that cannot be written, and arguments that do not fit raise a {@link MetaMmfException}.
 *
 * <p>Vectors go to {@code .npy} (a float32 matrix whose row n is user or item n), {@code .safetensors} (the same,
 * called {@code user} or {@code item}) or {@code .csv} (a row each: the original id, then the numbers, which read back
 * exactly).
 *
 * <p>Recommendations go to {@code .csv} with original ids (a row each: user, rank, item, score), {@code .npy} (the
 * items' numbers) or {@code .safetensors} (numbers and scores), where texts have no place: {@link #ids} writes what the
 * numbers are called.
 *
 * <p>{@link #dataset} writes a whole data set. Vectors of items next to a table of interactions are content that
 * {@link metammf.data.folder.Datasets#open(Path)} reads; those of {@code .npy} and {@code .safetensors} need the ids in
 * {@code item_ids.csv} if these are not 0 .. I - 1.
 */
public final class Export {
    private static final int MOST_IN_FLOATS = 1 << 24; // every whole number up to here is a float32
    private static final String PAIRS = "interactions.csv";
    private static final String USER_IDS = "user_ids.csv";
    private static final String ITEM_IDS = "item_ids.csv";
    private static final String FEATURES = "features.safetensors";
    private static final Set<String> DATASET = Set.of(PAIRS, USER_IDS, ITEM_IDS, FEATURES);
    private static final String CHECKSUM = "sha256"; // of a checkpoint

    private Export() {}

    /** Writes the vectors of the users to a file, with their ids if the format has them. */
    public static void users(Embeddings embeddings, Ids ids, Path file) {
        vectors("user", embeddings.userRows(0, embeddings.users()), embeddings.width(), ids.users(), file);
    }

    /** Writes the vectors of the items to a file, with their ids if the format has them. */
    public static void items(Embeddings embeddings, Ids ids, Path file) {
        vectors("item", embeddings.itemRows(), embeddings.width(), ids.items(), file);
    }

    private static void vectors(String what, float[] values, int width, List<String> names, Path file) {
        int rows = values.length / width;
        require(rows == names.size(), "export: expected ids of %d %ss, received %d", rows, what, names.size());
        switch (ending(file)) {
            case "npy" -> Npy.write(file, values, rows, width);
            case "safetensors" -> Safetensors.write(Map.of(what, new Tensor(new long[] {rows, width}, values)), file);
            case "csv" ->
                Delimited.write(file, header(what, width), () -> IntStream.range(0, rows)
                        .mapToObj(n -> row(names.get(n), values, n, width)));
            default -> throw unknown(file);
        }
    }

    private static MetaMmfException unknown(Path file) {
        return new MetaMmfException(file + ": expected .npy, .safetensors or .csv");
    }

    /** Writes the ids of users or items, such as {@code data.ids().items()}, to {@code .csv}: number, id. */
    public static void ids(List<String> names, Path file) {
        requireCsv(file);
        Delimited.write(file, List.of("number", "id"), () -> IntStream.range(0, names.size())
                .mapToObj(n -> List.of(Integer.toString(n), names.get(n))));
    }

    /**
     * A whole data set, in a folder that {@link metammf.data.folder.Datasets#open(Path)} reads back: the same numbers
     * of users and items, ids, parts and modalities, in the same order. The name and the card are not written. The
     * files:
     *
     * <ul>
     *   <li>{@code interactions.csv}: a row for each pair with the columns user, item and split, which is train,
     *       validation or test;
     *   <li>{@code user_ids.csv} and {@code item_ids.csv}: the original ids in the order of the numbers ({@link #ids}),
     *       also those of cold users and items;
     *   <li>{@code features.safetensors}: a float32 matrix for each modality, called like it, whose row n is item n; not
     *       written without content.
     * </ul>
     *
     * @throws MetaMmfException if the folder contains other files, an id is blank, or a file cannot be written
     */
    public static void dataset(Dataset data, Path folder) {
        requireIds(data.ids().users());
        requireIds(data.ids().items());
        makeFolder(folder);
        ids(data.ids().users(), folder.resolve(USER_IDS));
        ids(data.ids().items(), folder.resolve(ITEM_IDS));
        List<Modality> modalities = data.features().modalities();
        if (!modalities.isEmpty()) {
            Safetensors.write(tensors(modalities), folder.resolve(FEATURES));
        }
        Delimited.write(folder.resolve(PAIRS), List.of("user", "item", "split"), () -> rows(data));
    }

    private static void requireIds(List<String> names) {
        require(names.stream().noneMatch(String::isBlank), "export: expected ids, received one that is blank");
    }

    private static void makeFolder(Path folder) {
        try {
            Files.createDirectories(folder);
            try (Stream<Path> files = Files.list(folder)) {
                List<Path> others = files.filter(
                                file -> !DATASET.contains(file.getFileName().toString()))
                        .toList();
                require(others.isEmpty(), "%s: expected an empty folder, received one with %.200s", folder, others);
            }
            Files.deleteIfExists(folder.resolve(FEATURES)); // a set without content has none
        } catch (IOException e) {
            throw new MetaMmfException(folder + ": cannot be written: " + MetaMmfException.reason(e), e);
        }
    }

    private static Map<String, Tensor> tensors(List<Modality> modalities) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        modalities.forEach(m -> tensors.put(m.name(), new Tensor(new long[] {m.items(), m.width()}, rows(m))));
        return tensors;
    }

    /** The values, with a row of NaN for an item that lacks the modality. */
    private static float[] rows(Modality modality) {
        float[] values = modality.missing().isEmpty()
                ? modality.values()
                : modality.values().clone();
        int width = modality.width();
        modality.missing().stream().forEach(item -> Arrays.fill(values, item * width, (item + 1) * width, Float.NaN));
        return values;
    }

    private static Stream<List<String>> rows(Dataset data) {
        Split split = data.split();
        return Stream.of(
                        rows(data.ids(), split.train(), "train"),
                        rows(data.ids(), split.validation(), "validation"),
                        rows(data.ids(), split.test(), "test"))
                .flatMap(Function.identity());
    }

    private static Stream<List<String>> rows(Ids ids, Interactions pairs, String part) {
        return IntStream.range(0, pairs.users()).boxed().flatMap(user -> Arrays.stream(pairs.itemsOf(user))
                .mapToObj(item -> List.of(ids.user(user), ids.item(item), part)));
    }

    private static void requireCsv(Path file) {
        require(ending(file).equals("csv"), "%s: expected .csv", file);
    }

    private static String ending(Path file) {
        String name = file.toString();
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private static List<String> header(String what, int width) {
        return Stream.concat(Stream.of(what), IntStream.range(0, width).mapToObj(Integer::toString))
                .toList();
    }

    private static List<String> row(String name, float[] values, int row, int width) {
        Stream<String> numbers =
                IntStream.range(row * width, (row + 1) * width).mapToObj(n -> Float.toString(values[n]));
        return Stream.concat(Stream.of(name), numbers).toList();
    }

    /** {@return the K best new items of users by original ids (none: all users): user, rank, item, score} */
    public static Table recommendations(Embeddings embeddings, Dataset data, int k, String... users) {
        int[] numbers = numbers(data, users);
        int[][] lists = FullRanking.recommend(embeddings, data.split().train(), numbers, k);
        StringColumn user = StringColumn.create("user");
        IntColumn rank = IntColumn.create("rank");
        StringColumn item = StringColumn.create("item");
        FloatColumn score = FloatColumn.create("score");
        for (int n = 0; n < numbers.length; n++) {
            for (int place = 0; place < lists[n].length; place++) {
                user.append(data.ids().user(numbers[n]));
                rank.append(place + 1);
                item.append(data.ids().item(lists[n][place]));
                score.append(embeddings.score(numbers[n], lists[n][place]));
            }
        }
        return Table.create("Recommendations", user, rank, item, score);
    }

    private static int[] numbers(Dataset data, String... users) {
        return users.length == 0
                ? IntStream.range(0, data.users()).toArray()
                : Arrays.stream(users).mapToInt(data.ids()::user).toArray();
    }

    /**
     * Writes the best new items for users, see {@link #recommendations(Embeddings, Dataset, int, String...)}. In {@code
     * .npy} they are whole numbers, (users, K), best first, row n for the n-th user; if fewer than K items are new, -1.
     * In {@code .safetensors} they are called {@code item}, float32, and next to them is {@code score}, (users, K),
     * minus infinity if there is no item; beyond 2^24 items, float32 does not hold their numbers.
     */
    public static void recommendations(Embeddings embeddings, Dataset data, int k, Path file, String... users) {
        int[] numbers = numbers(data, users);
        switch (ending(file)) {
            case "npy" -> Npy.write(file, items(embeddings, data, k, numbers), numbers.length, k);
            case "safetensors" -> Safetensors.write(tensors(embeddings, data, k, numbers), file);
            case "csv" -> table(recommendations(embeddings, data, k, users), file);
            default -> throw unknown(file);
        }
    }

    /** The numbers of the best items, (users, K), and -1 where there are none. */
    private static long[] items(Embeddings embeddings, Dataset data, int k, int... users) {
        int[][] lists = FullRanking.recommend(embeddings, data.split().train(), users, k);
        return Arrays.stream(lists)
                .flatMapToLong(list -> IntStream.range(0, k).mapToLong(place -> place < list.length ? list[place] : -1))
                .toArray();
    }

    private static Map<String, Tensor> tensors(Embeddings embeddings, Dataset data, int k, int... users) {
        require(
                data.items() <= MOST_IN_FLOATS,
                "export: expected up to %d items, received %d",
                MOST_IN_FLOATS,
                data.items());
        long[] items = items(embeddings, data, k, users);
        float[] numbers = new float[items.length];
        float[] scores = new float[items.length];
        for (int n = 0; n < items.length; n++) {
            numbers[n] = items[n];
            scores[n] = items[n] < 0 ? Float.NEGATIVE_INFINITY : embeddings.score(users[n / k], (int) items[n]);
        }
        long[] shape = {users.length, k};
        return new TreeMap<>(Map.of("item", new Tensor(shape, numbers), "score", new Tensor(shape, scores)));
    }

    /** Writes a table, for example of recommendations, to {@code .csv}. */
    public static void table(Table table, Path file) {
        requireCsv(file);
        Delimited.write(file, table.columnNames(), () -> IntStream.range(0, table.rowCount())
                .mapToObj(row -> table.columns().stream()
                        .map(column -> column.getUnformattedString(row))
                        .toList()));
    }

    /**
     * Writes the arrays of a saved model or of a checkpoint, each to a file {@code NAME.npy} in a folder. Both are
     * safetensors files already; the arrays of a checkpoint are the parameters, the optimiser's moments and the best
     * state.
     */
    public static void weights(Path weights, Path folder) {
        Map<String, Tensor> tensors = Safetensors.read(weights);
        tensors.remove(CHECKSUM);
        for (String name : tensors.keySet()) {
            require(name.matches("\\w[\\w.-]*"), "%s: expected names of letters and dots, received %s", weights, name);
        }
        tensors.forEach((name, tensor) -> Npy.write(folder.resolve(name + ".npy"), tensor.values(), tensor.shape()));
    }
}
