package metammf.spark;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import metammf.data.Interactions;
import metammf.eval.FullRanking;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * Some users and their best items.
 *
 * @param users the users, n of them
 * @param vectors of the users, row by row, (n, D)
 * @param lists of the users, best first
 */
record RankedUsers(List<AskedUser> users, float[] vectors, int[][] lists) {
    /** Ranks all items for each user, but the user's training items. */
    static RankedUsers of(List<AskedUser> users, ItemBlocks items, int k) {
        float[] vectors = new float[users.size() * items.width()];
        for (int n = 0; n < users.size(); n++) {
            items.requireWidth(users.get(n).number(), users.get(n).vector());
            System.arraycopy(users.get(n).vector(), 0, vectors, n * items.width(), items.width());
        }
        int[] all = IntStream.range(0, users.size()).toArray();
        int[][] lists = FullRanking.recommend(items.scores(vectors), train(users, items.items()), all, k);
        return new RankedUsers(users, vectors, lists);
    }

    private static Interactions train(List<AskedUser> users, int items) {
        int[] user = IntStream.range(0, users.size())
                .flatMap(n -> Arrays.stream(users.get(n).train()).map(item -> n))
                .toArray();
        int[] item = users.stream().flatMapToInt(u -> Arrays.stream(u.train())).toArray();
        return Interactions.of(users.size(), items, user, item);
    }

    /** A row a user with the list and its scores. */
    Stream<Row> lists(ItemBlocks items) {
        float[][] scores = scores(items);
        return rows(n -> RowFactory.create(users.get(n).number(), Vectors.seq(lists[n]), Vectors.seq(scores[n])));
    }

    private float[][] scores(ItemBlocks items) {
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

    /** A row a user with the number of held-out items and the places in the list at which they are, from 1. */
    Stream<Row> ranks() {
        return rows(n -> {
            int[] heldOut = users.get(n).heldOut();
            int[] ranks = IntStream.rangeClosed(1, lists[n].length)
                    .filter(rank -> Arrays.binarySearch(heldOut, lists[n][rank - 1]) >= 0)
                    .toArray();
            return RowFactory.create(users.get(n).number(), heldOut.length, Vectors.seq(ranks));
        });
    }

    private Stream<Row> rows(IntFunction<Row> row) {
        return IntStream.range(0, users.size()).mapToObj(row);
    }
}
