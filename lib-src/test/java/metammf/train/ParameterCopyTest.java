package metammf.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Map;
import metammf.engine.Compute;
import metammf.engine.NativeArrays;
import org.junit.jupiter.api.Test;

class ParameterCopyTest {
    private static final float[][] COURSE = {{3, -1}, {5, 0}, {4, 2}, {1, 8}};
    private static final float[] ELSEWHERE = {100, 100};

    @Test
    void anAverageIsTheMeanOfAllValuesWeightedByTheirAge() {
        try (NDManager owner = Compute.cpu().newManager()) {
            NDArray average = NativeArrays.of(owner, ELSEWHERE.clone(), 2);
            for (int step = 1; step <= COURSE.length; step++) {
                ParameterCopy.average(average, NativeArrays.of(owner, COURSE[step - 1], 2), 0.7, step);
                assertArrayEquals(weightedMean(step, 0.7), average.toFloatArray(), 1e-5f);
            }
        }
    }

    /** A value that is n steps old has the weight d^n. */
    private static float[] weightedMean(int steps, double decay) {
        double[] sums = new double[2];
        double weights = 0;
        for (int n = 0; n < steps; n++) {
            double weight = Math.pow(decay, n);
            weights += weight;
            sums[0] += weight * COURSE[steps - 1 - n][0];
            sums[1] += weight * COURSE[steps - 1 - n][1];
        }
        return new float[] {(float) (sums[0] / weights), (float) (sums[1] / weights)};
    }

    @Test
    void afterAsManyEpochsAsAreAveragedAValueHasAnEthOfItsWeight() {
        double decay = TrainConfig.defaults().withAveraging(3).decay(20);
        assertEquals(1 / Math.E, Math.pow(decay, 3 * 20), 1e-12);
    }

    @Test
    void swappingTwiceLeavesEveryBit() {
        try (NDManager owner = Compute.cpu().newManager()) {
            NDArray parameter = NativeArrays.of(owner, COURSE[0], 2);
            try (ParameterCopy copy = new ParameterCopy(Map.of("w", parameter), Compute.cpu())) {
                NativeArrays.assign(parameter, ELSEWHERE);
                copy.swap();
                assertArrayEquals(COURSE[0], parameter.toFloatArray());
                assertArrayEquals(ELSEWHERE, copy.arrays().get("w").toFloatArray());
                copy.swap();
                assertArrayEquals(ELSEWHERE, parameter.toFloatArray());
            }
        }
    }
}
