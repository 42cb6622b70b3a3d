package metammf.fusion;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import java.util.List;
import java.util.Map;
import java.util.Set;
import metammf.base.MetaMmfException;
import metammf.base.Seeds;
import metammf.engine.Compute;
import metammf.engine.NativeArrays;
import metammf.fusion.FusionConfig.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StaticFusionTest {
    private static final int[] MODALITIES = {5, 2, 4};

    private final NDManager manager = Compute.cpu().newManager();
    private final NDArray x = NativeArrays.uniform(manager, 1, Seeds.stream(5, "x"), 6, 11);

    private Fusion fusion(FusionConfig config) {
        return config.build(manager, MODALITIES, Seeds.stream(1, "fusion"));
    }

    @AfterEach
    void close() {
        manager.close();
    }

    /** A tower in loops: an item's features from a column on, through the layers of the given names. */
    private float[] tower(int item, int from, int count, Map<String, NDArray> weights, String prefix) {
        double[] h = new double[count];
        for (int f = 0; f < count; f++) {
            h[f] = x.getFloat(item, from + f);
        }
        for (int n = 1; weights.containsKey(prefix + n + ".static"); n++) {
            NDArray w = weights.get(prefix + n + ".static");
            double[] next = new double[(int) w.getShape().get(1)];
            for (int q = 0; q < h.length; q++) {
                double input = n == 1 ? h[q] : Math.max(h[q], 0.01 * h[q]);
                for (int p = 0; p < next.length; p++) {
                    next[p] += input * w.getFloat(q, p);
                }
            }
            h = next;
        }
        float[] out = new float[h.length];
        for (int d = 0; d < out.length; d++) {
            out[d] = (float) h[d];
        }
        return out;
    }

    private float[] modalities(int item, Map<String, NDArray> weights) {
        float[] sum = new float[3];
        int from = 0;
        for (int m = 0; m < MODALITIES.length; m++) {
            add(sum, tower(item, from, MODALITIES[m], weights, "late." + (m + 1) + ".fusion."));
            from += MODALITIES[m];
        }
        return sum;
    }

    private static void add(float[] sum, float[] one) {
        for (int d = 0; d < sum.length; d++) {
            sum[d] += one[d];
        }
    }

    private static float[] divided(float[] sum, int count) {
        for (int d = 0; d < sum.length; d++) {
            sum[d] /= count;
        }
        return sum;
    }

    @Test
    void lateFusionIsTheMeanOfTheModalitiesTowers() {
        for (int[] widths : new int[][] {{3}, {6, 3}, {7, 5, 3}}) {
            Fusion late = fusion(FusionConfig.late().withWidths(widths));
            for (int item = 0; item < 6; item++) {
                float[] expected = divided(modalities(item, late.weights()), 3);
                assertArrayEquals(expected, late.fuse(x).get(item).toFloatArray(), 1e-5f);
            }
        }
    }

    @Test
    void hybridFusionIsTheMeanOfTheJointTowerAndTheModalities() {
        for (int[] widths : new int[][] {{3}, {6, 3}, {7, 5, 3}}) {
            Fusion hybrid = fusion(FusionConfig.hybrid().withWidths(widths));
            for (int item = 0; item < 6; item++) {
                float[] expected = modalities(item, hybrid.weights());
                add(expected, tower(item, 0, 11, hybrid.weights(), "fusion."));
                assertArrayEquals(divided(expected, 4), hybrid.fuse(x).get(item).toFloatArray(), 1e-5f);
            }
        }
    }

    @Test
    void lateFusionMixesNoModalities() {
        Fusion late = fusion(FusionConfig.late().withWidths(6, 3));
        NDArray both = late.fuse(x);
        NDArray without = x.duplicate();
        without.set(new NDIndex(":, 0:5"), 0); // the first modality is gone
        NDArray rest = x.duplicate();
        rest.set(new NDIndex(":, 5:"), 0); // only the first is there
        assertArrayEquals(
                both.toFloatArray(),
                late.fuse(without).add(late.fuse(rest)).toFloatArray(),
                1e-5f); // towers have no biases
    }

    @Test
    void aModalitysTowerStopsWhereItIsAsNarrowAsTheOutput() {
        List<Integer> paper = List.of(1024, 512, 256, 32);
        assertArrayEquals(new int[] {1024, 512, 256, 32}, LateFusion.tower(2048, paper));
        assertArrayEquals(new int[] {64, 32}, LateFusion.tower(128, paper));
        assertArrayEquals(new int[] {64, 32}, LateFusion.tower(100, paper));
        assertArrayEquals(new int[] {32}, LateFusion.tower(128, List.of(32)));
    }

    @Test
    void theKindDecides() {
        assertEquals(MetaFusion.class, fusion(FusionConfig.cp(2)).getClass());
        assertEquals(EarlyFusion.class, fusion(FusionConfig.early()).getClass());
        assertEquals(LateFusion.class, fusion(FusionConfig.late()).getClass());
        assertEquals(
                Set.of("fusion.1.static", "late.1.fusion.1.static", "late.2.fusion.1.static", "late.3.fusion.1.static"),
                fusion(FusionConfig.hybrid().withWidths(3)).weights().keySet());
        assertEquals("Hybrid", Kind.HYBRID.toString());
        for (Kind kind : Kind.values()) {
            Fusion fusion = fusion(FusionConfig.cp(2).withKind(kind).withWidths(6, 3));
            assertEquals(11, fusion.inputWidth());
            assertEquals(3, fusion.width());
            assertThrows(MetaMmfException.class, () -> fusion.fuse(x.get(":, 1:")));
        }
    }
}
