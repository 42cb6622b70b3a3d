// The models that need no content on MovieLens at the paper's size, in the paper's way (section 5.2, 6.1) but for GAT's
// larger steps: what notebook 10 sets beside the paper's numbers. The data are a folder in the layout of CLCRec's authors (notebook 13):
//
//     METAMMF_DATA=.../clcrec-movielens env/jshell env/experiments/movielens.jsh
//
// It takes hours, and like all experiments goes on where it was stopped.

TrainingListener.standard(TrainingListener.silent());
var results = Experiment.in(Path.of("env/.local/experiments/movielens"))
        .on(Datasets.open())
        .training(TrainConfig.paper())
        .models(Paper.ids())
        .run();
results.write(Path.of("notebooks/results/movielens.jsonl"));
System.out.println(results.warm().comparison());
