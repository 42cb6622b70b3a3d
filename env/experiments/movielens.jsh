// The paper's Table 2 on MovieLens at the paper's size, trained as the paper says (sections 5.2 and 6.1), except for GAT's
// larger steps. The models that need no content are those of notebook 10. Both MetaMMF models are trained too if the sound
// and the text of the videos, which are no longer linked, can still be downloaded.
//
//     env/jshell env/experiments/movielens.jsh
//
// downloads the data set of CLCRec's authors. METAMMF_DATA names another folder. The experiment takes hours. If it is
// stopped, it continues from where it was.

Trainer.Listener.standard(Trainer.Listener.silent());
var data = Datasets.open(Path.of(Optional.ofNullable(System.getenv("METAMMF_DATA"))
        .orElseGet(() -> Datasets.download("clcrec-movielens").toString())));
List<Grid<?>> models = new ArrayList<>(Paper.ids());
models.addAll(data.features().width() > 0 ? Paper.metaMmf() : List.of());
var experiment = Experiment.in(Path.of("env/.local/experiments/movielens")).withData(data).withTraining(TrainConfig.paper());
var results = experiment.withModels(models).run();
results.write(Path.of("notebooks/results/movielens.jsonl"));
System.out.println(results.warm().comparison());
var published = Paper.published(2);
System.out.println(published.where(published.stringColumn("data set").isEqualTo("MovieLens")));
