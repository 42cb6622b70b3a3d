package metammf.base;

import static metammf.base.MetaMmfException.require;

import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Independent random streams from one seed.
 *
 * <p>A stream depends only on the seed, its purpose and its position. Drawing more numbers from one stream does not
 * change the others, and a resumed training needs only the number of the epoch and not the state of a generator.
 */
public final class Seeds {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L; // of SplitMix64: 2^64 / golden ratio, odd

    private Seeds() {}

    /**
     * {@return a fresh random stream, always the same for the same arguments}
     *
     * @param purpose for example {@code negatives}; an empty one raises a {@link MetaMmfException}
     * @param position the position in the computation, for example the epoch
     */
    public static SplittableRandom stream(long seed, String purpose, long... position) {
        require(!purpose.isEmpty(), "random stream: expected a purpose, received none");
        long hash = mix(seed);
        for (int n = 0; n < purpose.length(); n++) {
            hash = mix(hash + purpose.charAt(n));
        }
        for (long p : position) {
            hash = mix(hash ^ mix(p));
        }
        return new SplittableRandom(hash);
    }

    /** Shuffles an array in place; all orders are equally likely (Fisher and Yates). */
    public static void shuffle(int[] values, SplittableRandom random) {
        for (int n = values.length - 1; n > 0; n--) {
            int other = random.nextInt(n + 1);
            int value = values[n];
            values[n] = values[other];
            values[other] = value;
        }
    }

    /** {@return the numbers 0 .. {@code size} - 1 in random order} */
    public static int[] shuffled(int size, SplittableRandom random) {
        int[] order = IntStream.range(0, size).toArray();
        shuffle(order, random);
        return order;
    }

    /** The finaliser of SplitMix64 (Steele, Lea and Flood 2014). */
    private static long mix(long value) {
        long z = value + GOLDEN;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
