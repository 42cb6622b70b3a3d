package metammf.baseline;

import static metammf.base.MetaMmfException.require;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.stream.IntStream;
import metammf.baseline.ItemToItem.Row;
import metammf.data.Dataset;
import metammf.data.Interactions;
import metammf.engine.Compute;
import metammf.engine.NativeArrays;
import metammf.engine.Tape;
import metammf.eval.Scores;

/**
 * EASE: the item-to-item weights B that minimise |R - R B|^2 + lambda |B|^2 without an item predicting itself, in closed
 * form (Steck, Embarrassingly Shallow Autoencoders for Sparse Data, The Web Conference 2019). With P = (R^T R + lambda I)^-1,
 * B_ij = -P_ij / P_jj and B_ii = 0. Nothing is trained and no content is read.
 */
public final class Ease {
    private static final int MOST = 20_000; // items: a matrix of 1.6 GB

    private Ease() {}

    /**
     * {@return the predictions with the regularisation that was chosen on the validation split of the built-in set}
     *
     * @throws metammf.base.MetaMmfException if there are too many items
     */
    public static Scores of(Dataset data) {
        return of(data.split().train(), 30);
    }

    /**
     * {@return the predictions from training interactions R, with the weight lambda of the squared weights} The engine
     * inverts a matrix of items x items, which takes seconds for a few thousand items.
     *
     * @throws metammf.base.MetaMmfException if lambda is not positive, or there are too many items
     */
    public static Scores of(Interactions train, double l2) {
        int items = train.items();
        require(l2 > 0, "l2: expected a positive number, received %s", l2);
        require(items <= MOST, "EASE: expected at most %d items, whose matrix is inverted, received %d", MOST, items);
        float[] p = inverse(gram(train, l2), items);
        int[] all = IntStream.range(0, items).toArray();
        Row[] rows = new Row[items];
        for (int i = 0; i < items; i++) {
            float[] weights = new float[items];
            for (int j = 0; j < items; j++) {
                weights[j] = i == j ? 0 : -p[i * items + j] / p[j * items + j];
            }
            rows[i] = new Row(all, weights);
        }
        return new ItemToItem("EASE", train, rows);
    }

    /** R^T R + lambda I, row by row, (I, I). */
    private static float[] gram(Interactions train, double l2) {
        int items = train.items();
        float[] gram = new float[items * items];
        for (int user = 0; user < train.users(); user++) {
            for (int i : train.itemsOf(user)) {
                for (int j : train.itemsOf(user)) {
                    gram[i * items + j]++;
                }
            }
        }
        for (int i = 0; i < items; i++) {
            gram[i * items + i] += (float) l2;
        }
        return gram;
    }

    private static float[] inverse(float[] matrix, int rows) {
        try (NDManager manager = Compute.cpu().newManager();
                Tape tape = Tape.computing()) {
            NDArray array = NativeArrays.of(manager, matrix, rows, rows);
            return array.inverse().toFloatArray();
        }
    }
}
