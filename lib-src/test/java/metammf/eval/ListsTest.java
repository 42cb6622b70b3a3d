package metammf.eval;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import metammf.base.MetaMmfException;
import metammf.base.Seeds;
import metammf.data.Dataset;
import metammf.data.Dataset.Identity;
import metammf.data.Interactions;
import metammf.data.ItemFeatures;
import metammf.data.Modality;
import metammf.data.PlantedVideos;
import metammf.eval.Report.UserRanks;
import metammf.eval.ReportTest.Case;
import metammf.model.Embeddings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every number of {@link Lists} against a loop over its definition. */
class ListsTest {
    private static final double EXACT = 1e-12;
    private static final int ITEMS = ReportTest.ITEMS;

    private final Case data = Case.of(1);
    private final Lists lists = FullRanking.at(5, 12)
            .evaluate(data.scores(), data.train(), data.heldOut())
            .lists(12);

    @Test
    void listsAreWhatIsRecommended() {
        assertArrayEquals(FullRanking.recommend(data.scores(), data.train(), lists.users(), 12), lists.items());
        assertTrue(Arrays.stream(lists.items()).anyMatch(list -> list.length < 12), "short lists");
    }

    private long count(int item) {
        return Arrays.stream(lists.items())
                .flatMapToInt(Arrays::stream)
                .filter(other -> other == item)
                .count();
    }

    @Test
    void coverageCountsTheItemsOfTheLists() {
        long seen = IntStream.range(0, ITEMS).filter(item -> count(item) > 0).count();
        assertEquals(seen / (double) ITEMS, lists.coverage());
    }

    @Test
    void giniIsHalfTheRelativeMeanDifference() {
        double differences = 0;
        double sum = 0;
        for (int i = 0; i < ITEMS; i++) {
            sum += count(i);
            for (int j = 0; j < ITEMS; j++) {
                differences += Math.abs(count(i) - count(j));
            }
        }
        assertEquals(differences / (2 * ITEMS * sum), lists.gini(), EXACT);
    }

    /** The mean over the lists that are not empty. */
    private static double mean(Lists lists, ToDoubleFunction<int[]> value) {
        return Arrays.stream(lists.items())
                .filter(list -> list.length > 0)
                .mapToDouble(value)
                .average()
                .orElseThrow();
    }

    private double meanOfItems(IntToDoubleFunction value) {
        return mean(
                lists, list -> Arrays.stream(list).mapToDouble(value).average().orElseThrow());
    }

    private int clicks(int item) {
        return (int) IntStream.range(0, ReportTest.USERS)
                .filter(user -> data.train().contains(user, item))
                .count();
    }

    @Test
    void popularityIsTheMeanNumberOfClicks() {
        assertEquals(meanOfItems(this::clicks), lists.popularity(), EXACT);
    }

    @Test
    void theTailIsWhatFollowsTheMostPopularFifth() {
        IntToDoubleFunction tail = item -> IntStream.range(0, ITEMS)
                                .filter(other ->
                                        clicks(other) > clicks(item) || clicks(other) == clicks(item) && other < item)
                                .count()
                        < ITEMS / 5
                ? 0
                : 1;
        assertEquals(meanOfItems(tail), lists.tailShare(), EXACT);
    }

    @Test
    void noveltyIsTheMeanSelfInformation() {
        long active = IntStream.range(0, ReportTest.USERS)
                .filter(user -> data.train().degree(user) > 0)
                .count();
        IntToDoubleFunction bits = item -> -Math.log((double) clicks(item) / active) / Math.log(2);
        assertEquals(meanOfItems(bits), lists.novelty(), EXACT);
    }

    @Test
    void anItemThatNobodyClickedIsAsNewAsOneWithOneClick() {
        Interactions train = Interactions.of(4, 3, new int[] {0, 1, 2}, new int[] {0, 0, 1});
        Lists some = new Lists(train, train, new int[] {0}, new int[][] {{1, 2}});
        assertEquals(Math.log(3) / Math.log(2), some.novelty(), EXACT);
    }

    private static ItemFeatures content(long seed) {
        SplittableRandom random = Seeds.stream(seed, "content");
        Modality visual = modality("visual", 4, random).without(0, 3, 7, 8, 9);
        Modality acoustic = modality("acoustic", 2, random);
        Arrays.fill(acoustic.values(), 2, 4, 0); // item 1 is all zero, but there
        return ItemFeatures.of(visual, acoustic);
    }

    private static Modality modality(String name, int width, SplittableRandom random) {
        float[] values = new float[ITEMS * width];
        Arrays.setAll(new Object[values.length], n -> values[n] = (float) random.nextGaussian());
        return new Modality(name, ITEMS, width, values);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void diversityIsTheMeanDistanceOfTwoItemsOfAList(long seed) {
        ItemFeatures content = content(seed);
        double expected = content.modalities().stream()
                .mapToDouble(modality ->
                        meanOf(Arrays.stream(lists.items()).mapToDouble(list -> meanOf(pairs(modality, list)))))
                .average()
                .orElseThrow();
        assertEquals(expected, lists.diversity(content), 1e-9);
    }

    private static double meanOf(DoubleStream values) {
        return values.filter(value -> !Double.isNaN(value)).average().orElse(Double.NaN);
    }

    private static DoubleStream pairs(Modality modality, int... list) {
        int[] present =
                Arrays.stream(list).filter(item -> !modality.isMissing(item)).toArray();
        return Arrays.stream(present).boxed().flatMapToDouble(i -> Arrays.stream(present)
                .filter(j -> j != i)
                .mapToDouble(j -> distance(modality.row(i), modality.row(j))));
    }

    private static double distance(float[] x, float[] y) {
        double norms = Math.sqrt(dot(x, x) * dot(y, y));
        return 1 - (norms == 0 ? 0 : dot(x, y) / norms);
    }

    private static double dot(float[] x, float[] y) {
        return IntStream.range(0, x.length)
                .mapToDouble(n -> (double) x[n] * y[n])
                .sum();
    }

    @Test
    void withoutContentDiversityIsUnknown() {
        assertTrue(Double.isNaN(lists.diversity(ItemFeatures.none(ITEMS))));
    }

    @Test
    void popularityRecommendsTheHeadToEverybody() {
        Dataset planted = PlantedVideos.of(1).dataset();
        Embeddings popularity = Embeddings.popularity(planted.split().train());
        Lists ofAll = FullRanking.at(10).evaluate(popularity, planted).lists(10);
        assertEquals(0, ofAll.tailShare());
        assertTrue(ofAll.coverage() < 0.1 && ofAll.gini() > 0.9, ofAll.toString());
        assertEquals(
                List.of("coverage", "gini", "popularity", "tailShare", "novelty"),
                ofAll.toTable().columnNames());
    }

    @Test
    void aReportFromAFileHasNoLists() {
        Report read = new Report(Identity.NONE, List.of(5), List.of(new UserRanks(0, 1, new int[] {1})));
        String message =
                assertThrows(MetaMmfException.class, () -> read.lists(5)).getMessage();
        assertEquals("report: expected the lists of a ranking, received a report that was read from a file", message);
    }
}
