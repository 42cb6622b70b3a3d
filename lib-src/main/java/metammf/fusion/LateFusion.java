package metammf.fusion;

import static metammf.base.MetaMmfException.require;
import static metammf.engine.NativeArrays.over;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Late (decision-level) fusion, section 5.3 of the paper: every modality goes through a static network of its own, and
 * the mean of their outputs is taken; no weight sees two modalities. Hybrid fusion takes the mean over these networks and a
 * joint one, {@link EarlyFusion}. Weights have the names of {@link EarlyFusion}'s, for the m-th modality behind {@code late.m.},
 * counted from 1. The paper says neither how deep nor how wide the networks are, nor how they are combined.
 */
final class LateFusion extends Weighted implements Fusion {
    private final int[] modalities; // their widths
    private final EarlyFusion joint; // null: late fusion
    private final List<EarlyFusion> towers = new ArrayList<>(); // one a modality

    /** Xavier-uniform weights of a joint network of these widths, if hybrid, and of each modality's {@link #tower}. */
    LateFusion(NDManager owner, int[] modalities, boolean hybrid, RandomGenerator random, int... widths) {
        super(Arrays.stream(modalities).sum(), last("late fusion", widths));
        require(modalities.length > 0, "late fusion: expected at least one modality");
        this.modalities = modalities.clone();
        this.joint = hybrid ? add("", new EarlyFusion(owner, inputWidth(), random, widths)) : null;
        for (int width : modalities) {
            int[] layers = tower(width, Arrays.stream(widths).boxed().toList());
            String prefix = "late." + (towers.size() + 1) + ".";
            towers.add(add(prefix, new EarlyFusion(owner, width, random, layers)));
        }
    }

    /**
     * {@return the output widths of a modality's own tower beside a joint one, the last one D: as deep, by the rule of
     * {@link MetaFusion#tower}, but no layer more once it is as narrow as the output} Of the paper's 1024-512-256-32 a
     * modality of width 2048 keeps all, one of 128 gets 64-32.
     */
    static int[] tower(int modality, List<Integer> joint) {
        int width = joint.get(joint.size() - 1);
        return Arrays.stream(MetaFusion.tower(modality, joint.size(), width))
                .distinct()
                .toArray();
    }

    /**
     * {@return the mean over the modalities, (1 / M) sum_m tower_m(x_m), with a joint network (tower(x) + sum_m tower_m(x_m)) /
     * (M + 1), (I, D)}
     */
    @Override
    public NDArray fuse(NDArray x) {
        requireWidth("late fusion", x, inputWidth());
        NDArray sum = sum(x);
        return joint == null ? over(sum, modalities.length) : over(joint.fuse(x).add(sum), modalities.length + 1);
    }

    private NDArray sum(NDArray x) {
        NDArray sum = null;
        int from = 0;
        for (int m = 0; m < modalities.length; m++) {
            NDArray one = towers.get(m).fuse(x.get(new NDIndex(":, {}:{}", from, from + modalities[m])));
            sum = sum == null ? one : sum.add(one);
            from += modalities[m];
        }
        return sum;
    }
}
