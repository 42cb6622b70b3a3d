package metammf.eval;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import metammf.base.MetaMmfException;
import metammf.base.Seeds;
import metammf.data.Interactions;
import metammf.eval.Report.Metrics;
import metammf.model.Embeddings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FullRankingTest {
    /** Three users rank six items by popularity-like scores 6 5 4 3 2 1; user 2 has nothing held out. */
    private final Embeddings falling = new Embeddings(1, new float[] {1, 1, 1}, new float[] {6, 5, 4, 3, 2, 1});

    private final Interactions train = Interactions.of(3, 6, new int[] {0, 1, 2}, new int[] {0, 5, 1});
    private final Interactions heldOut = Interactions.of(3, 6, new int[] {0, 1, 1, 1}, new int[] {2, 0, 3, 4});

    @Test
    void metricsAgreeWithArithmeticByHand() {
        // User 0 sees 1 2 3 ..., holds 2: one hit at rank 2. User 1 sees 0 1 2 ..., holds 0 3 4: one hit at rank 1.
        Metrics at2 = FullRanking.at(2).evaluate(falling, train, heldOut).at(2);
        double second = 1 / (Math.log(3) / Math.log(2));
        assertEquals(0.5, at2.precision(), 1e-12);
        assertEquals((1.0 + 1.0 / 3) / 2, at2.recall(), 1e-12);
        assertEquals(2.0 / 4, at2.microRecall(), 1e-12);
        assertEquals(1, at2.hitRate(), 1e-12);
        assertEquals((second / 1 + 1 / (1 + second)) / 2, at2.ndcg(), 1e-12);
    }

    @Test
    void severalCutOffsComeFromOnePass() {
        Report report = FullRanking.at(4, 1).evaluate(falling, train, heldOut);
        assertEquals(2, report.users());
        assertEquals(4, report.positives());
        assertEquals(0.5, report.at(1).precision(), 1e-12);
        assertEquals(3.0 / 8, report.at(4).precision(), 1e-12);
        assertEquals(2, report.toTable().rowCount());
    }

    @Test
    void trainingItemsAreNeverRecommended() {
        int[][] lists = FullRanking.recommend(falling, train, new int[] {0, 1}, 6);
        assertArrayEquals(new int[] {1, 2, 3, 4, 5}, lists[0]);
        assertArrayEquals(new int[] {0, 1, 2, 3, 4}, lists[1]);
    }

    @Test
    void equalScoresGoToTheSmallerItem() {
        Embeddings flat = new Embeddings(1, new float[] {1}, new float[] {2, 3, 2, 3, 2});
        Interactions none = Interactions.of(1, 5, new int[] {}, new int[] {});
        assertArrayEquals(new int[] {1, 3, 0, 2}, FullRanking.recommend(flat, none, new int[] {0}, 4)[0]);
    }

    @Test
    void scoresNeedNotBeInnerProducts() {
        Scores parity = new Scores() {
            @Override
            public int users() {
                return 3;
            }

            @Override
            public int items() {
                return 6;
            }

            @Override
            public void forEachTile(int[] users, Consumer<Tile> action) {
                for (int n = 0; n < users.length; n++) {
                    float u = users[n]; // prefers items whose number is as even as its own
                    action.accept(new Tile(n, 0, 2, FloatBuffer.wrap(new float[] {u, 1 - u})));
                    action.accept(new Tile(n, 2, 4, FloatBuffer.wrap(new float[] {u, 1 - u, u, 1 - u})));
                }
            }
        };
        int[][] lists = FullRanking.recommend(parity, train, new int[] {1, 0}, 3);
        assertArrayEquals(new int[] {0, 2, 4}, lists[0]);
        assertArrayEquals(new int[] {1, 3, 5}, lists[1]);
    }

    @ParameterizedTest
    @CsvSource({"300, 211", "1025, 2049", "7, 1024"})
    void ranksAgreeWithASortOfAllScores(int users, int items) {
        SplittableRandom random = Seeds.stream(4, "ranking");
        float[] u = new float[users * 3];
        float[] i = new float[items * 3];
        for (int n = 0; n < u.length; n++) {
            u[n] = random.nextInt(-3, 4); // small integers: exact scores, many ties
        }
        for (int n = 0; n < i.length; n++) {
            i[n] = random.nextInt(-3, 4);
        }
        Embeddings embeddings = new Embeddings(3, u, i);
        int[] who = random.ints(2000, 0, users).toArray();
        Interactions known =
                Interactions.of(users, items, who, random.ints(2000, 0, items).toArray());
        int[] all = java.util.stream.IntStream.range(0, users).toArray();
        int[][] lists = FullRanking.recommend(embeddings, known, all, 17);
        assertArrayEquals(lists, FullRanking.recommend(embeddings.sequential(), known, all, 17));
        for (int user = 0; user < users; user += 1 + users / 100) {
            assertArrayEquals(sorted(embeddings, known, user, 17), lists[user]);
        }
    }

    private static int[] sorted(Embeddings embeddings, Interactions known, int user, int k) {
        List<Integer> candidates = new ArrayList<>();
        for (int item = 0; item < embeddings.items(); item++) {
            if (!known.contains(user, item)) {
                candidates.add(item);
            }
        }
        candidates.sort(Comparator.comparing((Integer item) -> -embeddings.score(user, item))
                .thenComparing(item -> item));
        return candidates.stream().limit(k).mapToInt(x -> x).toArray();
    }

    @Test
    void badQuestionsAreRefused() {
        assertThrows(MetaMmfException.class, FullRanking::at);
        assertThrows(MetaMmfException.class, () -> FullRanking.at(0));
        Interactions empty = Interactions.of(3, 6, new int[] {}, new int[] {});
        assertMessage("ranking: expected K in 1 .. 6 items, received 7", () -> FullRanking.at(7)
                .evaluate(falling, train, heldOut));
        assertMessage("ranking: expected at least one held-out interaction, received none", () -> FullRanking.at(2)
                .evaluate(falling, train, empty));
        assertMessage(
                "embedding of item 1: expected finite numbers, received NaN",
                () -> new Embeddings(1, new float[] {1}, new float[] {1, Float.NaN}));
    }

    private static void assertMessage(String message, org.junit.jupiter.api.function.Executable executable) {
        assertEquals(message, assertThrows(MetaMmfException.class, executable).getMessage());
    }
}
