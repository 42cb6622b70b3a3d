package metammf.baseline;

import static metammf.engine.NativeArrays.times;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import metammf.data.Dataset;
import metammf.data.ItemFeatures;
import metammf.data.ItemFeatures.Scaling;
import metammf.data.Modality;
import metammf.engine.SparseMatrix;
import metammf.engine.Tape;

/** Graphs S_m, (I, I), of each item's nearest ones: by the content of each modality, and by users in common. */
record ItemGraphs(List<SparseMatrix> all) {
    /** Of the raw features and the training split, k nearest items of an item in each. */
    static ItemGraphs of(NDManager owner, Dataset data, int k) {
        List<SparseMatrix> all = new ArrayList<>();
        for (Modality modality : Content.of(data, Scaling.NONE).modalities()) {
            all.add(NearestItems.graph(owner, ItemFeatures.of(modality), k, 1));
        }
        all.add(NearestItems.together(owner, data.split().train(), k));
        return new ItemGraphs(all);
    }

    int size() {
        return all.size();
    }

    /** g_i = sum_m alpha_m(i) sum_j S_m(i, j) h_j, (I, D), with alpha (I, M) or (1, M), or equal shares if null. */
    NDArray mixed(NDArray h, NDArray shares, Tape tape) {
        NDArray cut = tape.cut(h);
        NDArray sum = null;
        for (int m = 0; m < size(); m++) {
            NDArray own = tape.times(all.get(m), cut);
            NDArray part = shares == null
                    ? times(own, 1.0 / size())
                    : own.mul(shares.get(":, {}:{}", m, m + 1)); // (I, D) * (I, 1)
            sum = sum == null ? part : sum.add(part);
        }
        return sum;
    }
}
