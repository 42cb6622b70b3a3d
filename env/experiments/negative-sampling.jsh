// Fresh or frozen negatives, one or five of them: what does a model get to see, and what does it make of it?
//
// BPR, eq. (19), wants every video i that a user has trained on above another one, j, drawn from all those that the user
// has not. Held-out videos are among them, as nothing is known of them: such a negative is false. The library draws anew
// in every epoch; the released code draws once and keeps what it drew. Every model below is trained on as many triples.
//
//     env/jshell env/experiments/negative-sampling.jsh

var data = PlantedVideos.of(1L).dataset();
var train = data.split().train();
var heldOut = data.split().validation().union(data.split().test());
int epochs = 40;
var config = TrainConfig.defaults().withLearningRate(1e-2).withPatience(epochs);

/** What was drawn, as one bit for every user and video. */
BitSet drawn(TripletSampler sampler, int epochs) {
    var seen = new BitSet(data.users() * data.items());
    for (int epoch = 1; epoch <= epochs; epoch++) {
        for (Recommender.Triples batch : sampler.epoch(epoch, 3000)) {
            for (int n = 0; n < batch.size(); n++) seen.set(batch.users()[n] * data.items() + batch.negatives()[n]);
        }
    }
    return seen;
}

long among(BitSet pairs, Interactions others) {
    return pairs.stream().filter(pair -> others.contains(pair / data.items(), pair % data.items())).count();
}

int row(int negatives, boolean frozen) {
    var setting = config.withNegatives(negatives).withFrozenNegatives(frozen).withEpochs(epochs / negatives);
    var seen = drawn(new TripletSampler(train, negatives, frozen, setting.seed()), setting.epochs());
    try (var model = MetaMmf.mf(data, FusionConfig.cp(16), 1L)) {
        var best = Trainer.of(setting).withListener(Trainer.Listener.silent()).fit(model, data).history().best();
        System.out.println(String.format(Locale.ROOT, "%d, %-6s %,18d %9.1f %% %21.4f", negatives, frozen ? "frozen" : "fresh",
                seen.cardinality(), 100.0 * among(seen, heldOut) / seen.cardinality(), best.validation()));
    }
    assert among(seen, train) == 0 : "what a user has trained on is never a negative";
    return seen.cardinality();
}

System.out.println(String.format(Locale.ROOT, "%,d pairs to train on, %,d pairs to draw negatives from%n",
        train.size(), data.users() * data.items() - train.size()));
System.out.println("negatives   different pairs      false   validation precision@20");
int fresh = row(1, false), frozen = row(1, true), fiveFresh = row(5, false), fiveFrozen = row(5, true);
assert frozen <= train.size() && fiveFrozen <= 5 * train.size() : "frozen ones are those of one epoch";
assert frozen < fiveFrozen && fiveFrozen < fiveFresh && frozen < fresh : "fresh ones show more";
