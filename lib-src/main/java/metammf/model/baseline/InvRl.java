package metammf.model.baseline;

import static metammf.MetaMmfException.require;
import static metammf.engine.NativeArrays.over;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.Serializable;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import metammf.data.Dataset;
import metammf.data.ItemFeatures.Scaling;
import metammf.engine.Compute;
import metammf.engine.NativeArrays;
import metammf.engine.Seeds;
import metammf.engine.Tape;
import metammf.model.Embeddings;
import metammf.model.Recommender;
import metammf.model.Step;
import metammf.model.Triples;
import metammf.train.StopSignal;

/**
 * InvRL: finds out which columns of the features predict what users like in the same way in all environments, masks the
 * others, and trains UltraGCN with content on what remains (Du et al., Invariant Representation Learning for Multimedia
 * Recommendation, ACM Multimedia 2022). Its loss is no BPR but a weighted binary cross-entropy with negatives of its own,
 * and it has a regulariser of its own: train it without weight decay.
 *
 * <p>The mask is learned before the first step of a training, which takes as long as several trainings; from then on it is
 * a buffer.
 */
public final class InvRl implements Recommender {
    /**
     * How the mask is searched.
     *
     * @param rounds of environment inference and mask learning; 0 leaves all features: plain UltraGCN with content
     * @param environments into which the interactions are divided
     * @param startEpochs of the training that mask learning starts from
     * @param refits of the environments' models, at most, until 1% of the interactions or fewer change their environment
     * @param environmentEpochs of each environment's model
     * @param maskEpochs of mask learning
     * @param batchSize interactions in a step
     * @param learningRate Adam's
     * @param variance weight of the gradients' variance over environments, alpha; 1.05 times as much in every round
     * @param gates weight of the squared gates, lambda; 1.05 times as much in every round
     */
    public record Search(
            int rounds,
            int environments,
            int startEpochs,
            int refits,
            int environmentEpochs,
            int maskEpochs,
            int batchSize,
            double learningRate,
            double variance,
            double gates)
            implements Serializable {
        /** Checks every value. */
        public Search {
            require(rounds >= 0, "rounds: expected 0 or more, received %d", rounds);
            require(environments > 1, "environments: expected at least 2, received %d", environments);
            require(refits > 0, "refits: expected at least 1, received %d", refits);
            require(
                    startEpochs > 0 && environmentEpochs > 0 && maskEpochs > 0,
                    "epochs: expected at least 1, received %d, %d and %d",
                    startEpochs,
                    environmentEpochs,
                    maskEpochs);
            require(batchSize > 0, "batchSize: expected at least 1, received %d", batchSize);
            require(learningRate > 0, "learningRate: expected a positive number, received %s", learningRate);
            require(variance >= 0 && gates >= 0, "penalties: expected 0 or more, received %s, %s", variance, gates);
        }

        /**
         * A small search for notebooks: one round of three environments in larger batches and steps, about as long as 40
         * epochs of the final training.
         *
         * @return the small preset
         */
        public static Search small() {
            return new Search(1, 3, 20, 2, 5, 10, 3000, 5e-3, 1, 0.1);
        }

        /**
         * The public code's for TikTok, but that the environments' tables are trained by Adam instead of Adagrad, and the
         * training that mask learning starts from lasts 100 epochs instead of being stopped early: 1,000 and more epochs.
         *
         * @return the faithful settings
         */
        public static Search paper() {
            return new Search(5, 10, 100, 10, 20, 40, 512, 1e-3, 1, 0.1);
        }

        /**
         * Changes how often and how finely the interactions are divided.
         *
         * @param roundCount of environment inference and mask learning; 0 for no mask
         * @param environmentCount into which the interactions are divided
         * @return a changed copy
         */
        public Search withRounds(int roundCount, int environmentCount) {
            return new Search(
                    roundCount,
                    environmentCount,
                    startEpochs,
                    refits,
                    environmentEpochs,
                    maskEpochs,
                    batchSize,
                    learningRate,
                    variance,
                    gates);
        }

        /**
         * Changes how long its parts take.
         *
         * @param start epochs of the training it starts from
         * @param environment epochs of each environment's model
         * @param mask epochs of mask learning itself
         * @return a changed copy
         */
        public Search withEpochs(int start, int environment, int mask) {
            return new Search(
                    rounds, environments, start, refits, environment, mask, batchSize, learningRate, variance, gates);
        }

        /**
         * Changes its steps: larger ones are fewer.
         *
         * @param size interactions in a step
         * @param rate Adam's learning rate
         * @return a changed copy
         */
        public Search withSteps(int size, double rate) {
            return new Search(
                    rounds,
                    environments,
                    startEpochs,
                    refits,
                    environmentEpochs,
                    maskEpochs,
                    size,
                    rate,
                    variance,
                    gates);
        }
    }

