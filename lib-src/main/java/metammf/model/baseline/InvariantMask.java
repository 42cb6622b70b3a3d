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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;
import metammf.data.Interactions;
import metammf.engine.Compute;
import metammf.engine.NativeArrays;
import metammf.engine.Seeds;
import metammf.engine.Tape;
import metammf.model.Pretraining;
import metammf.model.baseline.InvRl.Config;
import metammf.model.baseline.InvRl.Search;
import metammf.model.baseline.UltraGcn.Pairs;
import metammf.train.Adam;

/**
 * Learns which columns of the features InvRL keeps, from 0 (none of it) to 1 (all).
 *
 * <p>Round 0 trains a model whose users and ids stay as they are from then on. Every further round divides the pairs into
 * environments and then learns the mask: so often as it takes, a fresh model is trained for each environment, and every
 * pair goes to the environment whose model scores it best; then gates are learned beside a content map.
 */
final class InvariantMask implements Pretraining {
    private static final double GROWTH = 1.05; // of both penalties, a round
    private static final double SETTLED = 0.01; // share of interactions that change their environment
    private static final float NOISE = 0.01f; // of a gate
    private static final float MIDDLE = 0.5f; // of a gate

    private final Config config;
    private final Search search;
    private final NDArray x; // (I, F)
    private final NDArray result; // (F)
    private final Interactions train;
    private final long seed;
    private final int[] users; // of all pairs, P
    private final int[] items;
    private final UltraGcn.Sampler sampler;
    private final double contentL2;

    private final NDManager owner;
    private final NDArray ones; // (F)
    private final UltraGcn start; // its users and ids
    /** What is trained: in round 0 the start, then an environment's model, then the content map alone. */
    private final UltraGcn model;

    private final NDArray mu; // of the gates, (F)
    private final Adam modelAdam;
    private final Adam gateAdam; // of content map and mu

    private final Environments environments;
    private float[] mask; // so far, (F)
    private int round;
    private int fit;
    private int environment; // after the last one come the gates
    private int epoch;
    private int step;
    /** Pairs of the epoch, in their order: one list for a model, one an environment for the gates. */
    private List<int[]> parts;

    /**
     * A search before its first step.
     *
     * @param config of the model
     * @param x its features, (I, F)
     * @param result where the mask goes in the end, (F)
     * @param train the training interactions
     * @param seed of the training
     */
    InvariantMask(Config config, NDArray x, NDArray result, Interactions train, long seed) {
        this.config = config;
        this.search = config.search();
        this.x = x;
        this.result = result;
        this.train = train;
        this.seed = seed;
        this.users = train.userColumn();
        this.items = train.itemColumn();
        this.sampler = UltraGcn.Sampler.of(train, config.negatives());
        this.contentL2 = config.contentL2() / 10;
        this.owner = new Compute(x.getDevice()).newManager();
        this.mask = new float[features()];
        Arrays.fill(mask, 1);
        this.ones = NativeArrays.of(owner, mask, features());
        this.start = fresh(owner);
        this.model = fresh(owner);
        this.mu = NativeArrays.zeros(owner, new Shape(features()));
        Collection<NDArray> parameters = model.parameters().values();
        parameters.forEach(p -> p.setRequiresGradient(true));
        mu.setRequiresGradient(true);
        this.modelAdam = new Adam(parameters, search.learningRate(), 0);
        this.gateAdam = new Adam(gateParameters(), search.learningRate(), 0);
        this.environments = new Environments(train.size(), search.environments());
    }

    private int features() {
        return Math.toIntExact(x.getShape().get(1));
    }

    private UltraGcn fresh(NDManager of) {
        return new UltraGcn(of, train, features(), config.dim(), Seeds.stream(seed, "mask weights"));
    }

    private List<NDArray> gateParameters() {
        return List.of(model.weight, mu);
    }

    private boolean learnsGates() {
        return environment == search.environments();
    }

    private SplittableRandom stream(String purpose, int position) {
        return Seeds.stream(seed, purpose, round, fit, environment, epoch, position);
    }

