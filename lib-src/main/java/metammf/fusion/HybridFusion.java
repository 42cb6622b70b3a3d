package metammf.fusion;

import static metammf.engine.NativeArrays.over;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Hybrid fusion, section 5.3 of the paper: {@link EarlyFusion} and {@link LateFusion} together, the mean over the joint
 * network and those of the modalities. How the two are combined is not in the paper.
 */
final class HybridFusion extends Weighted implements Fusion {
    private final EarlyFusion early;
    private final LateFusion late;

    /** Xavier-uniform weights of a joint network of these widths, and of the modalities' {@link LateFusion#tower}. */
    HybridFusion(NDManager owner, int[] modalities, RandomGenerator random, int... widths) {
        super(Arrays.stream(modalities).sum(), last("hybrid fusion", widths));
        this.early = add("", new EarlyFusion(owner, inputWidth(), random, widths));
        this.late = add("", new LateFusion(owner, modalities, random, widths));
    }

    /** {@return the mean over all networks, (tower(x) + sum_m tower_m(x_m)) / (M + 1), (I, D)} */
    @Override
    public NDArray fuse(NDArray x) {
        return over(early.fuse(x).add(late.sum(x)), late.modalities() + 1);
    }
}
