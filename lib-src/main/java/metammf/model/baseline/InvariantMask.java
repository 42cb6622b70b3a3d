package metammf.model.baseline;

import static metammf.engine.NativeArrays.over;
import static metammf.engine.NativeArrays.scalar;
import static metammf.engine.NativeArrays.times;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import java.util.stream.IntStream;
import metammf.data.Interactions;
import metammf.engine.Compute;
import metammf.engine.NativeArrays;
import metammf.engine.Seeds;
import metammf.engine.Tape;
import metammf.model.baseline.InvRl.Config;
import metammf.model.baseline.InvRl.Search;
import metammf.model.baseline.UltraGcn.Pairs;
import metammf.train.Adam;

/** Learns which columns of the features InvRL keeps, from 0 (none of it) to 1 (all). */
final class InvariantMask {
    private static final double GROWTH = 1.05; // of both penalties, a round
    private static final double SETTLED = 0.01; // share of interactions that change their environment
    private static final float NOISE = 0.01f; // of a gate
    private static final float MIDDLE = 0.5f; // of a gate

    private final Config config;
    private final Search search;
    private final NDArray x; // (I, F)
    private final Interactions train;
    private final long seed;
    private final int[] users; // of all pairs
    private final int[] items;
    private final UltraGcn.Sampler sampler;
    private final double contentL2;

    InvariantMask(Config config, NDArray x, Interactions train, long seed) {
        this.config = config;
        this.search = config.search();
        this.x = x;
        this.train = train;
        this.seed = seed;
        this.users = train.userColumn();
        this.items = train.itemColumn();
        this.sampler = UltraGcn.Sampler.of(train, config.negatives());
        this.contentL2 = config.contentL2() / 10;
    }

    /** The mask, (F). */
    float[] learn() {
        try (NDManager owner = newManager()) {
            UltraGcn start = fresh(owner);
            train(start, IntStream.range(0, train.size()).toArray(), search.startEpochs(), noMask(), "start");
            float[] mask = noMask();
            for (int round = 0; round < search.rounds(); round++) {
                int[] environments = environments(round == 0 ? new float[mask.length] : mask, round);
                mask = mask(start, environments, round);
            }
            return mask;
        }
    }

    private NDManager newManager() {
        return new Compute(x.getDevice()).newManager();
    }

    private int features() {
        return Math.toIntExact(x.getShape().get(1));
    }

    private float[] noMask() {
        float[] ones = new float[features()];
        Arrays.fill(ones, 1);
        return ones;
    }

    private UltraGcn fresh(NDManager owner) {
        return new UltraGcn(owner, train, features(), config.dim(), Seeds.stream(seed, "mask weights"));
    }