    /**
     * What can be chosen. Losses are scaled to batches of 512, the public code's, so that the weights mean the same at any
     * batch size.
     *
     * @param dim width of each half of the vectors, D; the vectors have 2 D
     * @param negatives items drawn for every interaction
     * @param l2 weight of the squared user and item tables
     * @param itemL2 what the item table counts in it
     * @param contentL2 weight of the squared content map in the final training; a tenth in the search
     * @param search how the mask is searched
     * @param scaling how the features are put on one scale
     */
    public record Config(
            int dim, int negatives, double l2, double itemL2, double contentL2, Search search, Scaling scaling)
            implements Serializable {
        /** Checks every value. */
        public Config {
            require(dim > 0, "dim: expected at least 1, received %d", dim);
            require(negatives > 0, "negatives: expected at least 1, received %d", negatives);
            require(
                    l2 >= 0 && itemL2 >= 0 && contentL2 >= 0,
                    "l2: expected 0 or more, received %s, %s and %s",
                    l2,
                    itemL2,
                    contentL2);
        }

        /**
         * The small search, 10 negatives, vectors of width 64 as all models have, and the weights of the regulariser that the
         * validation split of the built-in set prefers: with the published ones the model learns the content by heart.
         *
         * @return the defaults
         */
        public static Config defaults() {
            return paper().withDim(32).withNegatives(10).withL2(1e-2, 10).withSearch(Search.small());
        }

        /**
         * The public code's settings for TikTok; train it with batches of 512 and a learning rate of 1e-3.
         *
         * @return the faithful settings
         */
        public static Config paper() {
            return new Config(64, 50, 1e-4, 2, 0.1, Search.paper(), Scaling.ROW_NORMALISED);
        }

        /**
         * Changes the width of each half of the vectors.
         *
         * @param value D
         * @return a changed copy
         */
        public Config withDim(int value) {
            return new Config(value, negatives, l2, itemL2, contentL2, search, scaling);
        }

        /**
         * Changes the number of negatives.
         *
         * @param value for every interaction
         * @return a changed copy
         */
        public Config withNegatives(int value) {
            return new Config(dim, value, l2, itemL2, contentL2, search, scaling);
        }

        /**
         * Changes the regularisation.
         *
         * @param tables weight of the squared user and item tables
         * @param content weight of the squared content map
         * @return a changed copy
         */
        public Config withL2(double tables, double content) {
            return new Config(dim, negatives, tables, itemL2, content, search, scaling);
        }

        /**
         * Changes the search of the mask.
         *
         * @param value how it is searched
         * @return a changed copy
         */
        public Config withSearch(Search value) {
            return new Config(dim, negatives, l2, itemL2, contentL2, value, scaling);
        }
    }

    private static final String PLACE = "search.place"; // number of finished rounds, and mark of the seed

    private final NDManager owner;
    private final Dataset data;
    private final Config config;
    private final NDArray x; // (I, F), constant
    private final NDArray mask; // (F)
    private final Map<String, NDArray> memory = new LinkedHashMap<>();
    private final UltraGcn backbone;
    private final UltraGcn.Sampler sampler;

    private NDManager stepOwner; // of the step's pairs

    private InvRl(NDManager owner, Dataset data, float[] features, Config config, long seed) {
        this.owner = owner;
        this.data = data;
        this.config = config;
        int width = data.features().width();
        float[] ones = new float[width];
        Arrays.fill(ones, 1);
        this.x = NativeArrays.of(owner, features, data.items(), width);
        this.mask = NativeArrays.of(owner, ones, width);
        this.backbone = new UltraGcn(owner, data.split().train(), width, config.dim(), Seeds.stream(seed, "weights"));
        this.sampler = UltraGcn.Sampler.of(data.split().train(), config.negatives());
        if (config.search().rounds() > 0) {
            memory.put(PLACE, NativeArrays.zeros(owner, new Shape(2)));
            memory.put("search.mask", NativeArrays.zeros(owner, mask.getShape()));
            memory.put("search.user", NativeArrays.zeros(owner, backbone.user.getShape()));
            memory.put("search.item", NativeArrays.zeros(owner, backbone.item.getShape()));
        }
        this.stepOwner = owner.newSubManager();
    }

