// Where must dynamic fusion pay? Where a video's best fusion differs from those of others and can be read from its features.
//
// The videos of PlantedVideos.Reliability show the users' taste in picture and sound, each with noise whose size differs
// from video to video: with a spread of 0 it is the same everywhere, and no fusion can beat the mean of both. One linear layer
// for all videos, a deep network for all videos, and a layer of each video's own read the same features and no ids. "best" are
// the vectors of the best linear estimate, with the true weights and the users' true preferences. Every seed makes new videos.
//
//     env/jshell env/experiments/reliability.jsh
//
// Writes notebooks/results/reliability.csv. Ten minutes.

double[] spreads = {0, 0.5, 1, 1.5, 2};
var models = new LinkedHashMap<String, FusionConfig>();
models.put("linear", FusionConfig.early().withWidths(16));
models.put("deep static", FusionConfig.early().withWidths(64, 32, 16));
models.put("dynamic", FusionConfig.full().withWidths(16));
var config = TrainConfig.defaults().withBatchSize(1000).withLearningRate(5e-3).withEpochs(100).withPatience(10);
var lines = new ArrayList<String>(List.of("spread,seed,model,recall,correlation"));

/** Recall at 20 when the cold test videos alone are ranked. */
double recall(Embeddings vectors, Interactions test) {
    int[] cold = IntStream.range(0, test.items()).filter(i -> test.itemDegrees()[i] > 0).toArray();
    int[] user = test.userColumn();
    int[] number = IntStream.of(test.itemColumn()).map(i -> Arrays.binarySearch(cold, i)).toArray();
    var some = new Embeddings(vectors.width(), vectors.userRows(0, vectors.users()), flat(Arrays.stream(cold).mapToObj(vectors::item).toArray(float[][]::new)));
    var none = Interactions.of(test.users(), cold.length, new int[0], new int[0]);
    return FullRanking.at(20).evaluate(some, none, Interactions.of(test.users(), cold.length, user, number)).at(20).recall();
}

/** The users' true preferences and the best estimate of what they taste. */
Embeddings best(PlantedVideos.Reliability videos) {
    return new Embeddings(PlantedVideos.SIGNAL, flat(videos.users()), flat(videos.estimates()));
}

float[] flat(float[][] rows) {
    float[] values = new float[rows.length * rows[0].length];
    for (int n = 0; n < values.length; n++) values[n] = rows[n / rows[0].length][n % rows[0].length];
    return values;
}

/** The picture's share in the length of every video's fusion matrix. */
double[] shares(MetaFusion fusion, NDArray x) {
    NDArray matrices = fusion.matrices(x).get(0); // (I, F, D)
    NDArray lengths = matrices.square().sum(new int[] {2}); // (I, F)
    long half = lengths.getShape().get(1) / 2;
    NDArray picture = lengths.get(":, :" + half).sum(new int[] {1}).sqrt();
    NDArray sound = lengths.get(":, " + half + ":").sum(new int[] {1}).sqrt();
    float[] shares = picture.div(picture.add(sound)).toFloatArray();
    return IntStream.range(0, shares.length).mapToDouble(i -> shares[i]).toArray();
}

double correlation(double[] x, double[] y) {
    return new org.apache.commons.math3.stat.correlation.PearsonsCorrelation().correlation(x, y);
}

void line(double spread, long seed, String model, double recall, double correlation) {
    lines.add(String.format(Locale.ROOT, "%s,%s,%s,%.4f,%.3f", spread, seed, model, recall, correlation));
    System.out.println(lines.get(lines.size() - 1));
}

for (double spread : spreads) {
    for (long seed = 1; seed <= 5; seed++) {
        var videos = PlantedVideos.Reliability.of(new PlantedVideos.Sizes(1000, 2000, 40, 400), spread, seed);
        var data = videos.dataset();
        line(spread, seed, "best", recall(best(videos), data.split().test()), 1);
        for (String name : models.keySet()) {
            var fusion = models.get(name).withIdDim(0).withScaling(ItemFeatures.Scaling.STANDARDISED);
            try (var model = MetaMmf.mf(data, fusion, seed)) {
                var best = Trainer.of(config.withSeed(seed)).withListener(Trainer.Listener.silent()).fit(model, data).best();
                double found = Double.NaN;
                if (name.equals("dynamic") && spread > 0) {
                    var dynamic = (MetaFusion) model.items().fusion().orElseThrow();
                    try (Tape tape = Tape.computing()) {
                        var x = NativeArrays.sideBySide(model.compute().newManager(), data.items(),
                                data.features().scaled(fusion.scaling(), data.split().train()).values());
                        found = correlation(shares(dynamic, x), videos.visualShare());
                    }
                }
                line(spread, seed, name, recall(best, data.split().test()), found);
            }
        }
    }
    Files.write(Path.of("notebooks/results/reliability.csv"), lines);
}
