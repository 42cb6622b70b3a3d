// In how many independent ways can a video's meta information change its fusion matrix?
//
// W_i = W + sum_k s_ik T_k, eq. (8) and (9). Lay each of the S matrices T_k out as one row: the number of independent
// rows is the answer. The paper's CP of rank R, eq. (13), allows min(R, S). The released code sums the rank away, and
// all that is left of s_i is one gate.
//
//     env/jshell env/experiments/rank-of-cp.jsh

import org.apache.commons.math3.linear.*;

int S = 5, Q = 12, P = 8;                                           // meta information, inputs, outputs
var manager = Compute.cpu().newManager();

NDArray tensor(MetaLayer.Form form, int rank) {
    var config = FusionConfig.cp(rank).withForm(form).withMetaDim(S);
    return new MetaLayer(manager, config, Q, P, Seeds.stream(1, "weights")).tensor(); // (S, Q, P)
}

long ways(NDArray tensor) {                                         // singular values that are not zero
    double[][] rows = new double[S][];
    for (int k = 0; k < S; k++) rows[k] = tensor.get(k).flatten().toType(DataType.FLOAT64, false).toDoubleArray();
    double[] values = new SingularValueDecomposition(MatrixUtils.createRealMatrix(rows)).getSingularValues();
    return Arrays.stream(values).filter(value -> value > 1e-5 * values[0]).count();
}

System.out.println("Ways in which s_i, 5 numbers, changes W_i\n\nrank R   paper's CP   released code");
for (int rank : new int[] {1, 2, 3, 4, 5, 8, 16}) {
    long cp = ways(tensor(MetaLayer.Form.CP, rank)), released = ways(tensor(MetaLayer.Form.RELEASED, rank));
    System.out.println("%6d %12d %15d".formatted(rank, cp, released));
    assert cp == Math.min(rank, S) && released == 1 : "rank " + rank;
}
System.out.println("  full %12d".formatted(ways(tensor(MetaLayer.Form.FULL, 1))));
manager.close();
