// Who notices that a modality is wrong? For half of the videos the picture is noise, or that of another video.
//
// In PlantedVideos.Reliability (spread 0) picture and sound both show the users' taste, each with noise of the
// same size. A wrong picture can be told from the sound, which disagrees with it. One linear layer for all videos, a deep
// network for all videos, and a layer of each video's own read the same features and no ids. They are trained on the right
// features and ranked with wrong ones ("test"), or trained and ranked with wrong ones ("training"). New videos only.
//
//     env/jshell env/experiments/corruption.jsh
//
// Writes notebooks/results/corruption.csv. Ten minutes.

var models = new LinkedHashMap<String, FusionConfig>();
models.put("linear", FusionConfig.early().withWidths(16));
models.put("deep static", FusionConfig.early().withWidths(64, 32, 16));
models.put("dynamic", FusionConfig.full().withWidths(16));
models.replaceAll((name, fusion) -> fusion.withIdDim(0).withScaling(ItemFeatures.Scaling.STANDARDISED));
var config = TrainConfig.defaults().withBatchSize(1000).withLearningRate(5e-3).withEpochs(100).withPatience(10);
var lines = new ArrayList<String>(List.of("features,when,seed,model,recall"));

/** Half of the items have the picture of another video, or Gaussian noise of the same mean and deviation. */
ItemFeatures corrupted(ItemFeatures features, String how, long seed) {
    var random = Seeds.stream(seed, "corruption");
    int[] wrong = Arrays.copyOf(Seeds.shuffled(features.items(), random), features.items() / 2);
    int[] others = Seeds.shuffled(features.items(), random);
    Modality picture = features.modalities().get(0);
    var numbers = IntStream.range(0, picture.values().length).mapToDouble(n -> picture.values()[n]).toArray();
    double mean = Arrays.stream(numbers).average().orElseThrow();
    double deviation = Math.sqrt(Arrays.stream(numbers).map(x -> (x - mean) * (x - mean)).average().orElseThrow());
    float[] values = picture.values().clone();
    for (int item : wrong) {
        for (int column = 0; column < picture.width(); column++) {
            values[item * picture.width() + column] = how.equals("noise")
                    ? (float) (mean + deviation * random.nextGaussian()) : picture.value(others[item], column);
        }
    }
    return features.changed(m -> m == picture ? m.with(values) : m);
}

/** Recall at 20 when the cold test videos alone are ranked, with these features. */
double recall(EncoderModel model, Embeddings trained, FusionConfig fusion, Dataset data, ItemFeatures features) {
    var test = data.split().test();
    int[] degrees = test.itemDegrees();
    int[] cold = IntStream.range(0, test.items()).filter(i -> degrees[i] > 0).toArray();
    int[] number = IntStream.of(test.itemColumn()).map(i -> Arrays.binarySearch(cold, i)).toArray();
    try (var tower = ItemTower.of(model, fusion, data).open()) {
        float[] vectors = tower.vectors(ItemFeatures.of(features.modalities().stream().map(m -> m.rows(cold)).toList()), cold);
        var some = new Embeddings(trained.width(), trained.userRows(0, trained.users()), vectors);
        var none = Interactions.of(test.users(), cold.length, new int[0], new int[0]);
        var pairs = Interactions.of(test.users(), cold.length, test.userColumn(), number);
        return FullRanking.at(20).evaluate(some, none, pairs).at(20).recall();
    }
}

/** Trains a model and ranks with each of some features. */
void lines(Dataset data, Map<String, ItemFeatures> features, String when, long seed) {
    for (String name : models.keySet()) {
        var fusion = models.get(name);
        try (var model = MetaMmf.mf(data, fusion, seed)) {
            var best = Trainer.of(config.withSeed(seed)).withListener(Trainer.Listener.silent()).fit(model, data).best();
            features.forEach((what, x) -> {
                lines.add(String.format(Locale.ROOT, "%s,%s,%d,%s,%.4f", what, when, seed, name, recall(model, best, fusion, data, x)));
                System.out.println(lines.get(lines.size() - 1));
            });
        }
    }
}

for (long seed = 1; seed <= 3; seed++) {
    var data = PlantedVideos.Reliability.of(new PlantedVideos.Sizes(1000, 2000, 40, 400), 0, seed).dataset();
    var noise = corrupted(data.features(), "noise", seed);
    var others = corrupted(data.features(), "another video's", seed);
    var all = new LinkedHashMap<String, ItemFeatures>();
    all.put("right", data.features());
    all.put("noise", noise);
    all.put("another video's", others);
    lines(data, all, "test", seed);
    lines(data.withFeatures(noise), Map.of("noise", noise), "training", seed);
    lines(data.withFeatures(others), Map.of("another video's", others), "training", seed);
    Files.write(Path.of("notebooks/results/corruption.csv"), lines);
}
