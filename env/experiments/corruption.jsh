// Who notices that the features of some items are wrong?
//
// A share of the items has another item's features in one modality: only when the trained model ranks, or in training too. Two
// fusions that read the content alone, one of each item's own and one for all, and the head with several views.
//
//     env/jshell env/experiments/corruption.jsh
//
// Writes notebooks/results/corruption.csv: test recall at 20, lfm2k, three seeds. Half an hour.

var data = Datasets.open(Datasets.download("lfm2k"));
var training = TrainConfig.defaults().withWeightDecay(0).withBatchSize(2048).withLearningRate(1e-3).withEpochs(300);
FusionConfig content = FusionConfig.cp(16).withIdDim(0).withWidths(64);
Map<String, Function<Dataset, Recommender>> models = new LinkedHashMap<>();
long seed = 1;
models.put("Early_MF, content alone", d -> MetaMmf.mf(d, content.withKind(FusionConfig.Kind.EARLY), seed));
models.put("MetaMMF_MF, content alone", d -> MetaMmf.mf(d, content, seed));
models.put("MetaMMF_MV", d -> MetaMmf.multiView(d, MultiView.Config.defaults(), seed));
var lines = new ArrayList<String>(List.of("model,modality,share,when,seed,recall"));

/** A share of the items, drawn at random, exchange one modality among each other. */
Dataset corrupted(Dataset data, String modality, double share) {
    int[] rows = IntStream.range(0, data.items()).toArray();
    int[] some = rows.clone();
    Seeds.shuffle(some, Seeds.stream(1, "corruption"));
    int count = (int) (share * rows.length);
    for (int n = 0; n < count; n++) rows[some[n]] = some[(n + 1) % count];
    return data.withFeatures(data.features().changed(m -> m.name().equals(modality) ? m.rows(rows) : m));
}

double recall(Embeddings vectors) {
    return FullRanking.at(20).evaluate(vectors, data.split().train(), data.split().test()).at(20).recall();
}

void line(String model, String modality, double share, String when, Embeddings vectors) {
    lines.add(String.format(Locale.ROOT, "\"%s\",%s,%s,%s,%s,%.4f", model, modality, share, when, seed, recall(vectors)));
    System.out.println(lines.get(lines.size() - 1));
}

var folder = Files.createTempDirectory("corruption");
for (seed = 1; seed <= 3; seed++) {
    for (String name : models.keySet()) {
        var trainer = Trainer.of(training.withSeed(seed)).withListener(TrainingListener.silent());
        Path weights = folder.resolve("weights.safetensors");
        try (var model = models.get(name).apply(data)) {
            line(name, "none", 0, "test", trainer.fit(model, data).best());
            model.save(weights);
        }
        for (String modality : data.features().modalities().stream().map(Modality::name).toList()) {
            for (double share : new double[] {0.3, 0.6, 1}) {
                var wrong = corrupted(data, modality, share);
                try (var model = models.get(name).apply(wrong)) {
                    model.load(weights);
                    line(name, modality, share, "test", model.embeddings());
                }
                if (share < 1) continue;
                try (var model = models.get(name).apply(wrong)) {
                    line(name, modality, share, "training too", trainer.fit(model, wrong).best());
                }
            }
        }
    }
    Files.write(Path.of("notebooks/results/corruption.csv"), lines);
}
