package metammf.model;

import java.util.SplittableRandom;
import metammf.base.Seeds;

/**
 * A step of a training. All random numbers of a model in a step come from the step, so that a resumed training repeats
 * them.
 *
 * @param seed of the training
 * @param epoch counted from 1
 * @param number of the step within its epoch, counted from 0
 */
public record Step(long seed, int epoch, int number) {
    /**
     * {@return the first step of a training, step 0 of epoch 1}
     *
     * @param seed of the training
     */
    public static Step first(long seed) {
        return new Step(seed, 1, 0);
    }

    /**
     * {@return a random stream for this step only, always the same for the same step}
     *
     * @param purpose what it is for
     */
    public SplittableRandom stream(String purpose) {
        return Seeds.stream(seed, purpose, epoch, number);
    }

    /**
     * {@return a random stream that all steps of the epoch share, always the same for the same epoch}
     *
     * @param purpose what it is for
     */
    public SplittableRandom epochStream(String purpose) {
        return Seeds.stream(seed, purpose, epoch);
    }

    /**
     * Whether this is the step after another one within an epoch.
     *
     * @param other any step
     * @return whether nothing lies between the two
     */
    public boolean follows(Step other) {
        return equals(new Step(other.seed, other.epoch, other.number + 1));
    }
}
