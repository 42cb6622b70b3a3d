package metammf.spark;

import static metammf.MetaMmfException.require;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import metammf.data.Interactions;
import metammf.eval.FullRanking;
import org.apache.spark.sql.Row;

/**
 * Some users and their best items.
 *
 * @param rows a user each: the number, the vector, the training items, and the held-out items where they are asked for
 * @param vectors of the users, row by row, (n, D)
 * @param lists of the users, best first
 */
record RankedUsers(List<Row> rows, float[] vectors, int[][] lists) {
    private static final int NUMBER = 0;
    private static final int VECTOR = 1;
    private static final int TRAIN = 2;
    private static final int HELD_OUT = 3;

    /** Ranks all items for each user. */
    static RankedUsers of(List<Row> rows, ItemBlocks items, int k) {
        float[] vectors = new float[rows.size() * items.width()];
        for (int n = 0; n < rows.size(); n++) {
            Row row = rows.get(n);
            require(!row.isNullAt(VECTOR), "ranking: user %d: expected a vector", row.getInt(NUMBER));
            Vectors.copy(row.getList(VECTOR), "user", row.getInt(NUMBER), vectors, n, items.width());
        }
        int[] all = IntStream.range(0, rows.size()).toArray();
        int[][] lists = FullRanking.recommend(items.scores(vectors), train(rows, items.items()), all, k);
        return new RankedUsers(rows, vectors, lists);
    }

    private static Interactions train(List<Row> rows, int items) {
        int[] user = IntStream.range(0, rows.size())
                .flatMap(n -> IntStream.generate(() -> n)
                        .limit(items(rows.get(n), TRAIN).size()))
                .toArray();
        int[] item = rows.stream()
                .flatMapToInt(row -> items(row, TRAIN).stream().mapToInt(i -> i))
                .toArray();
        return Interactions.of(rows.size(), items, user, item);
    }

    private static List<Integer> items(Row row, int column) {
        return row.isNullAt(column) ? List.of() : row.getList(column);
    }

    /** Number of the users, n. */
    int count() {
        return rows.size();
    }

    /** The number of the n-th user. */
    int user(int n) {
        return rows.get(n).getInt(NUMBER);
    }

    /** Number of the n-th user's held-out items. */
    int positives(int n) {
        return items(rows.get(n), HELD_OUT).size();
    }

    /** The places in the n-th user's list at which there are held-out items, from 1. */
    int[] ranks(int n) {
        List<Integer> heldOut = items(rows.get(n), HELD_OUT);
        return IntStream.rangeClosed(1, lists[n].length)
                .filter(rank -> heldOut.contains(lists[n][rank - 1]))
                .toArray();
    }

    /** The scores of the listed items, in their order. */
    float[][] scores(ItemBlocks items) {
        float[][] scores =
                Arrays.stream(lists).map(list -> new float[list.length]).toArray(float[][]::new);
        items.forEach(vectors, (first, block) -> {
            for (int n = 0; n < lists.length; n++) {
                for (int place = 0; place < lists[n].length; place++) {
                    int item = lists[n][place] - first;
                    if (item >= 0 && item < block.items()) {
                        scores[n][place] = block.score(n, item);
                    }
                }
            }
        });
        return scores;
    }
}
