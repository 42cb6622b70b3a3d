// Does a model that multiplies in bfloat16 recommend as well as one in float32?
//
// Mixed precision rounds the factors of large matrix products to eight bits of mantissa; parameters, sums, gradients and
// Adam stay in float32. Every model below is trained twice with each of three seeds, on the built-in set and on planted
// videos, and looks at the test split once. A difference between the precisions counts only if it exceeds that between seeds.
//
//     env/jshell env/experiments/bfloat16.jsh

var cpu = Compute.cpu();
var mixed = new Compute(cpu.device(), true); // also where it is no faster
var planted = PlantedVideos.of(1L).dataset();
var wide = FusionConfig.cp(16).withMetaHidden(512).withWidths(256, 64); // large products on narrow features too

double recall(Recommender model, Dataset data, TrainConfig config) {
    var trainer = Trainer.of(config).withListener(Trainer.Listener.silent());
    try (model) {
        var best = trainer.fit(model, data).best();
        return FullRanking.at(20).evaluate(best, data.split().train(), data.split().test()).at(20).recall();
    }
}

void row(String name, Dataset data, FusionConfig fusion, boolean graph) {
    double[][] found = new double[2][3];
    var layers = GcnConfig.defaults().withLastActivation(false);
    var config = graph ? TrainConfig.defaults().calm() : TrainConfig.defaults();
    for (int seed = 1; seed <= 3; seed++) {
        for (Compute compute : List.of(cpu, mixed)) {
            Recommender model = graph
                    ? MetaMmf.gcn(data, fusion, layers, compute, seed)
                    : MetaMmf.mf(data, fusion, compute, seed);
            found[compute.bfloat16() ? 1 : 0][seed - 1] = recall(model, data, config.withSeed(seed));
        }
    }
    System.out.println(String.format(Locale.ROOT, "%-14s  %.4f %.4f %.4f   %.4f %.4f %.4f", name, found[0][0], found[0][1],
            found[0][2], found[1][0], found[1][1], found[1][2]));
}

System.out.println("test recall@20        in float32              in bfloat16");
row("planted MF", planted, wide, false);
row("planted GCN", planted, wide, true);
row("built-in MF", Datasets.tiktok(), FusionConfig.defaults(), false);
row("built-in GCN", Datasets.tiktok(), FusionConfig.defaults(), true);