    /**
     * A model with normally distributed weights and no mask yet.
     *
     * @param data its training split and features
     * @param config what can be chosen
     * @param compute where the model lives
     * @param seed of the initial weights
     * @return an untrained model; closing it frees its memory
     * @throws metammf.MetaMmfException if the data set has no features
     */
    public static InvRl of(Dataset data, Config config, Compute compute, long seed) {
        float[] features = ProjectedFeatures.scaled(data, config.scaling()).concatenated();
        return new InvRl(compute.newManager(), data, features, config, seed);
    }

    /**
     * A model with the default settings.
     *
     * @param data its training split and features
     * @param seed of the initial weights
     * @return an untrained model; closing it frees its memory
     * @throws metammf.MetaMmfException if the data set has no features
     */
    public static InvRl of(Dataset data, long seed) {
        return of(data, Config.defaults(), Compute.auto(), seed);
    }

    @Override
    public String name() {
        return config.search().rounds() > 0 ? "InvRL" : "UltraGCN";
    }

    @Override
    public Compute compute() {
        return new Compute(owner.getDevice());
    }

    @Override
    public Map<String, NDArray> parameters() {
        return backbone.parameters();
    }

    /** What the features' columns are multiplied by: ones, until it is learned. */
    @Override
    public Map<String, NDArray> buffers() {
        return Map.of("mask", mask);
    }

    /** How far an unfinished search has come. */
    @Override
    public Map<String, NDArray> memory() {
        return memory;
    }

    /** Learns the mask, from where an earlier search of the seed was stopped, at the end of its last finished round. */
    private void search(long seed) {
        try (StopSignal stop = new StopSignal();
                MaskSearch search = new MaskSearch(config, x, data.split().train(), seed, stop::requested)) {
            MaskSearch.Round round = reached(seed);
            while (round == null || round.number() < config.search().rounds()) {
                round = round == null ? search.start() : search.next(round);
                keep(round, seed);
            }
            NativeArrays.assign(mask, round.mask());
            NativeArrays.assign(memory.get(PLACE), new float[2]); // another training begins anew
        }
    }

    /** The last finished round of a search of the seed, or null. */
    private MaskSearch.Round reached(long seed) {
        float[] place = NativeArrays.values(memory.get(PLACE));
        return place[0] == 0 || place[1] != mark(seed)
                ? null
                : new MaskSearch.Round(
                        (int) place[0] - 1,
                        NativeArrays.values(memory.get("search.user")),
                        NativeArrays.values(memory.get("search.item")),
                        NativeArrays.values(memory.get("search.mask")));
    }

    private void keep(MaskSearch.Round round, long seed) {
        NativeArrays.assign(memory.get(PLACE), new float[] {round.number() + 1, mark(seed)});
        NativeArrays.assign(memory.get("search.user"), round.user());
        NativeArrays.assign(memory.get("search.item"), round.item());
        NativeArrays.assign(memory.get("search.mask"), round.mask());
    }

    /** As much of a seed as a float32 can tell. */
    private static float mark(long seed) {
        return seed & 0xFFFFFF;
    }

    @Override
    public NDList embed(Triples batch, Tape tape) {
        NDArray items = backbone.items(x, mask);
        return new NDList(
                NativeArrays.rows(backbone.user, owner.create(batch.users())),
                NativeArrays.rows(items, owner.create(batch.positives())),
                NativeArrays.rows(items, owner.create(batch.negatives())));
    }

    /**
     * The weighted cross-entropy of a batch's positives and of negatives of its own, and the squared tables, all for one
     * interaction; the batch's negatives are not looked at. Before the first step of a training, the mask is learned.
     */
    @Override
    public NDArray loss(Triples batch, Step step, Tape tape) {
        if (config.search().rounds() > 0 && step.equals(Step.first(step.seed()))) {
            search(step.seed());
        }
        stepOwner.close();
        stepOwner = owner.newSubManager();
        UltraGcn.Pairs pairs = sampler.pairs(stepOwner, batch.users(), batch.positives(), step.stream("pairs"));
        NDArray loss = backbone.loss(pairs, backbone.items(x, mask), config, config.contentL2(), tape);
        return over(loss, UltraGcn.BATCH);
    }

    @Override
    public Embeddings embeddings() {
        try (Tape tape = Tape.computing()) {
            return new Embeddings(
                    2 * config.dim(),
                    backbone.user.toFloatArray(),
                    backbone.items(x, mask).toFloatArray());
        }
    }

    @Override
    public String toString() {
        return describe();
    }

    @Override
    public void close() {
        owner.close();
    }
}
