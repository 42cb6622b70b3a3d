package metammf.eval;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import metammf.base.MetaMmfException;
import metammf.base.Seeds;
import metammf.data.Dataset;
import metammf.data.Dataset.Identity;
import metammf.data.Interactions;
import metammf.data.PlantedVideos;
import metammf.eval.Report.Metrics;
import metammf.eval.Report.UserRanks;
import metammf.model.Embeddings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReportTest {
    private static final int[] CUT_OFFS = {1, 5, 20};
    static final int USERS = 60;
    static final int ITEMS = 40;

    /** Scores with many ties; users with nothing held out, and users with fewer candidates than K. */
    record Case(Embeddings scores, Interactions train, Interactions heldOut) {
        static Case of(long seed) {
            SplittableRandom random = Seeds.stream(seed, "case");
            float[] u = integers(USERS * 2, 1, random);
            float[] i = integers(ITEMS * 2, 2, random);
            int[] part = new int[USERS * ITEMS]; // 0 neither, 1 trains, 2 is held out
            Arrays.setAll(part, n -> part(n / ITEMS, random.nextInt(20)));
            return new Case(new Embeddings(2, u, i), pairs(part, 1), pairs(part, 2));
        }

        private static float[] integers(int count, int most, SplittableRandom random) {
            float[] values = new float[count];
            for (int n = 0; n < count; n++) {
                values[n] = random.nextInt(-most, most + 1);
            }
            return values;
        }

        private static int part(int user, int dice) {
            boolean nothingHeldOut = user % 7 == 0;
            boolean fewCandidates = user % 5 == 0;
            if (dice < 3) {
                return nothingHeldOut ? 0 : 2;
            }
            return dice < (fewCandidates ? 18 : 6) ? 1 : 0;
        }

        private static Interactions pairs(int[] part, int which) {
            int[] pairs = IntStream.range(0, part.length)
                    .filter(n -> part[n] == which)
                    .toArray();
            return Interactions.of(
                    USERS,
                    ITEMS,
                    Arrays.stream(pairs).map(n -> n / ITEMS).toArray(),
                    Arrays.stream(pairs).map(n -> n % ITEMS).toArray());
        }

        /** Counts who stands before an item, instead of sorting. */
        int rank(int user, int item) {
            float own = scores.score(user, item);
            return 1
                    + (int) IntStream.range(0, ITEMS)
                            .filter(other -> other != item && !train.contains(user, other))
                            .filter(other ->
                                    scores.score(user, other) > own || scores.score(user, other) == own && other < item)
                            .count();
        }

        int[] ranks(int user, int k) {
            return Arrays.stream(heldOut.itemsOf(user))
                    .map(item -> rank(user, item))
                    .filter(r -> r <= k)
                    .sorted()
                    .toArray();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void metricsAgreeWithASlowOracleBitForBit(long seed) {
        Case c = Case.of(seed);
        Report report = FullRanking.at(CUT_OFFS).evaluate(c.scores, c.train, c.heldOut);
        for (int k : CUT_OFFS) {
            assertEquals(oracle(c, k), report.at(k), "K " + k);
        }
    }

    private static Metrics oracle(Case c, int k) {
        double precision = 0;
        double recall = 0;
        double ndcg = 0;
        double allHits = 0;
        double hitUsers = 0;
        double users = 0;
        for (int user = 0; user < USERS; user++) {
            if (c.heldOut.degree(user) == 0) {
                continue;
            }
            double gain = 0;
            double ideal = 0;
            int[] ranks = c.ranks(user, k);
            for (int rank = 1; rank <= k; rank++) {
                double discount = Math.log(2) / Math.log(rank + 1);
                gain += Arrays.binarySearch(ranks, rank) >= 0 ? discount : 0;
                ideal += rank <= c.heldOut.degree(user) ? discount : 0;
            }
            users++;
            precision += ranks.length / (double) k;
            recall += ranks.length / (double) c.heldOut.degree(user);
            ndcg += gain / ideal;
            allHits += ranks.length;
            hitUsers += ranks.length > 0 ? 1 : 0;
        }
        return new Metrics(
                precision / users, recall / users, allHits / c.heldOut.size(), hitUsers / users, ndcg / users);
    }

    @Test
    void theCasesHaveTiesEmptyUsersAndShortLists() {
        Case c = Case.of(1);
        assertEquals(0, c.heldOut.degree(7));
        assertTrue(IntStream.range(0, USERS).anyMatch(u -> c.heldOut.degree(u) > 0 && ITEMS - c.train.degree(u) < 20));
        long different = IntStream.range(0, ITEMS)
                .mapToObj(item -> c.scores.score(1, item))
                .distinct()
                .count();
        assertTrue(different < ITEMS / 2, different + " different scores");
    }

    @Test
    void everyMetricIsTheMeanOfItsUsersNumbers() {
        Case c = Case.of(6);
        Report report = FullRanking.at(CUT_OFFS).evaluate(c.scores, c.train, c.heldOut);
        for (Metric metric : Metric.values()) {
            double[] perUser = report.perUser(metric, 5);
            assertEquals(report.users(), perUser.length);
            assertEquals(
                    report.mean(metric, 5), Arrays.stream(perUser).average().orElseThrow(), 1e-12, metric.at(5));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aGroupOfItemsIsMeasuredOnItsHeldOutItems(long seed) {
        Case c = Case.of(seed);
        int[] degrees = c.train.itemDegrees();
        Report report = FullRanking.at(CUT_OFFS).evaluate(c.scores, c.train, c.heldOut);
        int most = Arrays.stream(degrees).sum() / ITEMS;
        Interactions popular = c.heldOut.only(pair -> degrees[c.heldOut.item(pair)] > most);
        Interactions others = c.heldOut.only(pair -> degrees[c.heldOut.item(pair)] <= most);
        Map<String, Report> groups = report.byItemDegree(most).reports();
        String few = "0-" + most;
        String many = (most + 1) + " or more";
        assertEquals(List.of(few, many), List.copyOf(groups.keySet()));
        for (int k : CUT_OFFS) {
            assertEquals(
                    oracle(new Case(c.scores, c.train, others), k),
                    groups.get(few).at(k));
            assertEquals(
                    oracle(new Case(c.scores, c.train, popular), k),
                    groups.get(many).at(k));
        }
    }

    @Test
    void aGroupOfUsersIsMeasuredOnItsUsers() {
        Case c = Case.of(1);
        Report report = FullRanking.at(CUT_OFFS).evaluate(c.scores, c.train, c.heldOut);
        int users = 0;
        for (Report group : report.byUserDegree(5, 9, 12).reports().values()) {
            users += group.users();
            assertArrayEquals(
                    group.perUser().stream().mapToDouble(user -> user.recall(5)).toArray(),
                    report.perUser().stream()
                            .filter(user -> group.perUser().contains(user))
                            .mapToDouble(user -> user.recall(5))
                            .toArray());
            assertEquals(group.users(), group.lists(5).items().length);
        }
        assertEquals(report.users(), users);
    }

    @Test
    void groupsHaveUsualBounds() {
        Case c = Case.of(1);
        Report report = FullRanking.at(5).evaluate(c.scores, c.train, c.heldOut);
        assertEquals(
                report.byItemDegree(0, 2, 10).reports().keySet(),
                report.byItemDegree().reports().keySet());
        assertEquals(
                report.byUserDegree(0, 5, 10, 20).reports().keySet(),
                report.byUserDegree().reports().keySet());
        assertTrue(report.byUserDegree().reports().size() > 1);
    }

    @Test
    void groupsWithNothingHeldOutAreLeftOut() {
        Case c = Case.of(1);
        Report report = FullRanking.at(1, 5).evaluate(c.scores, c.train, c.heldOut);
        Report.Groups groups = report.byItemDegree(0, 1, USERS);
        assertEquals(List.of("2-60"), List.copyOf(groups.reports().keySet()));
        assertEquals(
                "[group, users, heldOut, K, precision, recall, microRecall, hitRate, ndcg]",
                groups.toTable().columnNames().toString());
        assertEquals(2, groups.toTable().rowCount());
        assertTrue(
                groups.toString().startsWith("by training interactions of the item%n2-60 (".formatted()),
                groups.toString());
        assertEquals(
                "groups: expected ascending numbers, received [3, 2]",
                assertThrows(MetaMmfException.class, () -> report.byUserDegree(3, 2))
                        .getMessage());
    }

    @Test
    void aUsersNumbersFollowFromItsRanks() {
        UserRanks user = new UserRanks(3, 4, new int[] {2, 5});
        assertEquals(1, user.hits(4));
        assertEquals(2, user.hits(5));
        assertEquals(2 / 10.0, user.precision(10));
        assertEquals(2 / 4.0, user.recall(10));
        double log3 = Math.log(3) / Math.log(2);
        assertEquals((1 / log3) / (1 + 1 / log3), user.ndcg(2), 1e-15);
    }

    @Test
    void contradictoryRanksAreRefused() {
        assertEquals(
                "user 3: expected at most 1 hits of at least one, received 2",
                assertThrows(MetaMmfException.class, () -> new UserRanks(3, 1, new int[] {2, 5}))
                        .getMessage());
        assertEquals(
                "user 3: expected ascending ranks from 1, received [0, 5]",
                assertThrows(MetaMmfException.class, () -> new UserRanks(3, 2, new int[] {0, 5}))
                        .getMessage());
    }

    @Test
    void aReportTellsTwoSetsOfOneNameApart() {
        Report one = report(
                PlantedVideos.of(new PlantedVideos.Sizes(20, 30, 10, 0), 1).dataset());
        Report two = report(
                PlantedVideos.of(new PlantedVideos.Sizes(20, 30, 10, 0), 2).dataset());
        assertEquals("PlantedVideos", one.data().name());
        assertTrue(one.toString().matches("(?s).*PlantedVideos with fingerprint [0-9a-f]{12}\n"), one.toString());
        assertTrue(!one.data().equals(two.data()));
    }

    private static Report report(Dataset data) {
        return FullRanking.at(5).evaluate(Embeddings.popularity(data.split().train()), data);
    }

    @Test
    void aCutOffThatWasNotAskedForIsRefused() {
        Report report = new Report(Identity.NONE, List.of(5, 10), List.of(new UserRanks(0, 1, new int[] {1})));
        assertEquals(
                "report: expected a K of [5, 10], received 7",
                assertThrows(MetaMmfException.class, () -> report.at(7)).getMessage());
        assertArrayEquals(new double[] {1}, report.perUser(Metric.RECALL, 5));
    }
}
