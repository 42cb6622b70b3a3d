// What becomes of a recommendation when the videos are dubbed?
//
// MetaMMF is trained on planted videos, from content alone. Then every video is shown to the same users with the sound or
// the picture of another one. Videos are swapped in pairs, i with i ^ 4 or i ^ 1, where ^ flips a bit of the number: to
// swap twice is to do nothing. The genre is i % 4, so ^ 4 stays in the genre and ^ 1 leaves it.
//
//     env/jshell env/experiments/modality-swap.jsh

var data = PlantedVideos.of(1L).dataset();
var split = data.split();
var content = data.features().scaled(FusionConfig.defaults().scaling(), split.train());
var model = MetaMmf.mf(data, FusionConfig.cp(16).withIdDim(0), 1L);
var config = TrainConfig.defaults().withLearningRate(1e-2).withEpochs(40).withPatience(5);
var fit = Trainer.of(config).withListener(Trainer.Listener.silent()).fit(model, data);

Modality swapped(Modality modality, int bit) {
    float[] values = new float[modality.values().length];
    for (int i = 0; i < data.items(); i++) {
        System.arraycopy(modality.values(), (i ^ bit) * modality.width(), values, i * modality.width(), modality.width());
    }
    return new Modality(modality.name(), data.items(), modality.width(), values);
}

ItemFeatures dubbed(ItemFeatures features, int picture, int sound) {
    return ItemFeatures.of(swapped(features.modality("visual"), picture), swapped(features.modality("acoustic"), sound));
}

/** The trained users' vectors, and those that the trained fusion gives to other content. */
Embeddings shown(ItemFeatures features) {
    try (var manager = model.compute().newManager(); Tape tape = Tape.computing()) {
        NDArray x = NativeArrays.of(manager, features.concatenated(), features.items(), features.width());
        float[] items = model.items().fusion().orElseThrow().fuse(x).toFloatArray();
        return new Embeddings(fit.best().width(), fit.best().userRows(0, data.users()), items);
    }
}

double row(String what, ItemFeatures features) {
    double recall = FullRanking.at(20).evaluate(shown(features), split.train(), split.validation()).at(20).recall();
    System.out.println(String.format(Locale.ROOT, "%-40s %.4f", what, recall));
    return recall;
}

System.out.println(" ".repeat(40) + " recall@20");
double filmed = row("as filmed", content);
double sound  = row("the sound of another of its genre", dubbed(content, 0, 4));
double sight  = row("the picture of another of its genre", dubbed(content, 4, 0));
double both   = row("both of another of its genre", dubbed(content, 4, 4));
double genre  = row("the sound of another genre", dubbed(content, 0, 1));
double twice  = row("dubbed twice, and so as filmed", dubbed(dubbed(content, 0, 4), 0, 4));
assert twice == filmed && shown(content).equals(shown(dubbed(dubbed(content, 0, 4), 0, 4))) : "swapping twice is nothing";
assert Math.min(sound, sight) > both && filmed > Math.max(sound, sight) : "taste is made of both, half of each";
model.close();
