package metammf.eval;

import static metammf.MetaMmfException.require;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import metammf.MetaMmfException;
import metammf.data.Dataset;
import metammf.data.Ids;
import metammf.data.format.CsvFile;
import metammf.data.format.Npy;
import metammf.data.format.Safetensors;
import metammf.data.format.Safetensors.Tensor;
import metammf.model.Embeddings;
import tech.tablesaw.api.FloatColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/**
 * What other tools take: NumPy, faiss, a database. The end of a file's name says the format; a file appears whole or
 * not at all, and replaces one that is there.
 *
 * <p>Vectors go to {@code .npy} (a float32 matrix whose row n is user or item n), {@code .safetensors} (the same, called
 * {@code user} or {@code item}) or {@code .csv} (a row each: the original id, then the numbers, which read back exactly).
 */
public final class Export {
    private Export() {}

    /**
     * The users' vectors.
     *
     * @param embeddings vectors of users and items
     * @param ids what users are called
     * @param file where to
     * @throws MetaMmfException if there are other ids, the file's name has another end, or it cannot be written
     */
    public static void users(Embeddings embeddings, Ids ids, Path file) {
        vectors("user", embeddings.userRows(0, embeddings.users()), embeddings.width(), ids.users(), file);
    }

    /**
     * The items' vectors.
     *
     * @param embeddings vectors of users and items
     * @param ids what items are called
     * @param file where to
     * @throws MetaMmfException if there are other ids, the file's name has another end, or it cannot be written
     */
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
                CsvFile.write(
                        file,
                        header(what, width),
                        IntStream.range(0, rows).mapToObj(n -> row(names.get(n), values, n, width)));
            default -> throw new MetaMmfException(file + ": expected .npy, .safetensors or .csv");
        }
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
        List<String> texts = new ArrayList<>(width + 1);
        texts.add(name);
        for (int n = row * width; n < (row + 1) * width; n++) {
            texts.add(Float.toString(values[n]));
        }
        return texts;
    }

    /**
     * The best new items for users, by their original ids.
     *
     * @param embeddings vectors of users and items
     * @param data tells what users have trained on, which is not recommended again, and the ids
     * @param k length of the lists, K
     * @param users original ids; none: all users
     * @return a row a recommendation, with the columns user, rank from 1, item and score
     * @throws MetaMmfException if sizes differ, K exceeds the number of items, or a user is unknown
     */
    public static Table recommendations(Embeddings embeddings, Dataset data, int k, String... users) {
        int[] numbers = users.length == 0
                ? IntStream.range(0, data.users()).toArray()
                : Arrays.stream(users).mapToInt(data.ids()::user).toArray();
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

    /**
     * A table, for example of recommendations.
     *
     * @param table any table
     * @param file where to, {@code .csv}
     * @throws MetaMmfException if the file's name has another end, or it cannot be written
     */
    public static void table(Table table, Path file) {
        require(ending(file).equals("csv"), "%s: expected .csv", file);
        CsvFile.write(
                file,
                table.columnNames(),
                IntStream.range(0, table.rowCount()).mapToObj(row -> texts(table.columns(), row)));
    }

    private static List<String> texts(List<Column<?>> columns, int row) {
        return columns.stream().map(column -> column.getUnformattedString(row)).toList();
    }

    /**
     * The weights of a saved model, each in a file of its own.
     *
     * @param weights a file of {@code Recommender.save}
     * @param folder where to; a weight's file is called {@code NAME.npy}
     * @throws MetaMmfException if a file cannot be read or written, or a weight's name is none of a file
     */
    public static void weights(Path weights, Path folder) {
        Map<String, Tensor> tensors = Safetensors.read(weights);
        for (String name : tensors.keySet()) {
            require(name.matches("\\w[\\w.-]*"), "%s: expected names of letters and dots, received %s", weights, name);
        }
        tensors.forEach((name, tensor) -> Npy.write(folder.resolve(name + ".npy"), tensor.values(), tensor.shape()));
    }
}