    private static void requireNoStop() {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("InvRL: stopped while it learned its mask");
        }
    }

    /** One step of an optimiser down a loss. */
    private static void step(Adam adam, Collection<NDArray> parameters, Function<Tape, NDArray> loss) {
        requireNoStop();
        try (Tape tape = Tape.recording()) {
            adam.step(tape.gradients(loss.apply(tape), parameters));
        }
    }

    /**
     * Trains a model on some pairs; its content map is to be small where the features' mask is large.
     *
     * @param chosen numbers of the pairs; shuffled here
     */
    private void train(UltraGcn model, int[] chosen, int epochs, float[] penalised, String purpose) {
        Collection<NDArray> parameters = model.parameters().values();
        parameters.forEach(p -> p.setRequiresGradient(true));
        SplittableRandom random = Seeds.stream(seed, purpose);
        try (NDManager owner = newManager();
                Adam adam = new Adam(parameters, search.learningRate(), 0)) {
            NDArray all = NativeArrays.of(owner, noMask(), features());
            NDArray mask = NativeArrays.of(owner, penalised, features(), 1);
            for (int epoch = 0; epoch < epochs; epoch++) {
                Seeds.shuffle(chosen, random);
                for (int from = 0; from < chosen.length; from += search.batchSize()) {
                    try (NDManager stepOwner = newManager()) {
                        Pairs pairs = pairs(stepOwner, chosen, from, random);
                        step(adam, parameters, tape -> model.loss(pairs, model.items(x, all), config, contentL2, tape)
                                .add(times(model.weight.mul(mask).abs().mean(), contentL2)));
                    }
                }
            }
        }
        parameters.forEach(p -> p.setRequiresGradient(false));
    }

    private Pairs pairs(NDManager owner, int[] chosen, int from, SplittableRandom random) {
        int[] some = Arrays.copyOfRange(chosen, from, Math.min(chosen.length, from + search.batchSize()));
        return sampler.pairs(owner, at(users, some), at(items, some), random);
    }

    private static int[] at(int[] values, int[] places) {
        return Arrays.stream(places).map(n -> values[n]).toArray();
    }

    /** The environment of every pair: that whose model, trained on its own pairs alone, scores the pair best. */
    private int[] environments(float[] mask, int round) {
        SplittableRandom random = Seeds.stream(seed, "environments", round);
        int[] labels = random.ints(train.size(), 0, search.environments()).toArray();
        int changed = labels.length;
        for (int refit = 0; refit < search.refits() && changed > SETTLED * labels.length; refit++) {
            int[] before = labels;
            int[] after = refitted(before, mask);
            changed = (int) IntStream.range(0, after.length)
                    .filter(n -> after[n] != before[n])
                    .count();
            labels = after;
        }
        return labels;
    }

    private int[] refitted(int[] labels, float[] mask) {
        int[] next = new int[labels.length];
        float[] best = new float[labels.length];
        Arrays.fill(best, Float.NEGATIVE_INFINITY);
        for (int e = 0; e < search.environments(); e++) {
            float[] scores = scores(of(labels, e), mask);
            for (int n = 0; n < scores.length; n++) {
                if (scores[n] > best[n]) {
                    best[n] = scores[n];
                    next[n] = e;
                }
            }
        }
        return next;
    }

    private static int[] of(int[] labels, int environment) {
        return IntStream.range(0, labels.length)
                .filter(n -> labels[n] == environment)
                .toArray();
    }

    /** What a fresh model that has seen some pairs alone says to all pairs. */
    private float[] scores(int[] chosen, float[] mask) {
        try (NDManager owner = newManager()) {
            UltraGcn model = fresh(owner);
            train(model, chosen, search.environmentEpochs(), mask, "environment");
            try (Tape tape = Tape.computing()) {
                NDArray all = model.items(x, NativeArrays.of(owner, noMask(), features()));
                NDArray u = NativeArrays.rows(model.user, owner.create(users));
                NDArray i = NativeArrays.rows(all, owner.create(items));
                return u.mul(i).sum(new int[] {1}).toFloatArray();
            }
        }
    }

    /** Learns content map and gates while users and ids stay as they are. */
    private float[] mask(UltraGcn start, int[] labels, int round) {
        SplittableRandom random = Seeds.stream(seed, "mask", round);
        List<int[]> parts = IntStream.range(0, search.environments())
                .mapToObj(e -> of(labels, e))
                .filter(part -> part.length > 0)
                .toList();
        int longest = parts.stream().mapToInt(part -> part.length).max().orElseThrow();
        try (NDManager owner = newManager();
                Gates gates = new Gates(start, fresh(owner).weight, owner, Math.pow(GROWTH, round))) {
            for (int epoch = 0; epoch < search.maskEpochs(); epoch++) {
                parts.forEach(part -> Seeds.shuffle(part, random));
                for (int from = 0; from < longest; from += search.batchSize()) {
                    gates.step(parts, from, random);
                }
            }
            return gates.mask();
        }
    }

    /** The content map and the gates that are learned beside it: clip(mu + noise + 1/2, 0, 1). */
    private final class Gates implements AutoCloseable {
        private final UltraGcn start;
        private final NDArray weight; // (F, D)
        private final NDArray mu; // (F)
        private final double growth;
        private final Adam adam;

        Gates(UltraGcn start, NDArray weight, NDManager owner, double growth) {
            this.start = start;
            this.weight = weight;
            this.mu = NativeArrays.zeros(owner, new Shape(features()));
            this.growth = growth;
            weight.setRequiresGradient(true);
            mu.setRequiresGradient(true);
            this.adam = new Adam(List.of(weight, mu), search.learningRate(), 0);
        }

        /** A step from one batch of every environment; those of fewer pairs begin anew when they are through. */
        void step(List<int[]> parts, int from, SplittableRandom random) {
            try (NDManager owner = newManager()) {
                List<Pairs> batches = parts.stream()
                        .map(part -> pairs(owner, part, from % part.length, random))
                        .toList();
                NDArray noise = NativeArrays.normal(owner, NOISE, random, features());
                InvariantMask.step(adam, List.of(weight, mu), tape -> loss(batches, noise, tape));
            }
        }

        /** mean L_e + alpha sum (V (mu + 1/2))^2 + lambda |mu|^2. */
        private NDArray loss(List<Pairs> batches, NDArray noise, Tape tape) {
            NDArray gated = tape.cut(x.mul(clipped(mu.add(noise)))); // (I, F)
            List<Environment> environments = batches.stream()
                    .map(pairs -> Environment.of(start, pairs, gated, weight, tape))
                    .toList();
            NDArray mean = over(sum(environments.stream().map(Environment::loss).toList()), environments.size());
            NDArray apart =
                    variance(environments.stream().map(Environment::gradient).toList());
            NDArray penalty = UltraGcn.squares(apart.mul(mu.add(MIDDLE).reshape(-1, 1)));
            return mean.add(times(UltraGcn.squares(weight), contentL2))
                    .add(times(penalty, search.variance() * growth))
                    .add(times(UltraGcn.squares(mu), search.gates() * growth));
        }

        /** clip(mu + 1/2, 0, 1). */
        private static NDArray clipped(NDArray mu) {
            NDArray gates = mu.add(MIDDLE);
            return gates.maximum(scalar(gates, 0)).minimum(scalar(gates, 1));
        }

        float[] mask() {
            try (Tape tape = Tape.computing()) {
                return clipped(mu).toFloatArray();
            }
        }

        @Override
        public void close() {
            adam.close();
        }
    }

    /**
     * What one environment says to a content map.
     *
     * @param loss of its pairs, without regularisation
     * @param gradient of the loss with respect to the map, (F, D)
     */
    record Environment(NDArray loss, NDArray gradient) {
        /**
         * The loss and, in closed form, its gradient: G = (X * m)^T R^T Q, where R (B, I) holds the residuals of the pairs
         * and Q (B, D) the content halves of their users. An ordinary expression of map and mask, so that no gradient of a
         * gradient is needed.
         *
         * @param start tells users and ids, which are constant
         * @param pairs of the environment
         * @param gated X * m, a cut, (I, F)
         * @param weight the map, (F, D)
         * @param tape of the computation
         * @return both
         */
        static Environment of(UltraGcn start, Pairs pairs, NDArray gated, NDArray weight, Tape tape) {
            NDArray rows = start.user.getManager().create(pairs.users());
            NDList halves = NativeArrays.rows(start.user, rows).split(2, 1); // (B, D) each
            NDArray byContent = pairs.pattern().dots(tape, halves.get(1), gated.matMul(weight));
            NDArray scores = tape.cut(byContent.add(pairs.pattern().dots(tape, halves.get(0), start.item)));
            NDArray met = pairs.pattern().times(tape, pairs.residuals(scores), gated); // R (X * m), (B, F)
            return new Environment(pairs.loss(scores), met.transpose().matMul(halves.get(1)));
        }
    }

    /**
     * How far gradients are apart, element by element: V = sum_e (G_e - mean G)^2.
     *
     * @param gradients G_e, of one shape
     * @return V, zero where all agree
     */
    static NDArray variance(List<NDArray> gradients) {
        NDArray mean = over(sum(gradients), gradients.size());
        return sum(gradients.stream().map(g -> g.sub(mean).square()).toList());
    }

    private static NDArray sum(List<NDArray> arrays) {
        return arrays.stream().reduce(NDArray::add).orElseThrow();
    }
}
