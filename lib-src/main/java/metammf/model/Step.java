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
    /** {@return the first step of a training, step 0 of epoch 1} */
    public static Step first(long seed) {
        return new Step(seed, 1, 0);
    }

    /** {@return a random stream for a purpose of this step only, always the same for the same step} */
    public SplittableRandom stream(String purpose) {
        return Seeds.stream(seed, purpose, epoch, number);
    }

    /** {@return a random stream for a purpose that all steps of the epoch share, always the same for the same epoch} */
    public SplittableRandom epochStream(String purpose) {
        return Seeds.stream(seed, purpose, epoch);
    }

    /** {@return whether this is the step after another one within an epoch} */
    public boolean follows(Step other) {
        return equals(new Step(other.seed, other.epoch, other.number + 1));
    }
}
