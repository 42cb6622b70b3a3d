package metammf.baseline;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import metammf.base.Seeds;
import metammf.baseline.UltraGcn.Pairs;
import metammf.engine.Adam;
import metammf.engine.Tape;

/**
 * Trains something on pairs (P) in several parts at once, in steps on a batch of each part, whose negatives a sampler
 * draws. Its sub-managers own the batches, and all draws come from a seed.
 */
record PairEpochs(
        NDManager owner,
        int[] users,
        int[] items,
        UltraGcn.Sampler sampler,
        int batchSize,
        long seed,
        BooleanSupplier stop) {

    /** Which training it is; the draws depend on it. */
    record Place(int round, int fit, int environment) {
        private SplittableRandom stream(long seed, String purpose, int epoch, int step) {
            return Seeds.stream(seed, purpose, round, fit, environment, epoch, step);
        }
    }

    /** What is done in a step. */
    interface Work {
        /** The manager owns what the step makes; there is a batch for each part that has pairs. */
        void step(NDManager stepOwner, List<Pairs> batches, SplittableRandom random);
    }

    /**
     * Trains for some epochs on the pairs of each part, given by their numbers. An epoch is as long as its longest
     * part; shorter ones begin anew when they are through. Stopped, it throws a CancellationException.
     */
    void train(Place place, List<int[]> parts, int epochs, Work work) {
        for (int epoch = 0; epoch < epochs; epoch++) {
            List<int[]> shuffled = shuffled(parts, place.stream(seed, "mask order", epoch, 0));
            int longest = shuffled.stream().mapToInt(part -> part.length).max().orElse(0);
            for (int step = 0; step * batchSize < longest; step++) {
                if (stop.getAsBoolean()) {
                    throw new CancellationException("InvRL: stopped in the search of its mask");
                }
                step(step, shuffled, place.stream(seed, "mask pairs", epoch, step), work);
            }
        }
    }

    /** Those that have any. */
    private static List<int[]> shuffled(List<int[]> parts, SplittableRandom random) {
        List<int[]> shuffled =
                parts.stream().filter(part -> part.length > 0).map(int[]::clone).toList();
        shuffled.forEach(part -> Seeds.shuffle(part, random));
        return shuffled;
    }

    private void step(int step, List<int[]> parts, SplittableRandom random, Work work) {
        try (NDManager stepOwner = owner.newSubManager()) {
            List<Pairs> batches = parts.stream()
                    .map(part -> batch(stepOwner, part, step * batchSize % part.length, random))
                    .toList();
            work.step(stepOwner, batches, random);
        }
    }

    private Pairs batch(NDManager stepOwner, int[] part, int from, SplittableRandom random) {
        int[] some = Arrays.copyOfRange(part, from, Math.min(part.length, from + batchSize));
        return sampler.pairs(
                stepOwner,
                Arrays.stream(some).map(n -> users[n]).toArray(),
                Arrays.stream(some).map(n -> items[n]).toArray(),
                random);
    }

    /** Steps down a loss's gradients. */
    static void descend(Adam adam, Collection<NDArray> parameters, Function<Tape, NDArray> loss) {
        parameters.forEach(p -> p.setRequiresGradient(true));
        try (Tape tape = Tape.recording()) {
            adam.step(tape.gradients(loss.apply(tape), parameters));
        }
    }
}