    @Override
    public boolean step() {
        if (round > search.rounds()) {
            return false;
        }
        if (parts == null) {
            parts = parts();
        }
        int longest = parts.stream().mapToInt(part -> part.length).max().orElseThrow();
        if (longest > 0) { // an environment can be empty
            stepOf(stream("mask pairs", step));
            step++;
        }
        if (step * search.batchSize() >= longest) {
            endEpoch();
        }
        return true;
    }

    private List<int[]> parts() {
        SplittableRandom random = stream("mask order", 0);
        IntStream those = learnsGates() ? IntStream.range(0, environment) : IntStream.of(environment);
        List<int[]> chosen = round == 0
                ? List.of(IntStream.range(0, train.size()).toArray())
                : those.mapToObj(environments::members).toList();
        chosen.forEach(part -> Seeds.shuffle(part, random));
        return learnsGates() ? chosen.stream().filter(part -> part.length > 0).toList() : chosen;
    }

    private void stepOf(SplittableRandom random) {
        try (NDManager stepOwner = owner.newSubManager()) {
            List<Pairs> batches =
                    parts.stream().map(part -> pairs(stepOwner, part, random)).toList();
            if (learnsGates()) {
                NDArray noise = NativeArrays.normal(stepOwner, NOISE, random, features());
                down(gateAdam, gateParameters(), tape -> gateLoss(batches, noise, tape));
            } else {
                NDArray penalised = NativeArrays.of(stepOwner, mask, features(), 1);
                down(modelAdam, model.parameters().values(), tape -> modelLoss(batches.get(0), penalised, tape));
            }
        }
    }

    /** A batch of every part; those of fewer pairs begin anew when they are through. */
    private Pairs pairs(NDManager stepOwner, int[] part, SplittableRandom random) {
        int from = step * search.batchSize() % part.length;
        int[] some = Arrays.copyOfRange(part, from, Math.min(part.length, from + search.batchSize()));
        return sampler.pairs(stepOwner, at(users, some), at(items, some), random);
    }

    private static int[] at(int[] values, int[] places) {
        return Arrays.stream(places).map(n -> values[n]).toArray();
    }

    private static void down(Adam adam, Collection<NDArray> parameters, Function<Tape, NDArray> loss) {
        try (Tape tape = Tape.recording()) {
            adam.step(tape.gradients(loss.apply(tape), parameters));
        }
    }

    /** UltraGCN's, with a content map that is to be small where the mask is large. */
    private NDArray modelLoss(Pairs pairs, NDArray penalised, Tape tape) {
        return model.loss(pairs, model.items(x, ones), config, contentL2, tape)
                .add(times(model.weight.mul(penalised).abs().mean(), contentL2));
    }

    /** mean L_e + alpha sum (V (mu + 1/2))^2 + lambda |mu|^2, where users and ids stay as they are. */
    private NDArray gateLoss(List<Pairs> batches, NDArray noise, Tape tape) {
        double growth = Math.pow(GROWTH, round - 1);
        NDArray gated = tape.cut(x.mul(clipped(mu.add(noise)))); // (I, F)
        List<Evidence> evidence = batches.stream()
                .map(pairs -> Evidence.of(start, pairs, gated, model.weight, tape))
                .toList();
        NDArray mean = over(sum(evidence.stream().map(Evidence::loss).toList()), evidence.size());
        NDArray apart = variance(evidence.stream().map(Evidence::gradient).toList());
        NDArray penalty = UltraGcn.squares(apart.mul(mu.add(MIDDLE).reshape(-1, 1)));
        return mean.add(times(UltraGcn.squares(model.weight), contentL2))
                .add(times(penalty, search.variance() * growth))
                .add(times(UltraGcn.squares(mu), search.gates() * growth));
    }

    /** clip(mu + 1/2, 0, 1). */
    private static NDArray clipped(NDArray mu) {
        NDArray gates = mu.add(MIDDLE);
        return gates.maximum(scalar(gates, 0)).minimum(scalar(gates, 1));
    }

    private void endEpoch() {
        parts = null;
        step = 0;
        epoch++;
        if (epoch < epochs()) {
            return;
        }
        if (round == 0) {
            NativeArrays.copy(model.user, start.user);
            NativeArrays.copy(model.item, start.item);
            mask = new float[features()]; // the first round penalises no column
            nextRound();
        } else if (learnsGates()) {
            mask = gates();
            nextRound();
        } else {
            environments.offer(environment, scores());
            nextEnvironment();
        }
        renew();
    }

