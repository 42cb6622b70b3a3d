package metammf.baseline;

import static metammf.engine.NativeArrays.scalar;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import metammf.data.ItemFeatures;
import metammf.data.Modality;
import metammf.engine.NativeArrays;
import metammf.engine.SparseMatrix;
import metammf.engine.Tape;

/**
 * LATTICE's graph of items: S = (1 - lambda) sum_m w_m L_m + lambda sum_m w_m O_m, where L_m joins each item with its nearest
 * by projected features and O_m by the raw ones.
 */
final class LearnedGraph {
    private final Lattice.Config config;
    private final ProjectedFeatures content;
    private final NDArray logits; // w is their softmax, (M)
    private final int items;
    private final int[] offsets; // (I + 1) of every graph
    private final List<Frozen> frozen; // O_m

    /** A graph of raw features: columns and values of its entries, (I k), and the matrix itself, (I, I). */
    private record Frozen(int[] columns, float[] values, SparseMatrix matrix) {}

    /** Where the L_m have entries: the k nearest of each item in every modality, in ascending order within a row. */
    record Neighbours(List<int[]> columns, List<SparseMatrix.Pattern> patterns) {}

    LearnedGraph(
            NDManager owner, ItemFeatures features, ProjectedFeatures content, NDArray logits, Lattice.Config config) {
        this.config = config;
        this.content = content;
        this.logits = logits;
        this.items = features.items();
        this.offsets = NearestItems.offsets(items, config.neighbours());
        this.frozen = features.modalities().stream().map(m -> frozen(owner, m)).toList();
    }

    private Frozen frozen(NDManager owner, Modality modality) {
        float[] unit = NearestItems.unit(modality);
        int[] columns = nearest(unit, modality.width());
        float[] cosines = NearestItems.cosines(unit, modality.width(), columns, config.neighbours());
        try (NDManager scratch = owner.newSubManager();
                Tape tape = Tape.computing()) {
            SparseMatrix.Pattern pattern = new SparseMatrix.Pattern(scratch, offsets, columns, items);
            NDArray kept = clamped(NativeArrays.of(scratch, cosines, cosines.length));
            float[] values =
                    NearestItems.symmetric(pattern, kept, rowSums(kept)).toFloatArray();
            return new Frozen(columns, values, SparseMatrix.of(owner, items, offsets, columns, values));
        }
    }

    /** The nearest of every item, ascending, (I k). */
    private int[] nearest(float[] unit, int width) {
        int[] columns = NearestItems.of(unit, width, config.neighbours());
        for (int i = 0; i < items; i++) {
            Arrays.sort(columns, offsets[i], offsets[i + 1]);
        }
        return columns;
    }

    private NDArray clamped(NDArray cosines) {
        return config.asReleased() ? cosines : cosines.maximum(scalar(cosines, 0));
    }

    private NDArray rowSums(NDArray values) {
        return values.reshape(-1, config.neighbours()).sum(new int[] {1}); // (I)
    }

    /** The projected features, every row of length 1, (I, D) each. */
    private List<NDArray> unitContent() {
        return content.all().stream().map(Formulas::unit).toList();
    }

    /** Which items are nearest by present parameters; the manager owns the patterns. */
    Neighbours neighbours(NDManager manager) {
        Neighbours near = new Neighbours(new ArrayList<>(), new ArrayList<>());
        try (Tape tape = Tape.computing()) {
            for (NDArray y : unitContent()) {
                int[] columns = nearest(y.toFloatArray(), config.dim());
                near.columns().add(columns);
                near.patterns().add(new SparseMatrix.Pattern(manager, offsets, columns, items));
            }
        }
        return near;
    }

    /** The values of every w_m L_m, (I k) each. */
    private List<NDArray> learned(Neighbours near, NDArray weights, Tape tape) {
        List<NDArray> unit = unitContent();
        List<NDArray> values = new ArrayList<>();
        List<NDArray> sums = new ArrayList<>();
        for (int m = 0; m < unit.size(); m++) {
            NDArray both = tape.cut(unit.get(m));
            values.add(clamped(near.patterns().get(m).dots(tape, both, both)));
            sums.add(rowSums(values.get(m)).mul(weights.get(m)));
        }
        NDArray mixed = config.asReleased()
                ? tape.cut(sums.stream().reduce(NDArray::add).orElseThrow())
                : null;
        for (int m = 0; m < unit.size(); m++) {
            NDArray own = mixed == null ? rowSums(values.get(m)) : mixed;
            values.set(
                    m,
                    NearestItems.symmetric(near.patterns().get(m), values.get(m), own)
                            .mul(weights.get(m)));
        }
        return values;
    }

    /** S h, (I, D), from which gradients reach projections, weights and h, (I, D). */
    NDArray times(NDArray h, Neighbours near, Tape tape) {
        NDArray weights = tape.cut(logits.softmax(0));
        List<NDArray> values = learned(near, weights, tape);
        NDArray cut = tape.cut(h);
        NDArray sum = null;
        for (int m = 0; m < values.size(); m++) {
            NDArray own = near.patterns().get(m).times(tape, tape.cut(values.get(m)), cut);
            NDArray raw = tape.times(frozen.get(m).matrix(), cut).mul(weights.get(m));
            NDArray both = NativeArrays.times(own, 1 - share()).add(NativeArrays.times(raw, share()));
            sum = sum == null ? both : sum.add(both);
        }
        return tape.cut(sum);
    }

    private float share() {
        return (float) config.frozenShare();
    }

    /** The entries of S by present parameters, L_1, O_1, L_2 and so on side by side. */
    GraphSum sum(Neighbours near) {
        GraphSum sum = GraphSum.of(items, config.neighbours(), 2 * frozen.size());
        try (Tape tape = Tape.computing()) {
            NDArray weights = logits.softmax(0);
            List<NDArray> values = learned(near, weights, tape);
            for (int m = 0; m < values.size(); m++) {
                float[] own = NativeArrays.times(values.get(m), 1 - share()).toFloatArray();
                sum.put(2 * m, near.columns().get(m), own, 1);
                Frozen raw = frozen.get(m);
                sum.put(2 * m + 1, raw.columns(), raw.values(), weights.getFloat(m) * share());
            }
        }
        return sum;
    }
}
