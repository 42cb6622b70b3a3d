// The tables and figures of the paper, and those beyond it, on planted videos, on the built-in set and on Last.fm (lfm2k), three
// seeds each, five in `beyond`: what notebooks 10, 11 and 15 show. Where models are compared with each other (Table 2, beyond,
// on Last.fm also cold), every model has four random trials; elsewhere it has the settings of `Paper`.
//
//     env/jshell env/experiments/paper.jsh
//
// It takes hours. Stop it whenever you like and start it again: it goes on where it was. Several at the same time, each
// with a share of the threads (OMP_NUM_THREADS=1), divide the work. Results are lines of JSON in notebooks/results.

Trainer.Listener.standard(Trainer.Listener.silent());
var tiktok = Datasets.tiktok();
var lastFm = Datasets.open(Datasets.download("lfm2k"));
var experiment = Experiment.in(Path.of("env/.local/experiments/paper"));

void table(String name, Dataset data, List<Grid<?>> models, long... seeds) {
    String file = data.name().startsWith("TikTok") ? name : lastFm.name() + "-" + name;
    System.out.println("\n" + file);
    var results = experiment.withData(data).withSeeds(seeds).withModels(models).run();
    results.write(Path.of("notebooks/results/" + file + ".jsonl"));
    System.out.println(results.comparison());
}

List<Grid<?>> fair(List<Grid<?>> models) {
    return Paper.withTrials(models, 4, 1);
}

/** A fifth of the items without any click in training: half of them validate, half of them test. */
Dataset cold(Dataset data) {
    var split = data.split();
    var all = split.train().union(split.validation()).union(split.test());
    return new Dataset(data.name() + ", cold", Split.coldItems(all, 0.2, 1), data.ids(), data.features(), data.card());
}

void tables(Dataset data) {
    table("beyond", data, fair(Paper.beyond()), 1, 2, 3, 4, 5);
    table("beyond-knock-out", data, Paper.beyondKnockOut(), 1, 2, 3);
    table("cold", cold(data), data == tiktok ? Paper.cold() : fair(Paper.cold()), 1, 2, 3);
    table("table2", data, fair(Paper.table2()), 1, 2, 3);
    if (data == tiktok) table("table2-defaults", data, Paper.table2(), 1, 2, 3); // their settings were chosen on this set
    table("knock-out", data, Paper.knockOut(data.features()), 1, 2, 3);
    table("meta-knock-out", data, Paper.metaKnockOut(), 1, 2, 3);
    table("table3", data, Paper.table3(1, 2, 3, 4), 1, 2, 3);
    table("table4", data, Paper.table4(), 1, 2, 3);
    table("table5", data, Paper.table5(), 1, 2, 3);
    table("table5-living", data, Paper.table5Living(), 1, 2, 3);
    table("figure5", data, Paper.figure5(4, 8, 16, 32), 1, 2, 3);
}

/** Videos of which the truth is known. */
void planted() {
    var data = cold(PlantedVideos.of(1).dataset());
    System.out.println("\nplanted");
    var results = experiment.withData(data).withSeeds(1, 2, 3, 4, 5).withTraining(TrainConfig.defaults().withBatchSize(1000))
            .withModels(fair(Paper.all())).run();
    results.write(Path.of("notebooks/results/planted.jsonl"));
    System.out.println(results.cold().comparison());
}

planted();
tables(lastFm);
tables(tiktok);
