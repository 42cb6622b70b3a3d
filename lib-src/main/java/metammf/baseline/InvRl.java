package metammf.baseline;

import static metammf.base.MetaMmfException.require;
import static metammf.engine.NativeArrays.over;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Map;
import metammf.base.Seeds;
import metammf.data.Dataset;
import metammf.data.Interactions;
import metammf.data.ItemFeatures;
import metammf.data.ItemFeatures.Scaling;
import metammf.engine.Compute;
import metammf.engine.NativeArrays;
import metammf.engine.Tape;
import metammf.model.Model;
import metammf.train.Trainer;

/**
 * InvRL: determines which feature columns predict the preferences of users in the same way in all environments, masks
 * the other columns, and trains UltraGCN with the remaining content (Du et al., Invariant Representation Learning for
 * Multimedia Recommendation, ACM Multimedia 2022). Its loss is not BPR but a weighted binary cross-entropy with its own
 * negatives. It has its own regulariser: train it without weight decay.
 *
 * <p>The mask is learned before the first training step, which takes as long as several trainings. Afterwards it is a
 * buffer and does not change.
 */
public final class InvRl extends Model {
    /**
     * The settings of the search for the mask.
     *
     * @param rounds of environment inference and mask learning; 0 leaves all features: plain UltraGCN with content
     * @param environments into which the interactions are divided
     * @param startEpochs of the training that mask learning starts from
     * @param refits of the environments' models, at most, until 1% of the interactions or fewer change their
     *     environment
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
        public Search {
            require(rounds >= 0, "rounds: expected 0 or more, received %d", rounds);
            require(environments > 1, "environments: expected at least 2, received %d", environments);
            int least = Math.min(Math.min(refits, startEpochs), Math.min(environmentEpochs, maskEpochs));
            require(least > 0, "search: expected refits and epochs of at least 1, received %d", least);
            require(batchSize > 0, "batchSize: expected at least 1, received %d", batchSize);
            require(learningRate > 0, "learningRate: expected a positive number, received %s", learningRate);
            require(variance >= 0 && gates >= 0, "penalties: expected 0 or more, received %s, %s", variance, gates);
        }

        /**
         * {@return the small preset} A small search for notebooks: one round of three environments in larger batches
         * and steps, about as long as 40 epochs of the final training.
         */
        public static Search small() {
            return new Search(1, 3, 20, 2, 5, 10, 3000, 5e-3, 1, 0.1);
        }

        /**
         * {@return the faithful settings} The settings of the public code for TikTok with two differences: the tables
         * of the environments are trained with Adam instead of Adagrad, and the training before mask learning lasts 100
         * epochs instead of being stopped early after 1,000 and more.
         */
        public static Search paper() {
            return new Search(5, 10, 100, 10, 20, 40, 512, 1e-3, 1, 0.1);
        }
    }

    /**
     * The settings of the model. Losses are scaled to batches of 512, the public code's, so that the weights mean the
     * same at any batch size.
     *
     * @param dim width of each half of the vectors, D; the vectors have 2 D
     * @param negatives items drawn for every interaction
     * @param l2 weight of the squared user and item tables
     * @param itemL2 weight of the item table in this term
     * @param contentL2 weight of the squared content map in the final training; a tenth in the search
     * @param search how the mask is searched
     */
    public record Config(int dim, int negatives, double l2, double itemL2, double contentL2, Search search)
            implements Serializable {
        public Config {
            require(dim > 0, "dim: expected at least 1, received %d", dim);
            require(negatives > 0, "negatives: expected at least 1, received %d", negatives);
            double least = Math.min(l2, Math.min(itemL2, contentL2));
            require(least >= 0, "l2: expected 0 or more, received %s", least);
        }

        /**
         * {@return the defaults} The small search, 10 negatives, vectors of width 64 as all models have, and the
         * weights of the regulariser that the validation split of the built-in set prefers: with the published ones
         * the model overfits the content.
         */
        public static Config defaults() {
            return new Config(32, 10, 1e-2, 2, 10, Search.small());
        }

        /** {@return the public code's settings for TikTok, for batches of 512 and a learning rate of 1e-3} */
        public static Config paper() {
            return new Config(64, 50, 1e-4, 2, 0.1, Search.paper());
        }
    }

    private final Config config;
    private final Interactions train;
    private final NDArray x; // (I, F), constant
    private final NDArray mask; // of the features, ones until it is learned, (F)
    private final UltraGcn backbone;
    private final UltraGcn.Sampler sampler;
    private final SearchMemory memory;
    private NDManager stepOwner; // of the step's pairs

    /** Builds an untrained model of a data set with features; {@code seed} draws its initial weights. */
    public InvRl(Dataset data, Config config, Compute compute, long seed) {
        super(config.search().rounds() > 0 ? "InvRL" : "UltraGCN", data, compute, seed);
        this.config = config;
        ItemFeatures features = Content.of(data, Scaling.ROW_NORMALISED);
        int width = features.width();
        float[] ones = new float[width];
        Arrays.fill(ones, 1);
        train = data.split().train();
        x = NativeArrays.of(owner(), features.concatenated(), data.items(), width);
        mask = addBuffer("mask", NativeArrays.of(owner(), ones, width));
        backbone = new UltraGcn(owner(), train, width, config.dim(), Seeds.stream(seed, "weights"));
        backbone.parameters().forEach(this::add);
        sampler = UltraGcn.Sampler.of(train, config.negatives());
        memory = new SearchMemory(owner(), backbone);
        stepOwner = owner().newSubManager();
    }

    /** {@return an untrained model with the default settings, on the first GPU if there is one} */
    public static InvRl of(Dataset data, long seed) {
        return new InvRl(data, Config.defaults(), Compute.auto(), seed);
    }

    @Override
    public Map<String, NDArray> memory() {
        return memory.arrays();
    }

    private void search(long seed) {
        try (MaskSearch search = new MaskSearch(config, x, train, seed, Trainer::isStopping)) {
            NativeArrays.assign(mask, memory.rest(search, config.search().rounds(), seed));
        }
    }

    @Override
    protected NDArray nodes(Tape tape) {
        return backbone.user.concat(backbone.items(x, mask), 0);
    }

    /**
     * The weighted cross-entropy of the batch's positives and of negatives that the model draws itself, plus the
     * squared tables, divided by the number of interactions. The batch's own negatives are not used. Before the first
     * step of a training, the mask is learned.
     */
    @Override
    public NDArray loss(Triples batch, Step step, Tape tape) {
        if (config.search().rounds() > 0 && step.equals(Step.first(step.seed()))) {
            search(step.seed());
        }
        stepOwner.close();
        stepOwner = owner().newSubManager();
        UltraGcn.Pairs pairs = sampler.pairs(stepOwner, batch.users(), batch.positives(), step.stream("pairs"));
        NDArray loss = backbone.loss(pairs, backbone.items(x, mask), config, config.contentL2(), tape);
        return over(loss, UltraGcn.BATCH);
    }
}
