package metammf.fusion;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import metammf.base.MetaMmfException;
import metammf.base.Seeds;
import metammf.engine.Compute;
import metammf.engine.NativeArrays;
import metammf.fusion.MetaLayer.Form;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.SingularValueDecomposition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MetaLayerTest {
    private static final int Q = 7;
    private static final int P = 4;
    private static final int S = 5;
    private static final int R = 3;
    private static final int I = 6;

    private final NDManager manager = Compute.auto().newManager();
    private final NDArray h = random("h", I, Q);
    private final NDArray s = random("s", I, S);

    private NDArray random(String purpose, long... shape) {
        return NativeArrays.uniform(manager, 1, Seeds.stream(5, purpose), shape);
    }

    private MetaLayer layer(Form form, boolean withStatic) {
        FusionConfig config = FusionConfig.cp(R).withForm(form).withMetaDim(S).withStaticWeights(withStatic);
        return new MetaLayer(manager, config, Q, P, Seeds.stream(1, "layer"));
    }

    @AfterEach
    void close() {
        manager.close();
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void fusingMatchesALoopOverItemsWithTheirOwnMatrices(Form form) {
        MetaLayer layer = layer(form, true);
        NDArray fused = layer.fuse(h, s);
        NDArray weights = layer.matrices(s); // (I, Q, P)
        for (int i = 0; i < I; i++) {
            assertClose(h.get(i).reshape(1, Q).matMul(weights.get(i)).flatten(), fused.get(i));
        }
    }

    @Test
    void cpEqualsTheFullFormOnItsExpandedTensor() {
        NDArray a = random("a", Q, R);
        NDArray b = random("b", R, P);
        NDArray c = random("c", S, R);
        assertClose(MetaLayer.full(h, s, MetaLayer.expand(a, b, c)), MetaLayer.cp(h, s, a, b, c));
    }

    @Test
    void theReleasedFormIsAGateTimesOneMatrix() {
        NDArray a = random("a", Q, R);
        NDArray b = random("b", R, P);
        NDArray c = random("c", S, R);
        NDArray rows = MetaLayer.released(h, s, a, b, c);
        for (int i = 0; i < I; i++) {
            float gate = s.get(i).reshape(1, S).matMul(c).sum().getFloat();
            assertClose(h.get(i).reshape(1, Q).matMul(a).matMul(b).mul(gate).flatten(), rows.get(i));
        }
    }

    @Test
    void theReleasedTensorHasRankOneInTheMetaModeAndCpHasMoreOfIt() {
        assertEquals(1, rank(layer(Form.RELEASED, true).tensor()));
        assertEquals(Math.min(R, S), rank(layer(Form.CP, true).tensor()));
        assertEquals(S, rank(layer(Form.FULL, true).tensor()));
    }

    /** Rank of the unfolding (S, Q P) by singular values. */
    private static int rank(NDArray tensor) {
        float[] values = tensor.toFloatArray();
        double[][] unfolded = new double[S][Q * P];
        for (int n = 0; n < values.length; n++) {
            unfolded[n / (Q * P)][n % (Q * P)] = values[n];
        }
        double[] singular = new SingularValueDecomposition(new Array2DRowRealMatrix(unfolded)).getSingularValues();
        int rank = 0;
        for (double value : singular) {
            rank += value > 1e-5 * singular[0] ? 1 : 0;
        }
        return rank;
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void withoutStaticWeightsOnlyTheDynamicPartIsLeft(Form form) {
        MetaLayer with = layer(form, true);
        NDArray dynamic = with.fuse(h, s).sub(h.matMul(with.weight("static")));
        MetaLayer without = layer(form, false);
        without.weights().forEach((name, array) -> NativeArrays.copy(with.weight(name), array));
        assertClose(dynamic, without.fuse(h, s));
    }

    @Test
    void aLayersTextIsALine() {
        assertEquals("MetaLayer(76 numbers, to width 4)", layer(Form.CP, true).toString());
    }

    @Test
    void aWrongShapeIsRefusedWithBoth() {
        MetaMmfException error =
                assertThrows(MetaMmfException.class, () -> layer(Form.CP, true).fuse(s, s));
        assertEquals("meta layer input: expected shape (items, 7), received (6, 5)", error.getMessage());
    }

    private static void assertClose(NDArray expected, NDArray actual) {
        assertEquals(expected.getShape(), actual.getShape());
        assertArrayEquals(expected.toFloatArray(), actual.toFloatArray(), 1e-5f);
    }
}
