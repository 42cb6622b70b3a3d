package metammf.train;

import static metammf.base.MetaMmfException.require;

import java.io.Serializable;

/**
 * How a model is trained.
 *
 * @param epochs the most passes over the training interactions
 * @param batchSize triples in a step
 * @param learningRate Adam's step size
 * @param weightDecay coupled L2 regularisation of all parameters
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
        int negatives,
        boolean frozenNegatives,
        int k,
        int patience,
        long seed)
        implements Serializable {
    /** Checks every value. */
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
        require(negatives > 0, "negatives: expected at least 1, received %d", negatives);
        require(k > 0, "k: expected at least 1, received %d", k);
        require(patience > 0, "patience: expected at least 1, received %d", patience);
    }

    /** {@return the defaults, chosen on the validation split of the built-in set} */
    public static TrainConfig defaults() {
        return new TrainConfig(100, 3000, 5e-3, 1e-4, 1, false, 20, 10, 1L);
    }

    /** {@return the paper's settings, section 5.2} */
    public static TrainConfig paper() {
        return new TrainConfig(1000, 3000, 1e-3, 1e-6, 1, false, 10, 10, 1L);
    }

    /**
     * Changes the most epochs.
     *
     * @param value at least 1
     * @return a changed copy
     */
    public TrainConfig withEpochs(int value) {
        return new TrainConfig(
                value, batchSize, learningRate, weightDecay, negatives, frozenNegatives, k, patience, seed);
    }

    /**
     * Changes the batch size.
     *
     * @param value triples in a step
     * @return a changed copy
     */
    public TrainConfig withBatchSize(int value) {
        return new TrainConfig(epochs, value, learningRate, weightDecay, negatives, frozenNegatives, k, patience, seed);
    }

    /**
     * Changes the learning rate.
     *
     * @param value Adam's step size
     * @return a changed copy
     */
    public TrainConfig withLearningRate(double value) {
        return new TrainConfig(epochs, batchSize, value, weightDecay, negatives, frozenNegatives, k, patience, seed);
    }

    /**
     * Changes the weight decay.
     *
     * @param value 0 or more
     * @return a changed copy
     */
    public TrainConfig withWeightDecay(double value) {
        return new TrainConfig(epochs, batchSize, learningRate, value, negatives, frozenNegatives, k, patience, seed);
    }

    /**
     * Changes the number of negatives.
     *
     * @param value negatives for every interaction
     * @return a changed copy
     */
    public TrainConfig withNegatives(int value) {
        return new TrainConfig(epochs, batchSize, learningRate, weightDecay, value, frozenNegatives, k, patience, seed);
    }

    /**
     * Switches between fresh and frozen negatives.
     *
     * @param value whether the negatives of the first epoch serve in all
     * @return a changed copy
     */
    public TrainConfig withFrozenNegatives(boolean value) {
        return new TrainConfig(epochs, batchSize, learningRate, weightDecay, negatives, value, k, patience, seed);
    }

    /**
     * Changes the validation cut-off.
     *
     * @param value K
     * @return a changed copy
     */
    public TrainConfig withK(int value) {
        return new TrainConfig(
                epochs, batchSize, learningRate, weightDecay, negatives, frozenNegatives, value, patience, seed);
    }

    /**
     * Changes the patience.
     *
     * @param value epochs without a better validation precision
     * @return a changed copy
     */
    public TrainConfig withPatience(int value) {
        return new TrainConfig(
                epochs, batchSize, learningRate, weightDecay, negatives, frozenNegatives, k, value, seed);
    }

    /**
     * Changes the seed.
     *
     * @param value of sampling and dropout
     * @return a changed copy
     */
    public TrainConfig withSeed(long value) {
        return new TrainConfig(
                epochs, batchSize, learningRate, weightDecay, negatives, frozenNegatives, k, patience, value);
    }
}
