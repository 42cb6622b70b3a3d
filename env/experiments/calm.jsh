// Why does the validation precision of a graph convolution swing from epoch to epoch?
//
// Five videos have one in eleven of the validation pairs of the built-in set, and no user's list is far from the common
// list: a few videos move in or out of everybody's first 20 together. This script counts the validation hits of these five
// videos and of all others after every epoch. It evaluates the last parameters and their average over three epochs, which
// TrainConfig.withAveraging keeps, and draws calm.png into the working folder. Two to three minutes.
//
//     env/jshell env/experiments/calm.jsh

int epochs = 20, few = 5;
var data = Datasets.tiktok();
var train = data.split().train();
var validation = data.split().validation();
int[] pairs = validation.itemDegrees();
int[] users = IntStream.range(0, data.users()).filter(u -> validation.degree(u) > 0).toArray();
var wanted = IntStream.range(0, data.items()).boxed().sorted(Comparator.comparing(i -> -pairs[i])).limit(few).toList();
int wantedPairs = wanted.stream().mapToInt(i -> pairs[i]).sum();

/** Validation hits: those of the few videos, then those of all others. */
int[] hits(Embeddings vectors) {
    int[] hits = new int[2];
    int[][] lists = FullRanking.recommend(vectors, train, users, 20);
    for (int n = 0; n < users.length; n++) {
        for (int i : lists[n]) if (validation.contains(users[n], i)) hits[wanted.contains(i) ? 0 : 1]++;
    }
    return hits;
}

/** Mean change from epoch to epoch, from the fifth epoch on, as a share of the level. */
double swing(double[] curve) {
    double change = IntStream.range(5, curve.length).mapToDouble(e -> Math.abs(curve[e] - curve[e - 1])).average().orElseThrow();
    return change / Arrays.stream(curve).skip(4).average().orElseThrow();
}

System.out.println(wanted + " have " + wantedPairs + " of " + validation.size() + " validation pairs");
double[] numbers = IntStream.rangeClosed(1, epochs).asDoubleStream().toArray();
double[] ofFew = new double[epochs], ofOthers = new double[epochs], last = new double[epochs], average = new double[epochs];
var model = MetaMmf.gcn(data, FusionConfig.cp(16), GcnConfig.defaults().withLastActivation(false), Compute.auto(), 1L);
var config = TrainConfig.defaults().withAveraging(3).withEpochs(epochs).withPatience(epochs);
System.out.println("epoch   hits of the five   hits of all others   precision@20   of the average");
Trainer.of(config).withListener((history, most) -> {
    int e = history.epochs().size() - 1;
    int[] hits = hits(model.embeddings()); // of the last parameters
    ofFew[e] = hits[0];
    ofOthers[e] = hits[1];
    last[e] = (hits[0] + hits[1]) / 20.0 / users.length;
    average[e] = history.epochs().get(e).validation();
    System.out.println(String.format(Locale.ROOT, "%5d %18d %20d %14.5f %16.5f", e + 1, hits[0], hits[1], last[e], average[e]));
}).fit(model, data);
model.close();
System.out.println(String.format(Locale.ROOT, "mean change from epoch to epoch: hits of the five %.0f %%, of all others %.0f %%, precision %.1f %%, of the average %.1f %%",
        100 * swing(ofFew), 100 * swing(ofOthers), 100 * swing(last), 100 * swing(average)));
assert swing(ofFew) > swing(ofOthers) : "the five videos swing, the others do not";
assert swing(average) < swing(last) : "an average changes less than the last parameters";

var curves = new LinkedHashMap<String, double[][]>();
curves.put("five most wanted videos", new double[][] {numbers, ofFew});
curves.put("all other videos", new double[][] {numbers, ofOthers});
curves.put("all, with averaging", new double[][] {numbers, Arrays.stream(average).map(p -> p * 20 * users.length).toArray()});
BitmapEncoder.saveBitmap(Plots.lines("Validation hits of MetaMMF_GCN after every epoch", "epoch", "hits in 3,051 lists of 20", curves), "calm.png", BitmapEncoder.BitmapFormat.PNG);
