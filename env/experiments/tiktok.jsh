// Models on the built-in set: three seeds each, hyperparameters chosen by validation, one test evaluation each.
//
//     env/jshell env/experiments/tiktok.jsh

var data = Datasets.tiktok();
var fusion = FusionConfig.cp(16);
Trainer.Listener.standard(Trainer.Listener.silent());

void row(String name, Function<Long, Recommender> make, TrainConfig config) {
    var tests = new ArrayList<Report.Metrics>();
    for (long seed = 1; seed <= 3; seed++) {
        try (var model = make.apply(seed)) {
            var fit = Trainer.of(config.withSeed(seed)).fit(model, data);
            var test = FullRanking.at(10, 20).evaluate(fit.best(), data);
            tests.add(test.at(20));
            System.out.printf(Locale.ROOT, "%-12s seed %d: %s; test recall@10 %.4f, recall@20 %.4f, ndcg@20 %.4f%n",
                    name, seed, fit, test.at(10).recall(), test.at(20).recall(), test.at(20).ndcg());
        }
    }
    var recall = tests.stream().mapToDouble(Report.Metrics::recall).summaryStatistics();
    System.out.printf(Locale.ROOT, "%-12s mean recall@20 %.4f (%.4f to %.4f)%n%n",
            name, recall.getAverage(), recall.getMin(), recall.getMax());
}

System.out.println(Compute.auto().describe() + "\n");
var slow = TrainConfig.defaults().withLearningRate(2e-3).withEpochs(300).withPatience(50); // factorisation rises slowly
row("MetaMMF_GCN", seed -> MetaMmf.gcn(data, fusion, seed), TrainConfig.defaults());
row("Early_GCN", seed -> MetaMmf.gcn(data, FusionConfig.early(), seed), TrainConfig.defaults());
row("MetaMMF_MF", seed -> MetaMmf.mf(data, fusion, seed), slow);
row("MF-BPR", seed -> MetaMmf.bprMf(data, 64, seed), slow);
System.out.println("Popularity");
System.out.println(FullRanking.at(10, 20).evaluate(Embeddings.popularity(data.split().train()), data));
