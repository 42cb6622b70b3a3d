// The tables and figures of the paper on the built-in set, three seeds each: what notebooks 10 and 11 show.
//
//     env/jshell env/experiments/paper.jsh
//
// It takes hours. Stop it whenever you like and start it again: it goes on where it was. Several at the same time, each
// with a share of the threads (OMP_NUM_THREADS=1), divide the work. Results are lines of JSON in notebooks/results.

TrainingListener.standard(TrainingListener.silent());
var experiment = Experiment.in(Path.of("env/.local/experiments/paper")).withData(Datasets.tiktok()).withSeeds(1, 2, 3);

void table(String name, List<Grid<?>> models) {
    System.out.println("\n" + name);
    var results = experiment.withModels(models).run();
    results.write(Path.of("notebooks/results/" + name + ".jsonl"));
    System.out.println(results.comparison());
}

table("table2", Paper.table2());
table("knock-out", Paper.knockOut(Datasets.tiktok().features()));
table("table3", Paper.table3(1, 2, 3, 4));
table("table4", Paper.table4());
table("table5", Paper.table5());
table("table5-living", Paper.table5Living());
table("figure5", Paper.figure5(4, 8, 16, 32));
