package metammf.fusion;

import static metammf.base.MetaMmfException.require;
import static metammf.engine.NativeArrays.product;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.random.RandomGenerator;
import metammf.engine.NativeArrays;

/**
 * One layer of the meta fusion learner; its arrays a, b and c are the paper's B, transposed A and C.
 *
 * <p>Eq. (8), (9) and (11): item i gets its own weight matrix, W_i = W + T x_3 s_i, and the layer maps its input row
 * h_i to h_i W_i. Vectors are rows, so W_i is (Q, P) with Q inputs and P outputs, the transpose of the paper's; that is
 * why its factor of the inputs, B, comes first. No W_i is built: the factored forms below give the same rows at the
 * cost of a few matrix products.
 */
public final class MetaLayer extends Weighted {
    /** The form of the tensor T. */
    public enum Form {
        /** The full tensor, eq. (8). */
        FULL,
        /** A sum of R rank-one tensors (CANDECOMP/PARAFAC), eq. (13) to (15). */
        CP,
        /** What the authors' released code computes in place of CP: one gate an item times one fixed matrix. */
        RELEASED
    }

    private final Form form;
    private final int Q;
    private final int P;
    private final int S;

    /**
     * Creates a layer of input width Q and output width P with Xavier-uniform weights. The configuration tells its
     * form, R, S, and whether there are static weights, eq. (9). The slices of a full tensor are divided by sqrt(S), so
     * that their sum has the scale of one slice.
     */
    public MetaLayer(NDManager owner, FusionConfig config, int Q, int P, RandomGenerator random) {
        super(Q, P);
        require(Q > 0 && P > 0, "meta layer: expected positive widths, received %d and %d", Q, P);
        this.form = config.form();
        this.Q = Q;
        this.P = P;
        this.S = config.metaDim();
        int R = config.rank();
        if (config.staticWeights()) {
            add("static", NativeArrays.xavier(owner, random, Q, P));
        }
        if (form == Form.FULL) {
            NDArray tensor = NativeArrays.xavier(owner, random, S, Q, P);
            tensor.divi(Math.sqrt(S));
            add("tensor", tensor);
        } else {
            add("a", NativeArrays.xavier(owner, random, Q, R));
            add("b", NativeArrays.xavier(owner, random, R, P));
            add("c", NativeArrays.xavier(owner, random, S, R));
        }
    }

    /**
     * {@return eq. (8) and (9) with the full tensor T, (S, Q, P): row i is h_i (T x_3 s_i) = sum_k s_ik h_i T_k, the
     * dynamic part of the output, (I, P), of input rows h, (I, Q), and meta information s, (I, S)}
     */
    public static NDArray full(NDArray h, NDArray s, NDArray tensor) {
        long I = h.getShape().get(0);
        long S = tensor.getShape().get(0);
        long Q = tensor.getShape().get(1);
        NDArray side = tensor.transpose(1, 0, 2).reshape(Q, -1); // [T_1 | ... | T_S], (Q, S P)
        NDArray slices = product(h, side).reshape(I, S, -1); // (I, Q) x (Q, S P) -> (I, S, P)
        return s.expandDims(1).matMul(slices).squeeze(1); // (I, 1, S) x (I, S, P) -> (I, P)
    }

    /**
     * {@return eq. (13) to (15): T = sum_r a_r o b_r o c_r, so row i is ((h_i A) * (s_i C)) B, the dynamic part of the
     * output, (I, P)} The factors are that of the inputs, the paper's B, (Q, R), that of the outputs, the transpose of
     * the paper's A, (R, P), and that of the meta information, (S, R).
     */
    public static NDArray cp(NDArray h, NDArray s, NDArray a, NDArray b, NDArray c) {
        return product(h, a).mul(s.matMul(c)).matMul(b); // (I, R) * (I, R) x (R, P) -> (I, P)
    }

