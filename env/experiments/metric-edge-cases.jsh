// What are precision, recall and NDCG when a list is too short, too long, or all wrong?
//
// One user and five videos with the scores 5, 4, 3, 2, 1, so that the ranking is 0 1 2 3 4. What is known from training
// and what is held out differs from line to line. Every number is also computed by hand.
//
//     env/jshell env/experiments/metric-edge-cases.jsh

float[] unit = new float[25];
for (int i = 0; i < 5; i++) unit[6 * i] = 1;                        // unit vectors: a user's vector is its row of scores
var model = new Embeddings(5, new float[] {5, 4, 3, 2, 1}, unit);

Interactions videos(int... videos) { return Interactions.of(1, 5, new int[videos.length], videos); }

double gain(int rank) { return Math.log(2) / Math.log(rank + 1); }  // of a hit: 1 at rank 1, 0.63 at rank 2

void line(String what, int k, Interactions known, Interactions heldOut, double precision, double recall, double ndcg) {
    Report.Metrics m = FullRanking.at(k).evaluate(model, known, heldOut).at(k);
    System.out.println(String.format(Locale.ROOT, "%-46s %d %10.4f %7.4f %7.4f", what, k, m.precision(), m.recall(), m.ndcg()));
    double error = Math.max(Math.abs(m.precision() - precision), Math.abs(m.recall() - recall)) + Math.abs(m.ndcg() - ndcg);
    assert error < 1e-12 : what;
}

System.out.println(" ".repeat(46) + " K  precision  recall    NDCG");
line("both found",                                     2, videos(), videos(0, 1), 1, 1, 1);
line("one found, at rank 2",                           2, videos(), videos(1, 4), 0.5, 0.5, gain(2) / (gain(1) + gain(2)));
line("none found",                                     2, videos(), videos(3, 4), 0, 0, 0);
line("more held out than K: recall cannot be 1",       2, videos(), videos(0, 1, 2, 3), 1, 0.5, 1);
line("fewer held out than K: precision cannot be 1",   5, videos(), videos(0), 0.2, 1, 1);
line("found at the end: NDCG minds, recall does not",   4, videos(), videos(3), 0.25, 1, gain(4));
line("known videos leave no gap in the list",          1, videos(0, 1, 2), videos(3), 1, 1, 1);
line("fewer new videos than K: K still divides",       5, videos(0, 1, 2), videos(3, 4), 0.4, 1, 1);

var undecided = new Embeddings(5, new float[] {7, 7, 7, 7, 7}, unit);
int[] order = FullRanking.recommend(undecided, videos(), new int[] {0}, 5)[0];
System.out.println("\nequal scores: " + Arrays.toString(order) + ", the smaller id first, in every run");
assert Arrays.equals(order, new int[] {0, 1, 2, 3, 4});

var two = new Embeddings(5, new float[] {5, 4, 3, 2, 1, 1, 2, 3, 4, 5}, unit);
var onlyTheFirst = Interactions.of(2, 5, new int[] {0}, new int[] {0});
var report = FullRanking.at(1).evaluate(two, Interactions.of(2, 5, new int[0], new int[0]), onlyTheFirst);
System.out.println("a user with nothing held out does not count: precision " + report.at(1).precision() + " over " + report.users() + " user");
assert report.users() == 1 && report.at(1).precision() == 1;

try {
    FullRanking.at(1).evaluate(model, videos(), videos());
    assert false : "no mean over no users";
} catch (MetaMmfException e) {
    System.out.println("nothing held out at all: " + e.getMessage());
}
