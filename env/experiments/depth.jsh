// Can a deeper network for all videos replace one layer for each?
//
// In the planted videos picture and sound combine by a hidden genre, in four ways whose mean is zero. One linear layer
// for all videos tells nothing of taste then, at most how popular a video is. More layers, with LeakyReLU between them,
// could learn the genres; a fusion of every video's own, eq. (9), has them in its weights. Both read content alone, no
// ids, and have the paper's tower of widths, eq. (12).
//
//     env/jshell env/experiments/depth.jsh

var data = PlantedVideos.of(1L).dataset();
var config = TrainConfig.defaults().withLearningRate(1e-2).withEpochs(40).withPatience(5);

double recall(Embeddings vectors) {
    return FullRanking.at(20).evaluate(vectors, data.split().train(), data.split().validation()).at(20).recall();
}

double row(String name, FusionConfig fusion, int depth) {
    int[] widths = MetaFusion.tower(data.features().width(), depth, 16);
    try (var model = MetaMmf.mf(data, fusion.withIdDim(0).withWidths(widths), 1L)) {
        long weights = model.items().fusion().orElseThrow().weights().values().stream().mapToLong(NDArray::size).sum();
        double recall = recall(Trainer.of(config).withListener(Trainer.Listener.silent()).fit(model, data).best());
        System.out.println(String.format(Locale.ROOT, "%-8s %4d %,14d %11.4f", name, depth, weights, recall));
        return recall;
    }
}

System.out.println("fusion   layers   weights   recall@20");
System.out.println(String.format(Locale.ROOT, "popular %31.4f", recall(Embeddings.popularity(data.split().train()))));
double[] shared = IntStream.rangeClosed(1, 3).mapToDouble(depth -> row("shared", FusionConfig.early(), depth)).toArray();
double[] own = IntStream.rangeClosed(1, 3).mapToDouble(depth -> row("own", FusionConfig.cp(16), depth)).toArray();
assert own[0] > 2 * shared[0] : "one layer of each video's own tells what no linear layer for all can";