    /**
     * {@return the dynamic part of the output in the authors' released code, (I, P)} The code sums over the rank twice,
     * so that only one number of s_i remains: row i is (s_i c) h_i A B with c = sum_r c_r, the factors being those of
     * {@link #cp}.
     */
    public static NDArray released(NDArray h, NDArray s, NDArray a, NDArray b, NDArray c) {
        NDArray gate = s.matMul(c.sum(new int[] {1}, true)); // (I, S) x (S, 1) -> (I, 1)
        return product(h, a).matMul(b).mul(gate);
    }

    /** {@return T for the factors of {@link #cp}, eq. (14): t_kqp = sum_r a_qr b_rp c_kr, (S, Q, P)} */
    public static NDArray expand(NDArray a, NDArray b, NDArray c) {
        return a.expandDims(0).mul(c.expandDims(1)).matMul(b); // (1, Q, R) * (S, 1, R) x (R, P) -> (S, Q, P)
    }

    /** {@return h_i W_i for every item, (I, P), from input rows, (I, Q), and meta information, (I, S)} */
    public NDArray fuse(NDArray h, NDArray s) {
        requireWidth("meta layer input", h, Q);
        requireWidth("meta information", s, S);
        NDArray w = weight("static");
        if (w != null && form == Form.CP) {
            return staticAndCp(h, s, w, weight("a"), weight("b"), weight("c"));
        }
        NDArray dynamic = dynamic(h, s);
        return w == null ? dynamic : product(h, w).addi(dynamic); // eq. (9)
    }

    /** Eq. (9) with the CP form; h W and h A come from one product, as narrow ones are slow. */
    static NDArray staticAndCp(NDArray h, NDArray s, NDArray w, NDArray a, NDArray b, NDArray c) {
        NDList both = product(h, w.concat(a, 1)).split(new long[] {w.getShape().get(1)}, 1); // (I, P) and (I, R)
        return both.get(1).mul(s.matMul(c)).matMul(b).addi(both.get(0));
    }

    private NDArray dynamic(NDArray h, NDArray s) {
        NDArray a = weight("a");
        NDArray b = weight("b");
        NDArray c = weight("c");
        return switch (form) {
            case FULL -> full(h, s, weight("tensor"));
            case CP -> cp(h, s, a, b, c);
            case RELEASED -> released(h, s, a, b, c);
        };
    }

    /** {@return the tensor T, (S, Q, P), whatever its form} */
    public NDArray tensor() {
        return switch (form) {
            case FULL -> weight("tensor");
            case CP -> expand(weight("a"), weight("b"), weight("c"));
            case RELEASED -> weight("a").matMul(weight("b")).expandDims(0).mul(gate()); // (1, Q, P) * (S, 1, 1)
        };
    }

    private NDArray gate() {
        return weight("c").sum(new int[] {1}).reshape(S, 1, 1);
    }

    /** {@return the matrices of n items to look at, eq. (9): W_i = W + T x_3 s_i, (n, Q, P), from s (n, S)} */
    public NDArray matrices(NDArray s) {
        requireWidth("meta information", s, S);
        NDArray flat = tensor().reshape(S, (long) Q * P);
        NDArray dynamic = s.matMul(flat).reshape(-1, Q, P); // (n, S) x (S, Q P) -> (n, Q, P)
        NDArray w = weight("static");
        return w == null ? dynamic : dynamic.add(w);
    }

    /**
     * {@return G with g_kl = sum_qp t_kqp t_lqp, (S, S): the inner products of the slices of the tensor} G gives the
     * distance of the matrices of two items, ||W_i - W_j||^2 = (s_i - s_j) G (s_i - s_j)^T. No matrix W_i is built, and
     * no T if T has factors.
     */
    public NDArray gram() {
        if (form == Form.FULL) {
            NDArray slices = weight("tensor").reshape(S, -1); // (S, Q P)
            return slices.matMul(slices.transpose());
        }
        NDArray a = weight("a");
        NDArray b = weight("b");
        NDArray c = form == Form.CP
                ? weight("c")
                : gate().reshape(S, 1).broadcast(weight("c").getShape());
        NDArray factors = a.transpose().matMul(a).mul(b.matMul(b.transpose())); // (R, R) * (R, R)
        return c.matMul(factors).matMul(c.transpose()); // (S, R) x (R, R) x (R, S) -> (S, S)
    }
}
