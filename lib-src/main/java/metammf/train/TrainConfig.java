package metammf.train;

import static metammf.base.MetaMmfException.require;

import java.io.Serializable;
import metammf.base.Records;

/**
 * The configuration of a training.
 *
 * @param epochs the maximum number of passes over the training interactions
 * @param batchSize triples in a step
 * @param learningRate Adam's step size
 * @param weightDecay coupled L2 regularisation of all parameters
 * @param averaging number of epochs over which the parameters are averaged for validation, ranking and the result; 0 if
 *     these read the last values
 * @param negatives negatives for every interaction
 * @param frozenNegatives whether the negatives are drawn once and kept, as in the authors' released code
 * @param k cut-off of the validation precision that decides
 * @param patience epochs without a better validation precision after which training stops
 * @param seed of sampling and dropout
 */
public record TrainConfig(
        int epochs,
        int batchSize,
        double learningRate,
        double weightDecay,
        double averaging,
        int negatives,
        boolean frozenNegatives,
        int k,
        int patience,
        long seed)
        implements Serializable {
    public TrainConfig {
        require(epochs > 0, "epochs: expected at least 1, received %d", epochs);
        require(batchSize > 0, "batchSize: expected at least 1, received %d", batchSize);
        require(
                learningRate > 0 && Double.isFinite(learningRate),
                "learningRate: expected a positive number, received %s",
                learningRate);
        require(
                weightDecay >= 0 && Double.isFinite(weightDecay),
                "weightDecay: expected 0 or more, received %s",
                weightDecay);
        require(
                averaging >= 0 && Double.isFinite(averaging),
                "averaging: expected 0 or more epochs, received %s",
                averaging);
        require(negatives > 0, "negatives: expected at least 1, received %d", negatives);
        require(k > 0, "k: expected at least 1, received %d", k);
        require(patience > 0, "patience: expected at least 1, received %d", patience);
    }

    /** {@return the defaults, chosen on the validation split of the built-in set} */
    public static TrainConfig defaults() {
        return new TrainConfig(100, 3000, 5e-3, 1e-4, 0, 1, false, 20, 10, 1L);
    }

    /**
     * {@return a copy whose validation metric is steadier from epoch to epoch, for graph convolutions} The learning rate is
     * 2e-3, the parameters are averaged over three epochs, and a step sees five negatives for every interaction, in batches
     * that are five times as large, so that the number of steps stays. MetaMMF_GCN needs {@code
     * GcnConfig.withLastActivation(false)} with it.
     */
    public TrainConfig calm() {
        return withLearningRate(2e-3).withAveraging(3).withNegatives(5).withBatchSize(5 * batchSize);
    }

    /** {@return the paper's settings, section 5.2} */
    public static TrainConfig paper() {
        return new TrainConfig(1000, 3000, 1e-3, 1e-6, 0, 1, false, 10, 10, 1L);
    }

    /** {@return a copy with at most this many epochs} */
    public TrainConfig withEpochs(int value) {
        return Records.with(this, "epochs", value);
    }

    /** {@return a copy with this many triples in a step} */
    public TrainConfig withBatchSize(int value) {
        return Records.with(this, "batchSize", value);
    }

    /** {@return a copy with this step size of Adam} */
    public TrainConfig withLearningRate(double value) {
        return Records.with(this, "learningRate", value);
    }

    /** {@return a copy with this weight decay, 0 or more} */
    public TrainConfig withWeightDecay(double value) {
        return Records.with(this, "weightDecay", value);
    }

    /**
     * {@return a copy whose parameters are averaged over about this many epochs, or not at all if 0} The average cancels
     * the noise of single steps, which makes the validation metric swing. It is exponential: after this many epochs a value
     * has 1/e of its weight. Training does not change, only what is measured and kept.
     */
    public TrainConfig withAveraging(double value) {
        return Records.with(this, "averaging", value);
    }

    /** The decay of the average from step to step. */
    double decay(int stepsOfAnEpoch) {
        return Math.exp(-1 / (averaging * stepsOfAnEpoch));
    }

    /** {@return a copy with this many negatives for every interaction} */
    public TrainConfig withNegatives(int value) {
        return Records.with(this, "negatives", value);
    }

    /** {@return a copy whose negatives are drawn once and kept, or drawn anew in every epoch} */
    public TrainConfig withFrozenNegatives(boolean value) {
        return Records.with(this, "frozenNegatives", value);
    }

    /** {@return a copy with this cut-off of the validation precision} */
    public TrainConfig withK(int value) {
        return Records.with(this, "k", value);
    }

    /** {@return a copy that stops after this many epochs without a better validation precision} */
    public TrainConfig withPatience(int value) {
        return Records.with(this, "patience", value);
    }

    /** {@return a copy with this seed of sampling and dropout} */
    public TrainConfig withSeed(long value) {
        return Records.with(this, "seed", value);
    }
}
