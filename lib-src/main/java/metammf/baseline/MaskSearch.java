package metammf.baseline;

import static metammf.engine.NativeArrays.times;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import metammf.base.Seeds;
import metammf.baseline.InvRl.Config;
import metammf.baseline.InvRl.Search;
import metammf.baseline.PairEpochs.Place;
import metammf.baseline.UltraGcn.Pairs;
import metammf.data.Interactions;
import metammf.engine.Adam;
import metammf.engine.Compute;
import metammf.engine.NativeArrays;
import metammf.engine.Tape;

/**
 * Learns which columns of the features InvRL keeps, from 0 (none of it) to 1 (all). Each round is a function of the seed and
 * of the round before it.
 *
 * <p>Round 0 trains a model whose users and ids stay as they are from then on. Every further round divides the pairs into
 * environments and then learns the mask. To divide them, a fresh model is trained for each environment, and every pair goes to
 * the environment whose model scores it best, again and again. To learn the mask, gates are trained with a content map.
 */
final class MaskSearch implements AutoCloseable {
    private static final double GROWTH = 1.05; // of both penalties, a round
    private static final double SETTLED = 0.01; // share of interactions that change their environment
    private static final float NOISE = 0.01f; // of a gate

    private final Config config;
    private final Search search;
    private final NDArray x; // (I, F)
    private final Interactions train;
    private final long seed;
    private final int[] users; // of all pairs, P
    private final int[] items;
    private final double contentL2;
    private final NDManager owner;
    private final NDArray ones; // (F)
    private final PairEpochs epochs;

    /**
     * A round of a number from 0: the start's users, (U, 2D), and ids, (I, D), and the mask, (F), zeros after round 0,
     * so that round 1 penalises no column.
     */
    record Round(int number, float[] user, float[] item, float[] mask) {}

    /** A search before its first round, on features (I, F); it gives a round up when it is to stop. */
    MaskSearch(Config config, NDArray x, Interactions train, long seed, BooleanSupplier stop) {
        this.config = config;
        this.search = config.search();
        this.x = x;
        this.train = train;
        this.seed = seed;
        this.users = train.userColumn();
        this.items = train.itemColumn();
        this.contentL2 = config.contentL2() / 10;
        this.owner = new Compute(x.getDevice()).newManager();
        this.ones = NativeArrays.of(owner, filled(1), features());
        UltraGcn.Sampler sampler = UltraGcn.Sampler.of(train, config.negatives());
        this.epochs = new PairEpochs(owner, users, items, sampler, search.batchSize(), seed, stop);
    }

    private int features() {
        return Math.toIntExact(x.getShape().get(1));
    }

    private float[] filled(float value) {
        float[] values = new float[features()];
        Arrays.fill(values, value);
        return values;
    }

    /** Round 0: the users and ids that all other rounds start from. Stopped, it throws a CancellationException. */
    Round start() {
        try (NDManager own = owner.newSubManager()) {
            int[] all = IntStream.range(0, train.size()).toArray();
            UltraGcn model = trained(own, new Place(0, 0, 0), all, search.startEpochs(), filled(1));
            return new Round(0, NativeArrays.values(model.user), NativeArrays.values(model.item), filled(0));
        }
    }

    /** Environment inference and mask learning behind a round. Stopped, it throws a CancellationException. */
    Round next(Round before) {
        int round = before.number() + 1;
        int[] environments = Seeds.stream(seed, "environments", round)
                .ints(train.size(), 0, search.environments())
                .toArray();
        int fit = 0;
        boolean settled = false;
        while (fit < search.refits() && !settled) {
            int[] best = bestEnvironments(round, fit, environments, before.mask());
            settled = differences(environments, best) <= SETTLED * train.size();
            environments = best;
            fit++;
        }
        float[] mask = gates(new Place(round, fit, search.environments()), environments, before);
        return new Round(round, before.user(), before.item(), mask);
    }

    /** For each pair the environment whose model, which has seen its own pairs alone, scores it best, (P). */
    private int[] bestEnvironments(int round, int fit, int[] environments, float[] mask) {
        int[] best = new int[environments.length];
        float[] bestScores = new float[environments.length];
        Arrays.fill(bestScores, Float.NEGATIVE_INFINITY);
        for (int e = 0; e < search.environments(); e++) {
            try (NDManager own = owner.newSubManager()) {
                int[] pairs = members(environments, e);
                float[] scores =
                        scores(trained(own, new Place(round, fit, e), pairs, search.environmentEpochs(), mask));
                for (int n = 0; n < scores.length; n++) {
                    if (scores[n] > bestScores[n]) {
                        bestScores[n] = scores[n];
                        best[n] = e;
                    }
                }
            }
        }
        return best;
    }

    private static int[] members(int[] environments, int environment) {
        return IntStream.range(0, environments.length)
                .filter(n -> environments[n] == environment)
                .toArray();
    }

    private static long differences(int[] some, int[] others) {
        return IntStream.range(0, some.length).filter(n -> some[n] != others[n]).count();
    }

    /** Of all pairs, (P). */
    private float[] scores(UltraGcn model) {
        try (Tape tape = Tape.computing()) {
            NDArray u = NativeArrays.rows(model.user, owner.create(users));
            NDArray i = NativeArrays.rows(model.items(x, ones), owner.create(items));
            return u.mul(i).sum(new int[] {1}).toFloatArray();
        }
    }

    private UltraGcn fresh(NDManager of) {
        return new UltraGcn(of, train, features(), config.dim(), Seeds.stream(seed, "mask weights"));
    }

    /** A fresh model, trained on some pairs; its content map is to be small where the mask is large. */
    private UltraGcn trained(NDManager own, Place place, int[] pairs, int count, float[] mask) {
        UltraGcn model = fresh(own);
        NDArray penalised = NativeArrays.of(own, mask, features(), 1);
        Collection<NDArray> parameters = model.parameters().values();
        try (Adam adam = new Adam(parameters, search.learningRate(), 0)) {
            epochs.train(
                    place,
                    List.of(pairs),
                    count,
                    (stepOwner, batches, random) -> PairEpochs.descend(
                            adam, parameters, tape -> modelLoss(model, batches.get(0), penalised, tape)));
        }
        return model;
    }

    /** The mask of a round, (F). */
    private float[] gates(Place place, int[] environments, Round before) {
        try (NDManager own = owner.newSubManager()) {
            UltraGcn start = fresh(own);
            NativeArrays.assign(start.user, before.user());
            NativeArrays.assign(start.item, before.item());
            Gates gates = Gates.of(own, start, fresh(own).weight);
            double growth = Math.pow(GROWTH, place.round() - 1);
            Gates.Weights weights = new Gates.Weights(contentL2, search.variance() * growth, search.gates() * growth);
            List<int[]> parts = IntStream.range(0, search.environments())
                    .mapToObj(e -> members(environments, e))
                    .toList();
            try (Adam adam = new Adam(gates.parameters(), search.learningRate(), 0)) {
                epochs.train(place, parts, search.maskEpochs(), (stepOwner, batches, random) -> {
                    NDArray noise = NativeArrays.normal(stepOwner, NOISE, random, features());
                    PairEpochs.descend(adam, gates.parameters(), tape -> gates.loss(batches, x, noise, weights, tape));
                });
            }
            return gates.mask();
        }
    }

    private NDArray modelLoss(UltraGcn model, Pairs pairs, NDArray penalised, Tape tape) {
        return model.loss(pairs, model.items(x, ones), config, contentL2, tape)
                .add(times(model.weight.mul(penalised).abs().mean(), contentL2));
    }

    @Override
    public void close() {
        owner.close();
    }
}