    /** Of a training. */
    private int epochs() {
        int ofRound = learnsGates() ? search.maskEpochs() : search.environmentEpochs();
        return round == 0 ? search.startEpochs() : ofRound;
    }

    private float[] gates() {
        try (Tape tape = Tape.computing()) {
            return clipped(mu).toFloatArray();
        }
    }

    private void nextRound() {
        if (round == search.rounds()) {
            NativeArrays.assign(result, mask);
        }
        round++;
        fit = 0;
        environment = 0;
        environments.divide(Seeds.stream(seed, "environments", round));
    }

    /** What the environment's model, which has seen its pairs alone, says to all pairs. */
    private float[] scores() {
        try (Tape tape = Tape.computing()) {
            NDArray u = NativeArrays.rows(model.user, owner.create(users));
            NDArray i = NativeArrays.rows(model.items(x, ones), owner.create(items));
            return u.mul(i).sum(new int[] {1}).toFloatArray();
        }
    }

    private void nextEnvironment() {
        environment++;
        if (learnsGates()) {
            boolean settled = environments.move() <= SETTLED * train.size();
            fit++;
            environment = settled || fit >= search.refits() ? environment : 0;
        }
    }

    /** Every model has the same weights at first. */
    private void renew() {
        epoch = 0;
        try (NDManager other = owner.newSubManager()) {
            Map<String, NDArray> weights = fresh(other).parameters();
            model.parameters().forEach((name, array) -> NativeArrays.copy(weights.get(name), array));
        }
        zero(List.of(mu));
        zero(modelAdam.state());
        zero(gateAdam.state());
    }

    private static void zero(List<NDArray> arrays) {
        arrays.forEach(array -> NativeArrays.assign(array, new float[Math.toIntExact(array.size())]));
    }

    @Override
    public Map<String, float[]> state() {
        Map<String, float[]> state = new LinkedHashMap<>();
        arrays().forEach((name, array) -> state.put(name, NativeArrays.values(array)));
        state.put("mask", mask.clone());
        state.putAll(environments.state());
        state.put("place", new float[] {round, fit, environment, epoch, step});
        return state;
    }

    @Override
    public void restore(Map<String, float[]> state) {
        arrays().forEach((name, array) -> NativeArrays.assign(array, state.get(name)));
        mask = state.get("mask").clone();
        environments.restore(state);
        float[] place = state.get("place");
        round = (int) place[0];
        fit = (int) place[1];
        environment = (int) place[2];
        epoch = (int) place[3];
        step = (int) place[4];
        parts = null;
    }

    private Map<String, NDArray> arrays() {
        Map<String, NDArray> arrays = new LinkedHashMap<>(model.parameters());
        arrays.put("start.user", start.user);
        arrays.put("start.item", start.item);
        arrays.put("mu", mu);
        for (NDArray array : modelAdam.state()) {
            arrays.put("adam." + arrays.size(), array);
        }
        for (NDArray array : gateAdam.state()) {
            arrays.put("gates." + arrays.size(), array);
        }
        return arrays;
    }

    @Override
    public void close() {
        modelAdam.close();
        gateAdam.close();
        owner.close();
    }

    /**
     * What one environment says to a content map.
     *
     * @param loss of its pairs, without regularisation
     * @param gradient of the loss with respect to the map, (F, D)
     */
    record Evidence(NDArray loss, NDArray gradient) {
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
        static Evidence of(UltraGcn start, Pairs pairs, NDArray gated, NDArray weight, Tape tape) {
            NDArray rows = start.user.getManager().create(pairs.users());
            NDList halves = NativeArrays.rows(start.user, rows).split(2, 1); // (B, D) each
            NDArray byContent = pairs.pattern().dots(tape, halves.get(1), gated.matMul(weight));
            NDArray scores = tape.cut(byContent.add(pairs.pattern().dots(tape, halves.get(0), start.item)));
            NDArray met = pairs.pattern().times(tape, pairs.residuals(scores), gated); // R (X * m), (B, F)
            return new Evidence(pairs.loss(scores), met.transpose().matMul(halves.get(1)));
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
